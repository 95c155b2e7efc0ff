// Scavenging policies: when to give memory back, how much, and how to tell the kernel. Go changed
// its mind about each of these between 1.11 and 1.19; the differences are rows of one table here,
// so that their curves can be laid side by side. The pacing of the work is ScavengePacer's.
//
//   policy   when                       down to                     advice     effort
//   go1_11   every 2.5 minutes          what was used in 5 minutes  DONTNEED   all at once
//   go1_12   and when the heap grows    by as much as it grew       FREE       all at once
//   go1_13   continuously               1.1 × heap goal             FREE       4 MB/s (1% assumed)
//   go1_14   continuously               1.1 × pages in use, scaled  FREE       1% measured
//   go1_16   continuously               as go1_14                   DONTNEED   1% measured
//   go1_19   and near the memory limit  and 95% of the limit        DONTNEED   controlled, 1%
//   steady   as go1_19, and when idle   as go1_19                   DONTNEED   1%, up to 10% near
//                                                                              the limit
//
// `steady` is this project's own and the default; docs/pacing.md says why it differs.

/// What the kernel is told about pages that are given back.
public enum ReleaseAdvice: UInt8, Sendable {
  /// Take them now: the RSS falls at once, the next use faults in a zero page.
  case dontNeed = 0
  /// Take them when memory is short: cheaper, but the RSS falls only then.
  case free = 1
}

/// The policies, by the version of Go that introduced them.
public enum ScavengePolicy: UInt8, CaseIterable, Sendable {
  /// Periodic: free memory that was not used for five minutes.
  case go1_11 = 11
  /// Also synchronously when the heap grows; lazily, by MADV_FREE.
  case go1_12 = 12
  /// Continuously in the background, toward the heap goal and a tenth.
  case go1_13 = 13
  /// Toward a goal that knows of fragmentation; by measured CPU time.
  case go1_14 = 14
  /// By MADV_DONTNEED again.
  case go1_16 = 16
  /// With a memory limit and a controller for the pace.
  case go1_19 = 19
  /// Ours: 1.19's goals, full pace from the start, and a cycle when the program falls idle.
  case steady = 100

  /// The name that options and plots use.
  public var name: StaticString {
    switch self {
    case .go1_11: return "go1.11"
    case .go1_12: return "go1.12"
    case .go1_13: return "go1.13"
    case .go1_14: return "go1.14"
    case .go1_16: return "go1.16"
    case .go1_19: return "go1.19"
    case .steady: return "steady"
    }
  }

  /// How this policy tells the kernel, unless a switch says otherwise.
  public var advice: ReleaseAdvice {
    switch self {
    case .go1_12, .go1_13, .go1_14: return .free
    case .go1_11, .go1_16, .go1_19, .steady: return .dontNeed
    }
  }

  /// True for the two policies that look only every 2.5 minutes.
  public var isPeriodic: Bool { self == .go1_11 || self == .go1_12 }

  /// True when the policy knows of the memory limit.
  public var followsLimit: Bool { self == .go1_19 || self == .steady }

  /// True when a program that falls idle with garbage around is collected for.
  public var collectsWhenIdle: Bool { self == .steady }

  /// True when chunks that were densely used a cycle ago are left alone.
  public var sparesDenseChunks: Bool { self == .steady }

  /// How much may stay backed, as this policy sees it.
  public func goals(_ reading: ScavengeReading) -> ScavengeGoals {
    switch self {
    case .go1_11, .go1_12:
      return .none
    case .go1_13:
      return ScavengeGoals(heap: ScavengeGoals.plainGoal(reading), limit: .max)
    case .go1_14, .go1_16:
      return ScavengeGoals(heap: ScavengeGoals.fragmentationAwareGoal(reading), limit: .max)
    case .go1_19, .steady:
      return ScavengeGoals(
        heap: ScavengeGoals.fragmentationAwareGoal(reading),
        limit: ScavengeGoals.limitGoal(reading))
    }
  }

  /// What an allocation must release before it takes pages. Synchronous: the caller pays.
  ///
  /// - Parameters:
  ///   - reading: before the allocation.
  ///   - goals: as of the last change of pacing.
  ///   - growth: bytes by which the heap had to grow for it; 0 if it did not.
  ///   - faulting: bytes of the allocation that were given back and will be backed again.
  ///   - limiting: true while the CPU limiter forbids work on behalf of the limit.
  public func beforeAllocation(
    _ reading: ScavengeReading, goals: ScavengeGoals, growth: UInt64, faulting: UInt64,
    limiting: Bool
  ) -> ScavengeOrder {
    var order = ScavengeOrder(bytes: 0, advice: advice)
    switch self {
    case .go1_11:
      break
    case .go1_12:
      order.bytes = min(growth, reading.free)
    case .go1_13, .go1_14, .go1_16, .go1_19, .steady:
      guard growth > 0, goals.heap != .max else { break }
      let after = Saturating.sum(reading.retained, growth)
      order.bytes = min(growth, Saturating.difference(after, goals.heap))
    }
    order.sparesDense = sparesDenseChunks
    guard followsLimit, !limiting else { return order }
    let limit = UInt64(max(reading.memoryLimit, 0))
    let over = Saturating.difference(Saturating.sum(reading.mapped, faulting), limit)
    if over > 0 {
      order.bytes = max(order.bytes, over)
      // Memory is short: density no longer protects anything.
      order.sparesDense = false
    }
    return order
  }
}

/// An order to give memory back.
public struct ScavengeOrder: Equatable, Sendable {
  /// Bytes to release; less if there is less. 0: nothing.
  public var bytes: UInt64
  /// How.
  public var advice: ReleaseAdvice
  /// Only memory that has been free for so many nanoseconds; 0: any.
  public var unusedFor: Int64
  /// Leave chunks alone that were nearly full within the last cycle.
  public var sparesDense: Bool

  /// An order; what is left out is: any age, any density.
  public init(
    bytes: UInt64, advice: ReleaseAdvice, unusedFor: Int64 = 0, sparesDense: Bool = false
  ) {
    self.bytes = bytes
    self.advice = advice
    self.unusedFor = unusedFor
    self.sparesDense = sparesDense
  }

  /// Everything that is free, for `FreeOSMemory`.
  public static func everything(_ advice: ReleaseAdvice) -> ScavengeOrder {
    ScavengeOrder(bytes: .max, advice: advice)
  }
}
