// Binary trees that are made, walked and dropped, while one of them lives: allocation and marking.
package main

import "os"

type node struct{ left, right *node }

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{grow(depth - 1), grow(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func main() {
	depth := 18
	if len(os.Args) > 1 {
		depth = 12
	}
	println("stretch", grow(depth+1).count())
	long := grow(depth)
	for d := 4; d <= depth; d += 4 {
		times := 1 << (depth - d + 4)
		total := 0
		for i := 0; i < times; i++ {
			total += grow(d).count()
		}
		println(times, "of depth", d, total)
	}
	println("long", long.count())
}
