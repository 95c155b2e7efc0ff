// The exponential function and what is made of it, to the last bit as Go has them on amd64.
package main

import (
	"fmt"
	"math"
	"math/cmplx"
)

func main() {
	h := uint64(0)
	for x := -760.0; x < 720; x += 0.0137 {
		h = h*31 + math.Float64bits(math.Exp(x))
	}
	for x := -746.0; x < -700; x += 0.00037 {
		h = h*31 + math.Float64bits(math.Exp(x))
	}
	fmt.Println(h, math.Exp(-2e9), math.Exp(2e9), math.Exp(math.Inf(-1)), math.Exp(math.Inf(1)), math.Exp(math.NaN()))
	for i := 0; i < 20; i++ {
		x := float64(i)*0.37 - 3
		fmt.Println(math.Exp(x), math.Sinh(x), math.Cosh(x), math.Tanh(x), math.Gamma(x), math.Erf(x), math.Pow(x, 3.3), math.Pow(2.7, x), cmplx.Pow(complex(x, 1), 2i), cmplx.Exp(complex(x, x)))
	}
}
