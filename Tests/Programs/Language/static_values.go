// Package variables whose values are there before the program runs: literals within interfaces, and
// what they point to, each in a place of its own. And a switch without a tag over interfaces.
package main

import "fmt"

var tables = []struct {
	name   string
	values any
	more   any
}{
	{"a", []float64{0, 1, 2, 3}, []float64{4}},
	{"b", []float64{5, 6, 7}, []complex128{8, 9i}},
	{"c", []int16{10}, []string{"11", "12"}},
	{"d", [2]bool{true, false}, &[]byte{13, 14}},
	{"e", map[string]int(nil), []any{[]int{15}, []any{16, "17"}}},
}

func truth(value any) string {
	switch {
	case value:
		return "true"
	case value == nil:
		return "nil"
	}
	return "other"
}

func main() {
	for _, table := range tables {
		fmt.Printf("%s %v %v %T\n", table.name, table.values, table.more, table.more)
	}
	fmt.Println(truth(true), truth(nil), truth(false), truth("true"))
}
