// What the run time panics with, word for word.
package main

type T struct{ f func() }
type I interface {
	M()
	private()
}
type U struct{}

func (u *U) M() {}

type UU struct{}

func (*UU) M()       {}
func (*UU) private() {}

type U2 struct{}

func (u U2) M() {}

type R interface {
	error
	RuntimeError()
}

func try(f func()) {
	defer func() {
		r := recover()
		e, ok := r.(error)
		_, rt := r.(R)
		if ok {
			println(e.Error(), ok, rt)
		} else {
			println(r.(string))
		}
	}()
	f()
}

var zero int
var neg = -1

func main() {
	var a any = T{}
	m := map[any]int{}
	try(func() { m[a] = 1 })
	try(func() { m[[]int{1}] = 1 })
	try(func() { _ = m[[]int{1}] })
	try(func() { delete(m, any(map[int]int{})) })
	try(func() { _ = a == a })
	try(func() { _ = a.(int) })
	try(func() { _ = a.(I) })
	try(func() { var b any = &U{}; _ = b.(I) })
	try(func() { var b any; _ = b.(I) })
	try(func() { var b I; _ = b.(*UU) })
	try(func() { var b error; _ = b.(I) })
	try(func() { n := -1; _ = make([]int, n) })
	try(func() { n := -1; _ = make([]int, 1, n) })
	try(func() { n := -1; _ = make(chan int, n) })
	try(func() { n := -1; _ = 1 << n })
	try(func() { var c chan int; close(c) })
	try(func() { c := make(chan int); close(c); close(c) })
	try(func() { c := make(chan int); close(c); c <- 1 })
	try(func() { s := []int{1}; _ = [2]int(s) })
	try(func() { var m map[string]int; m["a"] = 1 })
	try(func() { panic(nil) })
	try(func() { var p *U2; var i interface{ M() } = p; i.M() })
	try(func() { s := []int{}; n := 5; _ = s[n:] })
	try(func() { s := []int{}; n := 5; _ = s[:n] })
	try(func() { s := []int{1, 2}; n := 5; _ = s[n] })
	try(func() { s := []int{1, 2}; _ = s[neg] })
	try(func() { s := []int{1, 2}; _ = s[neg:] })
	try(func() { s := []int{1, 2}; _ = s[:neg] })
	try(func() { s := []int{1, 2}; n := 2; k := 1; _ = s[n:k] })
	try(func() { s := []int{1, 2}; n := 2; k := 1; _ = s[n:k:2] })
	try(func() { s := []int{1, 2}; n := 2; k := 1; _ = s[0:n:k] })
	try(func() { s := []int{1, 2}; k := 9; _ = s[0:1:k] })
	try(func() { s := "ab"; k := uint64(1 << 63); _ = s[k] })
	try(func() { s := "ab"; k := uint8(200); _ = s[k:] })
	try(func() { s := "ab"; k := 3; _ = s[:k] })
	try(func() { var a [3]int; k := 3 + zero; _ = a[k] })
	try(func() { println(3 / zero) })
	try(func() { println(3 % zero) })
	try(func() { var p *T; _ = p.f })
	try(func() { var f func(); f() })
	try(func() { panic("text") })
}
