// Slices, maps, channels and arrays: their storage and what goes into them.
package p

type pair struct{ a, b *int }

var sink any

func makes(n int) int {
	a := make([]int, 10)
	b := make([]int, n)
	c := make([]int, 0, n)
	d := make([]byte, 1<<16+1)
	e := make(map[string]int)
	f := make(map[string]int, n)
	g := make(chan int, n)
	h := make([]struct{}, n)
	return len(a) + len(b) + len(c) + len(d) + len(e) + len(f) + len(g) + len(h)
}

func constantLengths() int {
	n := 8
	a := make([]int, n)
	list := []int{1, 2, 3}
	b := make([]int, len(list))
	return len(a) + len(b)
}

func returns(n int) ([]int, map[int]int, chan int) {
	return make([]int, n), make(map[int]int), make(chan int)
}

func literals(p *int) int {
	a := []*int{p, nil}
	b := [2]*int{p, nil}
	c := map[string]*int{"p": p}
	d := pair{p, nil}
	e := &pair{a: p}
	return len(a) + len(b) + len(c) + *d.a + *e.a
}

func returnsLiterals(p, q *int) ([]*int, *pair, pair) {
	return []*int{p}, &pair{p, q}, pair{q, p}
}

func appends(list []*int, p *int) []*int {
	list = append(list, p, new(int))
	local := append([]int(nil), 1, 2)
	return append(list, make([]*int, len(local))...)
}

func appendsToItself(list []int) {
	for len(list) < 100 {
		list = append(list, len(list))
	}
}

func copies(to, from []*int) int { return copy(to, from) }

func copiesBytes(to []byte, from string) int { return copy(to, from) }

func slices() []int {
	var a [4]int
	b := a[:]
	var c [4]int
	d := c[1:3]
	return append(b, d...)
}

func slicesInPlace(s []int) []int {
	s = s[1:]
	return s[:len(s):len(s)]
}

func maps(m map[*int]*int, k, v *int) *int {
	m[k] = v
	delete(m, v)
	clear(m)
	return m[k]
}

func channels(c chan *int, p *int) *int {
	c <- p
	close(c)
	return <-c
}

func elements(list []*int, array [3]*int, i int) (*int, *int, **int) {
	return list[i], array[i], &list[i]
}

func fields(p *pair) (*int, **int) { return p.a, &p.b }

func variadic(list ...*int) *int { return list[0] }

func callsVariadic(p *int) *int {
	q := variadic(p, new(int))
	return variadic([]*int{q}...)
}

func large() int {
	var tooLarge [200 << 10]byte
	small := [16]int{}
	pointer := &[100 << 10]byte{}
	return len(tooLarge) + small[0] + len(pointer)
}

func smallest(a, b []int, s, t string) (int, string) {
	return min(len(a), len(b)), max(s, t)
}

func bounded(table *[256]int, b byte, n uint) int {
	var eight [8]int
	return table[b] + eight[n&7] + eight[n%8] + int("0123456789abcdef"[b>>4])
}
