// Growth of slices, conversions of strings, ranges over them.
package main

var sink any
var ss []string

func main() {
	var s []int
	for i := 0; i < 3000; i++ {
		s = append(s, i)
		sink = s
		if i&(i+1) == 0 {
			println(len(s), cap(s))
		}
	}
	b := []byte("hello")
	sink = b
	b = append(b, " world, this is long"...)
	sink = b
	println(len(b), cap(b), string(b))
	r := []rune("héllo")
	sink = r
	println(len(r), cap(r), string(r))
	for i, c := range "aé\xff日" {
		println(i, c)
	}
	str := ""
	for i := 0; i < 100; i++ {
		str += string(rune('a' + i%26))
	}
	println(str, len(str))
	for i := 0; i < 50; i++ {
		ss = append(ss, str[i:i+3])
	}
	println(len(ss), cap(ss), ss[49])
	copy(ss[1:], ss)
	println(ss[0], ss[1], ss[2], ss[49])
	clear(ss[:10])
	println(ss[0] == "", ss[10])
	x := [5]int{1, 2, 3, 4, 5}
	y := x[1:3:4]
	y = append(y, 9)
	println(x[3], len(y), cap(y))
	y = append(y, 10)
	sink = y
	println(x[4], len(y), cap(y))
	println(min(1.5, 2), max("a", "b"), 7.0/3, float32(1)/3 == 1/float32(3))
	var z []struct{}
	z = append(z, struct{}{}, struct{}{})
	println(len(z), cap(z) >= 2)
	println("a" < "b", "a"+"b" == "ab", "abc"[1:] > "b")
	type E struct {
		a any
		b string
	}
	m := map[E]int{}
	m[E{1, "x"}] = 1
	m[E{1.5, "x"}] = 2
	m[E{"s", "x"}] = 3
	println(m[E{1, "x"}], m[E{1.5, "x"}], m[E{"s", "x"}], m[E{nil, "x"}])
}
