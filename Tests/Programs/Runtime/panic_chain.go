// Panics in deferred calls, and how the chain is printed.
package main

import "runtime"

type S string
type N int
type F float64
type C complex128
type St struct{ a int }

func (s St) String() string { return "stringer" }

type Er struct{}

func (Er) Error() string { return "an error\nwith lines" }
func main() {
	defer func() { defer func() { panic(N(3)) }(); panic(C(1 + 2i)) }()
	defer func() { r := recover(); defer func() { panic(F(2.5)) }(); panic(r) }()
	defer func() { panic(St{}) }()
	defer func() { panic(Er{}) }()
	defer func() { panic(uint8(7)) }()
	defer func() { panic(true) }()
	defer runtime.Gosched()
	panic(S("a\nb"))
}
