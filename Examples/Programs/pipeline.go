// Stages that are goroutines, joined by channels: numbers are made, tested by several workers side by
// side, put back into their order, and gathered. A context of its own ends all of them early, and the
// program says that nobody was left behind.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// A Job is a number and its place in the order.
type Job struct{ Place, Number int }

// A Verdict is a job and the smallest divisor that was found; 0 for a prime.
type Verdict struct {
	Job
	Divisor int
}

// produce sends numbers until there are no more or nobody wants them.
func produce(from, to int, done <-chan struct{}) <-chan Job {
	jobs := make(chan Job)
	go func() {
		defer close(jobs)
		for number := from; number < to; number++ {
			select {
			case jobs <- Job{number - from, number}:
			case <-done:
				return
			}
		}
	}()
	return jobs
}

func divisor(number int) int {
	for candidate := 2; candidate*candidate <= number; candidate++ {
		if number%candidate == 0 {
			return candidate
		}
	}
	return 0
}

// work tests numbers with so many workers; verdicts come in any order.
func work(workers int, jobs <-chan Job, done <-chan struct{}) <-chan Verdict {
	verdicts := make(chan Verdict, workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for job := range jobs {
				select {
				case verdicts <- Verdict{job, divisor(job.Number)}:
				case <-done:
					return
				}
			}
		})
	}
	go func() {
		group.Wait()
		close(verdicts)
	}()
	return verdicts
}

// order puts verdicts back into the order of their jobs.
func order(verdicts <-chan Verdict, done <-chan struct{}) <-chan Verdict {
	ordered := make(chan Verdict)
	go func() {
		defer close(ordered)
		waiting := map[int]Verdict{}
		next := 0
		for verdict := range verdicts {
			waiting[verdict.Place] = verdict
			for {
				ready, ok := waiting[next]
				if !ok {
					break
				}
				delete(waiting, next)
				next++
				select {
				case ordered <- ready:
				case <-done:
					return
				}
			}
		}
	}()
	return ordered
}

var errEnough = errors.New("enough primes")

// primes gathers primes from a number on: all below another, or the first so many.
func primes(from, to, most int) (found []int, err error) {
	done := make(chan struct{})
	defer close(done)
	for verdict := range order(work(4, produce(from, to, done), done), done) {
		if verdict.Divisor != 0 {
			continue
		}
		found = append(found, verdict.Number)
		if len(found) == most {
			return found, errEnough
		}
	}
	return found, nil
}

// settled waits until no more goroutines are there than there were.
func settled(before int) bool {
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

func main() {
	before := runtime.NumGoroutine()
	found, err := primes(100_000, 103_000, 1_000_000)
	fmt.Println(len(found), "primes, the last one", found[len(found)-1], err)
	found, err = primes(1_000_000, 2_000_000, 10)
	fmt.Println(found, err, errors.Is(err, errEnough))
	fmt.Println("everybody went home:", settled(before))
}
