// When a cycle starts: the trigger between its bounds, and the other reasons to collect (time,
// idleness, a request). Where it should end is HeapGoal.swift's business.

/// Why a cycle starts. Raw values are part of the event format.
public enum CycleReason: UInt8, Sendable {
  /// The live heap reached the trigger.
  case heap = 1
  /// No cycle for `CycleSchedule.forcedPeriod`.
  case time = 2
  /// The program asked for it.
  case request = 3
  /// The program fell idle and left garbage behind.
  case idle = 4
  /// A test wants one, whatever it is.
  case stress = 5
}

/// The bounds of the trigger between live heap and goal, in 64ths of the way.
public enum TriggerBounds {
  /// Lowest trigger: about 0.7 of the way. Lower: a fast allocator is met by a collector that
  /// hardly ever rests, and everything allocated meanwhile is kept.
  public static let lowest: UInt64 = 45
  /// Highest trigger of small heaps: about 0.95 of the way. Higher: less room for surprises.
  public static let highest: UInt64 = 61
  static let denominator: UInt64 = 64

  /// The point `numerator` 64ths of the way from `live` to `goal`.
  static func point(_ numerator: UInt64, from live: UInt64, to goal: UInt64) -> UInt64 {
    (goal - live) / denominator * numerator + live
  }
}

/// Where the next cycle starts and where it should end, in bytes of live heap.
public struct TriggerPoint: Equatable, Sendable {
  /// A cycle starts when the live heap reaches it. At most `goal`.
  public var trigger: UInt64
  /// Where it should end.
  public var goal: UInt64

  /// A point by its two numbers.
  public init(trigger: UInt64, goal: UInt64) {
    self.trigger = trigger
    self.goal = goal
  }
}

extension Controller {
  /// The trigger and the goal as things stand. Cheap: some thirty operations.
  ///
  /// - Parameter reading: only `objects`, `free` and `mapped` are looked at.
  public func trigger(_ reading: HeapReading) -> TriggerPoint {
    let goal = heapGoal(reading)
    // A live heap beyond the goal, as a limit can force: collect all the time.
    guard marked < goal.bytes else {
      return TriggerPoint(trigger: goal.bytes, goal: goal.bytes)
    }
    if roomShare < 1 {
      let early = marked + Saturating.bytes(Double(goal.bytes - marked) * roomShare)
      let trigger = min(max(early, goal.lowestTrigger), goal.bytes)
      return TriggerPoint(trigger: trigger, goal: goal.bytes)
    }
    let floor = TriggerBounds.point(TriggerBounds.lowest, from: marked, to: goal.bytes)
    let lowest = max(goal.lowestTrigger, marked, floor)
    // Small heaps keep 5% of the way as room for surprises. For large ones the price of a cycle
    // with nothing to do, `minimumHeap` of allocation, is room enough.
    var highest = TriggerBounds.point(TriggerBounds.highest, from: marked, to: goal.bytes)
    if goal.bytes > Pace.minimumHeap { highest = max(highest, goal.bytes - Pace.minimumHeap) }
    highest = max(highest, lowest)
    let wanted = Saturating.difference(goal.bytes, runway)
    let trigger = min(max(wanted, lowest), highest, goal.bytes)
    return TriggerPoint(trigger: trigger, goal: goal.bytes)
  }
}

/// Reasons to collect that are not the heap's size.
public struct CycleSchedule: Equatable, Sendable {
  /// A cycle is started when none has run for this long: 2 minutes, in nanoseconds.
  public static let forcedPeriod: Int64 = 120_000_000_000
  /// How long allocation must have rested before an idle cycle, in nanoseconds.
  public static let quietPeriod: Int64 = 1_000_000_000
  /// Allocation up to this rate counts as rest, in bytes a second.
  public static let quietRate: Int64 = 256 << 10
  /// Share of the processors' time that idle cycles may take in the long run, 0...1.
  public static let idleShare = 0.01

  /// When the last cycle ended, in nanoseconds.
  public var lastCycleEnd: Int64
  private var quietSince: Int64
  private var lastSeen: Int64
  private var lastAllocated: UInt64
  private var notIdleBefore: Int64 = .min

  /// A schedule that starts now.
  /// - Parameters:
  ///   - now: monotonic time in nanoseconds.
  ///   - allocated: bytes allocated so far.
  public init(now: Int64, allocated: UInt64 = 0) {
    lastCycleEnd = now
    quietSince = now
    lastSeen = now
    lastAllocated = allocated
  }

  /// Looks at the clock and at the allocation counter; call it every second or more often.
  ///
  /// - Parameters:
  ///   - now: monotonic time in nanoseconds.
  ///   - allocated: bytes allocated since the heap was made.
  ///   - sinceCycle: bytes of live heap above what the last cycle kept.
  ///   - marked: bytes that the last cycle kept.
  ///   - enabled: false when GOGC=off: neither time nor idleness collects then.
  /// - Returns: why a cycle should start now, or nil.
  public mutating func due(
    now: Int64, allocated: UInt64, sinceCycle: UInt64, marked: UInt64, enabled: Bool
  ) -> CycleReason? {
    let period = max(now - lastSeen, 1)
    let fresh = Double(Saturating.difference(allocated, lastAllocated))
    if fresh * 1e9 > Double(Self.quietRate) * Double(period) { quietSince = now }
    lastSeen = now
    lastAllocated = allocated
    guard enabled else { return nil }
    if now - lastCycleEnd >= Self.forcedPeriod { return .time }
    // Worth it only when some memory may come back: a 64th of the heap and a minimum.
    let worth = max(Pace.minimumSweepDistance, marked / 64)
    guard sinceCycle >= worth, now - quietSince >= Self.quietPeriod, now >= notIdleBefore else {
      return nil
    }
    return .idle
  }

  /// Records that a cycle ended. An idle one must have paid its price in rest before the next:
  /// its CPU time divided by `idleShare` of the processors.
  ///
  /// - Parameters:
  ///   - cpu: CPU nanoseconds of marking, all processors together.
  ///   - processors: how many there are.
  public mutating func cycleEnded(now: Int64, reason: CycleReason, cpu: Int64, processors: Int) {
    lastCycleEnd = now
    guard reason == .idle else { return }
    let rest = Double(cpu) / (Self.idleShare * Double(max(processors, 1)))
    notIdleBefore = now + Int64(min(rest, Double(Self.forcedPeriod)))
  }
}
