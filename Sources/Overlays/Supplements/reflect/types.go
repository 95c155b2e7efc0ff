package reflect

import (
	"internal/abi"
	"sync"
	"unsafe"
)

// The program's tables. What reflection makes has negative offsets (runtime/reflection.go).

//go:linkname resolveNameOff runtime.resolveNameOff
func resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname resolveTypeOff runtime.resolveTypeOff
func resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname resolveTextOff runtime.resolveTextOff
func resolveTextOff(rtype unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname addReflectOff runtime.addReflectOff
func addReflectOff(ptr unsafe.Pointer) int32

//tricolor:call tc_go_type_count
func typeCount() int

func adjustAIXGCDataForRuntime(data *byte) *byte { return data }

// The program's types without names by how they are written, made at the first question.
var (
	programTypesOnce sync.Once
	programTypes     map[string][]*abi.Type
)

// typesByString are the program's types that are written as s says. More than one may be: package
// names are not unique.
func typesByString(s string) []*abi.Type {
	programTypesOnce.Do(func() {
		programTypes = make(map[string][]*abi.Type)
		for number := 1; number < typeCount(); number++ {
			t := (*abi.Type)(resolveTypeOff(nil, int32(number)))
			if t.TFlag&abi.TFlagNamed == 0 {
				text := stringFor(t)
				programTypes[text] = append(programTypes[text], t)
			}
		}
	})
	return programTypes[s]
}
