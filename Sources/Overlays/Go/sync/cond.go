package sync

import "unsafe"

// A Cond is where goroutines wait for, and announce, that something has changed. L is held when it
// changes and when Wait is called.
type Cond struct {
	_ noCopy

	L Locker

	lock    Mutex // of the line
	first   *condWaiter
	last    *condWaiter
	checker copyChecker
}

// condWaiter is one goroutine in the line.
type condWaiter struct {
	sema uint32
	next *condWaiter
}

// NewCond is a Cond with the lock l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks c.L, waits for Signal or Broadcast, and locks c.L again.
func (c *Cond) Wait() {
	c.checker.check()
	w := new(condWaiter)
	c.lock.Lock()
	if c.last == nil {
		c.first = w
	} else {
		c.last.next = w
	}
	c.last = w
	c.lock.Unlock()
	c.L.Unlock()
	acquire(&w.sema, false, waitCond)
	c.L.Lock()
}

// Signal lets the goroutine go on that has waited longest, if there is one.
func (c *Cond) Signal() {
	c.checker.check()
	c.lock.Lock()
	w := c.first
	if w != nil {
		c.first = w.next
		if c.first == nil {
			c.last = nil
		}
	}
	c.lock.Unlock()
	if w != nil {
		release(&w.sema, false)
	}
}

// Broadcast lets all go on that wait.
func (c *Cond) Broadcast() {
	c.checker.check()
	c.lock.Lock()
	w := c.first
	c.first, c.last = nil, nil
	c.lock.Unlock()
	for w != nil {
		next := w.next // the waiter is gone once it is woken
		release(&w.sema, false)
		w = next
	}
}

func addressOf(c *copyChecker) uintptr { return uintptr(unsafe.Pointer(c)) }
