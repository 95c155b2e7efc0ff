package reflectlite

import (
	"internal/abi"
	"unsafe"
)

//tricolor:call tc_lib_new
func unsafe_New(t *abi.Type) unsafe.Pointer

//tricolor:call tc_lib_copy
//go:noescape
func typedmemmove(t *abi.Type, dst, src unsafe.Pointer)

//tricolor:call tc_lib_channel_length
//go:noescape
func chanlen(channel unsafe.Pointer) int

//tricolor:call tc_lib_map_length
//go:noescape
func maplen(m unsafe.Pointer) int

//go:linkname resolveNameOff runtime.resolveNameOff
func resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname resolveTypeOff runtime.resolveTypeOff
func resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname ifaceE2I runtime.assertedInterface
func ifaceE2I(t *abi.Type, src any, dst unsafe.Pointer)
