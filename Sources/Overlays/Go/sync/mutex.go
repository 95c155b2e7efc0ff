package sync

import "sync/atomic"

// A Mutex is a lock that one goroutine holds at a time. The zero Mutex is unlocked.
//
// A goroutine that is woken competes with those that are running and ask for the lock just then;
// they win often, which saves a switch. One that has waited for a millisecond ends this: the
// lock then goes from hand to hand in the order of the line, until whoever gets it is the
// last in line or has waited less.
type Mutex struct {
	state int32 // bits below, and above them how many wait
	sema  uint32
}

const (
	mutexLocked   = 1 << 0
	mutexWoken    = 1 << 1 // a waiter has been woken and tries: no need to wake another
	mutexHandOver = 1 << 2 // the lock goes to the first in line
	mutexWaiter   = 1 << 3 // one waiter

	mutexPatience = 1_000_000 // nanoseconds after which a waiter insists
	mutexSpins    = 4         // looks at a lock before going to wait for it
)

// Lock locks m, and waits for it if need be.
func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapInt32(&m.state, 0, mutexLocked) {
		m.lockSlow()
	}
}

// TryLock locks m if nobody holds it, and tells whether it did.
func (m *Mutex) TryLock() bool {
	state := atomic.LoadInt32(&m.state)
	return state&(mutexLocked|mutexHandOver) == 0 &&
		atomic.CompareAndSwapInt32(&m.state, state, state|mutexLocked)
}

func (m *Mutex) lockSlow() {
	var since int64   // when it began to wait
	isWoken := false  // it has been woken, and the bit says so
	isInsist := false // it has waited for too long
	for tries := 0; ; tries++ {
		state := atomic.LoadInt32(&m.state)
		if tries < mutexSpins && state&(mutexLocked|mutexHandOver) == mutexLocked && since == 0 {
			continue
		}
		next := state
		if state&mutexHandOver == 0 {
			next |= mutexLocked
		}
		mustWait := state&(mutexLocked|mutexHandOver) != 0
		if mustWait {
			next += mutexWaiter
		}
		if isInsist && state&mutexLocked != 0 {
			next |= mutexHandOver
		}
		if isWoken {
			next &^= mutexWoken
		}
		if !atomic.CompareAndSwapInt32(&m.state, state, next) {
			continue
		}
		if !mustWait {
			return
		}
		isFirst := since != 0
		if !isFirst {
			since = nanotime()
		}
		acquire(&m.sema, isFirst, waitMutex)
		isInsist = isInsist || nanotime()-since > mutexPatience
		if atomic.LoadInt32(&m.state)&mutexHandOver != 0 {
			m.takeOver(isInsist)
			return
		}
		isWoken = true
		tries = 0
	}
}

// takeOver makes a lock that was handed over the caller's, who stood first in line.
func (m *Mutex) takeOver(isInsist bool) {
	change := int32(mutexLocked - mutexWaiter)
	if !isInsist || atomic.LoadInt32(&m.state)/mutexWaiter == 1 {
		change -= mutexHandOver
	}
	atomic.AddInt32(&m.state, change)
}

// Unlock unlocks m. It ends the program if m is not locked. Another goroutine than the one that
// locked it may do so.
func (m *Mutex) Unlock() {
	if state := atomic.AddInt32(&m.state, -mutexLocked); state != 0 {
		m.unlockSlow(state)
	}
}

func (m *Mutex) unlockSlow(state int32) {
	if (state+mutexLocked)&mutexLocked == 0 {
		fatal("sync: unlock of unlocked mutex")
	}
	if state&mutexHandOver != 0 {
		release(&m.sema, true)
		return
	}
	for state/mutexWaiter != 0 && state&(mutexLocked|mutexWoken|mutexHandOver) == 0 {
		if atomic.CompareAndSwapInt32(&m.state, state, state-mutexWaiter|mutexWoken) {
			release(&m.sema, false)
			return
		}
		state = atomic.LoadInt32(&m.state)
	}
}
