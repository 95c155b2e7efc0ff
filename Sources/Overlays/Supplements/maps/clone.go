package maps

import (
	"internal/abi"
	"unsafe"
)

//tricolor:call tc_go_map_clone
func cloned(t *abi.Type, m unsafe.Pointer) unsafe.Pointer

// clone is a map with the entries of m, which is one.
func clone(m any) any {
	words := (*abi.EmptyInterface)(unsafe.Pointer(&m))
	words.Data = cloned(words.Type, words.Data)
	return m
}
