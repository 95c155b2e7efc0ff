// Small objects of many shapes: structures, slices that grow, closures, interfaces, strings.
package main

import "os"

type event interface{ weight() int }
type click struct {
	x, y int
	next event
}
type key struct{ code rune }

func (c *click) weight() int { return c.x + c.y }
func (k key) weight() int    { return int(k.code) }

func main() {
	n := 4_000_000
	if len(os.Args) > 1 {
		n = 40_000
	}
	var last event
	total := 0
	ring := make([]event, 1<<14)
	for i := 0; i < n; i++ {
		if i%3 == 0 {
			last = key{rune(i)}
		} else {
			last = &click{x: i, y: 1, next: ring[i&(1<<14-1)]}
		}
		if c, ok := ring[i&(1<<14-1)].(*click); ok {
			c.next = nil
		}
		ring[i*7&(1<<14-1)] = last
		total += last.weight()
	}
	println("events", total)
	kept := make([][]int, 512)
	for i := 0; i < n/8; i++ {
		var list []int
		for k := 0; k < i%24; k++ {
			list = append(list, k)
		}
		kept[i&511] = list
		total += len(list)
	}
	println("slices", total)
	functions := make([]func() int, 512)
	for i := 0; i < n; i++ {
		v := i
		functions[i&511] = func() int { v++; return v }
		total += functions[(i*5)&511&i]()
	}
	println("closures", total)
	texts := make([]string, 512)
	for i := 0; i < n/2; i++ {
		texts[i&511] = texts[i*3&511][:len(texts[i*3&511])/2] + "tail of it"
		total += len(texts[i&511])
	}
	println("texts", total)
}
