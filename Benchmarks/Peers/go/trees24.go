// Binary trees of 24-byte nodes: the twin of Sources/CollectorWork/trees.c.
package main

import (
	"fmt"
	"os"
	"strconv"
)

type Tree struct {
	left, right *Tree
	value       int
}

func build(value, depth int) *Tree {
	tree := &Tree{value: value}
	if depth > 0 {
		tree.left = build(2*value, depth-1)
		tree.right = build(2*value+1, depth-1)
	}
	return tree
}

func (tree *Tree) count() int {
	self := 1 + tree.value&1
	if tree.left == nil {
		return self
	}
	return self + tree.left.count() + tree.right.count()
}

func main() {
	deepest := 18
	if len(os.Args) > 1 {
		deepest, _ = strconv.Atoi(os.Args[1])
	}
	fmt.Printf("stretch tree of depth %d: %d\n", deepest+1, build(1, deepest+1).count())
	stays := build(1, deepest)
	for depth := 4; depth <= deepest; depth += 2 {
		rounds, sum := 1<<(deepest-depth+4), 0
		for round := 0; round < rounds; round++ {
			sum += build(round, depth).count()
		}
		fmt.Printf("%d trees of depth %d: %d\n", rounds, depth, sum)
	}
	fmt.Printf("the tree that stays: %d\n", stays.count())
}
