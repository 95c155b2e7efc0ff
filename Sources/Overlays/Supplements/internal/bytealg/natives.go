package bytealg

import _ "unsafe" // the natives take slices and strings by their words

// Searching and counting in memory, by the C library and by loops that clang vectorises
// (library.h). Lengths may be 0.

//tricolor:call tc_lib_index_byte
//go:noescape
func indexByte(data *byte, count int, c byte) int

//tricolor:call tc_lib_last_index_byte
//go:noescape
func lastIndexByte(data *byte, count int, c byte) int

//tricolor:call tc_lib_count_byte
//go:noescape
func countByte(data *byte, count int, c byte) int

//tricolor:call tc_lib_compare
//go:noescape
func compare(a *byte, n int, b *byte, m int) int

//tricolor:call tc_lib_find
//go:noescape
func find(a *byte, n int, b *byte, m int) int

// MaxBruteForce is the length of a text up to which searching it for a short one needs no care.
const MaxBruteForce = 64

func init() { MaxLen = 63 }

// Cutover is after how many false starts a search turns to Index, when n bytes are behind it.
func Cutover(n int) int { return (n + 16) / 8 }
