// The smallest program that README checks.
package main

import "fmt"

func main() {
	fmt.Println("tricolor")
}
