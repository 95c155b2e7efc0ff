package syscall

import "unsafe"

// System calls. Each is bound where it is called, with no Go function between: the addresses among
// the arguments are numbers, and would be wrong if the stack were moved at a call on the way.

// Syscall and Syscall6 may wait: others use the processor meanwhile.

//tricolor:segment tc_system_call3
func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)

//tricolor:segment tc_system_call
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)

// RawSyscall and RawSyscall6 hold the processor.

//tricolor:call tc_go_raw_call3
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)

//tricolor:call tc_go_raw_call
func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)

func rawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) {
	r1, r2, _ = RawSyscall(trap, a1, a2, a3)
	return r1, r2
}

func gettimeofday(tv *Timeval) (err Errno) {
	_, _, err = RawSyscall(SYS_GETTIMEOFDAY, uintptr(unsafe.Pointer(tv)), 0, 0)
	return err
}

//tricolor:call tc_go_page_size
func Getpagesize() int
