package sync

// Locks of the library's own, on the scheduler's semaphores.

//tricolor:segment tc_acquire
func acquire(s *uint32, lifo bool, reason uintptr)

//tricolor:call tc_go_release
func release(s *uint32, handoff bool)

//tricolor:call tc_go_nanotime
func runtime_nanotime() int64

const waitMutex = 9 // TC_WAIT_MUTEX

func runtime_SemacquireMutex(s *uint32, lifo bool, skipframes int) { acquire(s, lifo, waitMutex) }

func runtime_Semrelease(s *uint32, handoff bool, skipframes int) { release(s, handoff) }

// Waiting is done by the scheduler, not by spinning.
func runtime_canSpin(i int) bool { return false }

func runtime_doSpin() {}
