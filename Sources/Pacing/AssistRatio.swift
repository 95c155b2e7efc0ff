// Assists: how much marking an allocation owes while a cycle runs, so that marking ends before the
// heap goal is passed. Also the setting that bounds what mutators may be asked for.

/// The exchange rate between allocation and marking. Both directions, because the hot paths
/// multiply and do not divide.
public struct AssistRatio: Equatable, Sendable {
  /// Bytes of scan work owed for each byte allocated.
  public var workPerByte: Double
  /// Bytes of allocation that a byte of scan work pays for.
  public var bytesPerWork: Double

  /// The rate at which `work` bytes of marking last exactly for `room` bytes of allocation.
  init(work: UInt64, room: UInt64) {
    workPerByte = Double(work) / Double(room)
    bytesPerWork = Double(room) / Double(work)
  }
}

/// Constants of assisting, in bytes of scan work unless they say otherwise.
public enum AssistPace {
  /// Work that a worker may hold back before it is credited to all: lower credits sooner, higher
  /// contends less.
  public static let creditSlack: UInt64 = 2000
  /// Work that an assist does beyond its debt, so that assists are few.
  public static let overAssist: UInt64 = 64 << 10
  /// Work that is assumed to be left at least, since estimates run short.
  static let leastRemaining: UInt64 = 1000
  /// When the goal is passed: the goal to reach then, as a multiple of it.
  static let hardGoal = 1.1
  /// The percentage that a forced cycle reckons with when GOGC is off.
  static let percentWhenOff: Int32 = 100_000
}

extension Controller {
  /// The assist ratio as things stand. To be asked when marking starts and again whenever live
  /// heap or scan work has moved by some amount. Valid only between `begin` and `finish`.
  public func assistRatio(_ reading: HeapReading) -> AssistRatio {
    var goal = heapGoal(reading).bytes
    let done = reading.work.total
    // Assume first that this cycle is like the last: as much to scan, and the goal is in reach.
    var expected = expectedScan.total(globals: reading.globals)
    let most = Saturating.sum(reading.scannable, reading.stackSpace &+ reading.globals)
    if done > expected {
      // More has turned out to be live. It will all be live in the next cycle too, so the goal is
      // moved in proportion: assists keep their rate, and no more memory is used than the next
      // cycle would use anyway.
      goal = extendedGoal(goal, expected: expected, most: most)
      expected = most
    }
    if reading.live > goal {
      // Past the goal, even the moved one: aim at the hard goal and expect the worst.
      goal = Saturating.bytes(Double(goal) * AssistPace.hardGoal)
      expected = most
    }
    let left = max(Saturating.difference(expected, done), AssistPace.leastRemaining)
    let room = max(Saturating.difference(goal, reading.live), 1)
    return AssistRatio(work: left, room: room)
  }

  /// `goal` moved so that the runway of `expected` work stretches to `most`, at most by the
  /// growth that the percentage allows the next cycle.
  private func extendedGoal(_ goal: UInt64, expected: UInt64, most: UInt64) -> UInt64 {
    let start = triggered ?? marked
    let percent = percent < 0 ? AssistPace.percentWhenOff : percent
    let hardest = Saturating.bytes((1.0 + Double(percent) / 100.0) * Double(goal))
    // A goal at or below the trigger (a limit can do that) has no runway to stretch; where nothing
    // was expected, any stretch is right.
    guard goal > start else { return min(goal, hardest) }
    guard expected > 0 else { return hardest }
    let stretched = Double(goal - start) / Double(expected) * Double(most)
    return min(Saturating.sum(Saturating.bytes(stretched), start), hardest)
  }
}

/// Bounds the share of the processors that assists may take in a cycle. Off (1) as Go has it; a
/// program that prefers memory to latency lowers it and lets the heap pass its goal instead.
public struct AssistBound: Equatable, Sendable {
  /// The largest share of all processors' time, 0...1.
  public var share: Double

  /// - Parameter share: clamped to 0...1.
  public init(share: Double = 1) { self.share = min(max(share, 0), 1) }

  /// True when mutators may still be asked to assist.
  ///
  /// - Parameters:
  ///   - assist: CPU nanoseconds of assists in this cycle so far.
  ///   - elapsed: wall nanoseconds since marking started.
  ///   - processors: how many there are.
  public func allows(assist: Int64, elapsed: Int64, processors: Int) -> Bool {
    guard share < 1 else { return true }
    return Double(assist) <= share * Double(max(elapsed, 0)) * Double(processors)
  }
}
