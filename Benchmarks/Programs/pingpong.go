// Channels: hand-offs without a buffer, a buffered pipeline, select, and a contended mutex.
package main

import (
	"os"
	"sync"
)

func main() {
	n := 2_000_000
	if len(os.Args) > 1 {
		n = 20_000
	}
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	sum := 0
	for i := 0; i < n; i++ {
		a <- i
		sum += <-b
	}
	close(a)
	println("hand-offs", sum)
	first := make(chan int, 64)
	last := first
	for stage := 0; stage < 4; stage++ {
		from, to := last, make(chan int, 64)
		go func() {
			for v := range from {
				to <- v + stage
			}
			close(to)
		}()
		last = to
	}
	go func() {
		for i := 0; i < n/2; i++ {
			first <- i
		}
		close(first)
	}()
	sum = 0
	for v := range last {
		sum += v
	}
	println("pipeline", sum)
	left, right, quit := make(chan int), make(chan int), make(chan bool)
	for i, c := range []chan int{left, right} {
		go func() {
			for k := 0; k < n/4; k++ {
				c <- i + 1
			}
			quit <- true
		}()
	}
	sum = 0
	for quits := 0; quits < 2; {
		select {
		case v := <-left:
			sum += v
		case v := <-right:
			sum += v
		case <-quit:
			quits++
		}
	}
	println("select", sum)
	var mutex sync.Mutex
	var group sync.WaitGroup
	sum = 0
	for g := 0; g < 4; g++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < n; i++ {
				mutex.Lock()
				sum++
				mutex.Unlock()
			}
		}()
	}
	group.Wait()
	println("mutex", sum)
}
