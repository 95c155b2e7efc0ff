package main

// Keys of struct literals that name fields of embedded structs; and methods as values.

type inner struct{ a, b int }

type middle struct {
	inner
	c int
}

type outer struct {
	middle
	p *int
}

func note(n int) int {
	println("computed", n)
	return n
}

var static = outer{b: 7, c: 8}

type counter struct{ *inner }

func (c *counter) add(n int) int {
	c.a += n
	return c.a
}

func (c *counter) Add(n int) int { return c.add(n) }

type adder interface{ Add(n int) int }

func twice(f func(int) int) int { return f(1) + f(2) }

func main() {
	o := &outer{a: 1, c: 3, p: new(int)}
	println(o.a, o.b, o.c, *o.p)
	list := []outer{{b: 2, a: 5}, {c: 9}}
	println(list[0].a, list[0].b, list[1].c)
	println(static.a, static.b, static.c)
	// The values are computed in the order of the source.
	q := outer{a: note(1), c: note(2), b: note(3), p: new(note(4))}
	println(q.a, q.b, q.c, *q.p)
	func() {
		type local struct {
			outer
			name string
		}
		l := local{name: "n", a: 4}
		println(l.name, l.a)
	}()

	c := &counter{&inner{a: 10}}
	var a adder = c
	println(twice(c.add), twice(c.Add), twice(a.Add), c.a)
}
