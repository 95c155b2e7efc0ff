package runtime

import (
	"internal/abi"
	"unsafe"
)

// What reflection asks of the run time, which both reflect and internal/reflectlite do by linkname:
// offsets of names and types, and assertions whose types are known only when the program runs.

//tricolor:call tc_go_text
func textAt(offset uintptr) unsafe.Pointer

//tricolor:call tc_go_set_reflected
func setReflected(places *reflectedPlace, count int)

// What reflection makes while the program runs has negative offsets: -1 is the first. Nothing is
// ever taken out. The run time reads the same array.
type reflectedPlace struct {
	reserved uintptr
	place    unsafe.Pointer
}

var (
	reflectedLock   uint32
	reflectedPlaces []reflectedPlace
	reflectedBefore [][]reflectedPlace // arrays that somebody may still read
)

func addReflectOff(place unsafe.Pointer) int32 {
	for !cas32(&reflectedLock, 0, 1) {
		Gosched()
	}
	before := cap(reflectedPlaces)
	old := reflectedPlaces
	reflectedPlaces = append(reflectedPlaces, reflectedPlace{place: place})
	if cap(reflectedPlaces) != before && before != 0 {
		reflectedBefore = append(reflectedBefore, old)
	}
	offset := -int32(len(reflectedPlaces))
	setReflected(&reflectedPlaces[0], len(reflectedPlaces))
	store32(&reflectedLock, 0)
	return offset
}

//tricolor:intrinsic atomic_store32
func store32(at *uint32, value uint32)

func resolveNameOff(module unsafe.Pointer, offset int32) unsafe.Pointer {
	return unsafe.Pointer(nameAt(uintptr(offset)))
}

func resolveTypeOff(module unsafe.Pointer, offset int32) unsafe.Pointer {
	return unsafe.Pointer(typeAt(uintptr(offset)))
}

func resolveTextOff(module unsafe.Pointer, offset int32) unsafe.Pointer {
	return textAt(uintptr(offset))
}

// assertedInterface stores a value as one of an interface type, or panics if it lacks a method.
func assertedInterface(t *abi.Type, value any, to unsafe.Pointer) {
	e := emptyInterface(&value)
	if e.Type == nil {
		panic(&TypeAssertionError{asserted: t})
	}
	table := itabOf(t, e.Type)
	if table == nil {
		panicMissingMethod(e.Type, t)
	}
	place := (*abi.EmptyInterface)(to)
	place.Type = (*abi.Type)(unsafe.Pointer(table))
	place.Data = e.Data
}

// isOnHeap tells whether an address is within an object of the heap.
func isOnHeap(address uintptr) bool {
	base, _ := heapObject(unsafe.Pointer(address))
	return base != 0
}

// zeroVal is what stands for map elements that are not there.
var zeroVal [abi.ZeroValSize]byte

var smallNumbers [256]uint64

// getStaticuint64s gives the numbers below 256, in memory that nobody changes.
func getStaticuint64s() *[256]uint64 {
	if smallNumbers[255] == 0 {
		for i := range smallNumbers {
			smallNumbers[i] = uint64(i)
		}
	}
	return &smallNumbers
}
