// The last check of an assignment's left side comes when what is assigned is known; and println
// prints a float32 with the digits of one.
package main

type pile struct{ items []*int }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	f()
}

func said(n int) int {
	println("said", n)
	return n
}

func assignments() {
	var empty []int
	var none *pile
	var nothing *int
	numbers := []int{1, 2, 3}
	x, i := 0, 0
	next := func() int { i++; return i * 10 }
	try("index", func() { empty[5] = said(1) })
	try("both", func() { empty[1] = empty[0] })
	try("field", func() { none.items = []*int{new(int)} })
	try("pointer", func() { *nothing = said(2) })
	try("list", func() { x, empty[3] = said(3), said(4) })
	println(x)
	try("operation", func() { empty[7] += said(5) })
	try("no call", func() { empty[2] |= empty[6] })
	numbers[i] = next()
	x, numbers[i] = 5, next()
	println(numbers[0], numbers[1], numbers[2], x, i)
	i, numbers[i] = 0, 99
	println(numbers[2], i)
	w, y := float32(1499.9999), complex64(complex(0.1, -2.7))
	println(w, w*3, y)
}

func missing() {
	var f func()
	defer func() { println(recover() != nil) }()
	defer println("before")
	defer f()
	println("on the way")
}

func main() {
	assignments()
	missing()
}
