package weak

import "unsafe"

// A handle lives as long as somebody holds it, and forgets its object when that is collected.

//tricolor:call tc_go_weak_handle
func runtime_registerWeakPointer(object unsafe.Pointer) unsafe.Pointer

//tricolor:call tc_go_weak_load
func runtime_makeStrongFromWeak(handle unsafe.Pointer) unsafe.Pointer
