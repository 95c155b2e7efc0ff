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
  public var mSpanInuse: UInt64 = 0
  public var mSpanSys: UInt64 = 0
  /// Caches, used and obtained.
  public var mCacheInuse: UInt64 = 0
  public var mCacheSys: UInt64 = 0
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
  /// Counts by size class, 61 entries: the classes that Go's array has room for.
  public var bySize: [SizeClassCount] = []

  /// Counts of one size class.
  public struct SizeClassCount: Equatable, Sendable {
    /// Bytes of an object of the class.
    public var size: UInt32
    /// Objects of it ever allocated and freed.
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
  /// Entries of `bySize`.
  public static let sizeClasses = 61

  /// Statistics of nothing.
  public init() {}

  /// The first of the identities between the fields that does not hold, or nil. A heap that is
  /// read with the world stopped keeps them all.
  public var brokenIdentity: StaticString? {
    if alloc != heapAlloc { return "Alloc = HeapAlloc" }
    if heapSys != heapIdle &+ heapInuse { return "HeapSys = HeapIdle + HeapInuse" }
    if heapObjects != mallocs &- frees { return "HeapObjects = Mallocs − Frees" }
    if heapReleased > heapIdle { return "HeapReleased ≤ HeapIdle" }
    if heapAlloc > heapInuse { return "HeapAlloc ≤ HeapInuse" }
    if mSpanInuse > mSpanSys || mCacheInuse > mCacheSys { return "…Inuse ≤ …Sys" }
    let metadata = mSpanSys &+ mCacheSys &+ buckHashSys &+ gcSys &+ otherSys
    if sys != heapSys &+ stackSys &+ metadata { return "Sys = sum of …Sys" }
    return nil
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
