// Statements: where their values and variables live.
package p

type node struct {
	next  *node
	value int
}

var global *node

func loops(n int) *int {
	var last *int
	for i := 0; i < n; i++ {
		x := i
		last = &x
	}
	return last
}

func insideLoop(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		p := &node{value: i}
		sum += p.value
	}
	return sum
}

func outlivesIteration(n int) int {
	var p *int
	for i := 0; i < n; i++ {
		p = new(int)
		*p = i
	}
	return *p
}

func jumpsBack(n int) int {
	var p *int
again:
	x := n
	if p == nil || *p > 0 {
		p = &x
		n--
		goto again
	}
	return *p
}

func jumpsAhead(n int) int {
	x := n
	p := &x
	if n > 3 {
		goto done
	}
	*p++
done:
	return *p
}

func ranges(list []*int, table map[string]*int, queue chan *int) *int {
	for _, p := range list {
		if *p > 1 {
			return p
		}
	}
	for _, p := range table {
		if *p > 2 {
			return p
		}
	}
	for p := range queue {
		return p
	}
	return nil
}

func rangesOverArrays() (sum int) {
	array := [3]int{1, 2, 3}
	for i := range array {
		sum += i
	}
	for _, v := range array[:] {
		sum += v
	}
	for _, v := range &array {
		sum += v
	}
	return sum
}

func selects(a, b chan *int) *int {
	select {
	case p := <-a:
		return p
	case b <- new(int):
	default:
	}
	return nil
}

func switches(n int, p, q *int) *int {
	switch {
	case n == 0:
		return p
	case n == 1:
		return q
	}
	return nil
}

func defers(n int) {
	x := n
	defer func() { x++ }()
	y := n
	defer use(&y)
}

func defersInLoop(n int) {
	for i := 0; i < n; i++ {
		x := i
		defer func() { x++ }()
	}
}

func use(p *int) { *p++ }

func starts(n int) {
	x := n
	go use(&x)
	go func() { x++ }()
}

func swaps(a, b *node) {
	a.next, b.next = b.next, a.next
	a.next = a.next.next
}

func stores(n *node) {
	global = n
	n.next = &node{}
	n.next.value = 1
}

func results(p *int) (q, r *int, ok bool) {
	q = p
	x := 1
	return q, &x, true
}

func callsResults(p *int) *int {
	q, _, ok := results(p)
	if ok {
		return q
	}
	return nil
}
