package unix

import "syscall"

// fcntl answers -1 and an errno value after an error.
func fcntl(fd int32, cmd int32, arg int32) (int32, int32) {
	r, _, err := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(fd), uintptr(cmd), uintptr(arg))
	if err != 0 {
		return -1, int32(err)
	}
	return int32(r), 0
}

// The kernel's generator of random numbers without a system call is not used.
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }
