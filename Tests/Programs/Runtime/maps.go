// Maps of all kinds of keys.
package main

type K struct {
	a int
	s string
}
type Big [40]int

func main() {
	m := map[int]int{}
	for i := 0; i < 100000; i++ {
		m[i*7] = i
	}
	sum := 0
	for k, v := range m {
		sum += k - v
		if k%3 == 0 {
			delete(m, k)
		}
	}
	println(len(m), sum)
	for i := 0; i < 100000; i++ {
		if i*7%3 == 0 {
			if _, ok := m[i*7]; ok {
				println("bad")
			}
		} else if m[i*7] != i {
			println("bad2", i)
		}
	}
	ms := map[string][]int{}
	for i := 0; i < 3000; i++ {
		k := string(rune('a'+i%26)) + string(rune('a'+i/26%26))
		ms[k] = append(ms[k], i)
	}
	t := 0
	for _, v := range ms {
		for _, x := range v {
			t += x
		}
	}
	println(len(ms), t)
	mk := map[K]Big{}
	for i := 0; i < 500; i++ {
		b := Big{}
		b[39] = i
		mk[K{i % 100, "x"}] = b
	}
	println(len(mk), mk[K{42, "x"}][39])
	mb := map[Big]string{}
	for i := 0; i < 50; i++ {
		var b Big
		b[0] = i
		mb[b] = "v"
	}
	println(len(mb))
	ma := map[any]int{1: 1, "a": 2, 3.5: 3, K{1, "z"}: 4}
	println(ma[1], ma["a"], ma[3.5], ma[K{1, "z"}], ma[nil])
	mf := map[float64]int{}
	z := 0.0
	mf[z/z] = 1
	mf[z/z] = 2
	mf[0] = 3
	mf[-z] = 4
	println(len(mf), mf[0])
	clear(mf)
	println(len(mf))
	mi := map[interface{ M() int }]int{}
	mi[T(3)] = 5
	println(mi[T(3)], mi[T(4)])
	mp := map[*int]bool{}
	a, b := new(int), new(int)
	mp[a] = true
	println(mp[a], mp[b])
	m8 := map[uint8]int{}
	for i := 0; i < 1000; i++ {
		m8[uint8(i)]++
	}
	println(len(m8), m8[3])
	var nm map[string]int
	println(nm["x"], len(nm))
	for range nm {
		println("no")
	}
	delete(nm, "x")
	m2 := map[[2]string]struct{}{}
	m2[[2]string{"a", "b"}] = struct{}{}
	_, ok := m2[[2]string{"a", "b"}]
	println(ok, len(m2))
	c := map[complex128]int{1 + 2i: 3}
	println(c[1+2i])
	m3 := make(map[int32]string, 1000)
	for i := int32(0); i < 2000; i++ {
		m3[i] = "s"
	}
	n := 0
	for k := range m3 {
		m3[k+5000] = "t"
		n++
		if n > 100 {
			break
		}
	}
	println(len(m3) > 2000)
	counts := [10]int{}
	for i := 0; i < 1000; i++ {
		for k := range map[int]int{0: 0, 1: 1, 2: 2, 3: 3} {
			counts[k]++
			break
		}
	}
	// A group of eight slots is begun anywhere: 625 and 125 are expected, and 60 are six deviations
	// below that.
	println(counts[0] > 60, counts[1] > 60, counts[2] > 60, counts[3] > 60)
}

type T int

func (t T) M() int { return int(t) }
