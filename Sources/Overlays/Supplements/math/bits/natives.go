package bits

// Single instructions of the processor.

//tricolor:call tc_lib_trailing_zeros64
func trailingZeros(x uint64) int

//tricolor:call tc_lib_length64
func length(x uint64) int

//tricolor:call tc_lib_ones64
func ones(x uint64) int

//tricolor:call tc_lib_reverse64
func Reverse64(x uint64) uint64

//tricolor:call tc_lib_reverse_bytes64
func ReverseBytes64(x uint64) uint64

//tricolor:call tc_lib_rotate64
func RotateLeft64(x uint64, k int) uint64

//tricolor:call tc_lib_rotate32
func RotateLeft32(x uint32, k int) uint32

//tricolor:call tc_lib_multiply64
func Mul64(x, y uint64) (hi, lo uint64)

//tricolor:call tc_lib_add64
func Add64(x, y, carry uint64) (sum, carryOut uint64)

//tricolor:call tc_lib_subtract64
func Sub64(x, y, borrow uint64) (diff, borrowOut uint64)

//tricolor:call tc_lib_divide128
func divide(hi, lo, y uint64) (quo, rem uint64)

// Div64 is the quotient and the remainder of a number of two words. It panics if y is 0 or not
// above hi.
func Div64(hi, lo, y uint64) (quo, rem uint64) {
	if y == 0 {
		panic(divideError)
	}
	if y <= hi {
		panic(overflowError)
	}
	return divide(hi, lo, y)
}

// LeadingZeros64 is the number of zeros above the highest bit of x that is set.
func LeadingZeros64(x uint64) int { return 64 - length(x) }

// LeadingZeros32 is the same for 32 bits.
func LeadingZeros32(x uint32) int { return 32 - length(uint64(x)) }

// TrailingZeros is the number of zeros below the lowest bit of x that is set; all if none is.
func TrailingZeros(x uint) int { return trailingZeros(uint64(x)) }

// TrailingZeros64 is the same for 64 bits.
func TrailingZeros64(x uint64) int { return trailingZeros(x) }

// TrailingZeros32 is the same for 32 bits.
func TrailingZeros32(x uint32) int { return trailingZeros(uint64(x) | 1<<32) }

// TrailingZeros16 is the same for 16 bits.
func TrailingZeros16(x uint16) int { return trailingZeros(uint64(x) | 1<<16) }

// TrailingZeros8 is the same for 8 bits.
func TrailingZeros8(x uint8) int { return trailingZeros(uint64(x) | 1<<8) }

// OnesCount is the number of bits of x that are set.
func OnesCount(x uint) int { return ones(uint64(x)) }

// OnesCount64 is the same for 64 bits.
func OnesCount64(x uint64) int { return ones(x) }

// OnesCount32 is the same for 32 bits.
func OnesCount32(x uint32) int { return ones(uint64(x)) }

// Len is the number of bits that x needs.
func Len(x uint) int { return length(uint64(x)) }

// Len64 is the same for 64 bits.
func Len64(x uint64) int { return length(x) }

// Len32 is the same for 32 bits.
func Len32(x uint32) int { return length(uint64(x)) }
