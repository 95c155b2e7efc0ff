// Sorting: integers, strings and structures, through slices and sort.
package main

import (
	"os"
	"slices"
	"sort"
	"strconv"
)

type record struct {
	name string
	rank int
	more [2]int
}

type byRank []record

func (r byRank) Len() int           { return len(r) }
func (r byRank) Less(i, j int) bool { return r[i].rank < r[j].rank }
func (r byRank) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

func main() {
	n := 1_000_000
	if len(os.Args) > 1 {
		n = 10_000
	}
	x := uint64(88172645463325252)
	next := func() uint64 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return x
	}
	numbers := make([]int, n)
	for round := 0; round < 5; round++ {
		for i := range numbers {
			numbers[i] = int(next() >> 1)
		}
		slices.Sort(numbers)
	}
	println("numbers", numbers[0] < numbers[n/2], slices.IsSorted(numbers))
	records := make([]record, n)
	for i := range records {
		records[i] = record{name: strconv.Itoa(int(next() >> 40)), rank: int(next() >> 20)}
	}
	sort.Sort(byRank(records))
	println("interface", sort.IsSorted(byRank(records)))
	sort.Slice(records, func(i, j int) bool { return records[i].name < records[j].name })
	println("closure", records[0].name, records[n-1].name)
	slices.SortFunc(records, func(a, b record) int { return a.rank - b.rank })
	println("generic", sort.IsSorted(byRank(records)))
}
