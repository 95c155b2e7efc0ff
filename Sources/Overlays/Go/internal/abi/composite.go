package abi

import "unsafe"

// The descriptors of types that are made of others. Each begins with its Type.
type (
	ArrayType struct {
		Type
		Elem  *Type
		Slice *Type // []Elem
		Len   uintptr
	}
	ChanType struct {
		Type
		Elem *Type
		Dir  ChanDir
	}
	// FuncType is followed by its parameters' types and then its results', as pointers; an
	// UncommonType stands between.
	FuncType struct {
		Type
		InCount  uint16
		OutCount uint16 // the highest bit: the last parameter is variadic
	}
	InterfaceType struct {
		Type
		PkgPath Name
		Methods []Imethod // sorted by name
	}
	PtrType struct {
		Type
		Elem *Type
	}
	SliceType struct {
		Type
		Elem *Type
	}
	StructType struct {
		Type
		PkgPath Name
		Fields  []StructField
	}
	StructField struct {
		Name   Name
		Typ    *Type
		Offset uintptr
	}
)

// ChanDir says what may be done with a channel.
type ChanDir int

const (
	InvalidDir ChanDir = 0
	RecvDir    ChanDir = 1
	SendDir    ChanDir = 2
	BothDir    ChanDir = RecvDir | SendDir
)

const variadicBit = 1 << 15

// The type as its kind's descriptor, nil if it is of another kind.

func (t *Type) ArrayType() *ArrayType         { return as[ArrayType](t, Array) }
func (t *Type) ChanType() *ChanType           { return as[ChanType](t, Chan) }
func (t *Type) FuncType() *FuncType           { return as[FuncType](t, Func) }
func (t *Type) InterfaceType() *InterfaceType { return as[InterfaceType](t, Interface) }
func (t *Type) MapType() *MapType             { return as[MapType](t, Map) }
func (t *Type) PointerType() *PtrType         { return as[PtrType](t, Pointer) }
func (t *Type) SliceType() *SliceType         { return as[SliceType](t, Slice) }
func (t *Type) StructType() *StructType       { return as[StructType](t, Struct) }

func as[Descriptor any](t *Type, kind Kind) *Descriptor {
	if t.Kind_ != kind {
		return nil
	}
	return (*Descriptor)(unsafe.Pointer(t))
}

// Len is the length of an array type, 0 for others.
func (t *Type) Len() int {
	if a := t.ArrayType(); a != nil {
		return int(a.Len)
	}
	return 0
}

// ChanDir is the direction of a channel type.
func (t *Type) ChanDir() ChanDir {
	if c := t.ChanType(); c != nil {
		return c.Dir
	}
	return InvalidDir
}

// Elem is what an array, channel, map, pointer or slice has as its elements; nil for others.
func (t *Type) Elem() *Type {
	switch t.Kind_ {
	case Array:
		return t.ArrayType().Elem
	case Chan:
		return t.ChanType().Elem
	case Map:
		return t.MapType().Elem
	case Pointer:
		return t.PointerType().Elem
	case Slice:
		return t.SliceType().Elem
	}
	return nil
}

// Key is the type of a map's keys.
func (t *Type) Key() *Type {
	if m := t.MapType(); m != nil {
		return m.Key
	}
	return nil
}

// NumMethod counts the methods of the interface.
func (t *InterfaceType) NumMethod() int { return len(t.Methods) }

// Embedded tells whether the field stands in the struct by its type alone.
func (f *StructField) Embedded() bool { return f.Name.IsEmbedded() }

func (t *FuncType) NumIn() int       { return int(t.InCount) }
func (t *FuncType) NumOut() int      { return int(t.OutCount &^ variadicBit) }
func (t *FuncType) IsVariadic() bool { return t.OutCount&variadicBit != 0 }
func (t *FuncType) In(i int) *Type   { return t.InSlice()[i] }
func (t *FuncType) Out(i int) *Type  { return t.OutSlice()[i] }

// InSlice are the parameters' types.
func (t *FuncType) InSlice() []*Type {
	count := t.NumIn()
	if count == 0 {
		return nil
	}
	return t.signature()[:count:count]
}

// OutSlice are the results' types.
func (t *FuncType) OutSlice() []*Type {
	if t.NumOut() == 0 {
		return nil
	}
	return t.signature()[t.NumIn():]
}

// signature is parameters and results, one behind the other.
func (t *FuncType) signature() []*Type {
	offset := unsafe.Sizeof(*t)
	if t.TFlag&TFlagUncommon != 0 {
		offset += unsafe.Sizeof(UncommonType{})
	}
	first := (**Type)(behind(unsafe.Pointer(t), offset))
	return unsafe.Slice(first, t.NumIn()+t.NumOut())
}
