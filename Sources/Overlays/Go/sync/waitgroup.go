package sync

import "sync/atomic"

// A WaitGroup waits until as many calls of Done have been made as were announced by Add, or all
// functions that Go has started have returned.
type WaitGroup struct {
	_     noCopy
	state atomic.Uint64 // the counter in the upper half, below it how many goroutines wait
	sema  uint32
}

const oneDue = 1 << 32

// Add adds delta to the counter. At zero all that wait go on; it panics below zero.
func (wg *WaitGroup) Add(delta int) {
	state := wg.state.Add(uint64(delta) << 32)
	due, waiters := int32(state>>32), uint32(state)
	if due < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if waiters != 0 && delta > 0 && due == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if due > 0 || waiters == 0 {
		return
	}
	// Everybody waits, so nobody may change the state now.
	if wg.state.Load() != state {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	wg.state.Store(0)
	for range waiters {
		release(&wg.sema, false)
	}
}

// Done takes one off the counter.
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until the counter is zero.
func (wg *WaitGroup) Wait() {
	for {
		state := wg.state.Load()
		if state>>32 == 0 {
			return
		}
		if wg.state.CompareAndSwap(state, state+1) {
			acquire(&wg.sema, false, waitGroup)
			if wg.state.Load() != 0 {
				panic("sync: WaitGroup is reused before previous Wait has returned")
			}
			return
		}
	}
}

// Go calls f in a new goroutine that wg waits for. f must not panic.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer func() {
			// After a panic, Done would let main return before the program has told of it.
			if v := recover(); v != nil {
				panic(v)
			}
			wg.Done()
		}()
		f()
	}()
}
