package main

// Pipes: goroutines wait for descriptors without holding threads; deadlines; closing.

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

func main() {
	const pairs = 50
	var group sync.WaitGroup
	var total [pairs]int
	for i := range pairs {
		reader, writer, err := os.Pipe()
		if err != nil {
			println("FAILED:", err.Error())
			return
		}
		group.Go(func() {
			buffer := make([]byte, 64)
			for {
				n, err := reader.Read(buffer)
				if err == io.EOF {
					break
				}
				if err != nil {
					println("FAILED:", err.Error())
					break
				}
				for _, b := range buffer[:n] {
					total[i] += int(b)
				}
			}
			reader.Close()
		})
		group.Go(func() {
			for round := range 20 {
				writer.Write([]byte{byte(round), 1})
				time.Sleep(time.Duration(i%3) * 100 * time.Microsecond)
			}
			writer.Close()
		})
	}
	group.Wait()
	sum := 0
	for _, t := range total {
		sum += t
	}
	println(sum)

	reader, writer, _ := os.Pipe()
	reader.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	var one [1]byte
	_, err := reader.Read(one[:])
	println(err.Error(), errors.Is(err, os.ErrDeadlineExceeded))
	_, err = reader.Read(one[:])
	println(err.Error())
	reader.SetReadDeadline(time.Time{})
	go func() {
		time.Sleep(5 * time.Millisecond)
		writer.Write([]byte("x"))
	}()
	n, err := reader.Read(one[:])
	println(n, err == nil, string(one[:]))

	// Closing wakes who reads.
	go func() {
		time.Sleep(5 * time.Millisecond)
		reader.Close()
	}()
	_, err = reader.Read(one[:])
	println(err.Error(), errors.Is(err, os.ErrClosed))

	// A pipe that is full makes its writer wait.
	reader, writer, _ = os.Pipe()
	done := make(chan int)
	go func() {
		n, _ := writer.Write(make([]byte, 1<<20))
		writer.Close()
		done <- n
	}()
	all, err := io.ReadAll(reader)
	println(len(all), err == nil, <-done)

	// Nobody reads.
	reader, writer, _ = os.Pipe()
	reader.Close()
	_, err = writer.Write([]byte("y"))
	println(err.Error())
}
