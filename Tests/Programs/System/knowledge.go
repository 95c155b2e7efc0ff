package main

// What a program asks of the run time: metrics, debug, stacks, memory.

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
)

type node struct {
	next *node
	data [40]byte
}

var sink *node

func allocate(n int) {
	for range n {
		sink = &node{next: nil}
	}
}

//go:noinline
func whoCalls() string {
	pcs := make([]uintptr, 8)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var names []string
	for {
		frame, more := frames.Next()
		names = append(names, frame.Function)
		if !more || frame.Function == "main.main" {
			return strings.Join(names, " < ")
		}
	}
}

//go:noinline
func between() string { return whoCalls() + "!" }

func main() {
	all := metrics.All()
	samples := make([]metrics.Sample, len(all))
	for i := range all {
		samples[i].Name = all[i].Name
	}
	runtime.GC()
	metrics.Read(samples)
	kinds := map[metrics.ValueKind]int{}
	for _, s := range samples {
		kinds[s.Value.Kind()]++
		if s.Name == "/gc/cycles/total:gc-cycles" {
			fmt.Println("cycles", s.Value.Uint64() >= 1)
		}
		if s.Name == "/sched/pauses/total/gc:seconds" {
			h := s.Value.Float64Histogram()
			fmt.Println(len(h.Buckets) == len(h.Counts)+1, h.Buckets[0], h.Buckets[len(h.Buckets)-1])
		}
	}
	fmt.Println(kinds[metrics.KindBad], kinds[metrics.KindUint64] > 40, kinds[metrics.KindFloat64Histogram])
	unknown := []metrics.Sample{{Name: "/no/such:thing"}}
	metrics.Read(unknown)
	fmt.Println(unknown[0].Value.Kind() == metrics.KindBad)

	fmt.Println(between())
	_, file, line, ok := runtime.Caller(0)
	fmt.Println(file[strings.LastIndex(file, "/")+1:], line, ok)
	fmt.Println(runtime.GOOS, runtime.Compiler, runtime.NumGoroutine(), runtime.NumCPU() > 0)
	fmt.Println(strings.HasPrefix(runtime.Version(), "go1."))
	fmt.Println(strings.HasPrefix(string(debug.Stack()), "goroutine 1 [running]:\n"))

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	allocate(1000)
	runtime.ReadMemStats(&after)
	fmt.Println(after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)

	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	fmt.Println(stats.NumGC >= 1, len(stats.Pause) >= 1, stats.PauseTotal > 0, !stats.LastGC.IsZero())
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(100))
	fmt.Println(debug.SetMemoryLimit(-1) == 1<<63-1, debug.SetMaxThreads(10000))
	debug.FreeOSMemory()

	fmt.Println(testing.AllocsPerRun(100, func() { allocate(3) }))
	result := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			allocate(1)
		}
	})
	fmt.Println(result.N > 0, result.AllocsPerOp(), testing.Testing())
	done := make(chan string, 1)
	func() {
		object := &node{}
		runtime.AddCleanup(object, func(s string) { done <- s }, "cleaned")
	}()
	runtime.GC()
	fmt.Println(<-done)
	defer fmt.Fprintln(os.Stderr, "deferred")
	panic(fmt.Errorf("wrapped: %w", os.ErrNotExist))
}
