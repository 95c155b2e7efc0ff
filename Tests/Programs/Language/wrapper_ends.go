// The wrapper of a method with a value receiver has code behind a call that never returns. It must
// not share its address with the function that comes next, (*lake).size, whose stack grows at its
// entry.
package main

type sized interface{ size(n int) int }
type key struct{ code [2]int }
type lake struct{ next sized }

func (k key) size(n int) int { return k.code[0] + n }
func (l *lake) size(n int) int {
	var room [300]int
	at := &room[n&255]
	if n == 0 {
		return l.next.size(1)
	}
	*at = l.size(n-1) + 1
	return room[n&255]
}

func main() {
	k := &key{[2]int{5, 2}}
	all := []sized{key{[2]int{1, 2}}, k, &lake{k}}
	total := 0
	for _, s := range all {
		total += s.size(40)
	}
	println(total)
	defer func() { println(recover().(error).Error()) }()
	var none *key
	all[1] = none
	println(all[1].size(2))
}
