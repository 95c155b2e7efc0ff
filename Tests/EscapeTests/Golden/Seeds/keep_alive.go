package main

import "fmt"
import "runtime"

func main() {
	bs := make([]int, 1000000)
	fmt.Println(len(bs))
	runtime.KeepAlive(&bs)
}
