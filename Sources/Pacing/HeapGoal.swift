// The heap goal: the live heap at which a cycle should end. One goal comes from the percentage
// (how much garbage may lie beside what lives), one from the memory limit; the smaller one rules.
// When to start so as to end there is Trigger.swift's business.

/// A goal and the lowest trigger that the same circumstances allow.
public struct HeapGoal: Equatable, Sendable {
  /// Live bytes at which the cycle should end.
  public var bytes: UInt64
  /// Live bytes below which no cycle starts, because sweeping needs that much room. At most
  /// `bytes`; 0 where the memory limit rules.
  public var lowestTrigger: UInt64
  /// True when the memory limit, not the percentage, set it.
  public var isLimitBound: Bool
}

/// The goal that the percentage alone sets.
///
/// - Parameters:
///   - percent: GOGC; negative switches the percentage off.
///   - marked: bytes that the last cycle kept.
///   - doubtful: bytes of `marked` that were not found alive and are probably dead.
///   - roots: bytes of stacks and globals scanned beside the heap; they count as live.
/// - Returns: bytes; the largest value when the percentage is off.
public func percentHeapGoal(
  percent: Int32, marked: UInt64, doubtful: UInt64 = 0, roots: UInt64
) -> UInt64 {
  guard percent >= 0 else { return .max }
  let all = Saturating.sum(marked, roots)
  // Tiny heaps have their room whatever is in doubt.
  let basis = max(all &- min(doubtful, all), min(all, Pace.minimumHeap))
  let goal = Saturating.sum(marked, Saturating.percent(basis, UInt64(percent)))
  return max(goal, minimumHeapGoal(percent: percent))
}

/// The smallest goal for a percentage, in bytes: `Pace.minimumHeap` scaled. At 0 it is 0, so that
/// GOGC=0 collects all the time.
public func minimumHeapGoal(percent: Int32) -> UInt64 {
  guard percent >= 0 else { return .max }
  return Saturating.percent(Pace.minimumHeap, UInt64(percent))
}

extension Controller {
  /// The goal as things stand. May change at any moment with the reading when a limit is set.
  ///
  /// - Parameter reading: only `objects`, `free` and `mapped` are looked at.
  public func heapGoal(_ reading: HeapReading) -> HeapGoal {
    let limited = memoryLimitHeapGoal(limit: memoryLimit, marked: marked, reading: reading)
    if limited < percentGoal {
      return HeapGoal(bytes: limited, lowestTrigger: 0, isLimitBound: true)
    }
    // Where memory is not short, room for the sweeper and for a cycle that started late comes
    // before the percentage; under a limit it does not, for it would push the goal past it.
    var goal = max(percentGoal, sweepFloor)
    if let triggered {
      goal = max(goal, Saturating.sum(triggered, Pace.minimumRunway))
    }
    return HeapGoal(bytes: goal, lowestTrigger: sweepFloor, isLimitBound: false)
  }
}
