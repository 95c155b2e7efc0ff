package main

import "fmt"

func double(n int) int { return 2 * n }

func main() {
	unused := 1
	fmt.Println(double("no"))
}
