// A large standing heap of linked nodes whose links change all the time: marking while the program
// stores pointers.
package main

import "os"

type node struct {
	next  *node
	key   uint64
	owner *list
	more  [3]uint64
}

type list struct{ head, tail *node }

func (l *list) push(key uint64) {
	n := &node{key: key, owner: l}
	if l.tail == nil {
		l.head = n
	} else {
		l.tail.next = n
	}
	l.tail = n
}

func (l *list) pop() uint64 {
	n := l.head
	if n == nil {
		return 0
	}
	l.head = n.next
	if l.head == nil {
		l.tail = nil
	}
	return n.key
}

func main() {
	live, churn := 2_000_000, 12_000_000
	if len(os.Args) > 1 {
		live, churn = 100_000, 300_000
	}
	lists := make([]list, 1024)
	for i := 0; i < live; i++ {
		lists[i&1023].push(uint64(i))
	}
	x, sum := uint64(88172645463325252), uint64(0)
	for i := 0; i < churn; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		sum += lists[x&1023].pop()
		lists[x>>32&1023].push(x)
	}
	println("lists", sum)
}
