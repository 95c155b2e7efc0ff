package constanttime

import "unsafe"

// Without a branch: a bool is a byte that is 0 or 1.
func boolToUint8(b bool) uint8 { return *(*uint8)(unsafe.Pointer(&b)) }
