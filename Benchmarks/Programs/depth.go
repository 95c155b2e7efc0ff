// Recursion to a depth that needs a stack of 64 MB, again and again, each time on a new goroutine.
package main

import "os"

func down(n int, above *int) int {
	own := [4]int{n, *above, n ^ 5, 1}
	if n == 0 {
		return own[1]
	}
	return down(n-1, &own[0]) + own[2]&1 + own[3]
}

func main() {
	depth, rounds := 500_000, 20
	if len(os.Args) > 1 {
		depth, rounds = 10_000, 2
	}
	total := 0
	for i := 0; i < rounds; i++ {
		done := make(chan int)
		go func() {
			start := i
			done <- down(depth, &start)
		}()
		total += <-done
	}
	println("depth", total)
}
