package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGHUP)
	self, _ := os.FindProcess(os.Getpid())
	self.Signal(syscall.SIGUSR1)
	println((<-signals).String())
	self.Signal(syscall.SIGHUP)
	println((<-signals).String())
	signal.Ignore(syscall.SIGHUP)
	println(signal.Ignored(syscall.SIGHUP))
	self.Signal(syscall.SIGHUP)
	signal.Stop(signals)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT)
	go func() {
		time.Sleep(5 * time.Millisecond)
		syscall.Kill(syscall.Getpid(), syscall.SIGINT)
	}()
	<-ctx.Done()
	println(ctx.Err().Error())
	stop()

	// While somebody may send a signal, waiting for one is no deadlock.
	signal.Notify(signals, syscall.SIGTERM)
	go func() {
		time.Sleep(10 * time.Millisecond)
		self.Signal(syscall.SIGTERM)
	}()
	println((<-signals).String())
	signal.Reset(syscall.SIGTERM)
	println("about to end")
	self.Signal(syscall.SIGTERM)
	time.Sleep(time.Second)
	println("FAILED: still there")
}
