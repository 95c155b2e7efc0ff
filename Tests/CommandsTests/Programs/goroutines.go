// Goroutines, channels, select, and garbage made meanwhile.
package main

import (
	"runtime"
	"sync"
)

type item struct {
	next  *item
	value int
}

func produce(out chan<- *item, n int) {
	for i := 0; i < n; i++ {
		out <- &item{&item{nil, i}, i}
	}
	close(out)
}

func main() {
	items := make(chan *item, 8)
	go produce(items, 10000)
	sum := 0
	for it := range items {
		sum += it.value + it.next.value
	}
	println(sum)

	var group sync.WaitGroup
	var mutex sync.Mutex
	counts := map[int]int{}
	for worker := range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range 1000 {
				mutex.Lock()
				counts[i%10] += worker
				mutex.Unlock()
			}
		}()
	}
	group.Wait()
	runtime.GC()
	println(len(counts), counts[3])

	ping, pong, quit := make(chan int), make(chan int), make(chan bool)
	go func() {
		for {
			select {
			case v := <-ping:
				pong <- v + 1
			case <-quit:
				close(pong)
				return
			}
		}
	}()
	v := 0
	for range 1000 {
		ping <- v
		v = <-pong
	}
	quit <- true
	_, ok := <-pong
	println(v, ok)
	select {
	case <-ping:
		println("never")
	default:
		println("default")
	}
}
