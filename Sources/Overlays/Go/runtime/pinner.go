package runtime

import (
	"internal/abi"
	"unsafe"
)

// A Pinner keeps objects where they are, and alive. Here objects never move.
type Pinner struct {
	pinned []unsafe.Pointer
}

// Pin keeps the object that pointer, of any pointer type, points to, until Unpin.
func (p *Pinner) Pin(pointer any) {
	e := emptyInterface(&pointer)
	if e.Type == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	if kind := e.Type.Kind(); kind != abi.Pointer && kind != abi.UnsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typeString(e.Type)))
	}
	if base, _ := heapObject(e.Data); base == 0 {
		return
	}
	if p.pinned == nil {
		// A Pinner that nobody empties is a leak, and told of.
		SetFinalizer(p, func(p *Pinner) {
			if len(p.pinned) > 0 {
				panic(errorString("runtime.Pinner: found leaking pinned pointer; " +
					"forgot to call Unpin()?"))
			}
		})
	}
	p.pinned = append(p.pinned, e.Data)
	pins.add(e.Data, 1)
}

// Unpin lets all go that were pinned.
func (p *Pinner) Unpin() {
	for _, object := range p.pinned {
		pins.add(object, -1)
	}
	clear(p.pinned)
	p.pinned = p.pinned[:0]
}

// pins counts, by object, how often it is pinned: what is pinned lives even if its Pinner does not.
var pins pinTable

type pinTable struct {
	busy   uint32
	counts map[unsafe.Pointer]int
}

func (t *pinTable) add(object unsafe.Pointer, count int) {
	for !cas32(&t.busy, 0, 1) {
		Gosched()
	}
	if t.counts == nil {
		t.counts = make(map[unsafe.Pointer]int)
	}
	if t.counts[object] += count; t.counts[object] == 0 {
		delete(t.counts, object)
	}
	cas32(&t.busy, 1, 0)
}
