// Package-level variables whose initial values need no code. The test makes C data of them and
// prints it by values.c; values.go prints what they are in Go.
package main

import "unsafe"

type Point struct {
	X, Y  int32
	Label string
}

type Stringer interface{ String() string }

func (p *Point) String() string { return p.Label }

type Word uint16

func (w Word) String() string { return "word" }

func double(n int) int { return n * 2 }

var (
	yes     = true
	small   = int8(-7)
	medium  = uint16(65000)
	rune1   = 'é'
	large   = int64(-1 << 63)
	huge    = uint64(1<<64 - 1)
	address = uintptr(0x1234)
	half    = float32(0.1)
	third   = 1.0 / 3
	tiny    = 4.9e-324
	most    = 1.7976931348623157e308
	pair    = complex64(1.5 - 2i)
	wide    = 1e100 + 1e-100i
	text    = "zero \x00 quote \" back \\ é \xff end?"
	empty   = ""
	bytes   = []byte("change me")
	none    *int
	mixed   = [8]byte{1, 2, 3, 0, 5, 0, 0, 8}
	sparse  = [1000]int{5: 1, 998: -2}
	numbers = []int{10, 20, 30}
	words   = []string{"one", "", "three", "one"}
	points  = [2]Point{{1, 2, "a"}, {Y: -4, Label: "b"}}
	inner   = &points[1].Label
	pointer = &Point{7, 8, "made up"}
	nested  = struct {
		flag bool
		list []*Point
		any  any
	}{true, []*Point{{1, 1, "p"}, nil, {2, 2, "q"}}, "held"}
	function          = double
	held     any      = 3.5
	direct   any      = &numbers
	shown    Stringer = pointer2
	pointer2          = &Point{9, 9, "shown"}
	named    Stringer = Word(9)
	nothing  any
	table    = [...]func(int) int{nil, double}
	handle   = unsafe.Pointer(&points)
	zero     struct{}
)
