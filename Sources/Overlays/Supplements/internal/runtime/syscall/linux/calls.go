package linux

//tricolor:call tc_go_raw_call
func Syscall6(num, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr)
