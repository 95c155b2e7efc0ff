package keep

func keep(n int) *int {
	x := n
	return &x
}

func sum(list []int) int {
	total := 0
	for _, x := range list {
		total += x
	}
	return total
}

func use() int {
	list := make([]int, 4)
	return sum(list) + *keep(1)
}
