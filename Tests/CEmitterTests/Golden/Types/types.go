// The types whose descriptors are compared with those of Go's own compiler, each as the type of a
// variable whose name begins with "probe". The test checks this file alone; show.go, facts.go and this make
// the program that prints the golden facts.
package main

import "unsafe"

type Number int
type text string
type Flags [4]bool

func (n Number) Double() Number      { return n * 2 }
func (n *Number) Set(value int)      { *n = Number(value) }
func (n Number) String() string      { return "number" }
func (n Number) hidden(a, b int) int { return a + b }

type Shape interface {
	Area() float64
	Name() string
	private() int
}

type Stringer interface{ String() string }

type Point struct {
	X, Y float64
}

func (p Point) Area() float64            { return 0 }
func (p Point) Name() string             { return "point" }
func (p Point) private() int             { return 1 }
func (p *Point) Move(dx, dy float64)     { p.X += dx; p.Y += dy }
func (p *Point) Zoom(by ...float64) bool { return true }

type Node struct {
	Left, Right *Node
	Key         string
	count       uint8
	Value       any `json:"value,omitempty" other:"a\tb"`
	_           int32
	next        func(*Node) (int, error)
}

type Outer struct {
	Point
	*Node
	Stringer
	extra int
}

type inner struct{ a, b int32 }

func (i inner) Sum() int32 { return i.a + i.b }

type Holder struct {
	inner
	Other inner
}

type deep struct{ *Outer }

type Left struct{ Number }
type Right struct{ Number }
type Ambiguous struct {
	Left
	Right
}

type Pair[K comparable, V any] struct {
	Key   K
	Value V
}

func (p Pair[K, V]) First() K      { return p.Key }
func (p *Pair[K, V]) Put(k K, v V) { p.Key, p.Value = k, v }
func (p Pair[K, V]) swap() (V, K)  { return p.Value, p.Key }

type List[T any] struct {
	items []T
	next  *List[T]
}

func (l *List[T]) Push(x T, more ...T) { l.items = append(l.items, x) }

type Direct struct{ p *int }

func (d Direct) Get() int { return *d.p }

type Callback func(name string, rest ...any) (n int, err error)

func (c Callback) Call() {}

type Table map[string]*Point

func (t Table) Size() int { return len(t) }

type Big struct {
	head [100]uint64
	tail *int
}

type Padded struct {
	a uint8
	b uint32
	c uint8
	d uint64
	e uint16
}

type Gap struct {
	a uint8
	_ uint8
	b uint16
}

type Mixed struct {
	name  string
	ratio float64
	small float32
	id    uint32
	value any
	shape Shape
	cells [3]complex64
	words [2]string
	flags [4]struct {
		on  bool
		tag string
	}
	pair [2]any
	tail [5]uint8
}

type Handle uintptr
type Empty struct{}
type Tail struct {
	n int
	e Empty
}

var (
	probeBool          bool
	probeInt           int
	probeInt8          int8
	probeInt16         int16
	probeInt32         int32
	probeInt64         int64
	probeUint          uint
	probeUint8         uint8
	probeByte          byte
	probeRune          rune
	probeUint16        uint16
	probeUint32        uint32
	probeUint64        uint64
	probeUintptr       uintptr
	probeFloat32       float32
	probeFloat64       float64
	probeComplex64     complex64
	probeComplex128    complex128
	probeString        string
	probeUnsafe        unsafe.Pointer
	probeAny           any
	probeError         error
	probeNumber        Number
	probeNumberPointer *Number
	probeText          text
	probeFlags         Flags
	probeShape         Shape
	probeStringer      Stringer
	probeComposed      interface {
		Stringer
		private() int
		Add(int, ...string) (n int, err error)
	}
	probePoint         Point
	probePointPointer  *Point
	probeNode          Node
	probeNodeSlice     []*Node
	probeOuter         Outer
	probeOuterPointer  *Outer
	probeHolder        Holder
	probeHolderPointer *Holder
	probeDeep          deep
	probeDeepPointer   *deep
	probeAmbiguous     Ambiguous
	probePair          Pair[string, int]
	probePairPointer   *Pair[string, int]
	probePairPair      Pair[Number, *Pair[text, []Point]]
	probeList          List[map[string]any]
	probeListPointer   *List[map[string]any]
	probeDirect        Direct
	probeDirectArray   [1]Direct
	probeCallback      Callback
	probeTable         Table
	probeBig           Big
	probeBigArray      [3]Big
	probePadded        Padded
	probeGap           Gap
	probeMixed         Mixed
	probeHandle        Handle
	probeEmpty         Empty
	probeTail          Tail
	probeEmptyArray    [0]string
	probeArray         [7]*int
	probeArrayArray    [2][3]string
	probeOne           [1]float64
	probeSlice         []byte
	probeSliceNumber   []Number
	probePointers      **Number
	probeChan          chan int
	probeChanReceive   <-chan Point
	probeChanSend      chan<- func()
	probeChanChan      chan (<-chan int)
	probeFunc          func()
	probeFuncVariadic  func(a int, b ...string) (x, y error)
	probeFuncFunc      func(func(int) string) func() (int, bool)
	probeMapIntInt     map[int]int
	probeMapString     map[string]any
	probeMapFloat      map[float64]struct{}
	probeMapAny        map[any][]int
	probeMapShape      map[Shape]bool
	probeMapBig        map[Padded]Big
	probeMapWide       map[[20]string][17]int64
	probeMapEmpty      map[Empty]Empty
	probeMapByte       map[uint8]*Node
	probeMapMixed      map[Mixed]uint16
	probeLiteral       struct {
		a       int
		B       string "tag"
		*Number "embedded"
		c, d    *Point
	}
	probeLiteralPointer *struct{ Point }
	probeEmptyStruct    struct{}
)

func local() (any, any) {
	type Hidden struct{ n *Number }
	type Wide[T any] struct{ T *T }
	return Hidden{}, Hidden{}
}
