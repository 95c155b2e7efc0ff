//go:build !go1.26

package abi

// What the library of Go 1.25 asks for by other names, or in bits of Kind_ that are no longer used.

// A Kind has no bits but its number: reflection may set and clear none.
const (
	KindDirectIface Kind = 0
	KindMask        Kind = 1<<8 - 1
)

// IfaceIndir tells whether an interface holds the value's address.
func (t *Type) IfaceIndir() bool { return !t.IsDirectIface() }

type SwissMapType = MapType

const (
	SwissMapGroupSlotsBits        = MapGroupSlotsBits
	SwissMapGroupSlots            = MapGroupSlots
	SwissMapMaxKeyBytes           = MapMaxKeyBytes
	SwissMapMaxElemBytes          = MapMaxElemBytes
	SwissMapCtrlEmpty      uint64 = MapCtrlEmpty
	SwissMapNeedKeyUpdate         = MapNeedKeyUpdate
	SwissMapHashMightPanic        = MapHashMightPanic
	SwissMapIndirectKey           = MapIndirectKey
	SwissMapIndirectElem          = MapIndirectElem
)
