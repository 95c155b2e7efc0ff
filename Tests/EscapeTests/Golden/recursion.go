// Functions that call each other, and what is known of their parameters and results.
package p

type tree struct {
	left, right *tree
	value       *int
}

func depth(t *tree) int {
	if t == nil {
		return 0
	}
	return 1 + max(depth(t.left), depth(t.right))
}

func even(p *int, n int) *int {
	if n == 0 {
		return p
	}
	return odd(p, n-1)
}

func odd(p *int, n int) *int {
	if n == 0 {
		return nil
	}
	return even(p, n-1)
}

func leftmost(t *tree) *int {
	for t.left != nil {
		t = t.left
	}
	return t.value
}

func levels(p *int, q **int, r ***int) (*int, *int, *int) { return p, *q, **r }

func callsLevels() (*int, int) {
	var a, b, c int
	pb := &b
	pc := &c
	ppc := &pc
	x, y, z := levels(&a, &pb, &ppc)
	return x, *y + *z
}

func insert(t *tree, v *int) *tree {
	if t == nil {
		return &tree{value: v}
	}
	if *v < *t.value {
		t.left = insert(t.left, v)
	} else {
		t.right = insert(t.right, v)
	}
	return t
}

var registry []*tree

func register(t *tree) *tree {
	registry = append(registry, t)
	return t
}

func uses() int {
	v := 1
	t := insert(nil, &v)
	u := &tree{}
	return depth(register(t)) + depth(u)
}
