package runtime

import "unsafe"

// Stacks: where a goroutine is, and what a place in a program is called.

// Stores the places of the calls that are under way, the innermost first, without the first
// `skip`, at most `room`; how many it stored. Calls that were replaced by the callee's body count,
// adapters do not. A place and the number before it mean the same.
//
//tricolor:segment tc_callers
func storeCallers(skip int, pcs *uintptr, room int) int

// What a place is called, or the address of a function's code. False: it is neither.
//
//tricolor:call tc_go_frame
func frameText(pc uintptr, text *placeText) bool

// placeText is tc_frame_text of scheduler_calls.h.
type placeText struct {
	function string
	file     string
	line     int
	entry    uintptr
}

// Callers stores places of the calls that are under way, the innermost first: with skip 0 that of
// Callers itself, with 1 that of its caller. It tells how many it stored.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return storeCallers(skip, unsafe.SliceData(pc), len(pc))
}

// Caller tells which line of which file is under way: with skip 0 that which calls Caller, with 1
// that which calls the function which does.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var text placeText
	if storeCallers(skip+1, &pc, 1) == 0 || !frameText(pc, &text) {
		return 0, "", 0, false
	}
	return pc, text.file, text.line, true
}

// Frame is one call of a stack.
type Frame struct {
	PC       uintptr
	Func     *Func // nil if its body was put into its caller
	Function string
	File     string
	Line     int
	Entry    uintptr
}

// Frames gives the calls of a stack one by one.
type Frames struct {
	places []uintptr
}

// CallersFrames begins with what Callers has stored.
func CallersFrames(callers []uintptr) *Frames { return &Frames{places: callers} }

// Next is the next call, and whether there is another behind it.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.places) > 0 {
		var text placeText
		pc := f.places[0]
		f.places = f.places[1:]
		if frameText(pc, &text) {
			frame = Frame{
				PC: pc - 1, Function: text.function, File: text.file, Line: text.line,
				Entry: text.entry,
			}
			if text.entry != 0 {
				frame.Func = &Func{pc}
			}
			return frame, f.hasMore()
		}
	}
	return Frame{}, false
}

func (f *Frames) hasMore() bool {
	var text placeText
	for _, pc := range f.places {
		if frameText(pc, &text) {
			return true
		}
	}
	return false
}

// Func is a function of the program.
type Func struct {
	pc uintptr
}

// FuncForPC is the function that a place is in; nil if it is in none.
func FuncForPC(pc uintptr) *Func {
	var text placeText
	if !frameText(pc, &text) {
		return nil
	}
	return &Func{pc}
}

func (f *Func) text() (text placeText) {
	if f != nil {
		frameText(f.pc, &text)
	}
	return text
}

// Name is the function's name, with its package's path.
func (f *Func) Name() string { return f.text().function }

// Entry is the address of the function's code.
func (f *Func) Entry() uintptr { return f.text().entry }

// FileLine is the file and the line of a place in the function.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	var text placeText
	if !frameText(pc, &text) {
		return "?", 0
	}
	return text.file, text.line
}

// Writes the goroutine's trace, or all goroutines', to the buffer; how many bytes it wrote.
//
//tricolor:segment tc_stack_text
func stackText(buffer *byte, room int, all bool) int

// Stack writes the goroutine's trace to buf, and if all is set the other goroutines' behind it, as
// far as they fit. It tells how many bytes it wrote.
//
//go:noinline
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	return stackText(unsafe.SliceData(buf), len(buf), all)
}
