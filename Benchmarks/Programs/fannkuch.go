// Permutations and flips of small slices: indexes that are checked.
package main

import "os"

func fannkuch(n int) (checksum, most int) {
	first, flipped, count := make([]int, n), make([]int, n), make([]int, n)
	for i := range first {
		first[i] = i
	}
	r := n
	for round := 0; ; round++ {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		copy(flipped, first)
		flips := 0
		for k := flipped[0]; k != 0; k = flipped[0] {
			for i, j := 0, k; i < j; i, j = i+1, j-1 {
				flipped[i], flipped[j] = flipped[j], flipped[i]
			}
			flips++
		}
		if flips > most {
			most = flips
		}
		if round&1 == 0 {
			checksum += flips
		} else {
			checksum -= flips
		}
		for ; ; r++ {
			if r == n {
				return
			}
			head := first[0]
			for i := 0; i < r; i++ {
				first[i] = first[i+1]
			}
			first[r] = head
			count[r]--
			if count[r] > 0 {
				break
			}
		}
	}
}

func main() {
	n := 10
	if len(os.Args) > 1 {
		n = 7
	}
	checksum, most := fannkuch(n)
	println(n, checksum, most)
}
