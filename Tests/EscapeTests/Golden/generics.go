// Generic code: one body for each list of shapes.
package p

type number interface{ ~int | ~int64 | ~float64 }

type list[T any] struct {
	head *element[T]
	size int
}

type element[T any] struct {
	value T
	next  *element[T]
}

func (l *list[T]) push(v T) {
	l.head = &element[T]{v, l.head}
	l.size++
}

func (l *list[T]) first() (v T, ok bool) {
	if l.head == nil {
		return v, false
	}
	return l.head.value, true
}

func (l *list[T]) each(visit func(T)) {
	for e := l.head; e != nil; e = e.next {
		visit(e.value)
	}
}

func sum[T number](values []T) (total T) {
	for _, v := range values {
		total += v
	}
	return total
}

func apply[T, U any](values []T, f func(T) U) []U {
	result := make([]U, 0, len(values))
	for _, v := range values {
		result = append(result, f(v))
	}
	return result
}

func keep[T any](v T) *T { return &v }

type named interface{ name() string }

type person struct{ text string }

func (p person) name() string { return p.text }

func describe[T named](v T) string { return v.name() + "!" }

func uses(p *int) (bool, string, int) {
	var ints list[int]
	ints.push(1)
	var pointers list[*int]
	pointers.push(p)
	total := 0
	ints.each(func(v int) { total += v })
	texts := apply([]int{1, 2}, func(v int) string { return describe(person{"x"}) })
	q := keep(total)
	if v, ok := ints.first(); ok {
		total += v
	}
	return sum([]float64{1}) > 0, texts[0] + describe(person{"y"}), *q
}
