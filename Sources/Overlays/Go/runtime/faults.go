package runtime

import (
	"internal/abi"
	"unsafe"
)

// What compiled code calls when an operation cannot go on, other than for bounds (bounds.go).

// Made once, so that panicking for lack of memory or stack needs neither.
var (
	memoryError   error = errorString("invalid memory address or nil pointer dereference")
	divideError   error = errorString("integer divide by zero")
	overflowError error = errorString("integer overflow")
	shiftError    error = errorString("negative shift amount")
)

// Their names are those of Go: programs that look at their stack know how many there are.

func sigpanic()    { faultPC = getcallerpc(); panicmem() }
func panicmem()    { panic(memoryError) }
func panicdivide() { panic(divideError) }
func panicShift()  { panic(shiftError) }

func panicMakeSliceLen() { panic(errorString("makeslice: len out of range")) }
func panicMakeSliceCap() { panic(errorString("makeslice: cap out of range")) }
func panicMakeChan()     { panic(plainError("makechan: size out of range")) }
func panicGrowSlice()    { panic(errorString("growslice: len out of range")) }
func panicNilMap()       { panic(plainError("assignment to entry in nil map")) }
func panicAllocation()   { panic(plainError("runtime: allocation size out of range")) }

func panicUnsafeSliceLen()  { panic(errorString("unsafe.Slice: len out of range")) }
func panicUnsafeStringLen() { panic(errorString("unsafe.String: len out of range")) }

func panicUnsafeSliceNilPtr() {
	panic(errorString("unsafe.Slice: ptr is nil and len is not zero"))
}

func panicUnsafeStringNilPtr() {
	panic(errorString("unsafe.String: ptr is nil and len is not zero"))
}

func panicUncomparable(t *abi.Type) {
	panic(errorString("comparing uncomparable type " + typeString(t)))
}

// Bit 0 of the address is set if the map had no entries.
func panicUnhashable(t *abi.Type) {
	if address := uintptr(unsafe.Pointer(t)); address&1 != 0 {
		panic(unhashableTypeError{(*abi.Type)(unsafe.Pointer(address - 1))})
	}
	panic(errorString("hash of unhashable type " + typeString(t)))
}

// The numbers of faults that channel operations answer with (TC_GO_FAULT_* in go_calls.h).
const (
	faultSendClosed  = 1
	faultCloseClosed = 2
	faultCloseNil    = 3
)

func panicChannel(code int) {
	switch code {
	case faultSendClosed:
		panic(plainError("send on closed channel"))
	case faultCloseClosed:
		panic(plainError("close of closed channel"))
	case faultCloseNil:
		panic(plainError("close of nil channel"))
	}
	throw("unknown fault of a channel")
}

// An adapter for a method with a value receiver was called through a nil pointer. Its name, that of
// the caller here, says which: "path/package.(*T).Method".
//
//go:noinline
func panicwrap() {
	name := FuncForPC(getcallerpc()).Name()
	open, shut := 0, 0
	for i := range name {
		if name[i] == '(' && open == 0 {
			open = i
		} else if name[i] == ')' {
			shut = i
		}
	}
	if open < 1 || shut < open+2 || shut+2 > len(name) {
		throw("panicwrap: " + name + " is no adapter")
	}
	typ := name[open+2 : shut]
	panic(plainError("value method " + name[:open] + typ + name[shut:][1:] + " called using nil *" +
		typ + " pointer"))
}

// The body of a loop over a function was called when it could not be.
func panicrangestate(state int) {
	const function = "range function "
	switch abi.RF_State(state) {
	case abi.RF_DONE:
		panic(errorString(function +
			"continued iteration after function for loop body returned false"))
	case abi.RF_PANIC:
		panic(errorString(function + "continued iteration after loop body panic"))
	case abi.RF_EXHAUSTED:
		panic(errorString(function + "continued iteration after whole loop exit"))
	case abi.RF_MISSING_PANIC:
		panic(errorString(function + "recovered a loop body panic and did not resume panicking"))
	}
	throw("unexpected state passed to panicrangestate")
}

// A value of type `have`, held by an interface of type `iface`, is not of type `want`. `have` is
// nil if the interface was.
func panicDottypeE(have, want, iface *abi.Type) {
	panic(&TypeAssertionError{static: iface, dynamic: have, asserted: want})
}

// The same for an interface with methods.
func panicDottypeI(tab *abi.ITab, want, iface *abi.Type) {
	var have *abi.Type
	if tab != nil {
		have = tab.Type
	}
	panicDottypeE(have, want, iface)
}

// A nil interface was asserted to be of interface type `want`.
func panicNilDottype(want *abi.Type) { panic(&TypeAssertionError{asserted: want}) }

// A value of type `have` was asserted to be of interface type `iface`, and lacks a method.
func panicMissingMethod(have *abi.Type, iface *abi.Type) {
	panic(&TypeAssertionError{
		dynamic: have, asserted: iface, missing: missingMethod(iface, have),
	})
}
