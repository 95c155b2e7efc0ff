package abi

import "unsafe"

// How many arguments or results of a call travel in registers: docs/compiled-code.md.
const (
	IntArgRegs            = 8
	FloatArgRegs          = 8
	EffectiveFloatRegSize = 8
)

// RegArgs is what travels in registers. Sources/CGoRuntime/include/reflection.h has it in C.
type RegArgs struct {
	Ints   [IntArgRegs]uintptr
	Floats [FloatArgRegs]uint64
	Ptrs   [IntArgRegs]unsafe.Pointer // those of Ints that are pointers, for the collector

	ReturnIsPtr IntArgRegBitmap // which of Ints hold pointers when the call has returned
}

// IntRegArgAddr is where an argument of argSize bytes begins in its register.
func (r *RegArgs) IntRegArgAddr(reg int, argSize uintptr) unsafe.Pointer {
	if argSize == 0 || argSize > unsafe.Sizeof(uintptr(0)) || argSize&(argSize-1) != 0 {
		panic("invalid argSize")
	}
	return unsafe.Pointer(&r.Ints[reg])
}

// Dump prints all registers.
func (r *RegArgs) Dump() {
	print("Ints:")
	for _, word := range r.Ints {
		print(" ", word)
	}
	print("\nFloats:")
	for _, word := range r.Floats {
		print(" ", word)
	}
	print("\nPtrs:")
	for _, word := range r.Ptrs {
		print(" ", word)
	}
	println()
}

// IntArgRegBitmap has a bit for each register of RegArgs.Ints.
type IntArgRegBitmap [(IntArgRegs + 7) / 8]uint8

// Set sets bit i.
func (b *IntArgRegBitmap) Set(i int) { b[i/8] |= 1 << (i % 8) }

// Get tells whether bit i is set.
func (b *IntArgRegBitmap) Get(i int) bool { return b[i/8]>>(i%8)&1 != 0 }
