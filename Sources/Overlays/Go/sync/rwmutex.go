package sync

import (
	"sync/atomic"
	_ "unsafe" // for linkname
)

// An RWMutex is a lock that any number of readers hold, or one writer. The zero RWMutex is
// unlocked. A writer that waits keeps new readers out.
type RWMutex struct {
	writer      Mutex        // among writers
	writerSema  uint32       // where the writer waits for readers
	readerSema  uint32       // where readers wait for the writer
	readerCount atomic.Int32 // readers; less mostReaders while there is a writer
	departing   atomic.Int32 // readers that the writer waits for
}

const mostReaders = 1 << 30

// RLock locks rw for reading.
func (rw *RWMutex) RLock() {
	if rw.readerCount.Add(1) < 0 {
		acquire(&rw.readerSema, false, waitRWMutexRead)
	}
}

// TryRLock locks rw for reading if no writer is there, and tells whether it did.
func (rw *RWMutex) TryRLock() bool {
	for {
		count := rw.readerCount.Load()
		if count < 0 {
			return false
		}
		if rw.readerCount.CompareAndSwap(count, count+1) {
			return true
		}
	}
}

// RUnlock undoes one RLock. It ends the program if rw is not locked for reading.
func (rw *RWMutex) RUnlock() {
	count := rw.readerCount.Add(-1)
	if count >= 0 {
		return
	}
	if count+1 == 0 || count+1 == -mostReaders {
		fatal("sync: RUnlock of unlocked RWMutex")
	}
	if rw.departing.Add(-1) == 0 {
		release(&rw.writerSema, false) // the last reader that the writer waits for
	}
}

// Lock locks rw for writing.
func (rw *RWMutex) Lock() {
	rw.writer.Lock()
	readers := rw.readerCount.Add(-mostReaders) + mostReaders
	if readers != 0 && rw.departing.Add(readers) != 0 {
		acquire(&rw.writerSema, false, waitRWMutex)
	}
}

// TryLock locks rw for writing if nobody holds it, and tells whether it did.
func (rw *RWMutex) TryLock() bool {
	if !rw.writer.TryLock() {
		return false
	}
	if rw.readerCount.CompareAndSwap(0, -mostReaders) {
		return true
	}
	rw.writer.Unlock()
	return false
}

// Unlock undoes Lock. It ends the program if rw is not locked for writing.
func (rw *RWMutex) Unlock() {
	readers := rw.readerCount.Add(mostReaders)
	if readers >= mostReaders {
		fatal("sync: Unlock of unlocked RWMutex")
	}
	for range readers {
		release(&rw.readerSema, false)
	}
	rw.writer.Unlock()
}

// RLocker is a Locker whose Lock and Unlock are rw's RLock and RUnlock.
func (rw *RWMutex) RLocker() Locker { return (*readLocker)(rw) }

type readLocker RWMutex

func (r *readLocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *readLocker) Unlock() { (*RWMutex)(r).RUnlock() }

// Package syscall asks whether anybody waits to read while its lock is held for writing.
//
//go:linkname hasWaitingReaders syscall.hasWaitingReaders
func hasWaitingReaders(rw *RWMutex) bool {
	count := rw.readerCount.Load()
	return count < 0 && count+mostReaders > 0
}
