//go:build !go1.26

package reflect

import (
	"internal/abi"
	"unsafe"
)

// Since Go 1.26 an interface holds every struct itself that is a pointer and else of no size, and
// compiled programs do so. The reflection of Go 1.25 expects it of structs of one field only, and
// tells by a bit in Kind_ that no type has.

// Field gives the field number i of a struct. One of no size in a struct that is not behind an
// address has one of its own.
func (v Value) Field(i int) Value {
	if v.kind() != Struct {
		panic(&ValueError{"reflect.Value.Field", v.kind()})
	}
	fields := (*structType)(unsafe.Pointer(v.typ())).Fields
	if uint(i) >= uint(len(fields)) {
		panic("reflect: Field index out of range")
	}
	field := &fields[i]
	marks := v.flag&(flagStickyRO|flagIndir|flagAddr) | flag(field.Typ.Kind())
	switch {
	case field.Name.IsExported():
	case field.Embedded():
		marks |= flagEmbedRO
	default:
		marks |= flagStickyRO
	}
	if marks&flagIndir == 0 && field.Typ.Size_ == 0 {
		return Value{field.Typ, unsafe.Pointer(&zeroVal[0]), marks | flagIndir}
	}
	return Value{field.Typ, unsafe.Add(v.ptr, field.Offset), marks}
}

// isRegularMemory tells whether equality of a struct is that of its bytes. StructOf asks that when
// it has put the fields together, and nobody else does: so this is where those are refused whose
// methods would take the struct's address for the value that they are methods of.
func isRegularMemory(t Type) bool {
	fields := (*structType)(unsafe.Pointer(t.common())).Fields
	if len(fields) > 1 && fields[0].Embedded() {
		first := fields[0].Typ
		isChecked := first.Kind() == abi.Interface || first.Kind() == abi.Pointer
		if !isChecked && first.IsDirectIface() && first.Uncommon() != nil {
			panic("reflect: embedded type with methods not implemented for non-pointer type")
		}
	}
	end, alignment := uintptr(0), uintptr(1)
	for i := range fields {
		f := &fields[i]
		if f.Name.Name() == "_" || f.Typ.TFlag&abi.TFlagRegularMemory == 0 || f.Offset != end {
			return false
		}
		end += f.Typ.Size_
		alignment = max(alignment, uintptr(f.Typ.FieldAlign_))
		// A struct is longer than its last field where that has no size.
		if i == len(fields)-1 && f.Typ.Size_ == 0 && end > 0 {
			return false
		}
	}
	return end%alignment == 0
}
