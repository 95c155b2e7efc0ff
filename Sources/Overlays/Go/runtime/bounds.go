package runtime

// What compiled code calls when an index, a slice expression or a conversion is out of range. The
// U variants take the offending value as an unsigned number.

func panicIndex(i int, n int)   { outOfRange(int64(i), n, boundsIndex) }
func panicIndexU(i uint, n int) { outOfRangeU(i, n, boundsIndex) }

func panicSliceAlen(i int, n int)   { outOfRange(int64(i), n, boundsSliceAlen) }
func panicSliceAlenU(i uint, n int) { outOfRangeU(i, n, boundsSliceAlen) }
func panicSliceAcap(i int, n int)   { outOfRange(int64(i), n, boundsSliceAcap) }
func panicSliceAcapU(i uint, n int) { outOfRangeU(i, n, boundsSliceAcap) }
func panicSliceB(i int, j int)      { outOfRange(int64(i), j, boundsSliceB) }
func panicSliceBU(i uint, j int)    { outOfRangeU(i, j, boundsSliceB) }

func panicSlice3Alen(i int, n int)   { outOfRange(int64(i), n, boundsSlice3Alen) }
func panicSlice3AlenU(i uint, n int) { outOfRangeU(i, n, boundsSlice3Alen) }
func panicSlice3Acap(i int, n int)   { outOfRange(int64(i), n, boundsSlice3Acap) }
func panicSlice3AcapU(i uint, n int) { outOfRangeU(i, n, boundsSlice3Acap) }
func panicSlice3B(i int, j int)      { outOfRange(int64(i), j, boundsSlice3B) }
func panicSlice3BU(i uint, j int)    { outOfRangeU(i, j, boundsSlice3B) }
func panicSlice3C(i int, j int)      { outOfRange(int64(i), j, boundsSlice3C) }
func panicSlice3CU(i uint, j int)    { outOfRangeU(i, j, boundsSlice3C) }

// A slice of `have` elements was to become an array of `want`.
func panicSliceConvert(have, want int) { outOfRange(int64(want), have, boundsConvert) }

//go:noinline
func outOfRange(x int64, y int, kind boundsKind) {
	panic(boundsError{x: x, y: y, signed: true, kind: kind})
}

//go:noinline
func outOfRangeU(x uint, y int, kind boundsKind) {
	panic(boundsError{x: int64(x), y: y, signed: false, kind: kind})
}
