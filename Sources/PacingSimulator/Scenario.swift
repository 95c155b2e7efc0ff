// Scenarios of the pacer: programs told as streams of rates. Each is a situation that a pacer has
// been known to handle badly; the properties that must hold are in the tests.
import TricolorPacing

/// A program by its rates, cycle for cycle.
public struct Scenario: Sendable {
  /// How tests and reports call it.
  public var name: String
  /// GOGC.
  public var percent: Int32 = 100
  /// Bytes.
  public var memoryLimit: Int64 = Pace.noMemoryLimit
  /// Bytes of global variables.
  public var globals: UInt64 = 16 << 10
  /// Processors.
  public var processors = 4
  /// KiB per CPU millisecond.
  public var allocationRate: Stream
  /// KiB per CPU millisecond.
  public var scanRate: Stream = .constant(1024)
  /// A multiple of the last live heap.
  public var growth: Stream = Scenario.settling(from: 2, over: 12)
  /// 0...1.
  public var scannable: Stream = .constant(1)
  /// Bytes.
  public var stackBytes: Stream = .constant(8192)
  /// Cycles to run.
  public var length = 60

  /// A scenario with nothing special but its allocation rate.
  public init(_ name: String, allocationRate: Stream) {
    self.name = name
    self.allocationRate = allocationRate
  }

  /// Growth that begins at `factor` a cycle and comes to rest at 1.
  public static func settling(from factor: Double, over cycles: Int) -> Stream {
    .constant(factor) + .ramp(1 - factor, over: cycles)
  }

  /// The conditions of a cycle, counted from 0, brought into their ranges.
  public func conditions(_ cycle: Int) -> CycleConditions {
    let least = 0.0001
    return CycleConditions(
      allocationRate: max(allocationRate[cycle], least),
      scanRate: max(scanRate[cycle], least),
      growth: max(growth[cycle], least),
      scannable: min(max(scannable[cycle], 0), 1),
      stackBytes: UInt64(max(stackBytes[cycle], 0)) / 2048 * 2048)
  }

  /// Runs it from the first cycle to the last.
  public func run() -> [CycleResult] {
    var simulator = CycleSimulator(
      percent: percent, memoryLimit: memoryLimit, globals: globals, processors: processors)
    var results: [CycleResult] = []
    for cycle in 0..<length { results.append(simulator.run(conditions(cycle))) }
    return results
  }
}
