package main

import "fmt"

func main() {
	bs := make([]byte, 1<<31)
	fmt.Println(len(bs))
}
