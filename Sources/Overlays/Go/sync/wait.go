// Package sync has locks and other ways for goroutines to wait for each other. Values of its types
// must not be copied after their first use.
package sync

import "sync/atomic"

// Semaphores: acquire waits until the number at the address is above zero and takes one off it,
// release adds one and wakes a goroutine that waits there. Waiting goroutines stand in line;
// first puts one at the head of it, and handoff lets the one that is woken run at once.

//tricolor:segment tc_acquire
func acquire(address *uint32, first bool, reason uintptr)

//tricolor:call tc_go_release
func release(address *uint32, handoff bool)

//tricolor:call tc_go_nanotime
func nanotime() int64

//tricolor:call tc_go_processor
func processor() int

//tricolor:call tc_go_random
func random() uint64

// Ends the program with "fatal error: " and the message.
//
//tricolor:segment tc_fatal
func fatal(message string)

// What goroutines wait for, as traces print it (TC_WAIT_* in scheduler_calls.h).
const (
	waitMutex       = 9
	waitRWMutexRead = 10
	waitRWMutex     = 11
	waitGroup       = 12
	waitCond        = 13
)

// A Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}

// noCopy is what `go vet` looks for in values that must not be copied.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// copyChecker holds its own address from its first use on.
type copyChecker uintptr

func (c *copyChecker) check() {
	own := addressOf(c)
	if atomic.LoadUintptr((*uintptr)(c)) == own ||
		atomic.CompareAndSwapUintptr((*uintptr)(c), 0, own) {
		return
	}
	panic("sync.Cond is copied")
}
