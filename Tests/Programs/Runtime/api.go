// What programs ask package runtime and runtime/debug.
package main

import (
	"runtime"
	"runtime/debug"
)

type obj struct {
	data [100]int
	next *obj
}

//go:noinline
func make1() {
	for i := 0; i < 10; i++ {
		o := &obj{}
		o.data[0] = i
		runtime.SetFinalizer(o, func(p *obj) { fin += p.data[0] + 1 })
		runtime.AddCleanup(o, func(k int) { clean += k }, 100)
	}
}

var fin, clean int
var keep *obj

func where() string {
	_, _, line, ok := runtime.Caller(1)
	if !ok {
		return "?"
	}
	return string(rune('0'+line/10)) + string(rune('0'+line%10))
}

func main() {
	println(runtime.GOOS, runtime.GOARCH, runtime.Compiler, runtime.NumGoroutine(), runtime.NumCPU() > 0, runtime.GOMAXPROCS(0) > 0)
	make1()
	// They run on a goroutine of their own, some time after a collection.
	for i := 0; i < 5 || clean < 1000 && i < 500; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	c := make(chan int)
	go func() {
		for i := 0; i < 1000; i++ {
			runtime.Gosched()
		}
		c <- 1
	}()
	<-c
	println("finalizers", fin >= 54, "cleanups", clean >= 900)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println(m.NumGC >= 5, m.HeapAlloc > 0, m.Sys > m.HeapSys, m.NumForcedGC >= 5, m.BySize[1].Size)
	println(debug.SetGCPercent(50), debug.SetGCPercent(-1), debug.SetGCPercent(100))
	println(debug.SetMemoryLimit(-1) == 1<<63-1)
	debug.FreeOSMemory()
	println(where() != "?")
	pcs := make([]uintptr, 10)
	n := runtime.Callers(0, pcs)
	fr := runtime.CallersFrames(pcs[:n])
	for {
		f, more := fr.Next()
		println(f.Function, f.Line > 0)
		if !more || f.Function == "main.main" {
			break
		}
	}
	pc, file, line, ok := runtime.Caller(0)
	println(runtime.FuncForPC(pc).Name(), file[len(file)-3:], line > 0, ok)
	buf := make([]byte, 4096)
	st := string(buf[:runtime.Stack(buf, false)])
	println(st[:len("goroutine 1 [running]:")])
	println(len(debug.Stack()) > 20)
	done := make(chan bool)
	go func() { defer close(done); defer println("deferred"); runtime.Goexit(); println("no") }()
	<-done
	runtime.KeepAlive(keep)
	var e error = &runtime.PanicNilError{}
	_, ok = e.(runtime.Error)
	println(ok)
	bi, ok := debug.ReadBuildInfo()
	_ = bi
	func() {
		defer func() { println(recover().(runtime.Error).Error()) }()
		var i any = "x"
		_ = i.(int)
	}()
	println(debug.SetMaxStack(1<<20) > 0)
}
