package abi

import "unsafe"

// NoEscape is p, of which escape analysis no longer knows that it is.
//
//go:nosplit
func NoEscape(p unsafe.Pointer) unsafe.Pointer {
	address := uintptr(p) // a number: nothing flows through it
	return unsafe.Pointer(address)
}

var (
	neverTrue bool
	escaped   any
)

// Escape is x, whose memory lies on the heap from here on.
func Escape[T any](x T) T {
	if neverTrue {
		escaped = x
	}
	return x
}

// EscapeNonString has the memory of v on the heap, except that of strings.
func EscapeNonString[T any](v T) { Escape(v) }

// EscapeToResultNonString is v, whose memory goes wherever the result goes.
func EscapeToResultNonString[T any](v T) T { return v }
