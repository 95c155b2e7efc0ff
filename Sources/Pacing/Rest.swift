// The rest after a cycle that could not help: how a program beyond its memory limit keeps half of
// the processor time.
//
// The limiter (CPULimiter.swift) forbids assists, but not cycles that follow each other without a
// pause: a background worker and idle processors would mark all the time, and a program of one
// thread would get one processor of the two that the process uses. So after a cycle that found as
// much alive as its trigger, the next one waits until even a program that runs on a single
// processor, and got nothing of the cycle, has had more time than the collection.

/// The rule.
public enum Rest {
  /// What the program gets for each nanosecond of collection, in parts of 256: a quarter more, for
  /// sweeping and for giving memory back, which nobody has counted yet when the cycle ends. Higher
  /// lets the heap outgrow its limit further, lower lets collection have more than half.
  public static let partsPerCollection: UInt64 = 320
  /// The longest rest, in lengths of the cycle. Many markers side by side use much time at once;
  /// beside them many threads of the program usually run, too.
  public static let longestInCycles: UInt64 = 8

  /// Nanoseconds for which the heap's size is no reason to collect.
  ///
  /// - Parameters:
  ///   - wall: how long the cycle took, in nanoseconds.
  ///   - collection: what assists, workers and pauses took in it, in CPU nanoseconds.
  public static func afterFutileCycle(wall: UInt64, collection: UInt64) -> UInt64 {
    let (product, overflows) = collection.multipliedReportingOverflow(by: partsPerCollection)
    let wanted: UInt64 = overflows ? .max : product >> 8
    let (most, isEndless) = wall.multipliedReportingOverflow(by: longestInCycles)
    return isEndless ? wanted : min(wanted, most)
  }
}
