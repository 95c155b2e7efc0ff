// A forest that several goroutines plant at once: each takes an order from a channel, grows the
// tree, keeps a few, and lets the others go. What the trees are like goes to standard output and is
// the same in every run; what the memory manager did meanwhile goes to standard error.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

// A Node of a binary tree with a label that is made anew for each.
type Node struct {
	Left, Right *Node
	Label       string
}

// An Order says how deep a tree is to be.
type Order struct {
	Number, Depth int
}

// A Report is what is known of a tree after it is gone.
type Report struct {
	Order
	Nodes   int
	Letters map[rune]int
}

func grow(depth, seed int) *Node {
	if depth == 0 {
		return nil
	}
	return &Node{
		Left:  grow(depth-1, 2*seed),
		Right: grow(depth-1, 2*seed+1),
		Label: fmt.Sprintf("%c%d", 'a'+rune(seed%7), depth),
	}
}

func (n *Node) visit(f func(*Node)) {
	if n == nil {
		return
	}
	n.Left.visit(f)
	f(n)
	n.Right.visit(f)
}

func measure(order Order, tree *Node) Report {
	report := Report{Order: order, Letters: map[rune]int{}}
	tree.visit(func(n *Node) {
		report.Nodes++
		report.Letters[rune(n.Label[0])]++
	})
	return report
}

func (r Report) String() string {
	var letters []string
	for letter, count := range r.Letters {
		letters = append(letters, fmt.Sprintf("%c:%d", letter, count))
	}
	sort.Strings(letters)
	return fmt.Sprintf("tree %2d  depth %2d  %6d nodes  %s",
		r.Number, r.Depth, r.Nodes, strings.Join(letters, " "))
}

func plant(orders <-chan Order, reports chan<- Report, keep *sync.Map) {
	for order := range orders {
		tree := grow(order.Depth, order.Number+1)
		if order.Number%8 == 0 {
			keep.Store(order.Number, tree)
		}
		reports <- measure(order, tree)
	}
}

func main() {
	began := time.Now()
	const gardeners, trees = 4, 48
	orders := make(chan Order)
	reports := make(chan Report)
	var keep sync.Map
	var wait sync.WaitGroup
	for range gardeners {
		wait.Add(1)
		go func() {
			defer wait.Done()
			plant(orders, reports, &keep)
		}()
	}
	go func() {
		for number := range trees {
			orders <- Order{number, 10 + number%7}
		}
		close(orders)
		wait.Wait()
		close(reports)
	}()

	var all []Report
	for report := range reports {
		all = append(all, report)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Number < all[j].Number })
	nodes := 0
	for _, report := range all {
		nodes += report.Nodes
		if report.Number%8 == 0 {
			fmt.Println(report)
		}
	}
	kept := 0
	keep.Range(func(_, tree any) bool {
		tree.(*Node).visit(func(*Node) { kept++ })
		return true
	})
	fmt.Printf("%d trees, %d nodes grown, %d nodes kept\n", len(all), nodes, kept)
	summarize(time.Since(began))
}

// summarize says what the memory manager did.
func summarize(took time.Duration) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	longest := uint64(0)
	for _, pause := range m.PauseNs {
		longest = max(longest, pause)
	}
	fmt.Fprintf(os.Stderr, "%v: %d MiB allocated in %d objects, %d freed; %d collections, ",
		took.Round(time.Millisecond), m.TotalAlloc>>20, m.Mallocs, m.Frees, m.NumGC)
	fmt.Fprintf(os.Stderr, "longest pause %v; %d MiB from the system\n",
		time.Duration(longest).Round(time.Microsecond), m.Sys>>20)
}
