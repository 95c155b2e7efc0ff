// Names of the run time that a user of this module meets, so that one import is enough.
import TricolorHeap

/// What a heap refuses, and why.
public typealias HeapError = TricolorHeap.HeapError

/// Go's memory statistics, field by field.
public typealias MemStats = TricolorHeap.MemStats
