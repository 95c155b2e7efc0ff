// The Go twin of Sources/MemoryCurves: the same blocks, the same works, the same lines.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type block struct{ words [128]uint64 }

const perMegabyte = 1000

var (
	table   = make([]*block, 524288)
	random  = uint64(88172645463325252)
	begin   = time.Now()
	lines   []string
	facts   []string
	writing sync.Mutex
)

func next() uint64 {
	random ^= random << 13
	random ^= random >> 7
	random ^= random << 17
	return random
}

//go:noinline
func newBlock(value uint64) *block {
	b := new(block)
	for i := range b.words {
		b.words[i] = value
	}
	return b
}

func resident() int {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * 4
}

func cpu() float64 {
	var used syscall.Rusage
	syscall.Getrusage(0, &used)
	return float64(used.Utime.Sec+used.Stime.Sec) + float64(used.Utime.Usec+used.Stime.Usec)/1e6
}

func note(name string, value float64) { facts = append(facts, fmt.Sprintf("# %s %v", name, value)) }

func sample(every time.Duration) {
	for {
		writing.Lock()
		lines = append(lines, fmt.Sprintf("%d %d %d",
			time.Since(begin).Milliseconds(), resident(), int(cpu()*1000)))
		writing.Unlock()
		time.Sleep(every)
	}
}

func fill(megabytes int) {
	for i := 0; i < megabytes*perMegabyte; i++ {
		table[i] = newBlock(uint64(i))
	}
}

func clearFrom(megabytes int) {
	for i := megabytes * perMegabyte; i < len(table); i++ {
		table[i] = nil
	}
}

func replace(count, megabytes int) {
	blocks := uint64(megabytes * perMegabyte)
	for i := 0; i < count; i++ {
		at := next() % blocks
		table[at] = newBlock(next())
	}
}

func light(seconds float64, rate int) {
	if rate == 0 {
		time.Sleep(time.Duration(seconds * 1e9))
		return
	}
	for start := time.Now(); time.Since(start).Seconds() < seconds; {
		replace(rate*perMegabyte/100, 4)
		time.Sleep(10 * time.Millisecond)
	}
}

func churn(megabytes int, seconds float64) {
	fill(megabytes)
	start, before, replaced := time.Now(), cpu(), 0
	for time.Since(start).Seconds() < seconds {
		replace(500, megabytes)
		replaced += 500
	}
	used := cpu() - before
	note("replaced-per-second", float64(replaced)/time.Since(start).Seconds())
	note("cpu-seconds", used)
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	note("collections", float64(stats.NumGC))
}

func drop(megabytes int, seconds float64, rate int) {
	before := resident()
	fill(megabytes)
	time.Sleep(time.Second)
	note("baseline-kib", float64(before))
	clearFrom(0)
	if rate > 0 {
		runtime.GC()
	}
	note("dropped-at", time.Since(begin).Seconds())
	used, start := cpu(), time.Now()
	light(seconds, rate)
	note("cpu-share", (cpu()-used)/time.Since(start).Seconds())
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	note("heap-in-use-kib", float64(stats.HeapInuse>>10))
}

func main() {
	if len(os.Args) != 3 {
		fmt.Println("usage: curves limit|over|drop-light|drop-idle SECONDS")
		os.Exit(2)
	}
	seconds, _ := strconv.ParseFloat(os.Args[2], 64)
	if (os.Args[1] == "limit" || os.Args[1] == "over") && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(64 << 20)
	}
	go sample(10 * time.Millisecond)
	switch os.Args[1] {
	case "limit":
		churn(40, seconds)
	case "over":
		churn(80, seconds)
	case "drop-light":
		drop(500, seconds, 4)
	case "drop-idle":
		drop(500, seconds, 0)
	}
	writing.Lock()
	for _, line := range append(lines, facts...) {
		fmt.Println(line)
	}
}
