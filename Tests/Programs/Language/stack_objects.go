// Variables that live on the stack keep what they point to alive for as long as their function
// names them, or something alive has a pointer to them; not until the function ends.
package main

import "runtime"

type thing struct {
	name string
	pad  [40]byte
}

type holder struct {
	thing *thing
	next  *holder
	self  *holder
	other [3]uint64
}

var gone = make(chan string, 1000)

//go:noinline
func made(name string) *thing {
	t := &thing{name: name}
	runtime.SetFinalizer(t, func(t *thing) { gone <- t.name })
	return t
}

// collected tells whether something goes within some collections.
func collected() string {
	for range 40 {
		runtime.GC()
		for range 20 {
			select {
			case name := <-gone:
				return name + " is gone"
			default:
				runtime.Gosched()
			}
		}
	}
	return "nothing is gone"
}

// kept tells that nothing goes.
func kept(what string) {
	for range 3 {
		runtime.GC()
		runtime.Gosched()
	}
	select {
	case name := <-gone:
		println(what, "lost", name)
	default:
		println(what, "is kept")
	}
}

//go:noinline
func look(h *holder) int { return len(h.thing.name) }

//go:noinline
func fill(h *holder, name string) { h.thing = made(name) }

func lastUse() {
	var h holder
	fill(&h, "used")
	println(look(&h))
	println(collected())
}

//go:noinline
func inCallee(h *holder) {
	kept("what a callee points to")
	println(look(h))
	println(collected())
}

func chain() {
	var inner, outer holder
	fill(&inner, "inner")
	outer.next, outer.self = &inner, &outer
	outer.thing = inner.thing
	inner.other[1] = 5
	follow(&outer)
	println(collected())
}

//go:noinline
func follow(h *holder) {
	h.thing = nil
	kept("the second of a chain")
	println(h.self.next.thing.name, h.next.other[1])
}

func parts() {
	var array [6]*thing
	array[2] = made("third")
	part := array[1:4]
	runtime.GC()
	middle(part)
	println(collected())
}

//go:noinline
func middle(part []*thing) {
	kept("a part of an array")
	println(len(part), part[1].name)
}

func captured() {
	var h holder
	fill(&h, "captured")
	read := func() { println("read", h.thing.name) }
	call(read)
	println(collected())
}

//go:noinline
func call(f func()) {
	kept("what a closure captured")
	f()
}

func deferred() {
	var h holder
	fill(&h, "deferred")
	defer func() { println("at the end", h.thing.name) }()
	kept("what a deferred call needs")
}

func recovered() (name string) {
	var h holder
	fill(&h, "recovered")
	defer func() {
		recover()
		kept("after a panic")
		name = h.thing.name
	}()
	panic("look")
}

// The value that is sent is in the sender's frame while it waits.
func sends() {
	values := make(chan holder)
	done := make(chan bool)
	go func() {
		values <- holder{thing: made("sent"), other: [3]uint64{1, 2, 3}}
		select {
		case values <- holder{thing: made("selected")}:
		case <-done:
		}
		close(done)
	}()
	for range 2 {
		runtime.Gosched()
		kept("what waits to be sent")
		h := <-values
		println(h.thing.name, h.other[2])
		println(collected())
	}
	<-done
}

func receives() {
	values := make(chan holder, 1)
	values <- holder{thing: made("received")}
	println(len((<-values).thing.name))
	println(collected())
}

// Each frame has an object that leads to that of its caller.
func list(n int, last *holder) int {
	here := holder{next: last}
	if n%100 == 0 {
		here.thing = made("listed")
	}
	if n == 0 {
		kept("a list through a thousand frames")
		sum := 0
		for at := &here; at != nil; at = at.next {
			if at.thing != nil {
				sum += len(at.thing.name)
			}
		}
		return sum
	}
	return list(n-1, &here)
}

// So many objects are held at once that they are not told apart.
func many(n int, held [500]*holder) int {
	here := holder{thing: &thing{name: "many"}}
	held[n] = &here
	if n == 0 {
		churn()
		kept("five hundred objects")
		sum := 0
		for _, h := range held {
			sum += len(h.thing.name)
		}
		return sum
	}
	return many(n-1, held)
}

func churn() {
	for range 20000 {
		sink = &thing{name: "churned"}
	}
	runtime.GC()
}

var sink *thing

// An object that comes into being anew in each round.
func rounds() {
	for i := range 3 {
		var h holder
		if i != 1 {
			fill(&h, "round")
		}
		println(h.thing != nil)
		inner(&h)
		if i != 1 {
			println(collected())
		}
	}
}

//go:noinline
func inner(h *holder) {
	if h.thing != nil {
		println(h.thing.name)
	}
}

func main() {
	lastUse()
	var h holder
	fill(&h, "passed")
	inCallee(&h)
	chain()
	parts()
	captured()
	deferred()
	println(collected())
	println(recovered())
	println(collected())
	sends()
	receives()
	println(list(1000, nil))
	for range 11 {
		println(collected())
	}
	println(many(499, [500]*holder{}))
	rounds()
	println("nothing else:", collected())
}
