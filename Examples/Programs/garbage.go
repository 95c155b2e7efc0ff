// Four goroutines build trees and drop them, and send what they counted over a channel.
package main

import "runtime"

type tree struct{ left, right *tree }

func build(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{build(depth - 1), build(depth - 1)}
}

func (t *tree) count() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	counts := make(chan int)
	for worker := range 4 {
		go func() {
			total := 0
			for range 200 {
				total += build(8 + worker).count()
			}
			counts <- total
		}()
	}
	total := 0
	for range 4 {
		total += <-counts
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	println("nodes:", total)
	println("collected at least once:", stats.NumGC > 0)
}
