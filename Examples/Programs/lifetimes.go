// When memory may go: variables that outlive their function, a pointer that is moved with its stack, a
// block that is kept alive on purpose, and one that nobody keeps. What the collector found is asked of
// it, and the answers are the same in every run.
package main

import "runtime"

type node struct {
	id     int
	parent *node
}

// link makes two nodes that only their pointers hold together.
func link() *node {
	child, parent := &node{id: 1}, &node{id: 2}
	child.parent = parent
	return child
}

// deep makes the stack grow, so that it is moved to another place.
func deep(index int) byte {
	var large [1 << 18]byte
	large[index] = byte(index)
	if index > 0 {
		return deep(index-1) + large[index]
	}
	return large[0]
}

var global *int

// collected says whether a finalizer has run, after some collections.
func collected(ended chan struct{}) bool {
	for range 100 {
		runtime.GC()
		select {
		case <-ended:
			return true
		default:
			runtime.Gosched()
		}
	}
	return false
}

//go:noinline
func dropped(ended chan struct{}) {
	block := make([]byte, 1<<20)
	runtime.SetFinalizer(&block[0], func(*byte) { close(ended) })
}

func main() {
	child := link()
	println("child", child.id, "of parent", child.parent.id)

	local := 7
	pointer := &local
	sum := deep(20)
	*pointer++
	println("local is", local, "after the stack was moved; sum", sum)

	done := make(chan bool)
	go func() {
		first, second := 123, 456
		global = &first
		global = &second
		done <- *global == 456
		global = nil
		done <- global == nil
	}()
	println("the global had the last one:", <-done, "and lets it go:", <-done)

	ended := make(chan struct{})
	dropped(ended)
	println("a block that nobody keeps is collected:", collected(ended))

	kept := make(chan struct{})
	block := new([1 << 20]byte)
	runtime.SetFinalizer(block, func(*[1 << 20]byte) { close(kept) })
	println("a block that is kept is not:", !collected(kept))
	runtime.KeepAlive(block)
}
