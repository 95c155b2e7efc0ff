package main

// A fault in a case of a select is told at its own line.

import "runtime"

func receive(list []chan int, at int) (value int) {
	defer tell()
	select {
	case value = <-list[0]:
	case value = <-list[at]:
	}
	return value
}

func send(to chan int, from *int) {
	defer tell()
	select {
	case to <- 1:
	case to <- *from:
	}
}

func store(from chan int, to []int) {
	defer tell()
	select {
	case to[3] = <-from:
		println("not reached")
	}
}

func tell() {
	println(recover() != nil)
	var counters [16]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters[:])])
	for {
		frame, more := frames.Next()
		switch frame.Function {
		case "main.receive", "main.send", "main.store":
			println(frame.Function, frame.Line)
		}
		if !more {
			return
		}
	}
}

func main() {
	ready := make(chan int, 2)
	ready <- 7
	receive([]chan int{ready}, 1)
	send(make(chan int), nil)
	store(ready, nil)
}
