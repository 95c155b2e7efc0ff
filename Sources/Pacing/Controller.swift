// The controller: what the pacer remembers from cycle to cycle, and how it learns. The rules that
// only read this state are extensions in HeapGoal, Trigger and AssistRatio.
//
// Invariant: `trigger ≤ goal`, and without a limit `marked ≤ trigger`.
//
// The idea, in one equation. Let c be bytes allocated per CPU second of the program, m bytes
// scanned per CPU second of marking, u the share of the processors that marks. A cycle with S
// bytes to scan takes S / (m·u) seconds, in which the program allocates
//
//     runway = c·(1−u) · S / (m·u) = (c/m) · (1−u)/u · S
//
// bytes. Starting `runway` below the goal at u = 25% therefore ends at the goal without assists.
// c/m is measured in every cycle, and the largest of the last five values is believed: starting
// early costs a little CPU, starting late costs latency.

/// The state of the pacer. A value: whoever owns it says which lock guards it.
public struct Controller: Equatable, Sendable {
  /// GOGC; `Pace.percentOff` when off.
  public private(set) var percent: Int32
  /// The soft limit in bytes; `Pace.noMemoryLimit` when there is none.
  public private(set) var memoryLimit: Int64

  /// Bytes that the last cycle kept.
  public private(set) var marked: UInt64 = 0
  /// Bytes that the last full cycle kept, or a minor one since if that was less: what the
  /// percentage counts from. Minor cycles keep what is dead among the old; were they counted, the
  /// goal would rise with their garbage.
  public private(set) var basis: UInt64 = 0
  /// The part of `basis` that is probably dead, for which the percentage grants no room.
  private var doubtful: UInt64 = 0
  private let doubts: Bool
  /// What the running cycle, or the next one, marks.
  public private(set) var kind = CycleKind.full
  /// Live bytes when the running cycle started; nil outside one.
  public private(set) var triggered: UInt64?
  /// The goal when the last cycle ended, in bytes; 0 before the first.
  public private(set) var lastGoal: UInt64 = 0
  /// What a full cycle would scan of heap and stacks: what the last one did, and what minor ones
  /// have found since.
  public private(set) var lastScan = LastScan()
  /// The share of the way to the goal at which the next cycle is due, if that is early.
  private(set) var roomShare = 1.0
  /// Bytes of heap objects that the last full cycle scanned.
  private var fullScan: UInt64 = 0
  /// What the last minor cycle scanned.
  private var lastMinorScan = LastScan()
  /// What the cycle `kind` says will scan, as far as is known.
  var expectedScan: LastScan { kind == .minor ? lastMinorScan : lastScan }
  /// Bytes below the goal at which a cycle should start; by the last `commit`.
  public private(set) var runway: UInt64 = 0
  /// Measured cost of allocation against marking: bytes per CPU second over bytes per CPU second.
  public private(set) var consMark: Double = 0

  /// The goal of the percentage alone; by the last `commit`.
  var percentGoal: UInt64 = 0
  /// The live heap that leaves room for sweeping; by the last `commit`.
  var sweepFloor: UInt64 = 0
  private var history = SIMD4<Double>(repeating: 0)

  /// What a cycle scanned beside the globals, which are known beforehand.
  public struct LastScan: Equatable, Sendable {
    /// Bytes of heap objects.
    public var heap: UInt64 = 0
    /// Bytes of stacks.
    public var stacks: UInt64 = 0

    /// All that a like cycle would scan, in bytes.
    func total(globals: UInt64) -> UInt64 { Saturating.sum(heap, stacks &+ globals) }
  }

  /// A controller before the first cycle.
  ///
  /// - Parameters:
  ///   - percent: GOGC; negative means off.
  ///   - memoryLimit: bytes; negative counts as none.
  ///   - doubts: whether what is born while marking runs gets room only as far as its like lived.
  ///     Go counts it all; without doubts every goal is Go's.
  public init(
    percent: Int32 = 100, memoryLimit: Int64 = Pace.noMemoryLimit, doubts: Bool = false
  ) {
    self.doubts = doubts
    self.percent = max(percent, Pace.percentOff)
    self.memoryLimit = memoryLimit < 0 ? Pace.noMemoryLimit : memoryLimit
    percentGoal = minimumHeapGoal(percent: percent)
  }

  /// Sets GOGC. `commit` must follow, and `assistRatio` if marking runs.
  /// - Returns: the old percentage.
  public mutating func setPercent(_ percent: Int32) -> Int32 {
    let old = self.percent
    self.percent = max(percent, Pace.percentOff)
    return old
  }

  /// Sets the limit; a negative one changes nothing. `commit` must follow a change.
  /// - Returns: the old limit in bytes.
  public mutating func setMemoryLimit(_ bytes: Int64) -> Int64 {
    let old = memoryLimit
    if bytes >= 0 { memoryLimit = bytes }
    return old
  }

  /// Settles goal and runway anew. To be called with the world stopped or the heap lock held,
  /// after a cycle and after every change of a setting.
  ///
  /// - Parameters:
  ///   - reading: `live` and `globals` are looked at.
  ///   - sweepDone: false while spans wait to be swept; the trigger then leaves room for it.
  public mutating func commit(_ reading: HeapReading, sweepDone: Bool) {
    sweepFloor = sweepDone ? 0 : Saturating.sum(reading.live, Pace.minimumSweepDistance)
    let roots = Saturating.sum(lastScan.stacks, reading.globals)
    percentGoal = percentHeapGoal(
      percent: percent, marked: basis, doubtful: doubtful, roots: roots)
    let share = Pace.backgroundUtilization
    let scan = Double(expectedScan.total(globals: reading.globals))
    runway = Saturating.bytes(consMark * (1 - share) / share * scan)
  }

  /// What a cycle starts with.
  public struct CyclePlan: Equatable, Sendable {
    /// Who marks in the background.
    public var workers: WorkerShare
    /// What allocations owe at first.
    public var assist: AssistRatio
    /// Bytes that the cycle will scan, if it is like the last of its kind.
    public var expectedWork: UInt64
  }

  /// Starts a cycle. World stopped; the reading's `work` must be zero.
  ///
  /// - Parameters:
  ///   - reading: all of it.
  ///   - processors: at least 1.
  ///   - reason: why the cycle starts.
  ///   - kind: what it marks.
  ///   - stopped: true if the world stays stopped for the whole cycle.
  public mutating func begin(
    _ reading: HeapReading, processors: Int, reason: CycleReason, kind: CycleKind = .full,
    stopped: Bool = false
  ) -> CyclePlan {
    self.kind = kind
    triggered = reading.live
    let workers = WorkerShare(processors: processors, reason: reason, stopped: stopped)
    return CyclePlan(
      workers: workers, assist: assistRatio(reading),
      expectedWork: expectedScan.total(globals: reading.globals))
  }

  /// Ends a cycle: measures allocation against marking and forgets the garbage. World stopped;
  /// `commit` must follow. The heap sets its live bytes to `marked` and its scannable bytes to
  /// `reading.work.heap`.
  ///
  /// - Parameters:
  ///   - reading: as marking left it, before any sweeping.
  ///   - times: what the cycle cost.
  ///   - processors: as at its start.
  ///   - marked: bytes that are live, everything allocated during the cycle included.
  /// - Returns: the share of the processors that marking took, assists included, 0...1.
  @discardableResult
  public mutating func finish(
    _ reading: HeapReading, times: MarkTimes, processors: Int, marked: UInt64
  ) -> Double {
    lastGoal = heapGoal(reading).bytes
    let available = Double(times.elapsed) * Double(processors)
    var utilization = Pace.backgroundUtilization
    var idle = 0.0
    if times.elapsed > 0 {
      utilization += Double(times.assist) / available
      idle = Double(times.idle) / available
    }
    // A minor cycle is short: what it measures is mostly its beginning and its end.
    if kind == .full, let triggered, reading.live > triggered {
      learn(
        allocated: reading.live - triggered, scanned: reading.work.total,
        utilization: utilization, idle: idle)
    }
    if kind == .full { doubtful = probablyDead(reading, kept: marked) }
    self.marked = marked
    let scan = LastScan(heap: reading.work.heap, stacks: reading.work.stacks)
    if kind == .full {
      basis = marked
      lastScan = scan
      fullScan = scan.heap
    } else {
      lastMinorScan = scan
      // It has looked at what was in doubt.
      (basis, doubtful) = (min(basis, marked), 0)
      // As much of what is kept now as of what the last full cycle kept. Of stacks it may have
      // passed by some.
      let share = Double(marked) / Double(max(basis, 1))
      lastScan = LastScan(
        heap: Saturating.bytes(Double(fullScan) * share), stacks: max(lastScan.stacks, scan.stacks))
    }
    triggered = nil
    return utilization
  }

  /// Of what was allocated while the cycle marked, and so counts as live, the share that died of
  /// what was allocated before. A program that allocates faster than it is marked would otherwise
  /// be granted room for its garbage; while a heap grows, nothing dies, and all of it counts.
  private func probablyDead(_ reading: HeapReading, kept: UInt64) -> UInt64 {
    guard doubts, let triggered else { return 0 }
    let born = Saturating.difference(reading.live, triggered)
    // Since the last full cycle: what minor ones kept and is dead is found only now.
    let before = Saturating.difference(triggered, basis)
    guard before > 0 else { return 0 }
    let dead = Double(Saturating.difference(reading.live, kept)) / Double(before)
    let bytes = min(Saturating.bytes(Double(born) * min(dead, 1)), kept)
    // A goal that would hardly differ stays what everybody expects of the percentage.
    return bytes > kept / Pace.leastDoubt ? bytes : 0
  }

  /// Says what the next cycle will mark, and what share of the room below the goal is to be used
  /// before it, 0...1. `commit` must follow.
  public mutating func plan(_ next: CycleKind, roomShare: Double = 1) {
    kind = next
    self.roomShare = roomShare
  }

  /// Believes the largest of this measurement and the last four.
  ///
  /// Idle marking counts as time that marking had, but not as time taken from the program, which
  /// could have had it back at any moment.
  private mutating func learn(
    allocated: UInt64, scanned: UInt64, utilization: Double, idle: Double
  ) {
    let marking = Double(allocated) * (utilization + idle)
    let mutating = Double(scanned) * (1 - utilization)
    let measured = marking / mutating
    // With nothing scanned or the mutator wholly displaced the quotient says nothing.
    guard measured.isFinite, measured >= 0 else { return }
    consMark = max(measured, history.max())
    history = SIMD4(history[1], history[2], history[3], measured)
  }
}
