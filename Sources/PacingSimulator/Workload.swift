// Workloads and machines for HeapSimulator: a program's live heap and allocation over time, and
// what scanning, releasing and faulting cost.

/// A program over time. Functions of seconds since its start.
public struct Workload: Sendable {
  /// How tests and plots call it.
  public var name: String
  /// Seconds that it runs.
  public var seconds: Double
  /// Bytes that are reachable.
  public var live: @Sendable (Double) -> Double
  /// Bytes allocated per second while no collection is in the way.
  public var allocation: @Sendable (Double) -> Double
  /// Share of the processors that the program keeps busy, 0...1.
  public var busy: @Sendable (Double) -> Double
  /// Bytes of stacks.
  public var stackBytes: UInt64 = 1 << 20
  /// Part of the heap that marking looks into, 0...1.
  public var scannable = 1.0

  /// A workload; busy with every processor unless said otherwise.
  public init(
    _ name: String, seconds: Double, live: @escaping @Sendable (Double) -> Double,
    allocation: @escaping @Sendable (Double) -> Double,
    busy: @escaping @Sendable (Double) -> Double = { _ in 1 }
  ) {
    self.name = name
    self.seconds = seconds
    self.live = live
    self.allocation = allocation
    self.busy = busy
  }

  /// `bytes` live and `rate` bytes a second allocated, always.
  public static func steady(_ bytes: Double, rate: Double, seconds: Double) -> Workload {
    Workload("steady", seconds: seconds, live: { _ in bytes }, allocation: { _ in rate })
  }

  /// Builds `bytes` in 5 seconds, holds them until `dropAt`, keeps 1 MiB after that and allocates
  /// at `rateAfter` bytes a second.
  public static func drop(
    _ bytes: Double, at dropAt: Double, rateAfter: Double, seconds: Double
  ) -> Workload {
    Workload(
      "drop", seconds: seconds,
      live: { (time: Double) -> Double in
        time >= dropAt ? 1048576 : bytes * min(time / 5, 1)
      },
      allocation: { (time: Double) -> Double in time >= dropAt ? rateAfter : bytes / 5 },
      busy: { (time: Double) -> Double in time >= dropAt ? min(rateAfter / 1e9, 1) : 1 })
  }

  /// Swings between `low` and `high` bytes with a period of `period` seconds, allocating `rate`.
  public static func tide(
    low: Double, high: Double, period: Double, rate: Double, seconds: Double
  ) -> Workload {
    Workload(
      "tide", seconds: seconds,
      live: { (time: Double) -> Double in
        let place = (time / period).truncatingRemainder(dividingBy: 1)
        let height = place < 0.5 ? place * 2 : 2 - place * 2
        return low + (high - low) * height
      },
      allocation: { _ in rate })
  }
}

/// What the machine charges. Rough figures of a present-day server; the shapes of curves and the
/// order of policies do not hang on them.
public struct Machine: Sendable {
  /// Processors.
  public var processors = 2
  /// Bytes marked per CPU nanosecond.
  public var scanRate = 1.0
  /// Bytes swept per nanosecond.
  public var sweepRate = 4.0
  /// CPU nanoseconds to give a page of 4 KiB back, and for each call.
  public var releasePage = 250.0
  public var releaseCall = 2000.0
  /// Pages in use for a byte of objects: 1.1 is 10% of internal waste.
  public var fragmentation = 1.1
  /// Bytes that are mapped beside heap and stacks.
  public var metadata: UInt64 = 2 << 20
  /// True while the system is short of memory, and takes what was given back by MADV_FREE.
  public var pressure: @Sendable (Double) -> Bool = { _ in false }

  /// The figures above.
  public init() {}
}

/// The heap at one moment. Bytes, unless a field says otherwise.
public struct HeapSample: Equatable, Sendable {
  /// Seconds since the start.
  public var time: Double
  /// What the kernel would say.
  public var rss: UInt64
  /// Reachable, and the goal of the pacer.
  public var live: UInt64
  public var goal: UInt64
  /// Pages in use, free, and given back.
  public var inUse: UInt64
  public var free: UInt64
  public var released: UInt64
  /// CPU nanoseconds of the scavenger and of collection so far.
  public var scavengeCPU: Int64
  public var collectionCPU: Int64
  /// Cycles so far.
  public var cycles: UInt32
}
