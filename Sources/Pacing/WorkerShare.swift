// Who marks in the background: dedicated, fractional and idle workers, so that a quarter of the
// processors is spent on it whatever their number.

/// The workers of one cycle.
public struct WorkerShare: Equatable, Sendable {
  /// Processors that mark for the whole cycle.
  public var dedicated: Int
  /// Share of its time that each of the other processors spends on marking, 0...1; makes up what
  /// whole processors cannot.
  public var fractional: Double
  /// Processors without other work that may join at any time.
  public var idle: Int

  /// Rounding to whole processors is accepted up to this relative error; beyond it fractional
  /// workers step in, as with 1, 2, 3 and 6 processors.
  static let greatestError = 0.3

  /// Shares out `Pace.backgroundUtilization` of the processors.
  ///
  /// - Parameters:
  ///   - processors: at least 1.
  ///   - reason: a periodic or idle cycle of an idle program takes no idle processors beyond the
  ///     one that guarantees progress.
  ///   - stopped: the world stands still for the whole cycle: everyone marks.
  public init(processors: Int, reason: CycleReason, stopped: Bool = false) {
    let processors = max(processors, 1)
    guard !stopped else {
      dedicated = processors
      fractional = 0
      idle = 0
      return
    }
    let goal = Double(processors) * Pace.backgroundUtilization
    var whole = Int(goal + 0.5)
    let error = Double(whole) / goal - 1
    if error < -Self.greatestError || error > Self.greatestError {
      if Double(whole) > goal { whole -= 1 }
      fractional = (goal - Double(whole)) / Double(processors)
    } else {
      fractional = 0
    }
    dedicated = whole
    let quiet = reason == .time || reason == .idle
    idle = quiet ? (whole > 0 ? 0 : 1) : processors - whole
  }

  /// Whether a processor without a dedicated worker is behind with its share.
  ///
  /// - Parameters:
  ///   - worked: nanoseconds that it spent on fractional marking in this cycle.
  ///   - elapsed: nanoseconds since marking started.
  public func needsFractional(worked: Int64, elapsed: Int64) -> Bool {
    guard fractional > 0 else { return false }
    return elapsed <= 0 || Double(worked) / Double(elapsed) <= fractional
  }

  /// Whether a running fractional worker should stop. It runs a fifth past its share so that it
  /// is not called back at once.
  ///
  /// - Parameters:
  ///   - worked: nanoseconds in this cycle, the running stretch included.
  ///   - elapsed: nanoseconds since marking started.
  public func fractionalIsDone(worked: Int64, elapsed: Int64) -> Bool {
    elapsed <= 0 || Double(worked) / Double(elapsed) > 1.2 * fractional
  }
}
