// The product of two matrices held as slices of slices, and a sieve: nested loops, loads and stores.
package main

import "os"

func product(a, b [][]float64) [][]float64 {
	n := len(a)
	c := make([][]float64, n)
	for i := range c {
		c[i] = make([]float64, n)
		for k := 0; k < n; k++ {
			f := a[i][k]
			for j := 0; j < n; j++ {
				c[i][j] += f * b[k][j]
			}
		}
	}
	return c
}

func sieve(n int) int {
	composite := make([]bool, n+1)
	count := 0
	for i := 2; i <= n; i++ {
		if composite[i] {
			continue
		}
		count++
		for j := i * i; j <= n; j += i {
			composite[j] = true
		}
	}
	return count
}

func main() {
	n, limit := 900, 5_000_000
	if len(os.Args) > 1 {
		n, limit = 60, 10_000
	}
	a, b := make([][]float64, n), make([][]float64, n)
	for i := range a {
		a[i], b[i] = make([]float64, n), make([]float64, n)
		for j := range a[i] {
			a[i][j], b[i][j] = float64(i-j), float64(i+j)
		}
	}
	c := product(a, b)
	println("product", int64(c[n/2][n/3]), int64(c[1][2]))
	primes := 0
	for i := 0; i < 10; i++ {
		primes = sieve(limit)
	}
	println("primes", primes)
}
