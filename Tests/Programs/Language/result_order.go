// All values of a return statement are read before the first result is written.
package main

type large struct {
	fields [3]map[int]int
	number int
	where  *int
}

func (value large) print() { println(value.number, value.where != nil) }

func deferring() (first, second large) {
	defer func() { recover() }()
	n := 7
	first = large{number: 1, where: &n}
	return large{number: 2}, first
}

func plain() (first, second large) {
	n := 7
	first = large{number: 1, where: &n}
	return large{number: 2}, first
}

func exchanged() (first, second large) {
	defer func() { recover() }()
	n := 7
	first, second = large{number: 1, where: &n}, large{number: 5}
	first, second = large{number: 2}, first
	return second, first
}

func small() (a, b int, c string) {
	a, b, c = 1, 2, "c"
	return b, a, c + "d"
}

func smallDeferring() (a, b int, c []string) {
	defer func() { b *= 10 }()
	a, b, c = 1, 2, []string{"x", "y"}
	return len(c), a, c[b-1:]
}

func arrays() (a, b [40]int) {
	defer func() { recover() }()
	a[3] = 1
	b[3] = 2
	return b, a
}

func main() {
	for _, function := range []func() (large, large){deferring, plain, exchanged} {
		a, b := function()
		a.print()
		b.print()
	}
	a, b := plain()
	a.print()
	b.print()
	println(small())
	x, y, z := smallDeferring()
	println(x, y, len(z), z[0])
	p, q := arrays()
	println(p[3], q[3])
}
