// A reader and writer of a text format like JSON, and a round trip through both: a tree of values of
// many kinds behind one interface, strings that are built byte by byte, and errors with their places.
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

// A Value is nil, a bool, a float64, a string, a List or a Table.
type Value any

// A List has values in order.
type List []Value

// A Table has values by name.
type Table map[string]Value

// A SyntaxError says what is wrong with a text, and where.
type SyntaxError struct {
	Line, Column int
	Problem      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Problem)
}

// A reader goes over a text once.
type reader struct {
	text string
	at   int
}

// Parse reads one value, and nothing else.
func Parse(text string) (value Value, err error) {
	r := &reader{text: text}
	defer func() {
		if problem, ok := recover().(*SyntaxError); ok {
			value, err = nil, problem
		}
	}()
	value = r.value()
	r.space()
	if r.at < len(text) {
		r.fail("something follows the value")
	}
	return value, nil
}

func (r *reader) fail(format string, arguments ...any) {
	before := r.text[:r.at]
	line := strings.Count(before, "\n") + 1
	column := r.at - strings.LastIndexByte(before, '\n')
	panic(&SyntaxError{line, column, fmt.Sprintf(format, arguments...)})
}

func (r *reader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

// next skips space and tells the byte that follows; 0 at the end.
func (r *reader) next() byte {
	r.space()
	if r.at == len(r.text) {
		return 0
	}
	return r.text[r.at]
}

func (r *reader) take(wanted byte) {
	if r.next() != wanted {
		r.fail("%q is missing", wanted)
	}
	r.at++
}

func (r *reader) value() Value {
	switch c := r.next(); {
	case c == '{':
		return r.table()
	case c == '[':
		return r.list()
	case c == '"':
		return r.quoted()
	case c == '-' || '0' <= c && c <= '9':
		return r.number()
	case c == 0:
		r.fail("a value is missing")
	}
	for word, value := range map[string]Value{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(r.text[r.at:], word) {
			r.at += len(word)
			return value
		}
	}
	r.fail("%q begins no value", r.text[r.at])
	return nil
}

func (r *reader) table() Table {
	table := Table{}
	r.take('{')
	for r.next() != '}' {
		if len(table) > 0 {
			r.take(',')
			r.next()
		}
		name := r.quoted()
		if _, known := table[name]; known {
			r.fail("%s is there twice", strconv.Quote(name))
		}
		r.take(':')
		table[name] = r.value()
	}
	r.take('}')
	return table
}

func (r *reader) list() List {
	list := List{}
	r.take('[')
	for r.next() != ']' {
		if len(list) > 0 {
			r.take(',')
		}
		list = append(list, r.value())
	}
	r.take(']')
	return list
}

func (r *reader) quoted() string {
	r.take('"')
	var built strings.Builder
	for {
		if r.at == len(r.text) {
			r.fail("a text does not end")
		}
		c := r.text[r.at]
		r.at++
		switch c {
		case '"':
			return built.String()
		case '\\':
			r.escape(&built)
		default:
			built.WriteByte(c)
		}
	}
}

func (r *reader) escape(built *strings.Builder) {
	const plain, meant = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if r.at == len(r.text) {
		r.fail("a text does not end")
	}
	c := r.text[r.at]
	r.at++
	if index := strings.IndexByte(plain, c); index >= 0 {
		built.WriteByte(meant[index])
		return
	}
	if c != 'u' || r.at+4 > len(r.text) {
		r.fail("\\%c means nothing", c)
	}
	code, err := strconv.ParseUint(r.text[r.at:r.at+4], 16, 32)
	if err != nil {
		r.fail("%s is no code", r.text[r.at:r.at+4])
	}
	r.at += 4
	built.WriteRune(rune(code))
}

func (r *reader) number() float64 {
	start := r.at
	for r.at < len(r.text) && strings.IndexByte("+-.eE0123456789", r.text[r.at]) >= 0 {
		r.at++
	}
	number, err := strconv.ParseFloat(r.text[start:r.at], 64)
	if err != nil {
		r.fail("%s is no number", r.text[start:r.at])
	}
	return number
}

// Write appends the text of a value, names in alphabetical order.
func Write(built *strings.Builder, value Value) {
	switch value := value.(type) {
	case Table:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		sort.Strings(names)
		for index, name := range names {
			built.WriteString(map[bool]string{true: "{", false: ","}[index == 0])
			built.WriteString(strconv.Quote(name) + ":")
			Write(built, value[name])
		}
		built.WriteString(map[bool]string{true: "{}", false: "}"}[len(names) == 0])
	case List:
		built.WriteByte('[')
		for index, element := range value {
			if index > 0 {
				built.WriteByte(',')
			}
			Write(built, element)
		}
		built.WriteByte(']')
	case string:
		built.WriteString(strconv.Quote(value))
	case nil:
		built.WriteString("null")
	default:
		fmt.Fprint(built, value)
	}
}

// sample makes a text with so many entries.
func sample(entries int) string {
	var built strings.Builder
	built.WriteString("{\"entries\": [")
	for index := range entries {
		if index > 0 {
			built.WriteString(",\n  ")
		}
		fmt.Fprintf(&built, `{"id": %d, "name": "entry \"%d\"", "weight": %g, "tags": [null, %t, "\u00e9"]}`,
			index, index, float64(index)/8, index%3 == 0)
	}
	built.WriteString("]}")
	return built.String()
}

func main() {
	rounds, sum := 40, 0.0
	var last string
	for range rounds {
		value, err := Parse(sample(500))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for _, entry := range value.(Table)["entries"].(List) {
			sum += entry.(Table)["weight"].(float64)
		}
		var built strings.Builder
		Write(&built, value)
		again, err := Parse(built.String())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		built.Reset()
		Write(&built, again)
		last = built.String()
	}
	fmt.Println("weights:", sum)
	fmt.Println("written:", len(last), "bytes, beginning with", last[:60])
	for _, wrong := range []string{"[1, 2", "{\"a\": 1, \"a\": 2}", "[1,\n 2x]", "\"a\\qb\"", "nil", "[] []"} {
		_, err := Parse(wrong)
		var problem *SyntaxError
		fmt.Println(errors.As(err, &problem), err)
	}
}
