package main

// A system call of three arguments passes nothing in place of others: pidfd_send_signal has grown a
// fourth, and refuses what it does not know there.

import (
	"fmt"
	"os"
	"syscall"
)

const (
	pidfdSendSignal = 424
	pidfdOpen       = 434
)

//go:noinline
func fill(a, b, c, d, e, f, g, h int) int { return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h }

func main() {
	descriptor, _, errno := syscall.Syscall(pidfdOpen, uintptr(os.Getpid()), 0, 0)
	fmt.Println(errno == 0)
	sum := 0
	for i := range 4 {
		sum += fill(i, i+1, i+2, i+3, i+4, i+5, i+6, i+7)
		_, _, errno = syscall.Syscall(pidfdSendSignal, descriptor, 0, 0)
		fmt.Println(errno == 0)
	}
	fmt.Println(sum, syscall.Close(int(descriptor)))
}
