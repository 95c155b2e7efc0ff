// What a program sees of its stack: calls whose bodies were put into their callers count, adapters
// do not, and between a panic and what is deferred stands what stands there in Go.
package main

import (
	"runtime"
	"strings"
)

func show(title string) {
	println(title)
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "runtime.panicBounds") || !more {
			break
		}
		line := frame.Line
		if strings.HasPrefix(frame.Function, "runtime.") {
			line = 0
		}
		println("\t", frame.Function, line, frame.Func != nil, more)
	}
	for skip := range 3 {
		pc, file, line, ok := runtime.Caller(skip)
		if !strings.Contains(file, "callers.go") {
			line = 0
		}
		println("\t", skip, line, ok, runtime.FuncForPC(pc).Name())
	}
	pc, _, _, ok := runtime.Caller(100)
	println("\t", pc, ok)
}

func inlined() { show("a call that was replaced") }

func twice() { inlined() }

type T struct{ a, b int }

func (t T) method() { show("a method through its adapter") }

type I interface{ method() }

//go:noinline
func call(i I) { i.method() }

func recovering() { recover() }

func panics() {
	defer recovering()
	defer show("after panic")
	panic("text")
}

func faults(p *int) {
	defer recovering()
	defer show("after the use of nil")
	*p = 1
}

func divides(a, b int) int {
	defer recovering()
	defer show("after a division by zero")
	return a / b
}

func main() {
	twice()
	call(&T{})
	panics()
	faults(nil)
	divides(1, 0)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer show("after Goexit")
		runtime.Goexit()
	}()
	<-done
}
