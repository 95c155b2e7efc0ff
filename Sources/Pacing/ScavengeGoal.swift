// Scavenge goals: how much memory the heap should keep backed. One follows the heap goal with a
// tenth to spare, one keeps under the memory limit. What to release when is ScavengePolicy's.

/// What the scavenger must know of the heap at one moment. Bytes, unless it says otherwise.
public struct ScavengeReading: Equatable, Sendable {
  /// Pages of spans in use.
  public var inUse: UInt64
  /// Pages that are free and backed by memory.
  public var free: UInt64
  /// Pages that are free and were given back.
  public var released: UInt64
  /// Pages in use when the last cycle had marked and not yet swept: what its goal took in pages.
  public var lastInUse: UInt64
  /// The heap goal now.
  public var heapGoal: UInt64
  /// The heap goal when the last cycle ended; 0 before the first cycle.
  public var lastHeapGoal: UInt64
  /// Everything that the run time has mapped and not given back.
  public var mapped: UInt64
  /// The soft limit; `Pace.noMemoryLimit` for none.
  public var memoryLimit: Int64
  /// Bytes of a page of the system.
  public var physicalPage: UInt64
  /// Processors that the program may use.
  public var processors: Int

  /// A reading; what is left out is zero, no limit, 4 KiB and one processor.
  public init(
    inUse: UInt64 = 0, free: UInt64 = 0, released: UInt64 = 0, lastInUse: UInt64 = 0,
    heapGoal: UInt64 = 0, lastHeapGoal: UInt64 = 0, mapped: UInt64 = 0,
    memoryLimit: Int64 = Pace.noMemoryLimit, physicalPage: UInt64 = 4096, processors: Int = 1
  ) {
    self.inUse = inUse
    self.free = free
    self.released = released
    self.lastInUse = lastInUse
    self.heapGoal = heapGoal
    self.lastHeapGoal = lastHeapGoal
    self.mapped = mapped
    self.memoryLimit = memoryLimit
    self.physicalPage = physicalPage
    self.processors = processors
  }

  /// What of the heap is backed by memory, the scavenger's estimate of its share of the RSS.
  public var retained: UInt64 { Saturating.sum(inUse, free) }
}

/// How much may stay backed. `.max` means: nothing to do for this reason.
public struct ScavengeGoals: Equatable, Sendable {
  /// For `ScavengeReading.retained`: what the next cycle will need and a tenth more.
  public var heap: UInt64
  /// For `ScavengeReading.mapped`: 95% of the memory limit.
  public var limit: UInt64

  /// Memory beyond the goal that is kept for reuse, in percent. Higher: fewer page faults; lower:
  /// less memory.
  public static let retainExtraPercent: UInt64 = 10
  /// How far below the memory limit releasing starts, in percent. Higher: calmer near the limit.
  public static let reduceExtraPercent = 5.0

  /// No goals: nothing is released.
  public static let none = ScavengeGoals(heap: .max, limit: .max)

  /// Goals given directly, in bytes.
  public init(heap: UInt64, limit: UInt64) {
    self.heap = heap
    self.limit = limit
  }

  /// What remains to be released now, in bytes: whichever reason asks for more.
  public func excess(_ reading: ScavengeReading) -> UInt64 {
    max(
      Saturating.difference(reading.retained, heap), Saturating.difference(reading.mapped, limit))
  }

  /// The goal for the memory limit, or `.max` when memory is below it.
  public static func limitGoal(_ reading: ScavengeReading) -> UInt64 {
    let limit = Double(max(reading.memoryLimit, 0))
    let goal = Saturating.bytes(limit * (1 - reduceExtraPercent / 100))
    return reading.mapped <= goal ? .max : goal
  }

  /// Go 1.13: the heap goal and a tenth. Blind to fragmentation: the heap goal counts objects,
  /// what is retained counts pages.
  public static func plainGoal(_ reading: ScavengeReading) -> UInt64 {
    guard reading.lastHeapGoal != 0 else { return .max }
    return settled(withExtra(reading.heapGoal), reading)
  }

  /// Go 1.14 and later: pages in use when the last cycle had marked, scaled by how the heap goal
  /// has
  /// moved since, and a tenth. Fragmentation is in the pages.
  public static func fragmentationAwareGoal(_ reading: ScavengeReading) -> UInt64 {
    guard reading.lastHeapGoal != 0 else { return .max }
    let ratio = Double(reading.heapGoal) / Double(reading.lastHeapGoal)
    return settled(withExtra(Saturating.bytes(Double(reading.lastInUse) * ratio)), reading)
  }

  private static func withExtra(_ bytes: UInt64) -> UInt64 {
    Saturating.sum(bytes, bytes / (100 / retainExtraPercent))
  }

  /// `goal` in whole pages; `.max` when less than a page lies above it.
  private static func settled(_ goal: UInt64, _ reading: ScavengeReading) -> UInt64 {
    let page = reading.physicalPage
    guard goal <= .max - page else { return .max }
    let aligned = (goal + page - 1) & ~(page - 1)
    return Saturating.difference(reading.retained, aligned) < page ? .max : aligned
  }
}
