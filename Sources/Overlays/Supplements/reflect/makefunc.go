package reflect

import (
	"internal/abi"
	"unsafe"
)

// Functions that are made while the program runs: closures whose code is the segment
// tc_reflect_made (reflection.h). It saves what arrives in registers, copies what arrives in the
// caller's frame to the heap, calls the handler, and hands the results on.

// makeFuncCtxt is the beginning of such a closure.
type makeFuncCtxt struct {
	code    unsafe.Pointer
	handler unsafe.Pointer // a function: (closure, frame unsafe.Pointer, *bool, *abi.RegArgs)
	frame   *abi.Type // of what is in memory: arguments and then results; nil if nothing is
	results uintptr   // the offset of the results in it
	regPtrs uintptr   // bit i: word i of the arguments is a pointer
}

// makeFuncImpl is the closure of a function that takes and gives Values.
type makeFuncImpl struct {
	makeFuncCtxt
	ftyp *funcType
	fn   func([]Value) []Value
}

// methodValue is the closure of a method that was bound to its receiver.
type methodValue struct {
	makeFuncCtxt
	method int
	rcvr   Value
}

// The code of all of them.
//
//tricolor:segment tc_reflect_made
func madeFunction()

func context(ftyp *funcType) makeFuncCtxt {
	code := madeFunction
	frame, _, abid := funcLayout(ftyp, nil)
	made := makeFuncCtxt{code: **(**unsafe.Pointer)(unsafe.Pointer(&code)), results: abid.retOffset}
	if frame.Size() != 0 {
		made.frame = frame
	}
	for i := 0; i < intArgRegs; i++ {
		if abid.inRegPtrs.Get(i) {
			made.regPtrs |= 1 << i
		}
	}
	return made
}

// MakeFunc is a function of type typ that calls fn with its arguments and returns what that returns.
func MakeFunc(typ Type, fn func(args []Value) (results []Value)) Value {
	t := typ.common()
	if t.Kind() != abi.Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	ftyp := (*funcType)(unsafe.Pointer(t))
	impl := &makeFuncImpl{makeFuncCtxt: context(ftyp), ftyp: ftyp, fn: fn}
	handler := callReflect
	impl.handler = *(*unsafe.Pointer)(unsafe.Pointer(&handler))
	return Value{t, unsafe.Pointer(impl), flag(Func)}
}

// makeMethodValue is the function that v, a method with its receiver, is.
func makeMethodValue(op string, v Value) Value {
	if v.flag&flagMethod == 0 {
		panic("reflect: internal error: invalid use of makeMethodValue")
	}
	receiver := Value{v.typ(), v.ptr, v.flag&(flagRO|flagAddr|flagIndir) | flag(v.typ().Kind())}
	ftyp := (*funcType)(unsafe.Pointer(v.Type().(*rtype)))
	made := &methodValue{
		makeFuncCtxt: context(ftyp), method: int(v.flag) >> flagMethodShift, rcvr: receiver,
	}
	handler := callMethod
	made.handler = *(*unsafe.Pointer)(unsafe.Pointer(&handler))
	// A method that cannot be called is to panic now.
	methodReceiver(op, made.rcvr, made.method)
	return Value{ftyp.Common(), unsafe.Pointer(made), v.flag&flagRO | flag(Func)}
}

// methodValueCallCodePtr stands for all method values where their addresses are asked for.
func methodValueCallCodePtr() uintptr {
	code := madeFunction
	return **(**uintptr)(unsafe.Pointer(&code))
}
