package cpu

// CacheLinePadSize keeps apart what different processors write.
const CacheLinePadSize = 64

// doinit finds no features: they only choose between pieces of assembly, and there is none.
func doinit() {}
