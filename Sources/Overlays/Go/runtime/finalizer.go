package runtime

import (
	"internal/abi"
	"unsafe"
)

// Finalizers and cleanups. The heap remembers a closure with an object, and says when the object
// is unreachable; the scheduler then starts a goroutine that calls runFinalizers.

// The heap's object that an address points into, and its size; 0 if it is none of the heap's.
//
//tricolor:call tc_go_object
func heapObject(address unsafe.Pointer) (base, bytes uintptr)

//tricolor:call tc_go_set_finalizer
func setFinalizer(object unsafe.Pointer, closure func(unsafe.Pointer)) (isNew bool)

//tricolor:call tc_go_add_cleanup
func addCleanup(object unsafe.Pointer, closure func()) uint64

//tricolor:call tc_go_stop_cleanup
func stopCleanup(object unsafe.Pointer, number uint64) bool

//tricolor:call tc_go_next_duty
func nextDuty() (kind uintptr, closure, argument unsafe.Pointer)

// Kinds of duties (TC_SPECIAL_* in specials.h).
const (
	dutyNone      = 0
	dutyFinalizer = 1
	dutyCleanup   = 3
)

// runFinalizers calls what has come due, until there is no more.
func runFinalizers() {
	for {
		kind, closure, argument := nextDuty()
		switch kind {
		case dutyNone:
			return
		case dutyFinalizer:
			(*(*func(unsafe.Pointer))(unsafe.Pointer(&closure)))(argument)
		case dutyCleanup:
			(*(*func())(unsafe.Pointer(&closure)))()
		}
	}
}

const tinySize = 16 // objects below it without pointers share blocks

// SetFinalizer arranges that finalizer is called with obj once obj is unreachable; or, if finalizer
// is nil, that nothing is. obj points to the beginning of an object; finalizer is a function of
// one parameter that obj can be assigned to.
func SetFinalizer(obj any, finalizer any) {
	const name = "runtime.SetFinalizer: "
	object := emptyInterface(&obj)
	t := object.Type
	if t == nil {
		throw(name + "first argument is nil")
	}
	if t.Kind() != abi.Pointer {
		throw(name + "first argument is " + typeString(t) + ", not pointer")
	}
	if object.Data == nil {
		throw(name + "pointer not in allocated block")
	}
	base, _ := heapObject(object.Data)
	if base == 0 {
		return // a package's variable: always reachable
	}
	if base != uintptr(object.Data) && (t.Elem().Pointers() || t.Elem().Size() >= tinySize) {
		throw(name + "pointer not at beginning of allocated block")
	}
	f := emptyInterface(&finalizer)
	if f.Type == nil {
		setFinalizer(object.Data, nil)
		return
	}
	if f.Type.Kind() != abi.Func {
		throw(name + "second argument is " + typeString(f.Type) + ", not a function")
	}
	call := finalizerCall(t, f)
	if call == nil {
		why := ""
		if f.Type.FuncType().IsVariadic() {
			why = " because dotdotdot"
		}
		throw(name + "cannot pass " + typeString(t) + " to finalizer " + typeString(f.Type) + why)
	}
	if !setFinalizer(object.Data, call) {
		throw(name + "finalizer already set")
	}
}

// What a function returns in more words than these lies in its caller's frame, and a caller that
// does not know of it has no room for it.
const (
	wordSize    = unsafe.Sizeof(uintptr(0))
	mostResults = 8
)

// finalizerCall is a function that calls a finalizer with an object of type t; nil if the finalizer
// does not take such objects.
func finalizerCall(t *abi.Type, f *abi.EmptyInterface) func(unsafe.Pointer) {
	signature := f.Type.FuncType()
	if signature.IsVariadic() || signature.NumIn() != 1 {
		return nil
	}
	closure := f.Data
	var results uintptr
	for _, result := range signature.OutSlice() {
		results += (result.Size() + wordSize - 1) / wordSize
	}
	if results > mostResults {
		throw("runtime.SetFinalizer: the results of " + typeString(f.Type) + " are too large")
	}
	parameter := signature.In(0)
	switch {
	case parameter == t,
		parameter.Kind() == abi.Pointer && parameter.Elem() == t.Elem() &&
			(parameter.Uncommon() == nil || t.Uncommon() == nil):
		return *(*func(unsafe.Pointer))(unsafe.Pointer(&closure))
	case parameter.Kind() != abi.Interface:
		return nil
	}
	first := unsafe.Pointer(t)
	if parameter.NumMethod() > 0 {
		first = unsafe.Pointer(itabOf(parameter, t))
		if first == nil {
			return nil
		}
	}
	return func(object unsafe.Pointer) {
		value := abi.EmptyInterface{Type: (*abi.Type)(first), Data: object}
		call := *(*func(any))(unsafe.Pointer(&closure))
		call(*(*any)(unsafe.Pointer(&value)))
	}
}

// Cleanup is what AddCleanup gives, to undo it.
type Cleanup struct {
	number uint64
	object uintptr // no pointer: a Cleanup does not keep its object
}

// AddCleanup arranges that cleanup(arg) is called once the object that ptr points into is
// unreachable. An object can have many cleanups. It panics if arg is ptr, which would keep it.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	object := unsafe.Pointer(ptr)
	argument := uintptr(pointerIn(any(arg)))
	if argument == uintptr(object) {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	base, bytes := heapObject(object)
	if base == 0 {
		return Cleanup{} // a package's variable: always reachable
	}
	// Values without pointers may share a block of that size.
	if argument-base < bytes && bytes != tinySize {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	return Cleanup{number: addCleanup(object, func() { cleanup(arg) }), object: base}
}

// pointerIn is the pointer that v is, nil if it is none.
func pointerIn(v any) unsafe.Pointer {
	e := emptyInterface(&v)
	if e.Type != nil && (e.Type.Kind() == abi.Pointer || e.Type.Kind() == abi.UnsafePointer) {
		return e.Data
	}
	return nil
}

// Stop undoes the AddCleanup, if the cleanup has not come due.
func (c Cleanup) Stop() {
	if c.number != 0 {
		stopCleanup(unsafe.Pointer(c.object), c.number)
	}
}
