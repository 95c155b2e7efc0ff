// Function literals and bound methods: what they capture, and how.
package p

type counter struct{ n int }

func (c *counter) add(k int) int { c.n += k; return c.n }
func (c counter) get() int       { return c.n }

func byValue(x int) int {
	f := func() int { return x }
	return f()
}

func byReference(x int) int {
	f := func() { x++ }
	f()
	return x
}

func returned(x int) func() int {
	return func() int { return x }
}

func returnedByReference(x int) func() int {
	return func() int { x++; return x }
}

func tooLargeToCopy() func() int {
	var big [200]byte
	big[0] = 1
	return func() int { return int(big[0]) }
}

func nested(p *int) func() func() *int {
	return func() func() *int {
		return func() *int { return p }
	}
}

func passed(x *int) {
	call(func() { *x++ })
}

func call(f func()) { f() }

var kept func()

func stored(x *int) {
	kept = func() { *x++ }
}

func bound(c *counter) func(int) int { return c.add }

func boundAndCalled(c *counter) int {
	f := c.add
	return f(1)
}

func boundByValue(c counter) func() int { return c.get }

func expression(c *counter) int {
	f := (*counter).add
	return f(c, 2)
}

func unknown(f func(*int) *int) *int {
	x := 1
	return f(&x)
}

func called() int {
	return func(a int) int {
		b := a
		p := &b
		return *p
	}(3)
}

func recursive(n int) int {
	var f func(int) int
	f = func(k int) int {
		if k == 0 {
			return n
		}
		return f(k - 1)
	}
	return f(n)
}

func captured(values []int) (sum int) {
	each(values, func(v int) { sum += v })
	return sum
}

func each(values []int, visit func(int)) {
	for _, v := range values {
		visit(v)
	}
}

func perIteration(n int) (all []func() int) {
	for i := 0; i < n; i++ {
		all = append(all, func() int { return i })
	}
	return all
}
