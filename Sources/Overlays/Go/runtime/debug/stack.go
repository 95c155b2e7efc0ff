package debug

import "runtime"

//tricolor:call tc_go_write_error
func writeError(text string)

// PrintStack prints the trace of the goroutine that calls it to standard error.
//
//go:noinline
func PrintStack() { writeError(string(Stack())) }

// Stack is the trace of the goroutine that calls it.
//
//go:noinline
func Stack() []byte {
	for room := 1024; ; room *= 2 {
		buffer := make([]byte, room)
		if count := runtime.Stack(buffer, false); count < room {
			return buffer[:count]
		}
	}
}

// WriteHeapDump panics: there is no dump in Go's format.
func WriteHeapDump(fd uintptr) { panic("runtime/debug: WriteHeapDump is not supported") }
