// Recursions of small functions, whose calls of themselves a compiler may replace by their bodies:
// what they answer, in which order they act, and the names and lines of those who called.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type node struct {
	left, right *node
	value       int
}

func build(depth, value int) *node {
	if depth == 0 {
		return &node{value: value}
	}
	return &node{build(depth-1, 2*value), build(depth-1, 2*value+1), value}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.left.sum() + n.value + n.right.sum()
}

func ackermann(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

// Named results, of which one travels among the floats.
func halves(x float64, steps int) (small float64, count int) {
	if steps == 0 {
		return x, 1
	}
	small, count = halves(x/2, steps-1)
	count *= 2
	return
}

var order []string

func hanoi(n int, from, to, over string) {
	if n == 0 {
		return
	}
	hanoi(n-1, from, over, to)
	order = append(order, from+to)
	hanoi(n-1, over, to, from)
}

// A loop around the call.
func count(n int) (total int) {
	for i := 0; i < n; i++ {
		total += count(i) + 1
	}
	return total
}

// Text is two words, and an interface, too.
func wrap(text string, depth int) (string, error) {
	if depth < 0 {
		return "", fmt.Errorf("depth %d", depth)
	}
	if depth == 0 {
		return text, nil
	}
	inner, err := wrap("("+text+")", depth-1)
	return inner, err
}

func lines(depth int) string {
	if depth == 0 {
		return callers()
	}
	return lines(depth - 1)
}

func callers() string {
	var text strings.Builder
	frames := runtime.CallersFrames(programCounters())
	for {
		frame, more := frames.Next()
		fmt.Fprintf(&text, "%s:%d ", frame.Function, frame.Line)
		if !more || frame.Function == "main.main" {
			return text.String()
		}
	}
}

//go:noinline
func programCounters() []uintptr {
	counters := make([]uintptr, 50)
	return counters[:runtime.Callers(2, counters)]
}

func fail(depth int, values []int) int {
	if depth == 0 {
		return values[len(values)]
	}
	return fail(depth-1, values) + 1
}

// The inner call is not made by the deferred call's maker: it recovers nothing.
func rescue(depth int) any {
	if depth == 0 {
		return recover()
	}
	return rescue(depth - 1)
}

func guarded(f func()) (what any) {
	defer func() { what = recover() }()
	f()
	return nil
}

func main() {
	tree := build(10, 1)
	fmt.Println(tree.sum(), ackermann(2, 9))
	fmt.Println(halves(1024, 5))
	hanoi(3, "a", "b", "c")
	fmt.Println(order, count(12))
	fmt.Println(wrap("x", 5))
	fmt.Println(wrap("x", -1))
	for depth := 0; depth < 4; depth++ {
		fmt.Println(lines(depth))
	}
	fmt.Println(guarded(func() { fail(5, []int{1, 2}) }))
	fmt.Println(guarded(func() {
		defer rescue(3)
		panic("goes on")
	}))
}
