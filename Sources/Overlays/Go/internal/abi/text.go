package abi

import "unsafe"

// FuncPCABI0 is the entry of a function, which is given as a function value.
func FuncPCABI0(f interface{}) uintptr { return entry(f) }

// FuncPCABIInternal is the same: there is one way of calling.
func FuncPCABIInternal(f interface{}) uintptr { return entry(f) }

func entry(f any) uintptr {
	closure := (*EmptyInterface)(unsafe.Pointer(&f)).Data
	return *(*uintptr)(closure)
}

// What state the body of a loop over a function is in.
type RF_State int

const (
	RF_DONE RF_State = iota
	RF_READY
	RF_PANIC
	RF_EXHAUSTED
	RF_MISSING_PANIC
)

// ZeroValSize is the size of the memory that is always zero, for map elements that are not
// there.
const ZeroValSize = 1024

// MaxPtrmaskBytes is how long a type's pointer mask may be before it is made on demand: none is.
const MaxPtrmaskBytes = 1 << 40
