// Quotients of complex numbers of all kinds: every bit, as a number over all of them.
package main

import "math"

var values = []float64{
	math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1, -2, 1e-310, 1e300, 3.5,
}

func bits(x float64) uint64 {
	if x != x {
		return 1
	}
	return math.Float64bits(x)
}

func main() {
	sum := uint64(14695981039346656037)
	for _, a := range values {
		for _, b := range values {
			for _, c := range values {
				for _, d := range values {
					wide := complex(a, b) / complex(c, d)
					narrow := complex64(complex(a, b)) / complex64(complex(c, d))
					for _, word := range []uint64{
						bits(real(wide)), bits(imag(wide)), bits(float64(real(narrow))),
						bits(float64(imag(narrow))),
					} {
						sum = (sum ^ word) * 1099511628211
					}
				}
			}
		}
	}
	println(sum)
	zero := complex(0, 0)
	println(complex(math.NaN(), math.Inf(1))/zero, complex(1, -1)/zero, zero/zero)
}
