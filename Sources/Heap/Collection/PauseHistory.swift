// The pauses that reports remember: the last 256 cycles one by one, as Go's MemStats, and
// histograms of all of them, as Go's runtime/metrics.
import CTricolor
import TricolorTelemetry

/// What reports need of the cycles that are over. Written by whoever holds `transition`.
struct PauseHistory {
  /// Cycles that the program asked for. The number of all is the collector's.
  var forced: UInt32 = 0
  /// Cycles that marked only what was young.
  private(set) var minor: UInt32 = 0
  /// Cycles entered below.
  private(set) var cycles: UInt32 = 0
  /// Nanoseconds stopped, in all and in each of the last 256 cycles; cycle n at (n + 255) % 256.
  private(set) var total: UInt64 = 0
  private(set) var lengths = InlineArray<256, UInt64>(repeating: 0)
  /// When those cycles ended, nanoseconds since 1970.
  private(set) var ends = InlineArray<256, UInt64>(repeating: 0)
  /// The pauses of the cycle that runs.
  private var current: UInt64 = 0

  /// CPU nanoseconds since the beginning, by who spent them.
  var assistCPU: UInt64 = 0
  var backgroundCPU: UInt64 = 0
  var idleCPU: UInt64 = 0
  var pauseCPU: UInt64 = 0
  /// Share of the available CPU time that collection took since the beginning, 0...1.
  var fraction = 0.0

  /// How long it took to stop the world, and how long it stood, for the collector and for others.
  let stoppingCollector: TimeHistogram
  let totalCollector: TimeHistogram
  let stoppingOther: TimeHistogram
  let totalOther: TimeHistogram

  /// Bytes of storage for the histograms.
  static let storageBytes = 4 * TimeHistogram.storageBytes

  /// - Parameter storage: `storageBytes`, 8-byte aligned, that outlive it.
  init(storage: UnsafeMutableRawPointer) {
    stoppingCollector = TimeHistogram(storage: storage)
    totalCollector = TimeHistogram(storage: storage + TimeHistogram.storageBytes)
    stoppingOther = TimeHistogram(storage: storage + 2 * TimeHistogram.storageBytes)
    totalOther = TimeHistogram(storage: storage + 3 * TimeHistogram.storageBytes)
  }

  /// One pause.
  mutating func record(_ cause: PauseCause, stopping: UInt64, total: UInt64) {
    switch cause {
    case .sweepTermination, .markTermination:
      stoppingCollector.record(Int64(bitPattern: stopping))
      totalCollector.record(Int64(bitPattern: total))
      current &+= total
    case .statistics, .other:
      stoppingOther.record(Int64(bitPattern: stopping))
      totalOther.record(Int64(bitPattern: total))
    }
  }

  /// A cycle is over; `wall` is the time of day.
  mutating func cycleEnded(_ report: CycleReport, wall: UInt64) {
    cycles &+= 1
    if report.isForced { forced &+= 1 }
    if report.isMinor { minor &+= 1 }
    let place = Int((cycles &+ 255) % 256)
    lengths[place] = current
    ends[place] = wall
    total &+= current
    current = 0
    assistCPU &+= report.assistCPU
    backgroundCPU &+= report.backgroundCPU
    idleCPU &+= report.idleCPU
    pauseCPU &+= report.sweepTerminationCPU &+ report.markTerminationCPU
  }
}
