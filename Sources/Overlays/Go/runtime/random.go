package runtime

import "unsafe"

// Random numbers and hashes for the library, by linkname.

//tricolor:call tc_go_random
func random() uint64

//tricolor:call tc_lib_hash_bytes
//go:noescape
func hashBytes(data unsafe.Pointer, bytes, seed uintptr) uintptr

// rand is a random number; who has seen some cannot tell the next one without effort, no more.
func rand() uint64 { return random() }

func rand32() uint32 { return uint32(random() >> 32) }

func fastrand64() uint64 { return random() }

func bootstrapRand() uint64 { return random() }

func cheaprand() uint32 { return uint32(random() >> 32) }

// memhash is the hash of memory, strhash that of a string behind a pointer.
func memhash(p unsafe.Pointer, seed, bytes uintptr) uintptr { return hashBytes(p, bytes, seed) }

func strhash(p unsafe.Pointer, seed uintptr) uintptr {
	text := *(*string)(p)
	return hashBytes(unsafe.Pointer(unsafe.StringData(text)), uintptr(len(text)), seed)
}
