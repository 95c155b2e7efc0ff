package math

import "internal/goarch"

// Go has e**x in assembly on amd64, by another method than in Go, with other last digits; sinh,
// tanh, pow, gamma and others are made of it. (Its logarithm in assembly is the same as in Go but
// for subnormal numbers, where it is wrong.)
const haveArchExp = goarch.IsAmd64 == 1

//tricolor:call tc_go_exp
func archExp(x float64) float64
