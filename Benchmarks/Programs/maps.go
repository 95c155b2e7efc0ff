// Maps with integer, string and structure keys: inserted, found, deleted, walked.
package main

import (
	"os"
	"strconv"
)

type point struct{ x, y int32 }

func main() {
	n := 6_000_000
	if len(os.Args) > 1 {
		n = 60_000
	}
	x, sum := uint64(88172645463325252), uint64(0)
	next := func() uint64 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return x
	}
	integers := map[int]int{}
	for i := 0; i < n; i++ {
		k := int(next() >> 20 & (1<<18 - 1))
		switch i & 3 {
		case 0, 1:
			integers[k] += i
		case 2:
			if v, ok := integers[k]; ok {
				sum += uint64(v)
			}
		default:
			delete(integers, k)
		}
	}
	for k, v := range integers {
		sum += uint64(k ^ v)
	}
	println("integers", len(integers), sum)
	words := make([]string, 1<<16)
	for i := range words {
		words[i] = "word" + strconv.Itoa(i*7919)
	}
	counts := map[string]int{}
	for i := 0; i < n; i++ {
		counts[words[next()>>30&(1<<16-1)]]++
	}
	for _, v := range counts {
		sum += uint64(v * v)
	}
	println("strings", len(counts), sum)
	points := map[point]bool{}
	for i := 0; i < n/2; i++ {
		r := next()
		p := point{int32(r >> 10 & 255), int32(r >> 40 & 255)}
		points[p] = !points[p]
	}
	println("points", len(points))
	small := 0
	for i := 0; i < n/20; i++ {
		m := map[int]int{}
		for j := 0; j < 10; j++ {
			m[i*j&31] = j
		}
		small += len(m)
	}
	println("small", small)
}
