// Assertions, method sets, comparison of interfaces.
package main

type A interface{ Foo() int }
type B interface {
	A
	Bar() string
}
type T struct{ x int }

func (t T) Foo() int     { return t.x }
func (t *T) Bar() string { return "bar" }

type W struct {
	*T
	y int
}
type F func(int) int

func (f F) Foo() int { return f(1) }

type M map[string]int

func (m M) Foo() int { return len(m) }
func try(v any) {
	if a, ok := v.(A); ok {
		print(a.Foo(), " ")
	} else {
		print("- ")
	}
	if b, ok := v.(B); ok {
		println(b.Bar())
	} else {
		println("-")
	}
}
func main() {
	try(T{1})
	try(&T{2})
	try(W{&T{3}, 1})
	try(&W{&T{4}, 1})
	try(F(func(i int) int { return i + 4 }))
	try(M{"a": 1})
	try(3)
	try(nil)
	var a A = &T{9}
	b := a.(B)
	println(b.Foo(), b.Bar())
	switch v := any(b).(type) {
	case B:
		println("B", v.Bar())
	case A:
		println("A")
	}
	for i := 0; i < 3; i++ {
		var e any
		switch i {
		case 0:
			e = 1
		case 1:
			e = "s"
		case 2:
			e = []int{1}
		}
		switch e.(type) {
		case int:
			println("int")
		case string:
			println("string")
		default:
			println("other")
		}
	}
	var x, y any = T{1}, T{1}
	println(x == y, x != nil, any(&x) == any(&x), any(1) == any(int64(1)))
	var n A
	println(n == nil)
	func() { defer func() { println(recover().(error).Error()) }(); _ = n.(B) }()
	func() { defer func() { println(recover().(error).Error()) }(); var q any = 5; _ = q.(B) }()
	func() { defer func() { println(recover().(error).Error()) }(); var q A = T{3}; _ = q.(B) }()
	func() { defer func() { println(recover().(error).Error()) }(); var q A = F(nil); _ = q.(T) }()
}
