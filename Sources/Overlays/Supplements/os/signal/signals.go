package signal

import "runtime"

// Signals: handlers note them, and one goroutine, which calls signal_recv, hands them on.

//tricolor:call tc_go_signal_enable
func enableSignal(number int)

//tricolor:call tc_go_signal_disable
func disableSignal(number int)

//tricolor:call tc_go_signal_ignore
func ignoreSignal(number int)

//tricolor:call tc_go_signal_is_ignored
func isSignalIgnored(number int) bool

// The lowest signal that came, which is forgotten then; 0: none.
//
//tricolor:call tc_go_signal_next
func nextSignal() int

// Whether a signal came that nobody has taken.
//
//tricolor:call tc_go_signal_pending
func isSignalPending() bool

// Waits until one comes.
//
//tricolor:segment tc_await_signal
func awaitSignal()

func signal_enable(number uint32)       { enableSignal(int(number)) }
func signal_disable(number uint32)      { disableSignal(int(number)) }
func signal_ignore(number uint32)       { ignoreSignal(int(number)) }
func signal_ignored(number uint32) bool { return isSignalIgnored(int(number)) }

func signal_recv() uint32 {
	for {
		if number := nextSignal(); number != 0 {
			return uint32(number)
		}
		awaitSignal()
	}
}

// signalWaitUntilIdle lets those signals be handed on that came already.
func signalWaitUntilIdle() {
	for isSignalPending() {
		runtime.Gosched()
	}
	runtime.Gosched()
}
