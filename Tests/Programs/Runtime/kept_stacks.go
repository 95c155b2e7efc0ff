// A large stack is kept from one goroutine for the next that begins with the same function, until a
// cycle comes.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

//go:noinline
func down(n int, above *int) int {
	own := [4]int{n, *above, n ^ 5, 1}
	if n == 0 {
		return own[1]
	}
	return down(n-1, &own[0]) + own[3]
}

// On a goroutine of its own: the sum, and whether the stack was moved on the way.
func measure(depth int) (int, bool) {
	type answer struct {
		sum     int
		isMoved bool
	}
	done := make(chan answer)
	go func() {
		start := 7
		before := uintptr(unsafe.Pointer(&start))
		sum := down(depth, &start)
		done <- answer{sum, uintptr(unsafe.Pointer(&start)) != before}
	}()
	a := <-done
	// The stack is kept when the goroutine has ended, which may be a little later.
	for runtime.NumGoroutine() > 1 {
		runtime.Gosched()
	}
	return a.sum, a.isMoved
}

func stacksInUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse >> 20
}

func main() {
	// No cycle but those that the program asks for: growing stacks would begin some.
	debug.SetGCPercent(-1)
	fmt.Println(measure(100_000))
	fmt.Println("kept:", stacksInUse() >= 8)
	fmt.Println(measure(100_000))
	fmt.Println(measure(300_000))
	fmt.Println(measure(300_000))
	runtime.GC()
	fmt.Println("kept:", stacksInUse() >= 1)
	fmt.Println(measure(300_000))
	// Larger than what is kept: 300 MB.
	fmt.Println(measure(4_000_000))
	fmt.Println("kept:", stacksInUse() >= 1)
}
