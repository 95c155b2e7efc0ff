// Objects in the frame that come into being on some ways only, and are reached by a pointer where
// the ways have joined: what they point to must live, and they must move with the stack.
package main

import (
	"fmt"
	"runtime"
)

type box struct{ data [64]int }

type node struct {
	number int
	held   *box
	next   *node
}

type holder interface{ get() int }

func (n *node) get() int { return n.held.data[5] }

var sink *box

//go:noinline
func made(value int) *box {
	b := new(box)
	b.data[5] = value
	return b
}

//go:noinline
func deep(n int) int {
	var room [100]int
	if n > 0 {
		room[n] = deep(n - 1)
	}
	return room[n]
}

// What is free by now is overwritten, and the stack has moved.
//
//go:noinline
func churn() {
	deep(60)
	for range 4 {
		runtime.GC()
		for range 500 {
			sink = made(-7)
		}
	}
}

//go:noinline
func use(n *node) int {
	if n == nil {
		return 0
	}
	return n.held.data[5]
}

//go:noinline
func pointer(c bool) int {
	var p *node
	if c {
		p = &node{number: 1, held: made(42)}
	}
	churn()
	return use(p)
}

//go:noinline
func variable(c bool) int {
	var p *node
	if c {
		var n node
		n.held = made(43)
		p = &n
	}
	churn()
	return use(p)
}

//go:noinline
func table(c bool) int {
	var m map[int]*box
	if c {
		m = map[int]*box{1: made(44)}
	}
	churn()
	if m[1] == nil {
		return 0
	}
	return m[1].data[5]
}

//go:noinline
func slice(c bool) int {
	var s []*box
	if c {
		s = []*box{made(45), made(1)}
	}
	churn()
	t := 0
	for _, b := range s {
		t += b.data[5]
	}
	return t
}

//go:noinline
func dynamic(c bool) int {
	var h holder
	if c {
		h = &node{held: made(46)}
	}
	churn()
	if h == nil {
		return 0
	}
	return h.get()
}

//go:noinline
func closure(c bool) int {
	var f func() int
	if c {
		b := made(47)
		f = func() int { return b.data[5] }
	}
	churn()
	if f == nil {
		return 0
	}
	return f()
}

//go:noinline
func left(c bool) int {
	var p *node
	for i := range 5 {
		if i == 3 && c {
			n := node{held: made(48), next: p}
			p = &n
			break
		}
		churn()
	}
	churn()
	return use(p)
}

//go:noinline
func chosen(k int) int {
	var p *node
	switch k {
	case 1:
		p = &node{held: made(49)}
	case 2:
		n := node{held: made(50)}
		p = &node{held: made(1), next: &n}
		churn()
		p = p.next
	}
	churn()
	return use(p)
}

//go:noinline
func deferred(c bool) (t int) {
	var p *node
	defer func() {
		churn()
		t += use(p)
	}()
	if c {
		p = &node{held: made(51)}
	}
	churn()
	return use(p)
}

//go:noinline
func recovered(c bool) (t int) {
	var p *node
	defer func() {
		recover()
		churn()
		t = use(p)
	}()
	if c {
		p = &node{held: made(52)}
	}
	churn()
	panic("gone")
}

func all() string {
	return fmt.Sprint(pointer(true), pointer(false), variable(true), variable(false),
		table(true), table(false), slice(true), slice(false), dynamic(true), dynamic(false),
		closure(true), closure(false), left(true), left(false), chosen(0), chosen(1), chosen(2),
		deferred(true), deferred(false), recovered(true), recovered(false))
}

func main() {
	fmt.Println(all())
	done := make(chan string)
	for range 3 {
		go func() { done <- all() }()
	}
	for range 3 {
		fmt.Println(<-done)
	}
}
