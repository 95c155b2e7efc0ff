// A walk through the language: values, control flow, methods, interfaces, closures, generics.
package main

type shape interface {
	area() float64
	name() string
}

type square struct{ side float64 }
type circle struct {
	radius float64
	label  string
	tags   [3]string
}

func (s square) area() float64  { return s.side * s.side }
func (s square) name() string   { return "square" }
func (c *circle) area() float64 { return 3 * c.radius * c.radius }
func (c *circle) name() string  { return c.label + c.tags[1] }

type pair[K comparable, V any] struct {
	key   K
	value V
}

func collect[K comparable, V any](m map[K]V, less func(a, b K) bool) []pair[K, V] {
	var list []pair[K, V]
	for k, v := range m {
		at := len(list)
		for at > 0 && less(k, list[at-1].key) {
			at--
		}
		list = append(list, pair[K, V]{})
		copy(list[at+1:], list[at:])
		list[at] = pair[K, V]{k, v}
	}
	return list
}

func divide(a, b int) (quotient int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	return a / b, nil
}

func counter() (func() int, *int) {
	n := 0
	return func() int { n++; return n }, &n
}

func upTo(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		return "integer"
	case string:
		return "string " + v
	case shape:
		return "shape " + v.name()
	case error:
		return "error " + v.Error()
	}
	return "other"
}

func main() {
	for _, s := range []shape{square{2}, &circle{radius: 1, label: "circle"}} {
		println(s.name(), s.area())
	}
	for _, p := range collect(map[string]int{"b": 2, "a": 1, "c": 3}, func(a, b string) bool { return a < b }) {
		print(p.key, "=", p.value, " ")
	}
	println()
	_, err := divide(1, 0)
	println(err.Error())
	next, n := counter()
	next()
	next()
	println(*n)
	total := 0
	for i := range upTo(10) {
		if i == 3 {
			continue
		}
		if i > 6 {
			break
		}
		total += i
	}
	println(total)
	println(kind(nil), kind(3), kind("x"), kind(square{}), kind(err), kind(2.5))
	text := "héllo"
	for i, r := range text {
		print(i, ":", r, " ")
	}
	println(len(text), string([]rune(text)[1]))
	matrix := [3][3]int{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	trace := 0
	for i := range matrix {
		trace += matrix[i][i]
	}
	println(trace, -7/2, -7%2, 7&^5, 1<<3|1, uint8(trace)+250)
	var funcs []func() int
	for i := 0; i < 3; i++ {
		funcs = append(funcs, func() int { return i * i })
	}
	for _, f := range funcs {
		print(f(), " ")
	}
	println()
outer:
	for i := 0; ; i++ {
		for j := 0; j < i; j++ {
			if i*j > 20 {
				println("found", i, j)
				break outer
			}
		}
	}
	var c complex128 = complex(1, 2)
	c *= c
	println(real(c), imag(c), min(3, 1, 2), max("a", "b"))
}
