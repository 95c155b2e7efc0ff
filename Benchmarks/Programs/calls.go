// Calls and returns: of functions, closures and methods of an interface.
package main

import "os"

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

type shape interface{ area(scale int) int }
type square struct{ side int }
type oblong struct{ a, b int }

func (s *square) area(scale int) int { return s.side * s.side * scale }
func (o *oblong) area(scale int) int { return o.a * o.b * scale }

func ackermann(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func main() {
	n, times := 39, 60_000_000
	if len(os.Args) > 1 {
		n, times = 25, 100_000
	}
	println("fib", fib(n))
	var closure func(int) int
	closure = func(n int) int {
		if n < 2 {
			return n
		}
		return closure(n-1) + closure(n-2)
	}
	println("closure", closure(n-3))
	shapes := []shape{&square{2}, &oblong{3, 4}, &square{5}}
	sum := 0
	for i := 0; i < times; i++ {
		sum += shapes[i%3].area(i & 7)
	}
	println("interfaces", sum)
	println("ackermann", ackermann(2, n*50))
}
