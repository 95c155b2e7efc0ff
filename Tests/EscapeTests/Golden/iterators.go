// Ranging over functions.
package p

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func total(n int) (sum int) {
	for v := range count(n) {
		sum += v
	}
	return sum
}

func find(n int, f func(func(*int) bool)) *int {
	for p := range f {
		if *p == n {
			return p
		}
	}
	return nil
}

func breaks(f func(func(int, string) bool)) (last string) {
outer:
	for i, s := range f {
		for j := range count(i) {
			if j > 3 {
				break outer
			}
			if j > 2 {
				continue outer
			}
		}
		last = s
	}
	return last
}

func defers(f func(func(int) bool)) {
	for v := range f {
		defer use(v)
	}
}

func use(int) {}

func overIntegers() (all []*int) {
	for i := range 3 {
		all = append(all, &i)
	}
	return all
}
