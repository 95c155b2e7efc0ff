// Package debug sets how the run time behaves, and shows what it does.
package debug

import "unsafe"

//tricolor:call tc_go_service
func service(number uintptr) uintptr

// Services of the heap (TC_SERVICE_* in heap_calls.h).
const (
	serviceGCStats     = 1
	serviceFreeMemory  = 2
	serviceGCPercent   = 3
	serviceMemoryLimit = 4
)

// Calls a plain function with the goroutine at a safepoint.
//
//tricolor:segment tc_standing
func standing(function, argument uintptr) uintptr

//tricolor:segment tc_standing
func standingWith(function uintptr, argument unsafe.Pointer) uintptr

//tricolor:call tc_go_set_max_stack
func setMaxStack(bytes int) int

//tricolor:call tc_go_set_max_threads
func setMaxThreads(threads int) int

//tricolor:call tc_go_set_traceback
func setTraceback(level string)

// SetGCPercent sets by how many percent the heap may grow from the end of one collection to that of
// the next; negative: without end. It gives the setting before. GOGC sets it at the start.
func SetGCPercent(percent int) int {
	// What no 32 bits hold is no end.
	if percent > 1<<31-1 {
		percent = 1<<31 - 1
	}
	return int(int32(standing(service(serviceGCPercent), uintptr(percent))))
}

// SetMemoryLimit sets how many bytes the run time should take in all, softly; a negative limit
// changes nothing. It gives the setting before. GOMEMLIMIT sets it at the start.
func SetMemoryLimit(limit int64) int64 {
	return int64(standing(service(serviceMemoryLimit), uintptr(limit)))
}

// FreeOSMemory collects, and gives the system as much memory back as it can.
func FreeOSMemory() { standing(service(serviceFreeMemory), 0) }

// SetMaxStack sets how large a goroutine's stack may grow, and gives the setting before.
func SetMaxStack(bytes int) int { return setMaxStack(bytes) }

// SetMaxThreads sets how many threads there may be, and gives the setting before.
func SetMaxThreads(threads int) int { return setMaxThreads(threads) }

var panicsOnFault bool

// SetPanicOnFault remembers the setting and gives the one before. A fault at an address that is not
// nil ends the program in any case: compiled code has no such accesses but through unsafe.
func SetPanicOnFault(enabled bool) bool {
	old := panicsOnFault
	panicsOnFault = enabled
	return old
}

// SetTraceback sets what is printed when the program dies: none, single, all, system or crash. It
// does not go below what GOTRACEBACK asks for.
func SetTraceback(level string) { setTraceback(level) }
