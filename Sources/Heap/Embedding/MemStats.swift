// What a heap holds, in Go's terms: the fields of runtime.MemStats, and the equations between
// them. A value; how it is gathered is in MemStats+Read.swift.

/// Go's `runtime.MemStats`, field for field where the heap itself knows the figure. Bytes, unless
/// it is said otherwise. The collector's fields (NextGC, PauseNs …) are its report's.
public struct MemStats: Equatable, Sendable {
  // General.

  /// Bytes in objects: allocated and not yet swept as dead. Equal to `heapAlloc`.
  public var alloc: UInt64 = 0
  /// Bytes in objects since the heap was made; never falls.
  public var totalAlloc: UInt64 = 0
  /// Bytes of address space obtained from the system: the sum of the `…Sys` fields.
  public var sys: UInt64 = 0
  /// Objects allocated since the heap was made, tiny ones each for themselves.
  public var mallocs: UInt64 = 0
  /// Objects freed. `mallocs - frees` is the number of live ones.
  public var frees: UInt64 = 0

  // The heap.

  /// Bytes in objects, those not swept yet included. Slots count whole.
  public var heapAlloc: UInt64 = 0
  /// Address space that the heap's pages have, memory behind it or not.
  public var heapSys: UInt64 = 0
  /// Bytes of pages in no span.
  public var heapIdle: UInt64 = 0
  /// Bytes of pages in spans of objects.
  public var heapInuse: UInt64 = 0
  /// Bytes of idle pages that were given back to the system.
  public var heapReleased: UInt64 = 0
  /// Live objects, those not swept yet included.
  public var heapObjects: UInt64 = 0

  // What is off the heap.

  /// Bytes of spans that hold stacks.
  public var stackInuse: UInt64 = 0
  /// `stackInuse`, and stacks that the system gave directly.
  public var stackSys: UInt64 = 0
  /// Bytes of span descriptors in use, and obtained for them.
  public var mspanInuse: UInt64 = 0
  public var mspanSys: UInt64 = 0
  /// Bytes of caches in use, and obtained for them.
  public var mcacheInuse: UInt64 = 0
  public var mcacheSys: UInt64 = 0
  /// Bytes obtained for profiling tables.
  public var buckHashSys: UInt64 = 0
  /// Bytes obtained for the collector: work buffers, arenas' tables.
  public var gcSys: UInt64 = 0
  /// Bytes obtained for everything else off the heap.
  public var otherSys: UInt64 = 0

  /// What one size class has seen.
  public struct Class: Equatable, Sendable {
    /// Bytes of a slot; 0 for large objects.
    public var size: UInt32
    /// Slots allocated, freed.
    public var mallocs: UInt64
    public var frees: UInt64
  }

  /// One entry a size class, class 0 first: its entry counts large objects.
  public var bySize: [Class] = []

  public init() {}
}

extension MemStats {
  /// What is wrong with these figures, one sentence each; empty if all equations hold. They hold
  /// exactly when nothing was allocated or swept while the figures were read.
  public func violations() -> [String] {
    var found: [String] = []
    func check(_ holds: Bool, _ equation: String) {
      if !holds { found.append(equation) }
    }
    check(alloc == heapAlloc, "Alloc = HeapAlloc")
    check(totalAlloc >= alloc, "TotalAlloc >= Alloc")
    check(mallocs >= frees, "Mallocs >= Frees")
    check(heapObjects == mallocs &- frees, "HeapObjects = Mallocs - Frees")
    check(heapSys == heapInuse &+ heapIdle, "HeapSys = HeapInuse + HeapIdle")
    check(heapReleased <= heapIdle, "HeapReleased <= HeapIdle")
    check(heapAlloc <= heapInuse, "HeapAlloc <= HeapInuse")
    check(stackInuse <= stackSys, "StackInuse <= StackSys")
    check(mspanInuse <= mspanSys, "MSpanInuse <= MSpanSys")
    check(mcacheInuse <= mcacheSys, "MCacheInuse <= MCacheSys")
    let parts = heapSys &+ stackSys &+ mspanSys &+ mcacheSys
    check(
      sys == parts &+ buckHashSys &+ gcSys &+ otherSys,
      "Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys")
    var live: UInt64 = 0
    for (index, entry) in bySize.enumerated() where index > 0 {
      check(entry.mallocs >= entry.frees, "BySize[\(index)]: Mallocs >= Frees")
      live &+= (entry.mallocs &- entry.frees) &* UInt64(entry.size)
    }
    check(live <= heapAlloc, "BySize: live slots <= HeapAlloc")
    return found
  }
}
