package reflect

import (
	"internal/abi"
	"math"
	"unsafe"
)

// Where arguments and results travel: docs/compiled-code.md, "Lowering". A value of up to four
// scalars is in registers, if it finds room there as a whole; others are in the caller's frame, each
// in words of its own.

const mostScalars = 4

func (a *abiSeq) addArg(t *abi.Type) *abiStep {
	start := len(a.steps)
	a.valueStart = append(a.valueStart, start)
	if t.Size() == 0 {
		return nil
	}
	before := *a
	if a.regAssign(t, 0) && len(a.steps)-start <= mostScalars {
		return nil
	}
	*a = before
	a.stackAssign(t.Size(), unsafe.Sizeof(uintptr(0)))
	return &a.steps[len(a.steps)-1]
}

func (a *abiSeq) stackAssign(size, alignment uintptr) {
	a.steps = append(a.steps, abiStep{kind: abiStepStack, size: size, stkOff: a.stackBytes})
	a.stackBytes += align(size, alignment)
}

// A float32 travels as the float64 of the same value.

func archFloat32FromReg(reg uint64) float32 { return float32(math.Float64frombits(reg)) }

func archFloat32ToReg(val float32) uint64 { return math.Float64bits(float64(val)) }

// call calls the function whose closure is f: registers hold the arguments that travel there and
// get the results, stackArgs the others. The segment is in reflection.h.
//
//tricolor:segment tc_reflect_call
//go:noescape
func call(
	frame *abi.Type, f, stackArgs unsafe.Pointer, argBytes, retOffset, frameSize uint32,
	registers *abi.RegArgs)
