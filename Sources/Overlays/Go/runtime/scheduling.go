package runtime

// Processors, threads and goroutines.

//tricolor:call tc_go_goroutine_count
func goroutineCount() int

//tricolor:call tc_go_max_procs
func maxProcs(count int) int

//tricolor:call tc_go_processor_count
func processorCount() int

//tricolor:call tc_go_lock_thread
func lockThread()

//tricolor:call tc_go_unlock_thread
func unlockThread()

// Gosched lets other goroutines run; this one goes on after them.
//
//tricolor:segment tc_yield
func Gosched()

// Goexit ends the goroutine, after its deferred calls. A program whose main goroutine ends so goes
// on until all others have ended, and then crashes.
//
//tricolor:segment tc_go_exit_goroutine
func Goexit()

// GOMAXPROCS sets how many goroutines may run at once, if n is above zero, and tells how many
// could before.
func GOMAXPROCS(n int) int { return maxProcs(n) }

// SetDefaultGOMAXPROCS sets GOMAXPROCS to what it is without being set: the number of processors
// that the process may use.
func SetDefaultGOMAXPROCS() { maxProcs(processorCount()) }

// NumCPU is the number of processors that the process can use.
func NumCPU() int { return processorCount() }

// NumGoroutine is the number of goroutines that there are.
func NumGoroutine() int { return goroutineCount() }

// NumCgoCall is 0: there is no cgo.
func NumCgoCall() int64 { return 0 }

// LockOSThread ties the goroutine to its thread until UnlockOSThread has been called as often.
func LockOSThread() { lockThread() }

// UnlockOSThread undoes a LockOSThread.
func UnlockOSThread() { unlockThread() }
