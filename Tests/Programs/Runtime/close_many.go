// A channel that many wait on is closed while the collector runs: each of them goes on, once, those
// that wait in a select for another channel too, and a second close panics all the same.
package main

import (
	"runtime"
	"sync"
)

type waker struct{ done chan struct{} }

func main() {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	for round := 0; round < 4; round++ {
		var receivers, selectors, others int
		var lock sync.Mutex
		var ready, group sync.WaitGroup
		start := &waker{make(chan struct{})}
		other := make(chan int)
		count := 3000 * (round + 1)
		for i := 0; i < count; i++ {
			ready.Add(1)
			group.Add(1)
			go func() {
				defer group.Done()
				ready.Done()
				if i%3 == 0 {
					<-start.done
					lock.Lock()
					receivers++
					lock.Unlock()
					return
				}
				select {
				case <-start.done:
					lock.Lock()
					selectors++
					lock.Unlock()
				case <-other:
					lock.Lock()
					others++
					lock.Unlock()
				}
			}()
		}
		ready.Wait()
		// Some leave the line while it is being woken.
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < 100; i++ {
				select {
				case other <- i:
				default:
					runtime.Gosched()
				}
			}
		}()
		close(start.done)
		group.Wait()
		println(receivers == count/3, receivers+selectors+others == count)
		func() {
			defer func() { println(recover() != nil) }()
			close(start.done)
		}()
		start = nil
	}
	senders := make(chan int)
	var group sync.WaitGroup
	panics := make(chan bool, 2000)
	for i := 0; i < 2000; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() { panics <- recover() != nil }()
			senders <- i
		}()
	}
	for i := 0; i < 10; i++ {
		runtime.Gosched()
	}
	close(senders)
	group.Wait()
	all := true
	for i := 0; i < 2000; i++ {
		all = <-panics && all
	}
	println(all)
	close(stop)
	<-stopped
}
