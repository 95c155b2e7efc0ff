package abi

import "unsafe"

// Method is a method of a type that is no interface.
type Method struct {
	Name NameOff
	Mtyp TypeOff // its type, without the receiver
	Ifn  TextOff // what an interface calls: the receiver is one word
	Tfn  TextOff // what is called with the receiver as it is
}

// UncommonType follows the descriptors of types with a name or with methods.
type UncommonType struct {
	PkgPath NameOff
	Mcount  uint16 // methods
	Xcount  uint16 // exported ones
	Moff    uint32 // bytes from here to the methods, sorted by name, exported ones first
	_       uint32
}

// Methods are all methods of the type.
func (u *UncommonType) Methods() []Method { return u.first(u.Mcount) }

// ExportedMethods are those that other packages can call.
func (u *UncommonType) ExportedMethods() []Method { return u.first(u.Xcount) }

func (u *UncommonType) first(count uint16) []Method {
	if count == 0 {
		return nil
	}
	at := behind(unsafe.Pointer(u), uintptr(u.Moff))
	return unsafe.Slice((*Method)(at), int(count))
}

// Imethod is a method of an interface.
type Imethod struct {
	Name NameOff
	Typ  TypeOff
}

// ownBytes is the size of the descriptor's own part: what precedes an UncommonType.
func (t *Type) ownBytes() uintptr {
	switch t.Kind_ {
	case Array:
		return unsafe.Sizeof(ArrayType{})
	case Chan:
		return unsafe.Sizeof(ChanType{})
	case Func:
		return unsafe.Sizeof(FuncType{})
	case Interface:
		return unsafe.Sizeof(InterfaceType{})
	case Map:
		return unsafe.Sizeof(MapType{})
	case Pointer:
		return unsafe.Sizeof(PtrType{})
	case Slice:
		return unsafe.Sizeof(SliceType{})
	case Struct:
		return unsafe.Sizeof(StructType{})
	}
	return unsafe.Sizeof(Type{})
}

// Uncommon is the part with name and methods; nil if the type has none.
func (t *Type) Uncommon() *UncommonType {
	if t.TFlag&TFlagUncommon == 0 {
		return nil
	}
	return (*UncommonType)(behind(unsafe.Pointer(t), t.ownBytes()))
}

// ExportedMethods are those of a type that is no interface.
func (t *Type) ExportedMethods() []Method {
	if u := t.Uncommon(); u != nil {
		return u.ExportedMethods()
	}
	return nil
}

// NumMethod counts an interface's methods, or the exported ones of another type.
func (t *Type) NumMethod() int {
	if i := t.InterfaceType(); i != nil {
		return i.NumMethod()
	}
	return len(t.ExportedMethods())
}

// DescriptorSize is how many bytes the whole descriptor has.
func (t *Type) DescriptorSize() int {
	if t.Kind_ == Invalid || t.Kind_ > UnsafePointer {
		panic("abi: no type descriptor")
	}
	bytes := t.ownBytes()
	if u := t.Uncommon(); u != nil {
		bytes += unsafe.Sizeof(*u) + uintptr(u.Mcount)*unsafe.Sizeof(Method{})
	}
	switch t.Kind_ {
	case Func:
		f := t.FuncType()
		bytes += uintptr(f.NumIn()+f.NumOut()) * unsafe.Sizeof(t)
	case Interface:
		bytes += uintptr(t.InterfaceType().NumMethod()) * unsafe.Sizeof(Imethod{})
	case Struct:
		bytes += uintptr(len(t.StructType().Fields)) * unsafe.Sizeof(StructField{})
	}
	return int(bytes)
}
