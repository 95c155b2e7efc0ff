// Goroutines: a hundred thousand that wait at once, and a stream of short ones.
package main

import (
	"os"
	"sync"
)

func work(a, b int) int {
	var buffer [16]int
	for i := range buffer {
		buffer[i] = a*i + b
	}
	return buffer[(a+b)&15]
}

func main() {
	live, short := 100_000, 1_000_000
	if len(os.Args) > 1 {
		live, short = 5_000, 10_000
	}
	total := 0
	for round := 0; round < 3; round++ {
		start, out := make(chan struct{}), make(chan int, 256)
		for i := 0; i < live; i++ {
			go func() {
				<-start
				out <- work(i, round) & 255
			}()
		}
		close(start)
		for i := 0; i < live; i++ {
			total += <-out
		}
	}
	println("waiting", total)
	var group sync.WaitGroup
	results := make([]int, 1024)
	for i := 0; i < short; i++ {
		group.Add(1)
		go func() {
			results[i&1023] = work(i, 3)
			group.Done()
		}()
		if i&1023 == 1023 {
			group.Wait()
		}
	}
	group.Wait()
	for _, v := range results {
		total += v
	}
	println("short", total)
}
