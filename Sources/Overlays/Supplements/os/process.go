package os

import "unsafe"

// What package os asks of the run time.

// Argument number `index` of the program; without data at the end.
//
//tricolor:call tc_go_argument
func argument(index int) string

func runtime_args() []string {
	var all []string
	for {
		text := argument(len(all))
		if unsafe.StringData(text) == nil {
			return all
		}
		all = append(all, text)
	}
}

// Nothing is written at the end of a program: there are neither coverage nor profiles.
func runtime_beforeExit(exitCode int) {}

//tricolor:call tc_go_random
func runtime_rand() uint64

// A write to a closed pipe on standard output or error ends the program, as in C.

//tricolor:call tc_go_die_of_signal
func dieOfSignal(number int)

func sigpipe() { dieOfSignal(13) }

// The signal that tells of a forbidden system call is left as it is: no such call is tried.

func ignoreSIGSYS() {}

func restoreSIGSYS() {}
