// Live heaps that are collected ten times, and two threads that churn one: the twin of
// Sources/CollectorWork/heaps.c and of Collector's main.swift.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync"
	"syscall"
)

type Node struct {
	next  *Node
	owner *List
	key   uint64
	rest  [5]uint64
}

type List struct{ head, tail *Node }

const lists = 4096

var root any

func nextRandom(state *uint64) uint64 {
	x := *state
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*state = x
	return x
}

func (list *List) append(key uint64) {
	node := &Node{owner: list, key: key}
	if list.tail != nil {
		list.tail.next = node
	} else {
		list.head = node
	}
	list.tail = node
}

func buildLists(bytes int) []List {
	all := make([]List, lists)
	state := uint64(88172645463325252)
	for done := 0; done < bytes; done += 64 {
		all[nextRandom(&state)%lists].append(uint64(done))
	}
	return all
}

func churn(all []List, steps, first, stride int) {
	state := uint64(88172645463325252 + first)
	mine := uint64(lists / stride)
	sum := uint64(0)
	for step := 0; step < steps; step++ {
		from := &all[first+int(nextRandom(&state)%mine)*stride]
		if node := from.head; node != nil && node.next != nil {
			sum += node.key
			from.head = node.next
		}
		all[first+int(nextRandom(&state)%mine)*stride].append(uint64(step))
	}
}

func buildArrays(bytes int) [][]*[2]uint64 {
	const entries = 4096
	all := make([][]*[2]uint64, bytes/(entries*24))
	for index := range all {
		array := make([]*[2]uint64, entries)
		for entry := range array {
			array[entry] = new([2]uint64)
		}
		all[index] = array
	}
	return all
}

type Tree struct {
	left, right *Tree
	value       int
}

func buildTree(value, depth int) *Tree {
	tree := &Tree{value: value}
	if depth > 0 {
		tree.left = buildTree(2*value, depth-1)
		tree.right = buildTree(2*value+1, depth-1)
	}
	return tree
}

func cpu() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}

func measure() {
	runtime.GC()
	before := cpu()
	for range 10 {
		runtime.GC()
	}
	spent := cpu() - before
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Fprintf(os.Stderr, "%.0f MB marked per CPU second\n", float64(stats.HeapAlloc)*10/spent/1e6)
	fmt.Println("done")
}

func tellPauses() {
	sample := []metrics.Sample{{Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(sample)
	histogram := sample[0].Value.Float64Histogram()
	total := uint64(0)
	for _, count := range histogram.Counts {
		total += count
	}
	at := func(share float64) float64 {
		seen := uint64(0)
		for index, count := range histogram.Counts {
			seen += count
			if float64(seen) >= share*float64(total) && count > 0 {
				return histogram.Buckets[index+1] * 1e6
			}
		}
		return 0
	}
	fmt.Fprintf(os.Stderr, "%d pauses, p50 %.0f p99 %.0f longest %.0f µs\n",
		total, at(0.5), at(0.99), at(1))
}

func main() {
	size, _ := strconv.Atoi(os.Args[2])
	switch os.Args[1] {
	case "mark-trees":
		root = buildTree(1, size)
		measure()
	case "mark-lists":
		root = buildLists(size << 20)
		measure()
	case "mark-arrays":
		root = buildArrays(size << 20)
		measure()
	case "pauses":
		all := buildLists(size << 20)
		root = all
		var group sync.WaitGroup
		for index := range 2 {
			group.Add(1)
			go func() {
				churn(all, 20_000_000, index, 2)
				group.Done()
			}()
		}
		group.Wait()
		fmt.Println("done")
		tellPauses()
	}
}
