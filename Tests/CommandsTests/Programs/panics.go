// A panic that nobody recovers, behind deferred calls.
package main

type failure struct{ code int }

func (f failure) Error() string { return "failure" }

func deeper(n int) {
	defer println("leaving", n)
	if n == 0 {
		panic(failure{7})
	}
	deeper(n - 1)
}

func main() {
	func() {
		defer func() { println("recovered", recover().(failure).code) }()
		deeper(2)
	}()
	var list []int
	index := 5
	println(list[index])
}
