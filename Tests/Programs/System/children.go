package main

// Other programs: started, fed, read, waited for.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

func main() {
	out, err := exec.Command("/bin/sh", "-c", "echo one; echo two >&2; exit 3").Output()
	var exit *exec.ExitError
	fmt.Printf("%q %v %v %q\n", out, err, errors.As(err, &exit), exit.Stderr)
	fmt.Println(exit.ExitCode())

	cat := exec.Command("cat")
	cat.Stdin = strings.NewReader(strings.Repeat("lines and lines\n", 10000))
	var copy bytes.Buffer
	cat.Stdout = &copy
	fmt.Println(cat.Run(), copy.Len())

	shell := exec.Command("/bin/sh", "-c", "echo $GREETING; pwd")
	shell.Env = append(os.Environ(), "GREETING=hello")
	shell.Dir = "/"
	out, err = shell.CombinedOutput()
	fmt.Printf("%q %v\n", out, err)

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err = exec.CommandContext(ctx, "sleep", "60").Run()
	fmt.Println(err, ctx.Err())

	_, err = exec.LookPath("no-such-program-anywhere")
	fmt.Println(err)
	fmt.Println(exec.Command("/no/such/program").Run())

	// The child's signals are not blocked.
	out, err = exec.Command("/bin/sh", "-c", "kill -TERM $$; echo alive").Output()
	fmt.Printf("%q %v\n", out, err)

	results := make(chan string)
	for i := range 8 {
		go func() {
			out, err := exec.Command("echo", fmt.Sprint(i)).Output()
			results <- fmt.Sprint(strings.TrimSpace(string(out)), err)
		}()
	}
	seen := map[string]bool{}
	for range 8 {
		seen[<-results] = true
	}
	fmt.Println(len(seen), seen["3 <nil>"] || seen["3<nil>"])
}
