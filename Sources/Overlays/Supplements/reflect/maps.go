package reflect

import (
	"internal/abi"
	"unsafe"
)

//tricolor:call tc_go_make_map
func newMap(t *abi.Type, hint int, room unsafe.Pointer) unsafe.Pointer

//tricolor:call tc_go_map_find
//go:noescape
func findEntry(t *abi.Type, m, key unsafe.Pointer) unsafe.Pointer

//tricolor:call tc_go_map_assign
//go:noescape
func assignEntry(t *abi.Type, m, key unsafe.Pointer) unsafe.Pointer

//tricolor:call tc_go_map_delete
//go:noescape
func deleteEntry(t *abi.Type, m, key unsafe.Pointer)

//tricolor:call tc_map_clear_if
//go:noescape
func mapclear(t *abi.Type, m unsafe.Pointer)

//tricolor:call tc_lib_map_length
//go:noescape
func maplen(m unsafe.Pointer) int

//go:linkname panicNilMap runtime.panicNilMap
func panicNilMap()

func makemap(t *abi.Type, cap int) unsafe.Pointer { return newMap(t, cap, nil) }

// checkKey panics if the last operation found a key that has no hash.
func checkKey() {
	if fault := takeFault(); fault != nil {
		panicUnhashable(fault)
	}
}

func mapaccess(t *abi.Type, m unsafe.Pointer, key unsafe.Pointer) unsafe.Pointer {
	found := findEntry(t, m, key)
	checkKey()
	return found
}

func mapaccess_faststr(t *abi.Type, m unsafe.Pointer, key string) unsafe.Pointer {
	return findEntry(t, m, unsafe.Pointer(&key))
}

func mapassign0(t *abi.Type, m unsafe.Pointer, key, val unsafe.Pointer) {
	if m == nil {
		panicNilMap()
	}
	place := assignEntry(t, m, key)
	checkKey()
	typedmemmove((*abi.MapType)(unsafe.Pointer(t)).Elem, place, val)
}

func mapassign_faststr0(t *abi.Type, m unsafe.Pointer, key string, val unsafe.Pointer) {
	mapassign0(t, m, unsafe.Pointer(&key), val)
}

func mapdelete(t *abi.Type, m unsafe.Pointer, key unsafe.Pointer) {
	deleteEntry(t, m, key)
	checkKey()
}

func mapdelete_faststr(t *abi.Type, m unsafe.Pointer, key string) {
	deleteEntry(t, m, unsafe.Pointer(&key))
}
