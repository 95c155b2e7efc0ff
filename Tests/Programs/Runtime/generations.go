// Old objects that come to point to new ones, by every kind of store that there is. Between the
// stores enough is allocated for several collections, so what a collection does not find through
// an old object is overwritten by what is allocated next.
package main

import (
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"
)

type node struct {
	next  *node
	name  string
	value int
	more  any
}

type wide struct {
	first  *node
	middle [70]*node
	last   *node
}

var (
	global   *node
	table    = map[string]*node{}
	numbers  = map[int][]*node{}
	pointer  atomic.Pointer[node]
	held     atomic.Value
	shared   sync.Map
	pool     []*node
	wides    []*wide
	channel  = make(chan *node, 64)
	requests = make(chan *node)
	answers  = make(chan *node)
	closures []func() int
	sink     []byte
	trash    *node
)

// litter allocates a few megabytes that die at once.
func litter() {
	for i := 0; i < 40_000; i++ {
		trash = &node{next: trash, value: i}
		if i&63 == 0 {
			trash = nil
			sink = make([]byte, 4000)
		}
	}
	trash = nil
}

func fresh(value int) *node {
	return &node{next: &node{value: -value}, name: string(rune('a' + value%26)), value: value}
}

func check(what string, n *node, value int) {
	if n == nil || n.value != value || n.next == nil || n.next.value != -value {
		println("lost:", what, value)
	}
	if n.name != string(rune('a'+value%26)) {
		println("another:", what, value, n.name)
	}
}

// A goroutine that waits for most of the time and keeps what it was sent on its stack.
func keeper() {
	var kept [8]*node
	turn := 0
	for n := range requests {
		old := kept[turn&7]
		kept[turn&7] = n
		turn++
		answers <- old
	}
}

func counter(start *node) func() int {
	held := start
	return func() int {
		held = fresh(held.value + 1)
		return held.value
	}
}

func main() {
	old := fresh(0)
	global = old
	slots := make([]*node, 20_000)
	values := make([]any, 64)
	for i := 0; i < 40; i++ {
		wides = append(wides, &wide{})
	}
	for i := 0; i < 8; i++ {
		closures = append(closures, counter(fresh(100*i)))
		go keeper()
	}
	list := &node{}
	runtime.GC()

	var handles []weak.Pointer[node]
	finalized := make(chan int, 1000)
	for round := 1; round <= 30; round++ {
		// Fields, elements, ranges, and interfaces.
		old.more = fresh(round)
		for i := round; i < len(slots); i += 997 {
			slots[i] = fresh(i)
		}
		w := wides[round%len(wides)]
		w.first, w.last = fresh(round), fresh(round+1)
		var many [70]*node
		for i := range many {
			many[i] = fresh(i + round)
		}
		w.middle = many
		copy(slots[round*100:], many[:])
		values[round&63] = fresh(round)
		values[(round+7)&63] = reflect.ValueOf(fresh(round + 7)).Interface()
		list.next = &node{next: list.next, value: round}
		reflect.ValueOf(list).Elem().FieldByName("next").Elem().FieldByName("next")

		// Maps, channels, atomics, closures, other goroutines' stacks.
		table[string(rune('A'+round%26))] = fresh(round)
		numbers[round%11] = append(numbers[round%11], fresh(round))
		shared.Store(round%17, fresh(round))
		channel <- fresh(round)
		before := pointer.Swap(fresh(round))
		if before != nil {
			check("swapped", before, round-1)
		}
		now := pointer.Load()
		if !pointer.CompareAndSwap(now, fresh(round)) {
			println("not exchanged")
		}
		held.Store(fresh(round))
		for i, f := range closures {
			if got := f(); got != 100*i+round {
				println("closure", i, got)
			}
		}
		for i := 0; i < 8; i++ {
			requests <- fresh(round)
			<-answers
		}
		pool = append(pool, fresh(round))
		n := fresh(round)
		handles = append(handles, weak.Make(n))
		pool = append(pool, n)
		gone := fresh(round)
		runtime.SetFinalizer(gone, func(n *node) { finalized <- n.next.value })
		gone = nil

		litter()

		check("field", old.more.(*node), round)
		for i := round; i < len(slots); i += 997 {
			if i < round*100 || i >= round*100+70 {
				check("element", slots[i], i)
			}
		}
		check("first", w.first, round)
		check("last", w.last, round+1)
		for i := range w.middle {
			check("middle", w.middle[i], i+round)
			check("copied", slots[round*100+i], i+round)
		}
		check("interface", values[round&63].(*node), round)
		check("reflected", values[(round+7)&63].(*node), round+7)
		check("map", table[string(rune('A'+round%26))], round)
		of := numbers[round%11]
		check("appended", of[len(of)-1], round)
		loaded, _ := shared.Load(round % 17)
		check("sync.Map", loaded.(*node), round)
		check("buffered", <-channel, round)
		check("exchanged", pointer.Load(), round)
		check("atomic", held.Load().(*node), round)
		for i, n := range pool {
			check("pool", n, i/2+1)
		}
	}
	for i, handle := range handles {
		check("weak", handle.Value(), i+1)
	}
	length := 0
	for n := list.next; n != nil; n = n.next {
		length++
	}
	pool = nil
	runtime.GC()
	gone := 0
	for _, handle := range handles {
		if handle.Value() == nil {
			gone++
		}
	}
	sum := 0
	for i := 0; i < 30; i++ {
		sum += <-finalized
	}
	println(length, "in the list,", gone, "weakly held are gone, finalizers add up to", sum)
	check("global", global, 0)
}
