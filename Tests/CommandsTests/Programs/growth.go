// A stack that grows by copying: pointers into it follow, and the values behind them stay.
package main

type frame struct {
	up    *frame
	depth int
	pad   [10]int
}

func descend(up *frame, depth int) int {
	here := frame{up: up, depth: depth}
	here.pad[depth%10] = depth
	if depth == 0 {
		sum := 0
		for f := &here; f != nil; f = f.up {
			sum += f.depth + f.pad[f.depth%10]
		}
		return sum
	}
	result := descend(&here, depth-1)
	return result + here.depth - depth
}

func large(i int) byte {
	var a [100 << 10]byte
	for j := range a {
		a[j] = byte(j)
	}
	return a[i]
}

func main() {
	var x int
	before := &x
	println(large(1000))
	println(before == &x)
	println(descend(nil, 20000))
	done := make(chan int)
	for i := 0; i < 4; i++ {
		go func() { done <- descend(nil, 1000*(i+1)) }()
	}
	sum := 0
	for i := 0; i < 4; i++ {
		sum += <-done
	}
	println(sum)
}
