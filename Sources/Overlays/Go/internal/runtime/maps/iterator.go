// Package maps gives reflection its way through a map: the run time's iterator.
package maps

import (
	"internal/abi"
	"unsafe"
)

// Map is the header of a map.
type Map struct {
	count int
	table unsafe.Pointer
	seed  uint64
	state uint64
}

// Used is the number of entries.
func (m *Map) Used() uint64 { return uint64(m.count) }

// Iter is on its way through a map. The zero Iter has not begun.
type Iter struct {
	key      unsafe.Pointer // nil: there is nothing more
	element  unsafe.Pointer
	typ      *abi.MapType
	m        *Map
	table    unsafe.Pointer
	position unsafe.Pointer
	words    [6]uint64
}

//tricolor:call tc_go_map_begin
func begin(t *abi.MapType, m *Map, it *Iter)

//tricolor:call tc_go_map_next
func next(it *Iter)

// Init makes it ready for Next, which finds the first entry.
func (it *Iter) Init(t *abi.MapType, m *Map) {
	it.typ = t
	it.m = m
}

// Initialized tells whether it has been.
func (it *Iter) Initialized() bool { return it.typ != nil }

// Next goes to the next entry.
func (it *Iter) Next() {
	if it.key == nil {
		begin(it.typ, it.m, it)
		return
	}
	next(it)
}

// Key is the address of the entry's key; nil: there is none any more.
func (it *Iter) Key() unsafe.Pointer { return it.key }

// Elem is the address of its element.
func (it *Iter) Elem() unsafe.Pointer { return it.element }

// Map is what it ranges over.
func (it *Iter) Map() *Map { return it.m }
