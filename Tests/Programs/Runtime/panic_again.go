// A panic that is raised again.
package main

func main() { defer func() { panic(recover()) }(); panic("again") }
