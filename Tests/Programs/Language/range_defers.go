// Deferred calls in the bodies of ranges over functions run when the function around the loop ends,
// last first, in order with its own; recover in them, and after them, as in any other.
package main

import "runtime"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer println("counted", n)
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func simple() (result int) {
	defer func() { println("first", result) }()
	for i := range count(3) {
		defer func() { result += i; println("in the loop", i) }()
		runtime.GC()
	}
	defer println("last")
	return 100
}

func nested(stop int) (result string) {
	for i := range count(3) {
		defer func() { result += "a" }()
		for j := range count(2) {
			p := new(int)
			*p = 10*i + j
			defer func() { println("inner", *p) }()
			if i+j == stop {
				return "stopped "
			}
		}
		for range 2 {
			defer println("plain loop", i)
		}
	}
	return "ended "
}

func panics() (err any) {
	defer func() { err = recover() }()
	for i := range count(2) {
		defer func() {
			println("with", i)
			if i == 0 {
				panic("second")
			}
		}()
		if i == 1 {
			panic("one")
		}
	}
	return nil
}

func recovers() (n int) {
	for i := range count(2) {
		defer func() {
			if r := recover(); r != nil {
				println("recovered", r.(string), i)
				n = 7 + i
			}
		}()
	}
	for range count(1) {
		defer func() { panic("later") }()
	}
	return 1
}

func deep(n int) int {
	var room [64]int
	if n == 0 {
		runtime.GC()
		return 0
	}
	room[n%64] = deep(n - 1)
	return room[n%64] + 1
}

func grows() {
	for i := range count(3) {
		defer func() { println("after growth", i, deep(50)) }()
		println(deep(100 * (i + 1)))
	}
}

// The same loop runs several times, between statements with nodes in the frame and on the heap.
func mixed(n int) {
	defer println("mixed frame", n)
	for k := 0; k < n; k++ {
		defer println("mixed loop", k)
		for i := range count(2) {
			defer println("mixed range", k, i)
		}
		for range count(1) {
		}
	}
	defer println("mixed frame again", n)
	for range count(0) {
		defer println("never")
	}
	for i := range count(2) {
		if i == 1 {
			defer println("mixed end", i)
		}
	}
}

// An iterator that panics, one that goes on after the end, and one that loses its body's panic.
func broken(kind string) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer func() {
			if kind == "swallows" {
				println("swallowed", recover() != nil)
			}
		}()
		yield(1)
		if kind == "panics" {
			panic("iterator")
		}
		if kind == "goes on" {
			yield(2)
		}
	}
}

func over(kind string, end bool) (result string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			result = "error: " + r.Error()
		case string:
			result = "panic: " + r
		}
	}()
	for i := range broken(kind) {
		defer println("deferred over", kind, i)
		if end {
			if kind == "swallows" {
				panic("lost")
			}
			break
		}
	}
	return "well"
}

var leaked func(int) bool

func leaks() {
	for i := range func(yield func(int) bool) { leaked = yield; yield(0) } {
		defer println("deferred of a leak", i)
	}
}

func calledLate() {
	defer func() { println("late:", recover().(error).Error()) }()
	leaked(5)
}

// Goexit in a body; the body runs in another goroutine.
func leavesGoroutine() {
	done := make(chan bool)
	go func() {
		defer close(done)
		for i := range count(3) {
			defer println("before leaving", i)
			if i == 1 {
				runtime.Goexit()
			}
		}
	}()
	<-done
}

func elsewhere(yield func(int) bool) {
	for i := range 3 {
		done := make(chan bool)
		go func() { done <- yield(i) }()
		if !<-done {
			return
		}
	}
}

func inGoroutines() {
	for i := range elsewhere {
		defer println("deferred elsewhere", i)
		runtime.GC()
	}
	println("all were elsewhere")
}

type list[T any] struct {
	value T
	next  *list[T]
}

func (l *list[T]) all(yield func(T) bool) {
	for ; l != nil; l = l.next {
		if !yield(l.value) {
			return
		}
	}
}

func ofAll[T any](l *list[T], show func(T)) (n int) {
	for v := range l.all {
		n++
		defer show(v)
		defer func() { n *= 10 }()
		inner := func() {
			defer println("inner literal", n)
			for range l.next.all {
				defer println("range in a literal")
			}
		}
		inner()
	}
	return n
}

// A nil function panics when it is called; others of the loop are called all the same.
func missing() {
	var f func()
	defer func() { println(recover() != nil) }()
	for i := range count(2) {
		defer println("before", i)
		defer f()
	}
	println("on the way")
}

// A loop in a deferred function: recover in its body is not in the deferred function.
func inDeferred() (r any) {
	defer func() { println("outer recovers", recover().(string)) }()
	defer func() {
		for i := range count(2) {
			defer println("deferred in deferred", i)
			if i == 0 {
				r = recover()
			}
		}
	}()
	panic("for the loop")
}

func main() {
	println(simple())
	println(nested(2))
	println(nested(9))
	println(panics().(string))
	println(recovers())
	grows()
	mixed(2)
	for _, kind := range []string{"is fine", "panics", "goes on", "swallows"} {
		println(over(kind, false))
		println(over(kind, true))
	}
	leaks()
	calledLate()
	leavesGoroutine()
	inGoroutines()
	println(ofAll(&list[int]{1, &list[int]{2, nil}}, func(i int) { println("shown", i) }))
	println(ofAll(&list[string]{"a", &list[string]{"b", nil}}, func(s string) { println(s) }))
	missing()
	println(inDeferred() == nil)
}
