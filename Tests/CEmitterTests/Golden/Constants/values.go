// Prints the initial values of data.go: the golden values. Run, in this folder:
// go run data.go values.go 2> values.txt
package main

import "unsafe"

func main() {
	println(yes, small, medium, rune1, large, huge, address)
	println(*(*uint32)(unsafe.Pointer(&half)), *(*uint64)(unsafe.Pointer(&third)),
		*(*uint64)(unsafe.Pointer(&tiny)), *(*uint64)(unsafe.Pointer(&most)))
	parts := *(*[2]uint32)(unsafe.Pointer(&pair))
	both := *(*[2]uint64)(unsafe.Pointer(&wide))
	println(parts[0], parts[1], both[0], both[1])
	println(text, len(text), len(empty), string(bytes), len(bytes), cap(bytes), none == nil)
	for _, b := range mixed {
		print(b, " ")
	}
	println(sparse[4], sparse[5], sparse[998], sparse[999])
	println(len(numbers), cap(numbers), numbers[0], numbers[1], numbers[2])
	println(len(words), words[0], words[1], words[2], words[3])
	for _, p := range points {
		print(p.X, " ", p.Y, " ", p.Label, " ")
	}
	println(*inner, inner == &points[1].Label, pointer.X, pointer.Y, pointer.Label)
	list := nested.list
	println(nested.flag, len(list), list[0].Label, list[1] == nil, list[2].Label, nested.any.(string))
	println(function(4), held.(float64), direct.(*[]int) == &numbers, shown.(*Point).Label,
		uint16(named.(Word)), nothing == nil, table[0] == nil, table[1](5))
	println(handle == unsafe.Pointer(&points), unsafe.Sizeof(zero))
}
