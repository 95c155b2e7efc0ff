package runtime

import (
	"internal/abi"
	"unsafe"
)

// Type descriptors name other things by their places in the program's tables.

//tricolor:call tc_go_name
func nameAt(offset uintptr) *byte

//tricolor:call tc_go_type
func typeAt(offset uintptr) *abi.Type

// The first method of an interface that a type lacks.
//
//tricolor:call tc_go_missing_method
func missingMethod(iface, t *abi.Type) string

// The method table of a type for an interface; nil if a method is missing.
//
//tricolor:call tc_go_itab
func itabOf(iface, t *abi.Type) *abi.ITab

func nameOf(offset abi.NameOff) abi.Name { return abi.Name{Bytes: nameAt(uintptr(offset))} }

// typeString is how a type is written in messages: main.T, []int, map[string]bool.
func typeString(t *abi.Type) string {
	text := nameOf(t.Str).Name()
	if t.TFlag&abi.TFlagExtraStar != 0 {
		return text[1:]
	}
	return text
}

// packagePath is the import path of the package that a type belongs to; empty for types that
// belong to none.
func packagePath(t *abi.Type) string {
	if u := t.Uncommon(); u != nil {
		return nameOf(u.PkgPath).Name()
	}
	if s := t.StructType(); s != nil {
		return s.PkgPath.Name()
	}
	if i := t.InterfaceType(); i != nil {
		return i.PkgPath.Name()
	}
	return ""
}

// words are the two words of an interface.
func words(v any) [2]uintptr { return *(*[2]uintptr)(unsafe.Pointer(&v)) }

// emptyInterface takes an interface apart.
func emptyInterface(v *any) *abi.EmptyInterface {
	return (*abi.EmptyInterface)(unsafe.Pointer(v))
}
