// A trace has the line of the part of an expression that failed, not of its statement.
package main

import (
	"fmt"
	"runtime"
)

type T struct{ n int }

type wide struct{ a, b, c, d, e int }

var (
	far     = 9
	sink    int
	sinkOne wide
)

func (t *T) next(i int) *T {
	_, _, line, _ := runtime.Caller(1)
	fmt.Println(i, line)
	return t
}

func line(f func()) {
	defer func() {
		recover()
		var pcs [10]uintptr
		n := runtime.Callers(1, pcs[:])
		frames := runtime.CallersFrames(pcs[:n])
		for {
			f, more := frames.Next()
			if len(f.Function) > 10 && f.Function[:10] == "main.main." {
				fmt.Println(f.Function, f.Line)
			}
			if !more {
				break
			}
		}
	}()
	f()
}

func main() {
	t := &T{}
	t.
		next(1).
		next(2).next(
		3,
	).
		next(4)
	i := 9
	a := []int{1}
	m := [][]int{{1}}
	line(func() {
		_ = a[
			i]
	})
	line(func() {
		x := a
		println(
			x[0],
			x[i])
	})
	line(func() {
		println(m[0][i],
			m[i][0])
	})
	line(func() {
		println(m[0][0],
			m[i][0])
	})
	line(func() {
		b := a[:1][0:
			i]
		_ = b
	})
	line(func() {
		var p *T
		fmt.Println(
			1,
			p.n)
	})
	line(func() {
		z := 0
		fmt.Println(
			1 +
				2/z)
	})
	line(func() {
		var x any = 1
		fmt.Println(
			1,
			x.(string))
	})
	line(func() {
		a[0],
			a[i] = 1,
			2
	})
	line(func() {
		var a [1]int
		sink =
			a[far]
	})
	line(func() {
		var a [3]int
		sink =
			a[far]
	})
	line(func() {
		var a []int
		sink =
			a[far]
	})
	line(func() {
		var a [3]wide
		sinkOne =
			a[far]
	})
	line(func() {
		var a []wide
		sinkOne =
			a[far]
	})
	line(func() {
		s := "foo"
		sink =
			int(s[far])
	})
	line(func() {
		a := []wide{}
		sink,
			a[far] =
			1, wide{}
	})
	line(func() {
		var a [1]int
		a[0],
			a[far] =
			1, 2
	})
	line(func() {
		println(10 /
			none())
	})
	line(func() {
		println(a[
			nine()])
	})
}

//go:noinline
func none() int { return 0 }

func nine() int { return far }
