// The operands of an assignment to a map's element are evaluated from left to right, whatever the
// value is: a call, a receive, an operation.
package main

import "fmt"

var order []int

func in[T any](value T, at int) T {
	order = append(order, at)
	return value
}

func main() {
	m := map[int]int{}
	lists := map[string][]int{}
	c := make(chan int, 4)
	c <- 1
	c <- 2
	m[in(1, 1)] = <-in(c, 2)
	in(m, 3)[in(2, 4)] = in(7, 5)
	m[in(1, 6)] += in(10, 7)
	m[in(3, 8)], m[in(4, 9)] = in(30, 10), <-in(c, 11)
	lists[in("a", 12)] = append(lists[in("a", 13)], in(5, 14))
	m[in(5, 15)] = m[in(1, 16)] + in(1, 17)
	m[in(6, 18)]++
	fmt.Println(order, m, lists)
	defer func() { fmt.Println(recover(), order[len(order)-2:]) }()
	var none map[int]int
	none[in(1, 19)] = in(2, 20)
}
