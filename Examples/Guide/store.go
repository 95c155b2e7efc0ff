package store

type box struct{ n int }

func (b *box) get() int { return b.n }

func keep(x int) *int {
	y := x
	return &y
}

func read() int {
	b := &box{1}
	return b.get()
}
