// Go's runtime.MemStats: the same fields under the same names, so that whoever knows Go knows
// these. What each counts is stated here in our words; the heap fills it in.

/// Memory statistics. Bytes and counts of objects unless a field says otherwise; names are Go's.
public struct MemStats: Equatable, Sendable {
  /// Bytes in heap objects, dead ones that are not swept yet included; as `heapAlloc`.
  public var alloc: UInt64 = 0
  /// Bytes ever allocated.
  public var totalAlloc: UInt64 = 0
  /// Everything obtained from the system: the sum of the `…Sys` fields.
  public var sys: UInt64 = 0
  /// Pointer look-ups; always 0, as in Go.
  public var lookups: UInt64 = 0
  /// Objects ever allocated and freed; their difference is what there is.
  public var mallocs: UInt64 = 0
  public var frees: UInt64 = 0

  /// Bytes in heap objects.
  public var heapAlloc: UInt64 = 0
  /// Address space that the heap has taken up: `heapInuse + heapIdle`.
  public var heapSys: UInt64 = 0
  /// Pages in no span, given back or not.
  public var heapIdle: UInt64 = 0
  /// Pages in spans of objects.
  public var heapInuse: UInt64 = 0
  /// Idle pages that were given back to the system. Falls when such pages are used again.
  public var heapReleased: UInt64 = 0
  /// Objects on the heap.
  public var heapObjects: UInt64 = 0

  /// Pages in spans of stacks, and those together with stacks of the system.
  public var stackInuse: UInt64 = 0
  public var stackSys: UInt64 = 0
  /// Span descriptors, used and obtained.
  public var mspanInuse: UInt64 = 0
  public var mspanSys: UInt64 = 0
  /// Caches, used and obtained.
  public var mcacheInuse: UInt64 = 0
  public var mcacheSys: UInt64 = 0
  /// Profiling tables.
  public var buckHashSys: UInt64 = 0
  /// The collector's metadata.
  public var gcSys: UInt64 = 0
  /// What is in no other field.
  public var otherSys: UInt64 = 0

  /// The heap goal.
  public var nextGC: UInt64 = 0
  /// When the last cycle ended, in nanoseconds since 1970; 0 before the first.
  public var lastGC: UInt64 = 0
  /// Nanoseconds that the world was stopped in all, and for each of the last 256 cycles: cycle n
  /// is entry (n + 255) mod 256.
  public var pauseTotalNs: UInt64 = 0
  public var pauseNs: [UInt64] = []
  /// When those pauses ended, in nanoseconds since 1970.
  public var pauseEnd: [UInt64] = []
  /// Cycles, and those of them that the program asked for.
  public var numGC: UInt32 = 0
  public var numForcedGC: UInt32 = 0
  /// Share of the available CPU time that collection took since the start, 0...1.
  public var gcCPUFraction: Double = 0
  /// Always true, and always false, as in Go.
  public var enableGC = true
  public var debugGC = false
  /// One entry a size class, class 0 first: its entry counts large objects. (Go's array has room
  /// for 61 classes and leaves the first entry empty.)
  public var bySize: [Class] = []

  /// What one size class has seen.
  public struct Class: Equatable, Sendable {
    /// Bytes of a slot; 0 for large objects.
    public var size: UInt32
    /// Slots allocated, freed.
    public var mallocs: UInt64
    public var frees: UInt64

    /// Counts of one class.
    public init(size: UInt32, mallocs: UInt64, frees: UInt64) {
      self.size = size
      self.mallocs = mallocs
      self.frees = frees
    }
  }

  /// Cycles whose pauses are remembered.
  public static let pauseHistory = 256

  /// Statistics of nothing.
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

/// Go's debug.GCStats.
public struct GCStats: Equatable, Sendable {
  /// When the last cycle ended, in nanoseconds since 1970; 0 before the first.
  public var lastGC: UInt64 = 0
  /// Cycles.
  public var numGC: Int64 = 0
  /// Nanoseconds stopped in all.
  public var pauseTotal: UInt64 = 0
  /// Pauses in nanoseconds and their ends since 1970, the most recent first, at most 256.
  public var pause: [UInt64] = []
  public var pauseEnd: [UInt64] = []

  /// From the fields of MemStats.
  public init(_ stats: MemStats) {
    lastGC = stats.lastGC
    numGC = Int64(stats.numGC)
    pauseTotal = stats.pauseTotalNs
    let history = min(Int(stats.numGC), stats.pauseNs.count)
    for age in 0..<history {
      let index = (Int(stats.numGC) - 1 - age) % stats.pauseNs.count
      pause.append(stats.pauseNs[index])
      pauseEnd.append(stats.pauseEnd[index])
    }
  }

  /// The minimum, `count` − 2 quantiles between, and the maximum of the remembered pauses, as
  /// `PauseQuantiles` of that length holds them; zeros when there are none.
  public func quantiles(_ count: Int) -> [UInt64] {
    guard count > 0 else { return [] }
    guard !pause.isEmpty else { return Array(repeating: 0, count: count) }
    let sorted = pause.sorted()
    var result: [UInt64] = []
    for index in 0..<(count - 1) { result.append(sorted[sorted.count * index / (count - 1)]) }
    result.append(sorted[sorted.count - 1])
    return result
  }
}
