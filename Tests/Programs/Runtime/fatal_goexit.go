// Goexit of the main goroutine, when no other is left.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	mu.Lock()
	go func() { mu.Lock(); c.Signal(); mu.Unlock() }()
	c.Wait()
	println("ok")
	defer println("d")
	runtime.Goexit()
}
