package bytealg

import "unsafe"

// What the packages bytes and strings build on.

// IndexByte is the first place of c in b, or -1.
func IndexByte(b []byte, c byte) int { return indexByte(unsafe.SliceData(b), len(b), c) }

// IndexByteString is the first place of c in s, or -1.
func IndexByteString(s string, c byte) int { return indexByte(unsafe.StringData(s), len(s), c) }

// LastIndexByte is the last place of c in s, or -1.
func LastIndexByte(s []byte, c byte) int { return lastIndexByte(unsafe.SliceData(s), len(s), c) }

// LastIndexByteString is the last place of c in s, or -1.
func LastIndexByteString(s string, c byte) int {
	return lastIndexByte(unsafe.StringData(s), len(s), c)
}

// Count is how often c is in b.
func Count(b []byte, c byte) int { return countByte(unsafe.SliceData(b), len(b), c) }

// CountString is how often c is in s.
func CountString(s string, c byte) int { return countByte(unsafe.StringData(s), len(s), c) }

// Compare is negative, 0 or positive as a is before, equal to or behind b.
func Compare(a, b []byte) int {
	return compare(unsafe.SliceData(a), len(a), unsafe.SliceData(b), len(b))
}

// CompareString is the same for strings.
func CompareString(a, b string) int {
	return compare(unsafe.StringData(a), len(a), unsafe.StringData(b), len(b))
}

// Index is the first place of b in a, or -1.
func Index(a, b []byte) int {
	return find(unsafe.SliceData(a), len(a), unsafe.SliceData(b), len(b))
}

// IndexString is the first place of b in a, or -1.
func IndexString(a, b string) int {
	return find(unsafe.StringData(a), len(a), unsafe.StringData(b), len(b))
}

// MakeNoZero is a slice of n bytes with as much room behind them as there is.
func MakeNoZero(n int) []byte { return append([]byte(nil), make([]byte, n)...) }
