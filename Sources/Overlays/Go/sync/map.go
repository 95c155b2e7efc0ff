package sync

import "sync/atomic"

// A Map is a map that goroutines use at once without a lock of their own. The zero Map is empty.
//
// Entries stand in a table with open addressing. An entry's key never changes, its value is
// atomic, and once in a table an entry stays: a deleted one has no value. So looking up, changing
// and deleting take no lock. Adding a key takes the lock, and so does making a new table of
// the entries that have values, which marks the others as gone for good.
type Map struct {
	_ noCopy

	table atomic.Pointer[mapTable]
	lock  Mutex
}

type mapTable struct {
	seed    uintptr
	used    int          // places that are taken; under the lock
	deleted atomic.Int64 // entries without a value
	places  []atomic.Pointer[mapEntry]
}

type mapEntry struct {
	key   any
	hash  uintptr
	value atomic.Pointer[any] // nil: deleted
}

// What the value of an entry points to that no table has any more.
var gone any

const fewestPlaces = 16

// The hash of a key; fault is not 0 if it has none.
//
//tricolor:call tc_go_hash_interface
func hashInterface(key any, seed uintptr) (hash, fault uintptr)

var someMap = map[any]struct{}{0: {}}

// hashOf is the hash of a key; it panics, as a map does, if the key has none.
func hashOf(key any, seed uintptr) uintptr {
	hash, fault := hashInterface(key, seed)
	if fault != 0 {
		_ = someMap[key]
	}
	return hash
}

// find is the entry of a key; nil if the table has none.
func (t *mapTable) find(key any) *mapEntry {
	if t == nil {
		hashOf(key, 0)
		return nil
	}
	hash := hashOf(key, t.seed)
	mask := uintptr(len(t.places) - 1)
	for at := hash; ; at++ {
		e := t.places[at&mask].Load()
		if e == nil {
			return nil
		}
		if e.hash == hash && e.key == key {
			return e
		}
	}
}

// put enters an entry whose key is not there, into a table that has room.
func (t *mapTable) put(e *mapEntry) {
	mask := uintptr(len(t.places) - 1)
	for at := e.hash; ; at++ {
		place := &t.places[at&mask]
		if place.Load() == nil {
			place.Store(e)
			t.used++
			return
		}
	}
}

// load is an entry's value, nil if it has none.
func (e *mapEntry) load() *any {
	if e == nil {
		return nil
	}
	if v := e.value.Load(); v != &gone {
		return v
	}
	return nil
}

// Load is the value of a key, and whether there is one.
func (m *Map) Load(key any) (value any, ok bool) {
	if v := m.table.Load().find(key).load(); v != nil {
		return *v, true
	}
	return nil, false
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) { m.Swap(key, value) }

// Swap sets the value of a key and gives the one before, if there was one.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	new := &value
	for {
		e := m.table.Load().find(key)
		if e == nil {
			if m.add(key, new) {
				return nil, false
			}
			continue
		}
		old := e.value.Load()
		if old == nil || old == &gone {
			if m.add(key, new) {
				return nil, false
			}
			continue
		}
		if e.value.CompareAndSwap(old, new) {
			return *old, true
		}
	}
}

// LoadOrStore is the value of a key, which is set if there is none.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	for {
		if v := m.table.Load().find(key).load(); v != nil {
			return *v, true
		}
		if m.add(key, &value) {
			return value, false
		}
	}
}

// LoadAndDelete deletes a key and gives the value that it had, if any.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	for {
		t := m.table.Load()
		e := t.find(key)
		old := e.load()
		if old == nil {
			return nil, false
		}
		if e.value.CompareAndSwap(old, nil) {
			m.noteDeleted(t)
			return *old, true
		}
	}
}

// Delete deletes a key.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// CompareAndSwap sets the value of a key if it is old, and tells whether it was. It panics if old
// cannot be compared.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	for {
		e := m.table.Load().find(key)
		present := e.load()
		if present == nil || *present != old {
			return false
		}
		if e.value.CompareAndSwap(present, &new) {
			return true
		}
	}
}

// CompareAndDelete deletes a key if its value is old, and tells whether it was. It panics if old
// cannot be compared.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	for {
		t := m.table.Load()
		e := t.find(key)
		present := e.load()
		if present == nil || *present != old {
			return false
		}
		if e.value.CompareAndSwap(present, nil) {
			m.noteDeleted(t)
			return true
		}
	}
}

// Range calls f for each key and value until it returns false. What changes meanwhile may be seen
// or not; no key comes twice.
func (m *Map) Range(f func(key, value any) bool) {
	t := m.table.Load()
	if t == nil {
		return
	}
	for i := range t.places {
		e := t.places[i].Load()
		if e == nil {
			continue
		}
		v := e.value.Load()
		if v == &gone {
			// Its key may have a new entry in a later table.
			v = m.table.Load().find(e.key).load()
		}
		if v != nil && !f(e.key, *v) {
			return
		}
	}
}

// Clear deletes all keys.
func (m *Map) Clear() {
	m.lock.Lock()
	defer m.lock.Unlock()
	old := m.table.Load()
	if old == nil {
		return
	}
	m.table.Store(newMapTable(fewestPlaces))
	for i := range old.places {
		if e := old.places[i].Load(); e != nil {
			e.value.Store(&gone)
		}
	}
}

// add sets the value of a key that has none; false if it has one by now.
func (m *Map) add(key any, value *any) bool {
	m.lock.Lock()
	defer m.lock.Unlock()
	t := m.table.Load()
	if e := t.find(key); e != nil {
		// Entries of the present table are never gone: only the lock's holder replaces it.
		if !e.value.CompareAndSwap(nil, value) {
			return false
		}
		t.deleted.Add(-1)
		return true
	}
	if t == nil || (t.used+1)*4 > len(t.places)*3 {
		t = m.rebuild(t)
	}
	e := &mapEntry{key: key, hash: hashOf(key, t.seed)}
	e.value.Store(value)
	t.put(e)
	return true
}

// noteDeleted counts a deletion, and makes a new table when most entries are deleted.
func (m *Map) noteDeleted(t *mapTable) {
	deleted := t.deleted.Add(1)
	if deleted < int64(len(t.places)/2) || !m.lock.TryLock() {
		return
	}
	if m.table.Load() == t {
		m.rebuild(t)
	}
	m.lock.Unlock()
}

// rebuild makes a table of the entries that have values, with room for as many again. Under the
// lock.
func (m *Map) rebuild(old *mapTable) *mapTable {
	var kept []*mapEntry
	if old != nil {
		for i := range old.places {
			e := old.places[i].Load()
			if e != nil && !e.value.CompareAndSwap(nil, &gone) {
				kept = append(kept, e)
			}
		}
	}
	places := fewestPlaces
	for places < len(kept)*8/3+2 {
		places *= 2
	}
	t := newMapTable(places)
	if old != nil {
		t.seed = old.seed // entries are in both tables for as long as somebody reads the old one
	}
	for _, e := range kept {
		t.put(e)
	}
	m.table.Store(t)
	return t
}

func newMapTable(places int) *mapTable {
	return &mapTable{
		seed:   uintptr(random()),
		places: make([]atomic.Pointer[mapEntry], places),
	}
}
