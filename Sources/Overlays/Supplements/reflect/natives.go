package reflect

import (
	"internal/abi"
	"internal/unsafeheader"
	"unsafe"
)

// Memory by types.

//tricolor:call tc_lib_new
func unsafe_New(t *abi.Type) unsafe.Pointer

//tricolor:call tc_go_make_array
func makeArray(t *abi.Type, count int) unsafe.Pointer

//tricolor:call tc_lib_copy
//go:noescape
func typedmemmove(t *abi.Type, dst, src unsafe.Pointer)

//tricolor:call tc_lib_clear
//go:noescape
func typedmemclr(t *abi.Type, ptr unsafe.Pointer)

//tricolor:call tc_go_clear
//go:noescape
func typedarrayclear(elemType *abi.Type, ptr unsafe.Pointer, len int)

//tricolor:call tc_go_move
//go:noescape
func moveValues(t *abi.Type, dst, src unsafe.Pointer, count int)

//tricolor:call tc_lib_move
//go:noescape
func memmove(dst, src unsafe.Pointer, size uintptr)

//tricolor:call tc_go_grow
func grow(t *abi.Type, old unsafeheader.Slice, length int) unsafeheader.Slice

//tricolor:call tc_go_hash_value
//go:noescape
func hashValue(t *abi.Type, p unsafe.Pointer, h uintptr) uintptr

// What a native could not do, if it could not; then forgotten.
//
//tricolor:call tc_take_fault
func takeFault() *abi.Type

//go:linkname panicMakeSliceLen runtime.panicMakeSliceLen
func panicMakeSliceLen()

//go:linkname panicGrowSlice runtime.panicGrowSlice
func panicGrowSlice()

//go:linkname panicUnhashable runtime.panicUnhashable
func panicUnhashable(t *abi.Type)

//go:linkname panicUnsafeSliceLen runtime.panicUnsafeSliceLen
func panicUnsafeSliceLen()

//go:linkname panicUnsafeSliceNilPtr runtime.panicUnsafeSliceNilPtr
func panicUnsafeSliceNilPtr()

//go:linkname isOnHeap runtime.isOnHeap
func isOnHeap(address uintptr) bool

//go:linkname ifaceE2I runtime.assertedInterface
func ifaceE2I(t *abi.Type, src any, dst unsafe.Pointer)

func unsafe_NewArray(t *abi.Type, count int) unsafe.Pointer {
	array := makeArray(t, count)
	if takeFault() != nil {
		panicMakeSliceLen()
	}
	return array
}

// typedmemclrpartial clears some words of a value.
func typedmemclrpartial(t *abi.Type, ptr unsafe.Pointer, off, size uintptr) {
	for at := off; at < off+size; at += unsafe.Sizeof(at) {
		place := add(ptr, at, "within the value")
		if isPointerWord(t, at/unsafe.Sizeof(at)) {
			*(*unsafe.Pointer)(place) = nil
		} else {
			*(*uintptr)(place) = 0
		}
	}
}

// isPointerWord tells whether a word of a value holds a pointer.
func isPointerWord(t *abi.Type, word uintptr) bool {
	return word < t.PtrBytes/unsafe.Sizeof(word) &&
		*addChecked(t.GCData, word/8, "within the mask")>>(word%8)&1 != 0
}

func addChecked(p *byte, x uintptr, whySafe string) *byte {
	return (*byte)(add(unsafe.Pointer(p), x, whySafe))
}

func typedslicecopy(t *abi.Type, dst, src unsafeheader.Slice) int {
	count := min(dst.Len, src.Len)
	moveValues(t, dst.Data, src.Data, count)
	return count
}

func typehash(t *abi.Type, p unsafe.Pointer, h uintptr) uintptr {
	hash := hashValue(t, p, h)
	if fault := takeFault(); fault != nil {
		panicUnhashable(fault)
	}
	return hash
}

func verifyNotInHeapPtr(p uintptr) bool { return p != ^uintptr(0) && !isOnHeap(p) }

// growslice makes room for num more elements, which are zero.
func growslice(t *abi.Type, old unsafeheader.Slice, num int) unsafeheader.Slice {
	grown := grow(t, old, old.Len+num)
	if takeFault() != nil {
		panicGrowSlice()
	}
	size := t.Size()
	typedarrayclear(t, add(grown.Data, uintptr(old.Len)*size, "within its capacity"), grown.Cap-old.Len)
	grown.Len = old.Len
	return grown
}

// unsafeslice panics where unsafe.Slice would.
func unsafeslice(t *abi.Type, ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicUnsafeSliceLen()
	}
	size := t.Size()
	if size != 0 && uintptr(len) > -uintptr(ptr)/size {
		if ptr == nil && len > 0 {
			panicUnsafeSliceNilPtr()
		}
		if ptr != nil {
			panicUnsafeSliceLen()
		}
	}
	if ptr == nil && len > 0 {
		panicUnsafeSliceNilPtr()
	}
}
