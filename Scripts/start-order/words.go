// What most programs begin and end with: arguments, numbers, text, errors, printing.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

type pair struct {
	name  string
	count int
}

func main() {
	begin := time.Now()
	counts := map[string]int{}
	var lock sync.Mutex
	var all sync.WaitGroup
	for _, word := range strings.Fields("to be or not to be") {
		all.Add(1)
		go func() {
			defer all.Done()
			lock.Lock()
			counts[word]++
			lock.Unlock()
		}()
	}
	all.Wait()
	var pairs []pair
	for name, count := range counts {
		pairs = append(pairs, pair{name, count})
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i].name < pairs[j].name })
	out := bufio.NewWriter(os.Stdout)
	for _, one := range pairs {
		fmt.Fprintf(out, "%-4s %d %v\n", one.name, one.count, one)
	}
	out.Flush()
	if _, err := strconv.Atoi(strings.Join(os.Args[1:], "+")); err != nil {
		fmt.Println(fmt.Errorf("no number: %w", errors.Unwrap(err)))
	}
	fmt.Printf("%t %.1f %q\n", time.Since(begin) > 0, 1.5, strings.Repeat("a", 2))
}
