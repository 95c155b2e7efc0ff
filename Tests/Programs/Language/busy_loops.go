// Loops that never wait let the collector stop them: they call only what has no frame of its own,
// or what need not wait.
package main

import (
	"runtime"
	"sync/atomic"
)

var done atomic.Bool

func collecting() {
	done.Store(false)
	go func() {
		for range 5 {
			runtime.GC()
		}
		done.Store(true)
	}()
}

//go:noinline
func isDone() bool { return done.Load() }

type asker interface{ asked() bool }

type flag struct{}

//go:noinline
func (flag) asked() bool { return done.Load() }

//go:noinline
func untilAsked(a asker) {
	for !a.asked() {
	}
}

func main() {
	runtime.GOMAXPROCS(2)
	collecting()
	for !isDone() {
	}
	println("a function without calls")

	collecting()
	untilAsked(flag{})
	println("a method without calls")

	collecting()
	for !done.Load() {
		runtime.Gosched()
	}
	println("Gosched with nobody else")

	collecting()
	never := make(chan int)
	for !done.Load() {
		select {
		case <-never:
		default:
		}
	}
	println("a select that has a default")

	collecting()
	buffer := make(chan int, 1)
	for !done.Load() {
		buffer <- 1
		<-buffer
	}
	println("a channel with room")
}
