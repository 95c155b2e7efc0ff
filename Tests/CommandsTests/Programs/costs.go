package main

type node struct {
	next  *node
	value int
}

var kept *node
var large []byte
var last *int8

//go:noinline
func push(n int) { kept = &node{kept, n} }

func onStack(n int) int {
	here := node{nil, n}
	pointer := &here
	return pointer.value
}

//go:noinline
func tiny() *int8 { return new(int8) }

func main() {
	sum := 0
	for i := 0; i < 1000; i++ {
		push(i)
		sum += onStack(i)
	}
	for i := 0; i < 160; i++ {
		last = tiny()
	}
	large = make([]byte, 100_000)
	done := make(chan bool)
	go func() {
		for i := 0; i < 10; i++ {
			push(i)
		}
		done <- true
	}()
	<-done
	println(sum)
}
