package runtime

import "unsafe"

// What programs ask of the heap.

// GC runs a whole collection, its sweep included, and returns when it is over. Whoever asks for
// one wants to see what it has found, so finalizers and cleanups have a while to run: ten
// milliseconds at most, and none if one of them waits for something.
func GC() {
	collect()
	for pause := int64(10_000); finalizersGoOn() && pause < 10_000_000; pause *= 2 {
		rest(pause)
	}
}

//tricolor:segment tc_collect_now
func collect()

//tricolor:call tc_go_finalizers_go_on
func finalizersGoOn() bool

// rest sleeps for some nanoseconds.
//
//tricolor:segment tc_sleep
func rest(nanoseconds int64)

// KeepAlive keeps x reachable up to here.
//
//tricolor:intrinsic keep_alive
func KeepAlive(x any)

// Services of the heap for which the goroutine must stand still (TC_SERVICE_* in heap_calls.h).
//
//tricolor:call tc_go_service
func service(number uintptr) uintptr

const serviceMemStats = 0

// Calls a plain function with the goroutine at a safepoint.
//
//tricolor:segment tc_standing
func standing(function uintptr, argument unsafe.Pointer) uintptr

// MemStats is what the heap knows of itself. Bytes and counts, unless a field says otherwise.
type MemStats struct {
	Alloc      uint64 // of objects that live or were not found dead yet; the same as HeapAlloc
	TotalAlloc uint64 // of all objects ever
	Sys        uint64 // from the system: the sum of all fields in Sys
	Lookups    uint64 // 0
	Mallocs    uint64 // objects ever made
	Frees      uint64 // objects ever freed

	HeapAlloc    uint64
	HeapSys      uint64 // address space of the heap that was used at some time
	HeapIdle     uint64 // of pages that hold nothing
	HeapInuse    uint64 // of pages that hold objects
	HeapReleased uint64 // of idle pages, given back to the system
	HeapObjects  uint64

	StackInuse  uint64 // of goroutines' stacks
	StackSys    uint64
	MSpanInuse  uint64 // of what describes pages
	MSpanSys    uint64
	MCacheInuse uint64 // of what processors have for themselves
	MCacheSys   uint64
	BuckHashSys uint64 // of profiles
	GCSys       uint64 // of the collector
	OtherSys    uint64

	NextGC        uint64      // the heap's size that the collector aims at
	LastGC        uint64      // when the last cycle ended, nanoseconds since 1970
	PauseTotalNs  uint64      // nanoseconds that the world stood still for
	PauseNs       [256]uint64 // pauses; the last one at (NumGC+255)%256
	PauseEnd      [256]uint64 // when they ended
	NumGC         uint32      // cycles
	NumForcedGC   uint32      // cycles that the program asked for
	GCCPUFraction float64     // of all processor time since the program began
	EnableGC      bool        // true
	DebugGC       bool        // false

	// By size: objects of at most Size bytes.
	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats fills *m. The world stands still for it.
func ReadMemStats(m *MemStats) {
	standing(service(serviceMemStats), unsafe.Pointer(m))
}
