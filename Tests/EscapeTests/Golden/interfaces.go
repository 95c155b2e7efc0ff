// Interfaces: what is boxed, what is called through them.
package p

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

type circle struct{ radius *int }

func (c *circle) area() int { return *c.radius * 3 }

type wrapped struct{ shape }

var sink any

func boxes(n int, p *int, s string) {
	sink = n
	sink = p
	sink = s
	sink = 7
	sink = "constant"
	sink = struct{}{}
}

func boxesForACall(n int) int {
	return measure(square{n})
}

func measure(s shape) int { return s.area() }

func direct(n int) int {
	var s shape = square{n}
	return s.area()
}

func directThroughPointer(n int) int {
	var s shape = &circle{radius: &n}
	return s.area()
}

func oneOfTwo(n int) int {
	var s shape = square{n}
	if n > 3 {
		s = &circle{radius: &n}
	}
	return s.area()
}

func asserts(v any) *int {
	if p, ok := v.(*int); ok {
		return p
	}
	return v.(*circle).radius
}

func switches(v any) *int {
	switch v := v.(type) {
	case *int:
		return v
	case *circle:
		return v.radius
	case square:
		x := v.side
		return &x
	}
	return nil
}

func embeds(n int) int {
	w := wrapped{square{n}}
	return w.area()
}

func compares(a, b any) bool { return a == b }

func panics(n int) {
	if n > 0 {
		panic(n)
	}
	panic("negative")
}

func variadic(values ...any) int { return len(values) }

func callsVariadic(n int, p *int) int {
	return variadic(n, p, "text") + variadic()
}

func keepsVariadic(values ...any) { sink = values }

func callsKeepsVariadic(n int) { keepsVariadic(n, n+1) }
