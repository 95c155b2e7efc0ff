// Counts the words of a text, of the files that are named or of one that the program makes up: a map
// that grows, strings cut out of lines, a sort by two keys, and a reader that is asked for one line at a
// time.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
)

// Counts says how often each word was met, and how much there was.
type Counts struct {
	Words               map[string]int
	Lines, Total, Bytes int
}

// Read adds what a reader has.
func (c *Counts) Read(from io.Reader) error {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		line := lines.Text()
		c.Lines++
		c.Bytes += len(line) + 1
		for word := range strings.FieldsFuncSeq(line, func(r rune) bool {
			return !unicode.IsLetter(r) && r != '\''
		}) {
			c.Words[strings.ToLower(word)]++
			c.Total++
		}
	}
	return lines.Err()
}

// Top has the words that are met most often, and in the order of the alphabet those that are equal.
func (c *Counts) Top(count int) []string {
	words := make([]string, 0, len(c.Words))
	for word := range c.Words {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(c.Words[b], c.Words[a]), cmp.Compare(a, b))
	})
	return words[:min(count, len(words))]
}

// An author makes up lines out of syllables, the same ones every time.
type author struct {
	state uint64
	lines int
	rest  []byte
}

func (a *author) pick(from []string) string {
	a.state = a.state*6364136223846793005 + 1442695040888963407
	// The product of two numbers makes small ones likelier.
	one, two := a.state>>33%uint64(len(from)), a.state>>48%uint64(len(from))
	return from[one*two/uint64(len(from))]
}

var (
	first  = strings.Fields("the a some no every one")
	middle = strings.Fields("heap stack page span word cycle pause sweep barrier Größe naïveté")
	last   = strings.Fields("grows shrinks waits runs ends, isn't sleeps; wakes")
)

// Read makes lines as long as it is asked to.
func (a *author) Read(into []byte) (int, error) {
	for len(a.rest) < len(into) && a.lines > 0 {
		a.lines--
		var line []string
		for range 3 {
			line = append(line, a.pick(first), a.pick(middle), a.pick(last))
		}
		a.rest = append(a.rest, strings.Join(line, " ")+".\n"...)
	}
	if len(a.rest) == 0 {
		return 0, io.EOF
	}
	count := copy(into, a.rest)
	a.rest = a.rest[count:]
	return count, nil
}

func main() {
	counts := &Counts{Words: map[string]int{}}
	if len(os.Args) < 2 {
		if err := counts.Read(&author{state: 42, lines: 20000}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	for _, name := range os.Args[1:] {
		file, err := os.Open(name)
		if err == nil {
			err = counts.Read(file)
			file.Close()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	fmt.Printf("%d lines, %d words, %d bytes, %d different\n",
		counts.Lines, counts.Total, counts.Bytes, len(counts.Words))
	for _, word := range counts.Top(12) {
		fmt.Printf("%-10s %6d\n", word, counts.Words[word])
	}
}
