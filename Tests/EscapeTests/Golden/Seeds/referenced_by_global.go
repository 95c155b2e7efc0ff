package main

var p *int

func main() {
	done := make(chan bool)
	go func() {
		x, y, z := 123, 456, 789
		_ = z
		p = &x
		p = &y
		p = nil
		done <- true
	}()
	<-done
}
