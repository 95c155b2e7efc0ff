// Maps that do not escape: header and first group are in the frame. They grow out of it, are ranged
// over while the stack moves, are passed on, cleared, made on some ways only and made anew in loops.
package main

import "fmt"

type big struct{ a [20]int }

//go:noinline
func grow(n int) int {
	var pad [64]int
	if n == 0 {
		return pad[3]
	}
	return grow(n-1) + pad[n%64]
}

//go:noinline
func count(m map[string]int) int {
	s := 0
	for k, v := range m {
		grow(200)
		s += v + len(k)
	}
	return s
}

func small(n int) int {
	m := make(map[string]int)
	for i := 0; i < n; i++ {
		m[fmt.Sprint(i)] = i
		grow(50)
	}
	delete(m, "1")
	clear2 := map[int]*int{}
	for i := range 8 {
		v := i
		clear2[i] = &v
	}
	grow(300)
	t := 0
	for k, v := range clear2 {
		t += k * *v
	}
	clear(clear2)
	clear2[4] = nil
	return count(m) + t + len(clear2)
}

func cond(c bool) int {
	var m map[string]*int
	if c {
		m = make(map[string]*int)
		x := 5
		m["a"] = &x
	}
	s := 0
	for i := range 100 {
		_ = make([]byte, 10000+i)
		grow(i)
		if p := m["a"]; p != nil {
			s += *p
		}
	}
	return s
}

func wide() int {
	m := map[big]big{}
	for i := range 9 {
		var b big
		b.a[3] = i
		m[b] = b
	}
	s := 0
	for k, v := range m {
		s += k.a[3] * v.a[3]
	}
	return s
}

func hints(h int) int {
	m := make(map[int]string, h)
	for i := range 20 {
		m[i] = fmt.Sprint(i)
		grow(10)
	}
	s := 0
	for i := range 20 {
		s += len(m[i])
	}
	return s + len(m)
}

func loop() int {
	s := 0
	for i := range 50 {
		m := map[int]int{i: i, i + 1: 2}
		for k := range m {
			m[k+100] = 1
		}
		s += m[i] + m[i+1]
	}
	return s
}

func rangeGrow() int {
	m := map[int]int{1: 1, 2: 2, 3: 3}
	n := 0
	for k := range m {
		for i := range 30 {
			m[100+i] = i
		}
		if k < 100 {
			n++
		}
		grow(100)
	}
	return n
}

func deferred() (n int) {
	m := map[string]int{"x": 1}
	defer func() { recover(); n = m["x"] + m["y"] }()
	m["y"] = 41
	var p *int
	m["z"] = *p
	return
}

type st struct {
	m map[interface{}]interface{}
}

func ifc() (r string) {
	s := st{m: map[interface{}]interface{}{1: "a", "b": 2, 3.5: nil}}
	defer func() { r = fmt.Sprint(recover(), len(s.m)) }()
	s.m[[]int{1}] = 3
	return
}

func main() {
	for _, n := range []int{0, 1, 7, 8, 9, 30} {
		fmt.Println(small(n))
	}
	fmt.Println(cond(true), cond(false), wide(), hints(0), hints(8), hints(9), hints(-0), loop(), rangeGrow(), deferred(), ifc())
	done := make(chan int)
	for i := range 20 {
		go func() {
			t := 0
			for range 50 {
				t += small(i) + cond(true) + loop()
			}
			done <- t
		}()
	}
	t := 0
	for range 20 {
		t += <-done
	}
	fmt.Println(t)
}
