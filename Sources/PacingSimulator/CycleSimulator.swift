// One collection cycle after another against a fluid model of a program: it allocates at a rate,
// marking scans at a rate, assists keep the two in the proportion that the pacer asks for. No time
// passes and no memory is used. What happens between cycles (sweeping, releasing) is left out
// here; HeapSimulator has it.
import TricolorPacing

/// What the program and the machine are like during one cycle.
public struct CycleConditions: Equatable, Sendable {
  /// KiB allocated per millisecond of CPU.
  public var allocationRate: Double
  /// KiB scanned per millisecond of CPU.
  public var scanRate: Double
  /// What lives after the cycle, as a multiple of what lived after the last.
  public var growth: Double
  /// The part of the heap that marking must look into, 0...1.
  public var scannable: Double
  /// Bytes of stacks.
  public var stackBytes: UInt64

  /// Conditions of one cycle.
  public init(
    allocationRate: Double, scanRate: Double, growth: Double, scannable: Double,
    stackBytes: UInt64
  ) {
    self.allocationRate = allocationRate
    self.scanRate = scanRate
    self.growth = growth
    self.scannable = scannable
    self.stackBytes = stackBytes
  }
}

/// What one cycle came to.
public struct CycleResult: Equatable, Sendable {
  /// 1 for the first.
  public var number: Int
  /// Bytes that the cycle before had kept.
  public var live: UInt64
  /// Live bytes when it started, when it ended, and when it should have ended.
  public var trigger: UInt64
  public var peak: UInt64
  public var goal: UInt64
  /// Share of the processors that marking took, 0...1.
  public var utilization: Double
  /// CPU nanoseconds of assists.
  public var assistTime: Int64
  /// Nanoseconds from start to end.
  public var duration: Int64
  /// Bytes allocated while it ran.
  public var allocatedBlack: UInt64
  /// The pacer's runway for it, in bytes.
  public var runway: UInt64 { goal - min(trigger, goal) }
  /// Peak over goal: 1 is perfect.
  public var goalRatio: Double { Double(peak) / Double(goal) }
  /// Where between live heap and goal it started.
  public var triggerRatio: Double {
    (Double(trigger) - Double(live)) / (Double(goal) - Double(live))
  }
}

/// A program of constant structure and varying rates under a pacer.
public struct CycleSimulator: Sendable {
  /// How often mutators look at a new assist ratio, in nanoseconds.
  static let revisePeriod = 500_000.0
  /// Bytes that survive the first cycle.
  static let firstLive: UInt64 = 256 << 10

  /// The pacer that is being tried.
  public private(set) var controller: Controller
  private let processors: Int
  private var reading = HeapReading()
  private var lastBlack: UInt64 = 0
  private var cycles = 0

  /// - Parameters:
  ///   - percent: GOGC.
  ///   - memoryLimit: bytes.
  ///   - globals: bytes of global variables.
  ///   - processors: how many.
  public init(percent: Int32, memoryLimit: Int64, globals: UInt64, processors: Int) {
    controller = Controller(percent: percent, memoryLimit: memoryLimit)
    controller.commit(HeapReading(), sweepDone: true)
    self.processors = processors
    reading.globals = globals
  }

  /// Runs the program to the next trigger and the cycle to its end.
  public mutating func run(_ conditions: CycleConditions) -> CycleResult {
    let marked = controller.marked
    let trigger = max(controller.trigger(reading).trigger, marked)
    reading.stackSpace = conditions.stackBytes
    reading.live = trigger
    reading.scannable += UInt64(Double(trigger - marked) * conditions.scannable)
    reading.work = ScanWork()
    let plan = controller.begin(reading, processors: processors, reason: .heap)

    cycles += 1
    let survivors = Double(marked) - Double(lastBlack)
    let next = cycles == 1 ? Self.firstLive : UInt64(max(survivors * conditions.growth, 0))
    var mark = MarkProgress(
      globals: reading.globals, stacks: conditions.stackBytes,
      heap: UInt64(Double(next) * conditions.scannable))
    mark.run(conditions, plan.assist, processors, &reading, controller)

    let available = Double(mark.duration) * Double(processors)
    let share = Double(mark.assistTime) / available + Pace.backgroundUtilization
    let result = CycleResult(
      number: cycles, live: marked, trigger: trigger, peak: reading.live,
      goal: controller.heapGoal(reading).bytes, utilization: share,
      assistTime: mark.assistTime, duration: mark.duration, allocatedBlack: mark.allocatedBlack)
    finish(mark, marked: next + mark.allocatedBlack)
    return result
  }

  private mutating func finish(_ mark: MarkProgress, marked: UInt64) {
    let times = MarkTimes(elapsed: mark.duration, assist: mark.assistTime)
    controller.finish(reading, times: times, processors: processors, marked: marked)
    reading.live = marked
    reading.scannable = reading.work.heap
    controller.commit(reading, sweepDone: false)
    lastBlack = mark.allocatedBlack
  }
}

/// The marking of one cycle, period by period.
private struct MarkProgress {
  private var left: ScanWork
  var assistTime: Int64 = 0
  var duration: Int64 = 0
  var allocatedBlack: UInt64 = 0

  init(globals: UInt64, stacks: UInt64, heap: UInt64) {
    left = ScanWork(heap: heap, stacks: stacks, globals: globals)
  }

  /// Over a period the assist ratio r is kept: with scan rate s, allocation rate a and share u of
  /// the processors on marking, r = s·u / (a·(1−u)), hence u = r·a / (r·a + s). Workers never
  /// take less than their share, whatever r.
  mutating func run(
    _ conditions: CycleConditions, _ first: AssistRatio, _ processors: Int,
    _ reading: inout HeapReading, _ controller: Controller
  ) {
    let period = CycleSimulator.revisePeriod
    let perMillisecond = 1024.0 * period / 1e6
    var ratio = first.workPerByte
    while left.total > 0 {
      let demand = ratio * conditions.allocationRate
      let share = max(demand / (demand + conditions.scanRate), Pace.backgroundUtilization)
      let scanSpeed = conditions.scanRate * perMillisecond * Double(processors) * share
      let scanned = UInt64(scanSpeed)
      let done = take(scanned)
      var elapsed = period
      var allocated = UInt64(
        conditions.allocationRate * perMillisecond * Double(processors) * (1 - share))
      if done.total < scanned {
        // Marking ended within the period.
        elapsed = (Double(done.total) * period / scanSpeed).rounded(.towardZero)
        let speed = conditions.allocationRate * perMillisecond * elapsed / period
        allocated = UInt64(speed * Double(processors) * (1 - share))
      }
      reading.live += allocated
      reading.scannable += UInt64(Double(allocated) * conditions.scannable)
      reading.work.heap += done.heap
      reading.work.stacks += done.stacks
      reading.work.globals += done.globals
      ratio = controller.assistRatio(reading).workPerByte
      let assisted = elapsed * Double(processors) * (share - Pace.backgroundUtilization)
      assistTime += Int64(assisted)
      duration += Int64(elapsed)
      allocatedBlack += allocated
    }
  }

  /// Does up to `amount` of work: globals, then stacks, then the heap.
  private mutating func take(_ amount: UInt64) -> ScanWork {
    var done = ScanWork()
    var rest = amount
    done.globals = min(left.globals, rest)
    rest -= done.globals
    done.stacks = min(left.stacks, rest)
    rest -= done.stacks
    done.heap = min(left.heap, rest)
    left.globals -= done.globals
    left.stacks -= done.stacks
    left.heap -= done.heap
    return done
  }
}
