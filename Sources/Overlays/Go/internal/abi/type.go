// Package abi describes what compiled Go, its run time and reflection agree on: type
// descriptors, method tables, map types. The layouts are those of Go 1.27, word for word;
// Sources/CTricolor and Sources/CGoRuntime have the same structures in C.
package abi

import "unsafe"

// Type is the beginning of every type descriptor.
type Type struct {
	Size_       uintptr // bytes of one value
	PtrBytes    uintptr // bytes of the prefix that can hold pointers
	Hash        uint32
	TFlag       TFlag
	Align_      uint8
	FieldAlign_ uint8
	Kind_       Kind
	Equal       func(unsafe.Pointer, unsafe.Pointer) bool // nil: values cannot be compared
	GCData      *byte                                     // a bit for each word of PtrBytes
	Str         NameOff                                   // how the type is written
	PtrToThis   TypeOff                                   // of pointers to it; 0: perhaps none
}

// Kind says which family a type belongs to.
type Kind uint8

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

// TFlag holds what else is known of a type.
type TFlag uint8

const (
	TFlagUncommon       TFlag = 1 << 0 // an UncommonType follows the descriptor's own fields
	TFlagExtraStar      TFlag = 1 << 1 // the name at Str begins with a star that is not the type's
	TFlagNamed          TFlag = 1 << 2 // the type has a name of its own
	TFlagRegularMemory  TFlag = 1 << 3 // equality and hash look at all Size_ bytes and nothing else
	TFlagGCMaskOnDemand TFlag = 1 << 4 // GCData is the address of a pointer to the mask
	TFlagDirectIface    TFlag = 1 << 5 // an interface holds the value itself, not its address
)

// NameOff finds a Name, TypeOff a Type and TextOff the entry of a function in the tables of
// the program.
type (
	NameOff int32
	TypeOff int32
	TextOff int32
)

var kindNames = [...]string{
	Invalid:       "invalid",
	Bool:          "bool",
	Int:           "int",
	Int8:          "int8",
	Int16:         "int16",
	Int32:         "int32",
	Int64:         "int64",
	Uint:          "uint",
	Uint8:         "uint8",
	Uint16:        "uint16",
	Uint32:        "uint32",
	Uint64:        "uint64",
	Uintptr:       "uintptr",
	Float32:       "float32",
	Float64:       "float64",
	Complex64:     "complex64",
	Complex128:    "complex128",
	Array:         "array",
	Chan:          "chan",
	Func:          "func",
	Interface:     "interface",
	Map:           "map",
	Pointer:       "ptr",
	Slice:         "slice",
	String:        "string",
	Struct:        "struct",
	UnsafePointer: "unsafe.Pointer",
}

// String is the kind's name in lower case.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		k = Invalid
	}
	return kindNames[k]
}

// TypeOf is the descriptor of the value that an interface holds.
func TypeOf(a any) *Type {
	return (*Type)(NoEscape(unsafe.Pointer((*EmptyInterface)(unsafe.Pointer(&a)).Type)))
}

// TypeFor is the descriptor of T, which may be an interface.
func TypeFor[T any]() *Type {
	pointer := TypeOf((*T)(nil))
	return (*PtrType)(unsafe.Pointer(pointer)).Elem
}

func (t *Type) Kind() Kind      { return t.Kind_ }
func (t *Type) HasName() bool   { return t.TFlag&TFlagNamed != 0 }
func (t *Type) Pointers() bool  { return t.PtrBytes > 0 }
func (t *Type) Size() uintptr   { return t.Size_ }
func (t *Type) Align() int      { return int(t.Align_) }
func (t *Type) FieldAlign() int { return int(t.FieldAlign_) }
func (t *Type) Common() *Type   { return t }

// IsDirectIface tells whether an interface holds the value itself: where the value is a pointer
// and nothing else. TFlagDirectIface says the same of types that the compiler made, but not of
// those that the reflection of Go 1.25 makes.
func (t *Type) IsDirectIface() bool {
	const word = unsafe.Sizeof(uintptr(0))
	return t.Size_ == word && t.PtrBytes == word
}

// GcSlice gives bytes begin to end of the pointer mask.
func (t *Type) GcSlice(begin, end uintptr) []byte {
	if t.TFlag&TFlagGCMaskOnDemand != 0 {
		panic("abi: the type's pointer mask is not there yet")
	}
	return unsafe.Slice(t.GCData, int(end))[begin:]
}

// behind is the address `bytes` further on, within one descriptor.
func behind(at unsafe.Pointer, bytes uintptr) unsafe.Pointer {
	return unsafe.Pointer(uintptr(at) + bytes)
}
