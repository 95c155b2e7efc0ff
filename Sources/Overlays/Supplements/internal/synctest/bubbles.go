package synctest

import "unsafe"

// There are no bubbles: tests that want one are told so, and nothing is ever in one.

const absence = "testing/synctest: bubbles of goroutines with a time of their own are not supported"

func Run(f func()) { panic(absence) }

func Wait() { panic("goroutine is not in a bubble") }

func IsInBubble() bool { return false }

func associate(p unsafe.Pointer) int { return int(Unbubbled) }

func disassociate(b unsafe.Pointer) {}

func isAssociated(p unsafe.Pointer) bool { return false }

func acquire() any { return nil }

func release(any) {}

func inBubble(bubble any, f func()) { panic(absence) }
