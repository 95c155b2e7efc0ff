package runtime

import (
	"internal/abi"
	"unsafe"
)

// Panics. Raising one, running deferred calls and recovering are segments of the glue
// (Sources/CGoRuntime/include/glue.h); this file says what a panic's value is, and prints what
// nobody recovered.

// Runs the deferred calls; then `unrecovered`. Does not return.
//
//tricolor:segment tc_panic_with
func startPanic(v any)

// What recover() answers in the function whose caller's frame is at callerSP.
//
//tricolor:segment tc_recover
func goRecover(callerSP uintptr) any

// gopanic is panic(v).
//
//go:noinline
func gopanic(v any) {
	if v == nil {
		v = new(PanicNilError)
	}
	startPanic(v)
}

// The panics of this goroutine, 0 is the latest. Flags are those below.
//
//tricolor:call tc_go_panic_at
func panicAt(index uintptr) (value any, flags uintptr, found bool)

// Replaces a panic's value by what is to be printed.
//
//tricolor:call tc_go_set_panic
func setPanic(index uintptr, value any)

// Prints the traces and ends the program.
//
//tricolor:call tc_go_die_of_panic
func dieOfPanic()

// Ends the program with "fatal error: " and the message.
//
//tricolor:segment tc_fatal
func throw(message string)

const (
	panicIsRecovered  = 1
	panicIsGoexit     = 2
	panicIsAborted    = 4
	panicIsRepanicked = 8 // the next panic has the same value; set by markRepanicked
)

//tricolor:call tc_go_mark_repanicked
func markRepanicked(index uintptr)

// Where the last nil pointer was used. One word for all goroutines: it serves a message.
var faultPC uintptr

// 1 while a goroutine prints its last words.
var dying uint32

// unrecovered is called when a panic has run all deferred calls and nobody has recovered it. It
// does not return. Deferred calls of the goroutine have all run; it may run further Go code.
func unrecovered() {
	signalled := preparePanics()
	if !beginDying(&dying) {
		parkForever()
	}
	printPanics(0)
	if signalled {
		print("[signal SIGSEGV: segmentation violation code=", hex(1), " addr=", hex(0),
			" pc=", hex(faultPC), "]\n")
	}
	dieOfPanic()
}

// preparePanics turns the values of errors and stringers into their texts, which may run any code.
// It tells whether one of the panics was a use of a nil pointer.
func preparePanics() (signalled bool) {
	defer func() {
		const text = "panic while printing panic value"
		if v := recover(); v != nil {
			if s, ok := v.(string); ok {
				throw(text + ": " + s)
			}
			throw(text + ": type " + typeString(abi.TypeOf(v)))
		}
	}()
	nilAddress := words(memoryError)[1]
	for index := uintptr(0); ; index++ {
		value, _, found := panicAt(index)
		if !found {
			return signalled
		}
		if words(value)[1] == nilAddress {
			signalled = true
		}
		if next, _, more := panicAt(index + 1); more && words(next) == words(value) {
			markRepanicked(index + 1)
			continue
		}
		switch v := value.(type) {
		case error:
			setPanic(index, v.Error())
		case interface{ String() string }:
			setPanic(index, v.String())
		}
	}
}

// printPanics prints panic `index` and those before it, the oldest first.
func printPanics(index uintptr) {
	value, flags, _ := panicAt(index)
	if _, earlier, more := panicAt(index + 1); more {
		printPanics(index + 1)
		if earlier&panicIsRepanicked != 0 {
			return
		}
		if earlier&panicIsGoexit == 0 {
			print("\t")
		}
	}
	if flags&panicIsGoexit != 0 {
		return
	}
	print("panic: ")
	printPanicValue(value)
	switch {
	case flags&panicIsRecovered == 0:
		print("\n")
	case flags&panicIsRepanicked != 0:
		print(" [recovered, repanicked]\n")
	default:
		print(" [recovered]\n")
	}
}

// printPanicValue prints what a program panicked with. Values of basic types are printed as they
// are, those of types made from them with the type's name, all others as type and address.
func printPanicValue(v any) {
	if v == nil {
		print("nil")
		return
	}
	e := emptyInterface(&v)
	t, data := e.Type, e.Data
	if t.IsDirectIface() || t.Kind() > abi.Complex128 && t.Kind() != abi.String {
		print("(", typeString(t), ") ", data)
		return
	}
	isOwn := t.HasName() && packagePath(t) != ""
	switch {
	case isOwn && t.Kind() == abi.String:
		print(typeString(t), `("`)
		printIndented(*(*string)(data))
		print(`")`)
	case isOwn && t.Kind() >= abi.Complex64:
		print(typeString(t))
		printBasic(t, data)
	case isOwn:
		print(typeString(t), "(")
		printBasic(t, data)
		print(")")
	default:
		printBasic(t, data)
	}
}

// printBasic prints a value of a basic kind.
func printBasic(t *abi.Type, data unsafe.Pointer) {
	switch t.Kind() {
	case abi.Bool:
		print(*(*bool)(data))
	case abi.Int:
		print(*(*int)(data))
	case abi.Int8:
		print(*(*int8)(data))
	case abi.Int16:
		print(*(*int16)(data))
	case abi.Int32:
		print(*(*int32)(data))
	case abi.Int64:
		print(*(*int64)(data))
	case abi.Uint:
		print(*(*uint)(data))
	case abi.Uint8:
		print(*(*uint8)(data))
	case abi.Uint16:
		print(*(*uint16)(data))
	case abi.Uint32:
		print(*(*uint32)(data))
	case abi.Uint64:
		print(*(*uint64)(data))
	case abi.Uintptr:
		print(*(*uintptr)(data))
	case abi.Float32:
		print(*(*float32)(data))
	case abi.Float64:
		print(*(*float64)(data))
	case abi.Complex64:
		print(*(*complex64)(data))
	case abi.Complex128:
		print(*(*complex128)(data))
	case abi.String:
		printIndented(*(*string)(data))
	}
}

// printIndented prints a text whose lines after the first begin with a tab, so that none of them
// can be taken for part of a trace.
func printIndented(text string) {
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			print(text[:i+1], "\t")
			text = text[i+1:]
			i = -1
		}
	}
	print(text)
}

// hex is an address as 0x….
func hex(value uintptr) string {
	var digits [18]byte
	at := len(digits)
	for {
		at--
		digits[at] = "0123456789abcdef"[value%16]
		if value /= 16; value == 0 {
			break
		}
	}
	return "0x" + string(digits[at:])
}
