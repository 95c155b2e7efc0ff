package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

type key struct{}

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	ctx = context.WithValue(ctx, key{}, "value")
	child, stop := context.WithTimeout(ctx, time.Hour)
	defer stop()
	fmt.Println(child.Value(key{}), child.Err())
	after := make(chan bool)
	context.AfterFunc(child, func() { after <- true })
	cancel(errors.New("enough"))
	<-child.Done()
	fmt.Println(child.Err(), context.Cause(child), <-after)
	late, stop := context.WithDeadline(context.Background(), time.Now().Add(5*time.Millisecond))
	<-late.Done()
	fmt.Println(late.Err(), errors.Is(late.Err(), context.DeadlineExceeded))
	fmt.Println(ctx)
	stop()

	var text bytes.Buffer
	logger := log.New(&text, "prefix: ", log.Lshortfile|log.Lmsgprefix)
	logger.Printf("number %d", 42)
	logger.Println("a", 1, true)
	fmt.Print(text.String())
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	log.Print("to standard output")
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		log.Panicf("panic %s", "text")
	}()

	flags := flag.NewFlagSet("tool", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	count := flags.Int("count", 7, "how `many` there are")
	name := flags.String("name", "nobody", "who")
	verbose := flags.Bool("v", false, "says more")
	pause := flags.Duration("pause", time.Second, "between two")
	fmt.Println(flags.Parse([]string{"-count=3", "--name", "somebody", "-v", "-pause", "1m30s", "rest", "-x"}))
	fmt.Println(*count, *name, *verbose, *pause, flags.Args(), flags.NArg())
	flags.PrintDefaults()
	fmt.Println(flags.Parse([]string{"-count=many"}))
	fmt.Println(flags.Parse([]string{"-unknown"}))
	log.Fatal("the end")
}
