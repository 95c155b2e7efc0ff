// append(s, make([]T, n)...): no slice is made, and what s had behind its length is cleared.
package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

type big struct {
	p *int
	a [3]string
}

var calls int

// Inlined, and its result a constant: what it does beside is still done (Go 1.27.3 forgets it).
func four() int {
	calls++
	return 4
}

func main() {
	filled := append([]byte("ab"), make([]byte, four())...)
	fmt.Println(len(filled), calls)
	s := make([]int, 2, 10)
	t := s[:10]
	for i := range t {
		t[i] = i + 1
	}
	s = append(s, make([]int, 3)...)
	fmt.Println(s, len(s), cap(s), t)
	s = append(s, make([]int, 20)...)
	fmt.Println(s, len(s), cap(s))
	n := 0
	s = append(s, make([]int, n)...)
	var none []big
	none = append(none, make([]big, n)...)
	fmt.Println(none == nil, len(none))
	none = append(none, make([]big, 5)...)
	fmt.Println(len(none), cap(none), none[4].p == nil)
	x := 3
	none[2].p = &x
	none = append(none[:1], make([]big, 3)...)
	fmt.Println(none[2].p == nil, len(none))
	func() {
		defer func() { fmt.Println(recover()) }()
		n = -1
		s = append(s, make([]int, n)...)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n = 1 << 50
		s = append(s, make([]int, n)...)
	}()
	fmt.Println(cap(slices.Grow([]byte("abc"), 100)), cap(append([]byte(nil), make([]byte, 33)...)))
	var b bytes.Buffer
	b.Grow(1000)
	fmt.Println(b.Cap(), b.Len())
	var sb strings.Builder
	sb.Grow(1000)
	fmt.Println(sb.Cap())
	fmt.Println(append([]struct{}(nil), make([]struct{}, 4)...))
}
