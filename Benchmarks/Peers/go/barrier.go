// Pointer stores in loops: the twins of stores_run and links_reverse in
// Sources/CollectorWork/heaps.c. Built as usual
// and with -gcflags=-wb=false, which leaves the write barrier out: the difference is what Go pays
// for a barrier that is off. Nothing is collected meanwhile.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"syscall"
	"time"
)

var table []*[2]uint64

func stores(table []*[2]uint64, rounds uint64) uint64 {
	count := uint64(len(table))
	sum := uint64(0)
	for round := uint64(0); round < rounds; round++ {
		shift := round*7 + 1
		for slot := range table {
			table[slot] = table[(uint64(slot)+shift)&(count-1)]
		}
		sum += table[round&(count-1)][0]
	}
	return sum
}

type link struct {
	next  *link
	value uint64
}

var list *link

func reverse(first *link, rounds uint64) *link {
	for round := uint64(0); round < rounds; round++ {
		var done *link
		for first != nil {
			next := first.next
			first.next = done
			done, first = first, next
		}
		first = done
	}
	return first
}

func cpu() time.Duration {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func main() {
	debug.SetGCPercent(-1)
	for _, count := range []uint64{1024, 1 << 18} {
		table = make([]*[2]uint64, count)
		for index := range table {
			table[index] = new([2]uint64)
		}
		rounds := 50 << 20 / count
		best := time.Duration(1 << 62)
		for range 7 {
			before := cpu()
			if stores(table, rounds) != 0 {
				panic("objects are zero")
			}
			best = min(best, cpu()-before)
		}
		fmt.Fprintf(os.Stderr, "%d slots: %.3f ns\n", count,
			float64(best.Nanoseconds())/float64(rounds*count))
	}
	for _, count := range []uint64{1024, 1 << 18} {
		list = nil
		for value := range count {
			list = &link{list, value}
		}
		rounds := 50 << 20 / count
		best := time.Duration(1 << 62)
		for range 7 {
			before := cpu()
			list = reverse(list, rounds)
			best = min(best, cpu()-before)
		}
		fmt.Fprintf(os.Stderr, "reversing %d: %.3f ns\n", count,
			float64(best.Nanoseconds())/float64(rounds*count))
	}
	fmt.Println("done")
}
