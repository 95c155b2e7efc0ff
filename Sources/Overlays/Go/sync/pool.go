package sync

import (
	"runtime"
	"sync/atomic"
)

// A Pool keeps values that are not in use, for whoever needs one next. What lies in it during two
// collections is dropped.
//
// Each processor has a shelf of its own. A shelf's lock is only ever tried: where it is held, by
// a goroutine that lost its processor at the worst moment, the next shelf will do, or none.
type Pool struct {
	_ noCopy

	shelves atomic.Pointer[[]shelf]

	// New makes a value when there is none; nil: Get answers nil then.
	New func() any
}

type shelf struct {
	taken atomic.Uint32
	newer []any
	older []any // what lay in newer when a collection came
	_     [4]uint64
}

// Pools that have shelves, to be cleared by collections.
var pools struct {
	lock Mutex
	all  []*Pool
}

// Get takes a value out of the pool, any, and makes one if it is empty.
func (p *Pool) Get() any {
	if shelves := p.shelves.Load(); shelves != nil {
		count := len(*shelves)
		own := processor()
		for i := range count {
			s := &(*shelves)[(own+i)%count]
			if v := s.take(); v != nil {
				return v
			}
		}
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

// Put puts x into the pool; nil is ignored.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	shelves := p.shelves.Load()
	if shelves == nil {
		shelves = p.makeShelves()
	}
	s := &(*shelves)[processor()%len(*shelves)]
	if s.try() {
		s.newer = append(s.newer, x)
		s.taken.Store(0)
	}
}

func (s *shelf) try() bool { return s.taken.CompareAndSwap(0, 1) }

// take is a value from the shelf, nil if there is none.
func (s *shelf) take() (v any) {
	if len(s.newer) == 0 && len(s.older) == 0 || !s.try() {
		return nil
	}
	from := &s.newer
	if len(*from) == 0 {
		from = &s.older
	}
	if last := len(*from) - 1; last >= 0 {
		v = (*from)[last]
		(*from)[last] = nil
		*from = (*from)[:last]
	}
	s.taken.Store(0)
	return v
}

func (p *Pool) makeShelves() *[]shelf {
	pools.lock.Lock()
	defer pools.lock.Unlock()
	if shelves := p.shelves.Load(); shelves != nil {
		return shelves
	}
	shelves := make([]shelf, runtime.GOMAXPROCS(0))
	p.shelves.Store(&shelves)
	if pools.all == nil {
		watchCollections()
	}
	pools.all = append(pools.all, p)
	return &shelves
}

// A tick is dead as soon as it is born: its finalizer tells of each collection.
type tick struct{ _ *tick }

func watchCollections() {
	runtime.SetFinalizer(new(tick), func(*tick) {
		clearPools()
		watchCollections()
	})
}

// clearPools ages what lies in the pools, and forgets pools that have nothing.
func clearPools() {
	pools.lock.Lock()
	defer pools.lock.Unlock()
	kept := pools.all[:0]
	for _, p := range pools.all {
		if p.age() {
			kept = append(kept, p)
		} else {
			p.shelves.Store(nil)
		}
	}
	clear(pools.all[len(kept):])
	pools.all = append(kept, nil)[:len(kept)] // not nil: the watch goes on
}

// age makes the newer values the older ones, and drops those. It tells whether anything is left.
func (p *Pool) age() (holds bool) {
	for i := range *p.shelves.Load() {
		s := &(*p.shelves.Load())[i]
		if !s.try() {
			holds = true
			continue
		}
		s.older, s.newer = s.newer, nil
		holds = holds || len(s.older) > 0
		s.taken.Store(0)
	}
	return holds
}
