// A time waits in an old channel, and only there is its location, which is new: time.Local was
// another when the timer fired.
package main

import (
	"runtime"
	"time"
)

var sink []byte

func litter() {
	for i := 0; i < 60_000; i++ {
		sink = make([]byte, 64+i&255)
	}
	var list *time.Location
	for i := 0; i < 1000; i++ {
		list = time.FixedZone("another", i)
	}
	_ = list
}

func main() {
	before := time.Local
	ticker := time.NewTicker(time.Millisecond)
	<-ticker.C
	runtime.GC()
	for round := 0; round < 20; round++ {
		time.Local = time.FixedZone("here", 3600*round)
		for {
			t := <-ticker.C
			if name, _ := t.Zone(); name == "here" {
				break
			}
		}
		time.Sleep(2 * time.Millisecond)
		time.Local = before
		litter()
		for {
			t := <-ticker.C
			if name, offset := t.Zone(); name == "here" && offset != 3600*round {
				println("lost in round", round, name, offset)
			} else if name == "another" {
				println("another's zone in round", round)
			}
			if t.Location() == before {
				break
			}
		}
	}
	println("done")
}
