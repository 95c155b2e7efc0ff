// The vocabulary of the pacer: what it reads of a heap, what a cycle cost, and the constants that
// every rule shares. Values only: no clock, no pointers, no rules (they have files of their own).
//
// The way through the module, once a cycle:
//
//   1. `Controller.commit`  settles goal and runway for the time until the next cycle.
//   2. `Controller.trigger` says at which live heap the cycle starts; `SweepRatio` and
//      `ScavengeGoals` are derived from the same two numbers.
//   3. `Controller.begin`   starts it: workers (`WorkerShare`) and the first `AssistRatio`.
//   4. `Controller.assistRatio` again and again while marking; `CPULimiter` may forbid assists.
//   5. `Controller.finish`  learns from what the cycle cost, and the loop closes.
//
// Units: bytes are UInt64, times are Int64 nanoseconds, shares are Double in 0...1.

/// Constants of pacing that more than one rule reads.
public enum Pace {
  /// Share of the processors that background marking takes, 0...1. Higher: shorter cycles and
  /// fewer assists, but less for the program while a cycle runs.
  public static let backgroundUtilization = 0.25

  /// Smallest heap goal at GOGC=100, in bytes; other percentages scale it. Higher: fewer cycles of
  /// tiny heaps; lower: less memory for them.
  public static let minimumHeap: UInt64 = 4 << 20

  /// Bytes of allocation that the sweeper is always granted between a cycle's end and the next
  /// trigger. Higher: no sweeping in a hurry; lower: tiny heaps stay tiny.
  public static let minimumSweepDistance: UInt64 = 1 << 20

  /// Bytes between trigger and goal at least, so that assists stay finite.
  public static let minimumRunway: UInt64 = 64 << 10

  /// The part of what a cycle kept, as its divisor, below which it does not matter that as much is
  /// probably dead.
  public static let leastDoubt: UInt64 = 16

  /// The value that switches the percentage off.
  public static let percentOff: Int32 = -1

  /// The value of a memory limit that never binds, in bytes.
  public static let noMemoryLimit = Int64.max
}

/// Work that marking has done, in bytes scanned, by the kind of root.
public struct ScanWork: Equatable, Sendable {
  /// Bytes of heap objects.
  public var heap: UInt64
  /// Bytes of stacks: what was scanned, not what is reserved.
  public var stacks: UInt64
  /// Bytes of globals.
  public var globals: UInt64

  /// A count of work; all zero when a cycle begins.
  public init(heap: UInt64 = 0, stacks: UInt64 = 0, globals: UInt64 = 0) {
    self.heap = heap
    self.stacks = stacks
    self.globals = globals
  }

  /// All of it, in bytes.
  public var total: UInt64 { heap &+ stacks &+ globals }
}

/// What the pacer must know of the heap at one moment. The counters are independent: a reading
/// that is torn between two updates makes a decision that is a little off, never a wrong state.
public struct HeapReading: Equatable, Sendable {
  /// Bytes that the last cycle kept plus everything allocated since.
  public var live: UInt64
  /// The part of `live` that marking would have to look into.
  public var scannable: UInt64
  /// Bytes of stack space that goroutines or threads hold: the most that could be scanned.
  public var stackSpace: UInt64
  /// Bytes of global variables that may hold pointers.
  public var globals: UInt64
  /// What marking has done in this cycle; zero outside one.
  public var work: ScanWork
  /// Bytes in objects, dead ones that are not swept yet included: allocated minus freed.
  public var objects: UInt64
  /// Bytes of heap pages that hold nothing and are still backed by memory.
  public var free: UInt64
  /// Bytes of memory that the run time has mapped and not given back: heap, stacks, metadata.
  public var mapped: UInt64

  /// A reading; what is left out is zero.
  public init(
    live: UInt64 = 0, scannable: UInt64 = 0, stackSpace: UInt64 = 0, globals: UInt64 = 0,
    work: ScanWork = ScanWork(), objects: UInt64 = 0, free: UInt64 = 0, mapped: UInt64 = 0
  ) {
    self.live = live
    self.scannable = scannable
    self.stackSpace = stackSpace
    self.globals = globals
    self.work = work
    self.objects = objects
    self.free = free
    self.mapped = mapped
  }
}

/// What the concurrent part of a cycle cost.
public struct MarkTimes: Equatable, Sendable {
  /// Wall time from the start of marking to its termination, in nanoseconds.
  public var elapsed: Int64
  /// CPU time that allocating mutators spent on assists, in nanoseconds.
  public var assist: Int64
  /// CPU time that processors with nothing else to do spent on marking, in nanoseconds.
  public var idle: Int64

  /// Times of one cycle, in nanoseconds.
  public init(elapsed: Int64, assist: Int64 = 0, idle: Int64 = 0) {
    self.elapsed = elapsed
    self.assist = assist
    self.idle = idle
  }
}

/// Arithmetic that stays inside its range: sums and products of sizes that a user may choose
/// absurdly large become the largest value, never a small one.
enum Saturating {
  static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (value, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : value
  }

  static func difference(_ a: UInt64, _ b: UInt64) -> UInt64 { a > b ? a &- b : 0 }

  /// bytes × percent / 100, through 128 bits.
  static func percent(_ bytes: UInt64, _ percent: UInt64) -> UInt64 {
    let product = bytes.multipliedFullWidth(by: percent)
    guard product.high < 100 else { return .max }
    let divisor: UInt64 = 100
    return divisor.dividingFullWidth(product).quotient
  }

  /// The nearest UInt64; NaN is 0.
  static func bytes(_ value: Double) -> UInt64 {
    guard value > 0 else { return 0 }
    return value >= 0x1p64 ? .max : UInt64(value)
  }
}
