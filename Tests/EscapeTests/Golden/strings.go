// Strings: conversions and concatenations, and when they share memory.
package p

var sink string

func concatenates(a, b string) int {
	c := a + b + "!"
	return len(c)
}

func returnsConcatenation(a, b string) string { return a + b }

func convertsBytes(b []byte) int {
	s := string(b)
	return len(s)
}

func keepsBytes(b []byte) { sink = string(b) }

func convertsString(s string) int {
	b := []byte(s)
	return len(b)
}

func writesConverted(s string) int {
	b := []byte(s)
	b[0] = 'x'
	return len(b)
}

func returnsConverted(s string) []byte { return []byte(s) }

func runes(s string, r rune) (int, string) {
	list := []rune(s)
	return len(list), string(list) + string(r)
}

func rangesOverConversion(s string) (n int) {
	for range []byte(s) {
		n++
	}
	return n
}

func looksUp(m map[string]int, key []byte) int { return m[string(key)] }

func compares(a, b []byte) bool { return string(a) == string(b) }

func substring(s string) string { return s[1:] }
