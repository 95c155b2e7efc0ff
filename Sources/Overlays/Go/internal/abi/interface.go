package abi

import "unsafe"

// ITab is what an interface with methods points to first: the type, and its methods in the
// interface's order. Fun[0] is 0 if the type lacks one.
type ITab struct {
	Inter *InterfaceType
	Type  *Type
	Hash  uint32 // Type.Hash
	Fun   [1]uintptr
}

// Size is how many bytes the table has.
func (it *ITab) Size() int {
	bytes := unsafe.Sizeof(*it)
	if it.Fun[0] != 0 {
		bytes += uintptr(len(it.Inter.Methods)-1) * unsafe.Sizeof(it.Fun[0])
	}
	return int(bytes)
}

// EmptyInterface is the two words of an `any`.
type EmptyInterface struct {
	Type *Type
	Data unsafe.Pointer
}

// NonEmptyInterface is the two words of an interface with methods.
type NonEmptyInterface struct {
	ITab *ITab
	Data unsafe.Pointer
}

// CommonInterface is what all interfaces share.
type CommonInterface struct {
	_    unsafe.Pointer
	Data unsafe.Pointer
}
