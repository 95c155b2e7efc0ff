// Who may recover: what a panic calls itself, also through adapters of the compiler and functions
// that reflection made; and not what such a function calls in its turn, even where its body was put
// into an adapter.
package main

import "reflect"

type T struct{ a, b int }

func (*T) M() { println("M", recover() != nil) }
func (T) N()  { println("N", recover() != nil) }
func (T) P(int, float64, string) (int, string) {
	println("P", recover() != nil)
	return 1, "a"
}
func (T) deep(int) { ask() }

type deeper interface{ deep(int) }

//go:noinline
func ask() { println("ask", recover() != nil) }

func small(int) { ask() }

func try(f func()) {
	defer func() { println("left:", recover() != nil) }()
	f()
}

func made() func() {
	typ := reflect.TypeOf(func() {})
	return reflect.MakeFunc(typ, func([]reflect.Value) []reflect.Value {
		println("made", recover() != nil)
		return nil
	}).Interface().(func())
}

func main() {
	try(func() {
		defer reflect.TypeOf(&T{}).Method(0).Func.Interface().(func(*T))(&T{})
		panic("expression of a pointer's method")
	})
	try(func() {
		defer reflect.TypeOf(T{}).Method(0).Func.Interface().(func(T))(T{})
		panic("expression of a value's method")
	})
	try(func() {
		defer reflect.ValueOf(&T{}).Method(0).Interface().(func())()
		panic("value of a pointer's method")
	})
	try(func() {
		f := reflect.ValueOf(T{}).Method(1).Interface().(func(int, float64, string) (int, string))
		defer f(1, 2, "a")
		panic("value of a method with arguments")
	})
	try(func() {
		defer made()()
		panic("a function that was made")
	})
	try(func() {
		defer reflect.ValueOf(T{}).Method(0).Call(nil)
		panic("a call of reflection's is a call of its own")
	})
	try(func() {
		defer small(1)
		panic("what a deferred function calls")
	})
	try(func() {
		var d deeper = &T{}
		defer d.deep(1)
		panic("what a deferred method calls")
	})
	try(func() {
		f := T{}.deep
		defer f(1)
		panic("what a bound method calls")
	})
}
