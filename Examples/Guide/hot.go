package hot

type table struct{ list []int }

//tricolor:noalloc
func hot(t *table, key int) int {
	scratch := fill(len(t.list) + 1)
	return scratch[key]
}

func fill(n int) []int {
	return make([]int, n)
}
