// The rest after a cycle that could not help: how a program beyond its memory limit keeps half of
// the processor time.
//
// The limiter (CPULimiter.swift) forbids assists, but not cycles that follow each other without a
// pause: a background worker and idle processors would mark all the time, and a program of one
// thread would get one processor of the two that the process uses. So after a cycle that found more
// alive than fits, the next one waits until even a program that runs on a single processor, and got
// nothing of the cycle, has had more time than the collection. That is processor time: on a machine
// with other things to do a rest by the clock would pass while the program waits for its turn.

/// How long the heap's size is no reason to collect.
public struct Rest: Equatable, Sendable {
  /// CPU nanoseconds that the process uses meanwhile.
  public var processTime: UInt64
  /// But no longer than this, in nanoseconds of the clock: a program that sleeps uses nothing.
  public var longest: UInt64

  /// What the program gets for each nanosecond of collection, in parts of 256: a quarter more, for
  /// sweeping and for giving memory back, which nobody has counted yet when the cycle ends. Higher
  /// lets the heap outgrow its limit further, lower lets collection have more than half.
  public static let partsPerCollection: UInt64 = 320
  /// The longest rest, in lengths of the cycle. Many markers side by side use much time at once;
  /// beside them many threads of the program usually run, too.
  public static let longestInCycles: UInt64 = 8
  /// A rest that was not enough is lengthened by no less than this, 100 µs: each time the system is
  /// asked what the process has used.
  public static let shortest: UInt64 = 100_000

  /// The rest after a cycle.
  ///
  /// - Parameters:
  ///   - wall: how long the cycle took, in nanoseconds.
  ///   - collection: what assists, workers and pauses took in it, in CPU nanoseconds.
  public static func afterFutileCycle(wall: UInt64, collection: UInt64) -> Rest {
    let (product, overflows) = collection.multipliedReportingOverflow(by: partsPerCollection)
    let (longest, isEndless) = wall.multipliedReportingOverflow(by: longestInCycles)
    return Rest(
      processTime: overflows ? .max >> 1 : product >> 8, longest: isEndless ? .max >> 1 : longest)
  }
}
