package runtime

// Waiting and memory order, as far as the run time's own Go needs them.

// Parks the goroutine until tc_go_ready. The reason is what traces print.
//
//tricolor:segment tc_park
func park(reason uintptr)

//tricolor:intrinsic atomic_cas32
func cas32(at *uint32, old, new uint32) bool

//tricolor:intrinsic getcallerpc
func getcallerpc() uintptr

// Why a goroutine waits (TC_WAIT_* in scheduler_calls.h).
const waitForever = 0

// beginDying is true for the first who asks.
func beginDying(flag *uint32) bool { return cas32(flag, 0, 1) }

// parkForever does not return.
func parkForever() {
	for {
		park(waitForever)
	}
}
