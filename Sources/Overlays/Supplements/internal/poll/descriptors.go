package poll

// Descriptors that goroutines wait for (Sources/Scheduler/Waiting/PollDescriptor.swift).

//tricolor:call tc_go_nanotime
func runtimeNano() int64

// What is waited for is begun with the first descriptor.
func runtime_pollServerInit() {}

//tricolor:call tc_go_poll_open
func runtime_pollOpen(fd uintptr) (uintptr, int)

//tricolor:call tc_go_poll_close
func runtime_pollClose(ctx uintptr)

//tricolor:segment tc_poll_wait
func runtime_pollWait(ctx uintptr, mode int) int

//tricolor:call tc_go_poll_reset
func runtime_pollReset(ctx uintptr, mode int) int

//tricolor:call tc_go_poll_deadline
func runtime_pollSetDeadline(ctx uintptr, d int64, mode int)

//tricolor:call tc_go_poll_unblock
func runtime_pollUnblock(ctx uintptr)

//tricolor:call tc_go_is_poll_descriptor
func runtime_isPollServerDescriptor(fd uintptr) bool

// Semaphores (package sync of the overlays).

//tricolor:segment tc_acquire
func acquire(address *uint32, first bool, reason uintptr)

//tricolor:call tc_go_release
func release(address *uint32, handoff bool)

const waitSemaphore = 8 // TC_WAIT_SEMACQUIRE

func runtime_Semacquire(sema *uint32) { acquire(sema, false, waitSemaphore) }

func runtime_Semrelease(sema *uint32) { release(sema, false) }
