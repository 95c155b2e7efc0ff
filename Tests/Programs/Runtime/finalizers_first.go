// What a collection has found is finalized before GC comes back to the one who asked for it a few
// times, also where a deferred call asks, after a fault: what the function no longer uses is gone.
package main

import "runtime"

var finalized int

type object [8]int64

func collect(want int) {
	for range 3 {
		runtime.GC()
	}
	println(finalized == want)
}

//go:noinline
func fault(o *object) {
	collect(0)
	o[1] = 7
	defer func() {
		collect(1)
		println(recover() != nil)
	}()
	*(*int)(nil) = 0
}

func main() {
	runtime.GOMAXPROCS(1)
	o := new(object)
	runtime.SetFinalizer(o, func(*object) { finalized++ })
	fault(o)
	for want := 2; want < 20; want++ {
		runtime.SetFinalizer(new(object), func(*object) { finalized++ })
		collect(want)
	}
	runtime.GOMAXPROCS(4)
	println("seen at once:", seenAtOnce(200))
	awaited()
}

// seenAtOnce counts the rounds after which a finalizer has run that another thread may have taken.
func seenAtOnce(rounds int) int {
	seen := 0
	for range rounds {
		before := finalized
		runtime.SetFinalizer(new(object), func(*object) { finalized++ })
		for range 3 {
			runtime.GC()
		}
		if finalized > before {
			seen++
		}
	}
	return seen
}

// awaited lets finalizers wait for the one who asks for collections, and ask for one themselves.
func awaited() {
	sent := make(chan string)
	runtime.SetFinalizer(new(object), func(*object) {
		runtime.GC()
		sent <- "a finalizer waited for us"
	})
	for range 3 {
		runtime.GC()
	}
	println(<-sent)
}
