// Deferred functions look at variables, closures and objects of a frame that control left before or
// after their declaration; the stack moves, and the collector runs, while they are called.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

type file struct {
	name string
	next *file
}

// deep uses as much stack as makes it move, more each time.
func deep(n int) int {
	var room [64]int
	if n == 0 {
		return 0
	}
	room[n%64] = n
	return deep(n-1) + room[n%64] - n
}

var depth = 100

func move() {
	depth = depth%5000 + depth
	if deep(depth) != 0 {
		panic("deep")
	}
	runtime.GC()
}

// As os/exec's Start: it may end before the variable is declared.
func start(again bool) error {
	if again {
		return errors.New("already started")
	}
	started := false
	defer func() {
		move()
		fmt.Println("started:", started)
	}()
	move()
	started = true
	return nil
}

func linked(again bool) (result string) {
	if again {
		return "early"
	}
	first := &file{name: "first"}
	second := &file{name: "second", next: first}
	name := fmt.Sprint("na", "me")
	defer func() {
		move()
		result += " " + name + " " + second.next.name
		first.name = "changed"
		second = nil
		name = ""
	}()
	defer func(f *file) {
		move()
		result += " " + f.name
	}(second)
	return "late"
}

func recovered(n int) (text string) {
	if n == 0 {
		return "nothing"
	}
	words := []string{fmt.Sprint("a", n), fmt.Sprint("b", n)}
	defer func() {
		move()
		text = fmt.Sprint(words, recover())
	}()
	defer func() {
		words = append(words, "c")
		move()
		words[0] += "!"
	}()
	move()
	panic(words[n])
}

// Statements in loops and outside of them, in one function: the last one first.
func mixed(n int) (order []string) {
	note := func(name string, i int) {
		move()
		order = append(order, fmt.Sprint(name, i))
	}
	defer note("first", 0)
	for i := range n {
		defer note("loop", i)
		if i%2 == 0 {
			defer func() { note("even", i) }()
		}
	}
	count := 0
	defer func() { note("between", count) }()
again:
	count++
	defer note("again", count)
	if count < 3 {
		goto again
	}
	defer note("last", count)
	return nil
}

// What is called is looked at when the call is made.
func nothing() (text string) {
	defer func() { text = fmt.Sprint(recover(), text) }()
	defer func() { text += "ran" }()
	var f func()
	defer f()
	return "returned "
}

func main() {
	in := make(chan bool)
	for range 3 {
		depth = 100
		go func() {
			fmt.Println(start(true), start(false), linked(true), linked(false))
			fmt.Println(recovered(0), recovered(1), recovered(5))
			fmt.Println(mixed(3))
			fmt.Println(mixed(0))
			fmt.Println(nothing())
			in <- true
		}()
		<-in
	}
}
