package debug

// Text, without the packages that a program which imports this one might not want.

// cut is what stands before and behind the first `separator`.
func cut(text string, separator byte) (before, after string, found bool) {
	for i := 0; i < len(text); i++ {
		if text[i] == separator {
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

func decimal(value int) string {
	if value < 10 {
		return string(rune('0' + value))
	}
	return decimal(value/10) + string(rune('0'+value%10))
}

// quoted is text in quotes, if it is empty or has one of the characters that ask for them.
func quoted(text, special string) string {
	needs := text == ""
	for i := 0; i < len(text); i++ {
		for j := 0; j < len(special); j++ {
			needs = needs || text[i] == special[j]
		}
	}
	if !needs {
		return text
	}
	out := []byte{'"'}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\n':
			out = append(out, `\n`...)
		case '\r':
			out = append(out, `\r`...)
		case '\t':
			out = append(out, `\t`...)
		default:
			out = append(out, c)
		}
	}
	return string(append(out, '"'))
}

// unquoted reads a text that may be quoted, up to `end`, and gives what follows it.
func unquoted(text string, end byte) (value, rest string, ok bool) {
	if text == "" || text[0] != '"' {
		for i := 0; i < len(text); i++ {
			if end != 0 && text[i] == end {
				return text[:i], text[i:], true
			}
		}
		return text, "", true
	}
	var out []byte
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			return string(out), text[i+1:], true
		case '\\':
			i++
			if i == len(text) {
				return "", "", false
			}
			switch text[i] {
			case 'n':
				out = append(out, '\n')
			case 'r':
				out = append(out, '\r')
			case 't':
				out = append(out, '\t')
			default:
				out = append(out, text[i])
			}
		default:
			out = append(out, c)
		}
	}
	return "", "", false
}
