package time

import "unsafe"

// Timers (Sources/Scheduler/Waiting/ChannelTimers.swift).

// setTimer is tc_timer of system_calls.h; what the scheduler does not read as a pointer is here so
// that the collector does.
type setTimer struct {
	due     uint64
	period  int64
	place   uint32
	kind    uint8
	fired   uint8
	target  unsafe.Pointer
	closure func()
}

// ownTimer is what a *Timer or a *Ticker of the program points to.
type ownTimer struct {
	Timer
	set setTimer
}

//tricolor:call tc_go_timer_start
func startTimer(t *setTimer, due, period int64, channel unsafe.Pointer, closure func())

//tricolor:call tc_go_timer_stop
func stopSet(t *setTimer) bool

//tricolor:call tc_go_timer_reset
func resetSet(t *setTimer, due, period int64) bool

// Tells how Now makes a Time: the scheduler makes those that timers send.
//
//tricolor:call tc_go_timer_clock
func timerClock(location **Location, start *int64)

var isClockTold bool

// newTimer sets a timer that sends on the channel cp, or else calls the function that arg is.
func newTimer(when, period int64, f func(any, uintptr, int64), arg any, cp unsafe.Pointer) *Timer {
	if !isClockTold {
		timerClock(&Local, &startNano)
		isClockTold = true
	}
	t := new(ownTimer)
	t.initTimer = true
	if cp == nil {
		t.set.closure = arg.(func())
	}
	t.set.target = cp
	startTimer(&t.set, when, period, cp, t.set.closure)
	return &t.Timer
}

func stopTimer(t *Timer) bool {
	return stopSet(&(*ownTimer)(unsafe.Pointer(t)).set)
}

func resetTimer(t *Timer, when, period int64) bool {
	return resetSet(&(*ownTimer)(unsafe.Pointer(t)).set, when, period)
}
