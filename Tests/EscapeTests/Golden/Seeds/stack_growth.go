package main

func f(i int) byte {
	type T int
	var a [1 << 20]byte
	return a[i]
}

func main() {
	var x int
	println(&x)
	f(100)
	println(&x)
}
