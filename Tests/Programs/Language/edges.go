// What a program may count on and rarely does: an empty string's bytes are not nil, which of its
// operands make blames, a map that an assignment leaves alone when its right side panics, the order
// in which parts are compared, values of a package that become interfaces several at a time, and
// maps that reflection makes of keys with padding and floats.
package main

import (
	"fmt"
	"reflect"
)

var c = b
var d = a
var a, b any = any(nil).(bool)

var table = map[int]any{}
var e, f any = table[1]

func two() (int, string) { return 1, "x" }

var g, h any = two()
var _, i any = two()

// tries calls f and tells how it ended.
func tries(what string, f func()) {
	defer func() { fmt.Println(what, recover()) }()
	f()
}

func isNil(b []byte) bool { return b == nil }

type key struct {
	a, b int32
	_    int32
	c    float64
	d    [3]struct {
		x int8
		y any
	}
	e [2]uint16
	f uint32
	g string
}

func main() {
	fmt.Println(a, b, c, d, e, f, g, h, i)

	empty := ""
	fmt.Println(isNil([]byte("")), isNil([]byte(empty)), []rune("") == nil, len([]byte(empty)))

	n, big := -1, 1<<62
	tries("length", func() { _ = make([]int, n) })
	tries("capacity", func() { _ = make([]int, 0, n) })
	tries("both", func() { _ = make([]int, big, big) })
	tries("more than the capacity", func() { k := 2; s := make([]int, k, 1); s[0] = 1 })
	tries("less than none", func() { s := make([]int, n, 3); s[0] = 1 })

	var most uint64 = 1<<64 - 1
	tries("unsigned", func() { _ = make([]int, 0, most) })

	m := map[int]int{}
	zero := 0
	tries("divided", func() { m[0] /= zero })
	tries("remainder", func() { m[1] %= zero })
	tries("shifted", func() { m[2] <<= n })
	tries("shifted right", func() { m[3] >>= n })
	fmt.Println(len(m))

	bad := []byte{1}
	type pair [2]any
	type fields struct {
		x any
		s string
		y any
	}
	equal := func(a, b any) func() { return func() { fmt.Print(a == b, " ") } }
	tries("first", equal(pair{bad, 1}, pair{bad, "2"}))
	tries("second", equal(pair{1, bad}, pair{"2", bad}))
	tries("fields", equal(fields{bad, "a", 1}, fields{bad, "b", 1}))
	tries("later fields", equal(fields{1, "a", bad}, fields{1, "b", bad}))

	type named map[key]bool
	var k key
	k.a, k.b, k.c, k.e[1], k.f, k.g = 1, 2, 3, 4, 5, "six"
	k.d[1].x, k.d[2].y = 7, 8.5
	made := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(key{}), reflect.TypeOf(true)))
	made.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(true))
	var filled named
	reflect.ValueOf(&filled).Elem().Set(made)
	fmt.Println(filled[k], len(filled))
}
