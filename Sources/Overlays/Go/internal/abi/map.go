package abi

import "unsafe"

// A map's slots stand in groups of eight. Larger keys and elements lie behind pointers.
const (
	MapGroupSlotsBits = 3
	MapGroupSlots     = 1 << MapGroupSlotsBits
	MapMaxKeyBytes    = 128
	MapMaxElemBytes   = 128

	// MapCtrlEmpty is the control word of a group with nothing in it.
	MapCtrlEmpty uint64 = 0x8080808080808080
)

// MapType describes a map; a group is a control word, and keys and elements at the offsets
// and strides that are told here.
type MapType struct {
	Type
	Key        *Type
	Elem       *Type
	Group      *Type
	Hasher     func(unsafe.Pointer, uintptr) uintptr
	GroupSize  uintptr
	KeysOff    uintptr
	KeyStride  uintptr
	ElemsOff   uintptr
	ElemStride uintptr
	ElemOff    uintptr
	Flags      uint32
}

// Bits of MapType.Flags.
const (
	MapNeedKeyUpdate  = 1 << 0 // equal keys may differ: an assignment stores the new one
	MapHashMightPanic = 1 << 1
	MapIndirectKey    = 1 << 2
	MapIndirectElem   = 1 << 3
)

func (m *MapType) NeedKeyUpdate() bool  { return m.Flags&MapNeedKeyUpdate != 0 }
func (m *MapType) HashMightPanic() bool { return m.Flags&MapHashMightPanic != 0 }
func (m *MapType) IndirectKey() bool    { return m.Flags&MapIndirectKey != 0 }
func (m *MapType) IndirectElem() bool   { return m.Flags&MapIndirectElem != 0 }
