// Goroutines that wait for all sorts of things, and then a failure; or, after "ready", nothing.
package main

import (
	"runtime"
	"runtime/debug"
	"sync"
)

type state struct{ n int }

//go:noinline
func (s *state) fail(list []int) int { return list[s.n] }

func receives(c chan int) { <-c }
func sends(c chan int)    { c <- 1 }
func selects(a, b chan int) {
	select {
	case <-a:
	case b <- 1:
	}
}
func forever()                   { select {} }
func locks(m *sync.Mutex)        { m.Lock() }
func waits(group *sync.WaitGroup) { group.Wait() }

func main() {
	debug.SetTraceback("single")
	never := make(chan int)
	var mutex sync.Mutex
	var group sync.WaitGroup
	mutex.Lock()
	group.Add(1)
	go receives(make(chan int))
	go receives(nil)
	go sends(never)
	go selects(make(chan int), never)
	go forever()
	go locks(&mutex)
	go waits(&group)
	for range 1000 {
		runtime.Gosched()
	}
	println("ready")
	for quiet {
		runtime.Gosched()
	}
	println((&state{7}).fail([]int{1}))
}
