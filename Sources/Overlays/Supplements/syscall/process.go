package syscall

import "unsafe"

// The process: its environment, its end, its children.

//tricolor:call tc_go_exit
func Exit(code int)

// The environment variable number `index` as the process began with it; empty at the end.
//
//tricolor:call tc_go_environment_entry
func environmentEntry(index int) string

func runtime_envs() []string {
	var all []string
	for {
		entry := environmentEntry(len(all))
		if unsafe.StringData(entry) == nil {
			return all
		}
		all = append(all, entry)
	}
}

// What the run time reads of the environment it has read when the program began.

func runtimeSetenv(k, v string) {}

func runtimeUnsetenv(k string) {}

func runtimeClearenv(env map[string]int) {}

// A child has memory of its own: rawVforkSyscall leaves out what would have it share the parent's.

//tricolor:call tc_go_fork_call
func rawVforkSyscall(trap, a1, a2, a3 uintptr) (r1 uintptr, err Errno)

//tricolor:call tc_go_before_fork
func runtime_BeforeFork()

//tricolor:call tc_go_after_fork
func runtime_AfterFork()

//tricolor:call tc_go_after_fork_in_child
func runtime_AfterForkInChild()

// exec replaces the process with all its threads: nothing is to be prepared.

func runtime_BeforeExec() {}

func runtime_AfterExec() {}

// There is no cgo, so nobody takes this way.
func cgocaller(unsafe.Pointer, ...uintptr) uintptr { panic("syscall: no cgo") }
