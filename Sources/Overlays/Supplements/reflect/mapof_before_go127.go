//go:build !go1.27

package reflect

import (
	"internal/abi"
	"unsafe"
)

// MapOf gives the type map[key]elem. Map types tell where keys and elements are in a group by
// offsets and strides, which the reflection of Go 1.26 and older does not know how to fill in.
func MapOf(key, elem Type) Type {
	keyType, elemType := key.common(), elem.common()
	if keyType.Equal == nil {
		panic("reflect.MapOf: invalid key type " + stringFor(keyType))
	}
	wanted := cacheKey{Map, keyType, elemType, 0}
	if known, ok := lookupCache.Load(wanted); ok {
		return known.(Type)
	}
	name := "map[" + stringFor(keyType) + "]" + stringFor(elemType)
	made := mapNamed(name, keyType, elemType)
	if made == nil {
		made = newMapType(name, keyType, elemType)
	}
	known, _ := lookupCache.LoadOrStore(wanted, toRType(made))
	return known.(Type)
}

// mapNamed is the map type that the program has already; nil: it has none.
func mapNamed(name string, key, elem *abi.Type) *abi.Type {
	for _, t := range typesByString(name) {
		if m := (*abi.MapType)(unsafe.Pointer(t)); m.Key == key && m.Elem == elem {
			return t
		}
	}
	return nil
}

func newMapType(name string, key, elem *abi.Type) *abi.Type {
	// Everything that map types have in common, from one that the compiler made.
	m := *(*abi.MapType)(unsafe.Pointer(abi.TypeFor[map[unsafe.Pointer]unsafe.Pointer]()))
	m.Str = resolveReflectName(newName(name, "", false, false))
	m.TFlag = abi.TFlagDirectIface
	m.PtrToThis = 0
	m.Hash = fnv1(
		elem.Hash, 'm', byte(key.Hash>>24), byte(key.Hash>>16), byte(key.Hash>>8), byte(key.Hash))
	m.Key, m.Elem = key, elem
	m.Hasher = func(p unsafe.Pointer, seed uintptr) uintptr { return typehash(key, p, seed) }

	m.Flags = 0
	if needKeyUpdate(key) {
		m.Flags |= abi.MapNeedKeyUpdate
	}
	if hashMightPanic(key) {
		m.Flags |= abi.MapHashMightPanic
	}
	storedKey, storedElem := toType(key), toType(elem)
	if key.Size_ > abi.MapMaxKeyBytes {
		m.Flags |= abi.MapIndirectKey
		storedKey = PointerTo(storedKey)
	}
	if elem.Size_ > abi.MapMaxElemBytes {
		m.Flags |= abi.MapIndirectElem
		storedElem = PointerTo(storedElem)
	}
	slot := StructOf([]StructField{{Name: "Key", Type: storedKey}, {Name: "Elem", Type: storedElem}})
	group := StructOf([]StructField{
		{Name: "Ctrl", Type: TypeFor[uint64]()},
		{Name: "Slots", Type: ArrayOf(abi.MapGroupSlots, slot)},
	})
	m.Group = group.common()
	m.GroupSize = group.Size()
	m.KeysOff = group.Field(1).Offset
	m.ElemOff = slot.Field(1).Offset
	m.ElemsOff = m.KeysOff + m.ElemOff
	m.KeyStride, m.ElemStride = slot.Size(), slot.Size()
	return &m.Type
}
