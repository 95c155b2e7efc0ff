// Figures of a managed heap, in the terms of its user; the full set is Go's MemStats.
import TricolorHeap
import TricolorTelemetry

/// What a heap has and did. Sizes in bytes, times in seconds.
public struct HeapStatistics: Sendable, CustomStringConvertible {
  /// Everything, field by field, by Go's names.
  public let memStats: MemStats

  init(_ memStats: MemStats) { self.memStats = memStats }

  /// Bytes of objects that are alive, or dead and not yet swept.
  public var allocatedBytes: UInt64 { memStats.heapAlloc }
  /// Objects that are alive, or dead and not yet swept.
  public var objects: UInt64 { memStats.heapObjects }
  /// Bytes of all objects ever made.
  public var totalAllocatedBytes: UInt64 { memStats.totalAlloc }
  /// Bytes that the heap has from the system.
  public var systemBytes: UInt64 { memStats.sys }
  /// Collections so far.
  public var collections: UInt32 { memStats.numGC }
  /// Seconds in which the heap's threads stood still, over all collections.
  public var pauseSeconds: Double { Double(memStats.pauseTotalNs) / 1e9 }

  public var description: String {
    """
    \(collections) collections, \(objects) objects of \(allocatedBytes >> 10) KiB, \
    \(totalAllocatedBytes >> 20) MiB ever made, \(systemBytes >> 20) MiB from the system
    """
  }
}
