// unsafe.Pointer and uintptr, and functions whose bodies are elsewhere.
package p

import "unsafe"

var sink unsafe.Pointer

//go:noescape
func external(p *int, q []byte)

func unknownExternal(p *int, n uintptr)

//go:uintptrescapes
func takesAddress(n uintptr) {}

//go:uintptrescapes
func takesAddresses(list ...uintptr) {}

func converts(p *int) unsafe.Pointer { return unsafe.Pointer(p) }

func stores(p *int) { sink = unsafe.Pointer(p) }

func offsets(p *[4]int, i uintptr) *int {
	return (*int)(unsafe.Pointer(uintptr(unsafe.Pointer(p)) + i*8))
}

func adds(p *[4]int) *int { return (*int)(unsafe.Add(unsafe.Pointer(p), 8)) }

func numbers(p *int) uintptr { return uintptr(unsafe.Pointer(p)) }

func slices(p *byte, n int) ([]byte, string) {
	return unsafe.Slice(p, n), unsafe.String(p, n)
}

func data(s []byte, t string) (*byte, *byte) {
	return unsafe.SliceData(s), unsafe.StringData(t)
}

func callsExternal() {
	var x int
	var y [4]byte
	external(&x, y[:])
	var z int
	unknownExternal(&z, 1)
}

func callsWithAddress() {
	var x, y int
	takesAddress(uintptr(unsafe.Pointer(&x)))
	takesAddresses(1, uintptr(unsafe.Pointer(&y)))
}

func reinterprets(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }
