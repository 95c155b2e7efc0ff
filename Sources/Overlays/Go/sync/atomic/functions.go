package atomic

import "unsafe"

// The functions on addresses, by operation.

// LoadInt32 is *addr.
//
//tricolor:intrinsic atomic_load32
func LoadInt32(addr *int32) (val int32)

// LoadInt64 is *addr.
//
//tricolor:intrinsic atomic_load64
func LoadInt64(addr *int64) (val int64)

// LoadUint32 is *addr.
//
//tricolor:intrinsic atomic_load32
func LoadUint32(addr *uint32) (val uint32)

// LoadUint64 is *addr.
//
//tricolor:intrinsic atomic_load64
func LoadUint64(addr *uint64) (val uint64)

// LoadUintptr is *addr.
//
//tricolor:intrinsic atomic_load64
func LoadUintptr(addr *uintptr) (val uintptr)

// LoadPointer is *addr.
//
//tricolor:intrinsic atomic_loadptr
func LoadPointer(addr *unsafe.Pointer) (val unsafe.Pointer)

// StoreInt32 stores val at addr.
//
//tricolor:intrinsic atomic_store32
func StoreInt32(addr *int32, val int32)

// StoreInt64 stores val at addr.
//
//tricolor:intrinsic atomic_store64
func StoreInt64(addr *int64, val int64)

// StoreUint32 stores val at addr.
//
//tricolor:intrinsic atomic_store32
func StoreUint32(addr *uint32, val uint32)

// StoreUint64 stores val at addr.
//
//tricolor:intrinsic atomic_store64
func StoreUint64(addr *uint64, val uint64)

// StoreUintptr stores val at addr.
//
//tricolor:intrinsic atomic_store64
func StoreUintptr(addr *uintptr, val uintptr)

// StorePointer stores val at addr.
//
//tricolor:intrinsic atomic_storeptr
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer)

// SwapInt32 stores new at addr and gives the value that was there.
//
//tricolor:intrinsic atomic_swap32
func SwapInt32(addr *int32, new int32) (old int32)

// SwapInt64 stores new at addr and gives the value that was there.
//
//tricolor:intrinsic atomic_swap64
func SwapInt64(addr *int64, new int64) (old int64)

// SwapUint32 stores new at addr and gives the value that was there.
//
//tricolor:intrinsic atomic_swap32
func SwapUint32(addr *uint32, new uint32) (old uint32)

// SwapUint64 stores new at addr and gives the value that was there.
//
//tricolor:intrinsic atomic_swap64
func SwapUint64(addr *uint64, new uint64) (old uint64)

// SwapUintptr stores new at addr and gives the value that was there.
//
//tricolor:intrinsic atomic_swap64
func SwapUintptr(addr *uintptr, new uintptr) (old uintptr)

// SwapPointer stores new at addr and gives the value that was there.
//
//tricolor:intrinsic atomic_swapptr
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) (old unsafe.Pointer)

// CompareAndSwapInt32 stores new at addr if old is there, and tells whether it was.
//
//tricolor:intrinsic atomic_cas32
func CompareAndSwapInt32(addr *int32, old, new int32) (swapped bool)

// CompareAndSwapInt64 stores new at addr if old is there, and tells whether it was.
//
//tricolor:intrinsic atomic_cas64
func CompareAndSwapInt64(addr *int64, old, new int64) (swapped bool)

// CompareAndSwapUint32 stores new at addr if old is there, and tells whether it was.
//
//tricolor:intrinsic atomic_cas32
func CompareAndSwapUint32(addr *uint32, old, new uint32) (swapped bool)

// CompareAndSwapUint64 stores new at addr if old is there, and tells whether it was.
//
//tricolor:intrinsic atomic_cas64
func CompareAndSwapUint64(addr *uint64, old, new uint64) (swapped bool)

// CompareAndSwapUintptr stores new at addr if old is there, and tells whether it was.
//
//tricolor:intrinsic atomic_cas64
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) (swapped bool)

// CompareAndSwapPointer stores new at addr if old is there, and tells whether it was.
//
//tricolor:intrinsic atomic_casptr
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) (swapped bool)

// AddInt32 adds delta at addr and gives the sum.
//
//tricolor:intrinsic atomic_add32
func AddInt32(addr *int32, delta int32) (new int32)

// AddInt64 adds delta at addr and gives the sum.
//
//tricolor:intrinsic atomic_add64
func AddInt64(addr *int64, delta int64) (new int64)

// AddUint32 adds delta at addr and gives the sum.
//
//tricolor:intrinsic atomic_add32
func AddUint32(addr *uint32, delta uint32) (new uint32)

// AddUint64 adds delta at addr and gives the sum.
//
//tricolor:intrinsic atomic_add64
func AddUint64(addr *uint64, delta uint64) (new uint64)

// AddUintptr adds delta at addr and gives the sum.
//
//tricolor:intrinsic atomic_add64
func AddUintptr(addr *uintptr, delta uintptr) (new uintptr)

// AndInt32 joins mask to *addr by and and gives the value that was there.
//
//tricolor:intrinsic atomic_and32
func AndInt32(addr *int32, mask int32) (old int32)

// AndInt64 joins mask to *addr by and and gives the value that was there.
//
//tricolor:intrinsic atomic_and64
func AndInt64(addr *int64, mask int64) (old int64)

// AndUint32 joins mask to *addr by and and gives the value that was there.
//
//tricolor:intrinsic atomic_and32
func AndUint32(addr *uint32, mask uint32) (old uint32)

// AndUint64 joins mask to *addr by and and gives the value that was there.
//
//tricolor:intrinsic atomic_and64
func AndUint64(addr *uint64, mask uint64) (old uint64)

// AndUintptr joins mask to *addr by and and gives the value that was there.
//
//tricolor:intrinsic atomic_and64
func AndUintptr(addr *uintptr, mask uintptr) (old uintptr)

// OrInt32 joins mask to *addr by or and gives the value that was there.
//
//tricolor:intrinsic atomic_or32
func OrInt32(addr *int32, mask int32) (old int32)

// OrInt64 joins mask to *addr by or and gives the value that was there.
//
//tricolor:intrinsic atomic_or64
func OrInt64(addr *int64, mask int64) (old int64)

// OrUint32 joins mask to *addr by or and gives the value that was there.
//
//tricolor:intrinsic atomic_or32
func OrUint32(addr *uint32, mask uint32) (old uint32)

// OrUint64 joins mask to *addr by or and gives the value that was there.
//
//tricolor:intrinsic atomic_or64
func OrUint64(addr *uint64, mask uint64) (old uint64)

// OrUintptr joins mask to *addr by or and gives the value that was there.
//
//tricolor:intrinsic atomic_or64
func OrUintptr(addr *uintptr, mask uintptr) (old uintptr)
