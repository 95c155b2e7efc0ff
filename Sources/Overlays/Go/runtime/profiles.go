package runtime

import "unsafe"

// The interface of Go's profilers and tracer. There are none: profiles are empty, whatever rate is
// set, and tracing cannot be started.

// MemProfileRate is read by nobody.
var MemProfileRate int = 512 * 1024

// StackRecord is a stack in a profile.
type StackRecord struct {
	Stack0 [32]uintptr // ends at the first 0
}

// Stack is the record's stack.
func (r *StackRecord) Stack() []uintptr { return filled(r.Stack0[:]) }

// MemProfileRecord is what was allocated at one place.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr // ends at the first 0
}

// InUseBytes is what was allocated less what was freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects likewise.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack is the record's stack.
func (r *MemProfileRecord) Stack() []uintptr { return filled(r.Stack0[:]) }

// BlockProfileRecord is how often and how long goroutines waited at one place.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func filled(stack []uintptr) []uintptr {
	for i, pc := range stack {
		if pc == 0 {
			return stack[:i]
		}
	}
	return stack
}

// MemProfile is empty.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return 0, true }

// BlockProfile is empty.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// MutexProfile is empty.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// ThreadCreateProfile is empty.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// GoroutineProfile has the stack of the goroutine that calls it, and no others.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	if len(p) < 1 {
		return 1, false
	}
	p[0] = StackRecord{}
	Callers(1, p[0].Stack0[:])
	return 1, true
}

// SetBlockProfileRate does nothing.
func SetBlockProfileRate(rate int) {}

// SetCPUProfileRate does nothing.
func SetCPUProfileRate(hz int) {}

var mutexProfileFraction int

// SetMutexProfileFraction remembers the rate, if it is not negative, and gives the one before.
func SetMutexProfileFraction(rate int) int {
	old := mutexProfileFraction
	if rate >= 0 {
		mutexProfileFraction = rate
	}
	return old
}

// CPUProfile panics, as it has done for long.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// SetCgoTraceback does nothing: there is no cgo.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}

// StartTrace says that there is no tracer.
func StartTrace() error { return errorString("tracing is not supported") }

// StopTrace does nothing.
func StopTrace() {}

// ReadTrace has nothing to give.
func ReadTrace() (buf []byte) { return nil }
