package math

// What the processor or the C library does better, with the same results to the last bit.

//tricolor:call tc_lib_float64_bits
func Float64bits(f float64) uint64

//tricolor:call tc_lib_float64_from_bits
func Float64frombits(b uint64) float64

//tricolor:call tc_lib_float32_bits
func Float32bits(f float32) uint32

//tricolor:call tc_lib_float32_from_bits
func Float32frombits(b uint32) float32

//tricolor:call tc_lib_sqrt
func Sqrt(x float64) float64

//tricolor:call tc_lib_sqrt
func sqrt(x float64) float64

//tricolor:call tc_lib_abs
func Abs(x float64) float64

//tricolor:call tc_lib_floor
func Floor(x float64) float64

//tricolor:call tc_lib_ceil
func Ceil(x float64) float64

//tricolor:call tc_lib_trunc
func Trunc(x float64) float64

//tricolor:call tc_lib_fma
func FMA(x, y, z float64) float64

//tricolor:call tc_lib_copysign
func Copysign(f, sign float64) float64
