// The spectral norm of a matrix: loops over slices, integer and float division.
package main

import (
	"math"
	"os"
)

func at(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func multiply(to, from []float64) {
	for i := range to {
		sum := 0.0
		for j := range from {
			sum += at(i, j) * from[j]
		}
		to[i] = sum
	}
}

func multiplyTransposed(to, from []float64) {
	for i := range to {
		sum := 0.0
		for j := range from {
			sum += at(j, i) * from[j]
		}
		to[i] = sum
	}
}

func main() {
	n := 2500
	if len(os.Args) > 1 {
		n = 200
	}
	u, v, w := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 10; i++ {
		multiply(w, u)
		multiplyTransposed(v, w)
		multiply(w, v)
		multiplyTransposed(u, w)
	}
	var uv, vv float64
	for i := range u {
		uv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	println(int64(math.Sqrt(uv/vv) * 1e9))
}
