package atomic

import "unsafe"

// Value holds a value of one type, whichever was stored first; any nil before that. Its two words
// are stored type last, and the first store claims the type's word meanwhile.
type Value struct {
	v any
}

// twoWords is an interface, taken apart.
type twoWords struct {
	typ, data unsafe.Pointer
}

// What the type's word holds while the first value is being stored.
var claimed byte

func claim() unsafe.Pointer { return unsafe.Pointer(&claimed) }

func (v *Value) words() *twoWords { return (*twoWords)(unsafe.Pointer(&v.v)) }

// Load is the value that was stored last, nil if there is none.
func (v *Value) Load() (val any) {
	at := v.words()
	typ := LoadPointer(&at.typ)
	if typ == nil || typ == claim() {
		return nil
	}
	whole := (*twoWords)(unsafe.Pointer(&val))
	whole.typ = typ
	whole.data = LoadPointer(&at.data)
	return val
}

// Store sets the value. It panics for nil and for a value of another type than the first one's.
func (v *Value) Store(val any) { v.put("store", val) }

// Swap sets the value and gives the one before, nil if there was none. It panics as Store does.
func (v *Value) Swap(new any) (old any) {
	at, value := v.words(), (*twoWords)(unsafe.Pointer(&new))
	if v.put1("swap", new) {
		return nil
	}
	whole := (*twoWords)(unsafe.Pointer(&old))
	whole.typ = value.typ
	whole.data = SwapPointer(&at.data, value.data)
	return old
}

// CompareAndSwap sets the value to new if it is equal to old, and tells whether it was. It panics
// as Store does, if old and new have different types, and if old cannot be compared.
func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	if new == nil {
		panic("sync/atomic: compare and swap of nil value into Value")
	}
	at := v.words()
	before, after := (*twoWords)(unsafe.Pointer(&old)), (*twoWords)(unsafe.Pointer(&new))
	if old != nil && before.typ != after.typ {
		panic("sync/atomic: compare and swap of inconsistently typed values")
	}
	for {
		typ := LoadPointer(&at.typ)
		switch typ {
		case nil:
			if old != nil {
				return false
			}
			if v.first(after) {
				return true
			}
		case claim():
		case after.typ:
			data := LoadPointer(&at.data)
			var present any
			whole := (*twoWords)(unsafe.Pointer(&present))
			whole.typ, whole.data = typ, data
			if present != old {
				return false
			}
			return CompareAndSwapPointer(&at.data, data, after.data)
		default:
			panic("sync/atomic: compare and swap of inconsistently typed value into Value")
		}
	}
}

// put stores a value, the first or another.
func (v *Value) put(verb string, val any) {
	if !v.put1(verb, val) {
		StorePointer(&v.words().data, (*twoWords)(unsafe.Pointer(&val)).data)
	}
}

// put1 stores a value if it is the first; if another was, it checks that the types are the same.
func (v *Value) put1(verb string, val any) (isFirst bool) {
	if val == nil {
		panic("sync/atomic: " + verb + " of nil value into Value")
	}
	value := (*twoWords)(unsafe.Pointer(&val))
	for {
		switch LoadPointer(&v.words().typ) {
		case nil:
			if v.first(value) {
				return true
			}
		case claim():
			// Another goroutine stores the first value: a few instructions from now it has.
		case value.typ:
			return false
		default:
			panic("sync/atomic: " + verb + " of inconsistently typed value into Value")
		}
	}
}

// first stores the first value; false if another was faster.
func (v *Value) first(value *twoWords) bool {
	at := v.words()
	if !CompareAndSwapPointer(&at.typ, nil, claim()) {
		return false
	}
	// Nothing here is a safepoint, so no goroutine waits for one that does not run.
	StorePointer(&at.data, value.data)
	StorePointer(&at.typ, value.typ)
	return true
}
