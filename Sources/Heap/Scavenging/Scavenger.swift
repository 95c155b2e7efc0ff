// Front door of scavenging: memory goes back to the system.
//
// The rules are values in their own module (Pacing/ScavengePolicy, Pacing/ScavengePacer); finding
// and releasing pages is the page heap's. Here the two meet:
//
//   in the background  `step`: ask the pacer, release a little, report, say when to come again.
//                      Whoever lends a thread calls it: the heap's pacemaker, a host's worker.
//   on demand          `beforeAllocation`, called by the page heap when an allocation grew the heap
//                      or takes pages that had been given back (Scavenger+Demand).
//   at a word          `releaseEverything`, for FreeOSMemory.
//
// INVARIANTS
//  - Address space is never given back here: released pages stay the heap's and read as zero (or,
//    lazily released, as anything) when they are used again. So `HeapReleased` may fall.
//  - Pages are taken while they are released, so nobody can be handed one meanwhile.
//  - `paceLock` is never held across a system call; `working` is held by at most one thread, which
//    does background work.
import CTricolor
import TricolorPacing
import TricolorTelemetry

/// What a scavenger is told when its heap is made.
public struct ScavengerSettings: Equatable, Sendable {
  /// Which rules to follow.
  public var policy = ScavengePolicy.steady
  /// How the kernel is told, whatever the policy says; nil: as the policy has it.
  public var advice: ReleaseAdvice?
  /// Given-back memory is made inaccessible as well (Go: `GODEBUG=harddecommit=1`).
  public var hardDecommit = false

  /// As the policy `steady` has it.
  public init() {}
}

/// Off-heap, one a heap, never moves.
struct Scavenger {
  let heap: HeapPointer
  let settings: ScavengerSettings

  /// Guards the pacer and what the goals are computed from.
  fileprivate var paceLock: UInt32 = 0
  fileprivate var pacer: ScavengePacer
  fileprivate var pace = ScavengePace()
  /// Pages in use when the last cycle had marked, in bytes. Written with the world stopped.
  fileprivate var lastInUse: UInt64 = 0

  /// Held by whoever does background work.
  fileprivate var working: UInt32 = 0
  /// Background work goes downwards from here; by whoever holds `working`.
  fileprivate var cursor: Address = ~0
  /// When background work is due, monotonic nanoseconds. Atomic.
  fileprivate var wakeAt: Int64 = .max

  /// The goals, for allocations: `ScavengeGoals`. Atomic.
  var heapGoal: UInt64 = .max
  /// The soft memory limit in bytes. Atomic.
  var memoryLimit: Int64 = Pace.noMemoryLimit
  /// 1 while the CPU limiter forbids work on behalf of the limit. Atomic.
  var limiting: UInt32 = 0
  /// Cycles so far; notes of chunks refer to it. Atomic.
  var generation: UInt32 = 0

  /// Bytes released in the background and on demand since the last trace. Atomic.
  var tracedBackground: UInt64 = 0
  var tracedEager: UInt64 = 0
  /// Nanoseconds of CPU spent in the background and by allocations, since the beginning. Atomic.
  var backgroundTime: UInt64 = 0
  var assistTime: UInt64 = 0
  /// Nanoseconds of CPU of allocations that the CPU limiter has not been told of. Atomic.
  var untoldAssistTime: UInt64 = 0
}

/// What the collector tells the scavenger when pacing changes.
struct ScavengePace: Equatable {
  /// The heap goal now, and at the end of the last cycle (0 before the first), in bytes.
  var heapGoal: UInt64 = 0
  var lastHeapGoal: UInt64 = 0
  var processors = 1
}

typealias ScavengerPointer = UnsafeMutablePointer<Scavenger>

extension UnsafeMutablePointer where Pointee == tc_heap {
  @inline(__always)
  var scavenger: ScavengerPointer { pointee.scavenger.assumingMemoryBound(to: Scavenger.self) }
}

extension Scavenger {
  init(heap: HeapPointer, settings: ScavengerSettings, now: UInt64) {
    self.heap = heap
    self.settings = settings
    pacer = ScavengePacer(
      policy: settings.policy, now: Int64(bitPattern: now), advice: settings.advice)
  }

  /// Sets up the scavenger of `heap`, whose page heap exists. False when memory is refused.
  static func install(_ heap: HeapPointer, _ settings: ScavengerSettings) -> Bool {
    let pageHeap = heap.pageHeap
    let bytes = UInt(MemoryLayout<Scavenger>.stride)
    guard let memory = pageHeap.pointee.metadata.allocate(bytes, .other) else { return false }
    let scavenger = memory.assumingMemoryBound(to: Scavenger.self)
    scavenger.initialize(to: Scavenger(heap: heap, settings: settings, now: tc_os_now()))
    heap.pointee.scavenger = memory
    pageHeap.pointee.system.pointee.hardDecommit = settings.hardDecommit
    return true
  }
}

extension UnsafeMutablePointer where Pointee == Scavenger {
  @inline(__always)
  var pageHeap: PageHeapPointer { pointee.heap.pageHeap }

  /// The heap's pages as the policies see them. Torn between counters, which is harmless.
  /// `paceLock` held.
  func reading() -> ScavengeReading {
    let inUse = tc_u64_load(&pageHeap.pointee.heapInUse)
    let released = tc_u64_load(&pageHeap.pointee.released)
    var taken = inUse &+ released
    for use in 0..<UInt8(ManualUse.count) {
      taken &+= ManualUse(rawValue: use).map { pageHeap.manualInUse($0) } ?? 0
    }
    let mapped = tc_u64_load(&pageHeap.pointee.mapped)
    return ScavengeReading(
      inUse: inUse, free: mapped > taken ? mapped &- taken : 0, released: released,
      lastInUse: tc_u64_load(&pointee.lastInUse), heapGoal: pointee.pace.heapGoal,
      lastHeapGoal: pointee.pace.lastHeapGoal, mapped: pageHeap.readyBytes,
      memoryLimit: tc_i64_load(&pointee.memoryLimit),
      physicalPage: UInt64(tc_os_page_size()), processors: pointee.pace.processors)
  }

  /// As `reading`, for whoever does not hold `paceLock`.
  func currentReading() -> ScavengeReading {
    tc_lock(&pointee.paceLock)
    defer { tc_unlock(&pointee.paceLock) }
    return reading()
  }

  // MARK: What the collector tells

  /// Pacing has changed: a cycle has ended, or a setting. Any thread.
  func paceChanged(_ pace: ScavengePace, memoryLimit: Int64) {
    tc_lock(&pointee.paceLock)
    pointee.pace = pace
    tc_i64_store(&pointee.memoryLimit, memoryLimit)
    pointee.pacer.pacingChanged(reading(), now: Int64(bitPattern: tc_os_now()))
    tc_u64_store(&pointee.heapGoal, pointee.pacer.goals.heap)
    let hasGoals = pointee.pacer.goals != .none
    tc_unlock(&pointee.paceLock)
    if hasGoals { callForWork() }
  }

  /// A cycle has marked, nothing is swept yet: the pages in use now are what the goal that it ends
  /// at took, fragmentation included, and the next goal is reckoned from them. World stopped.
  func cycleEnded() {
    tc_u64_store(&pointee.lastInUse, tc_u64_load(&pageHeap.pointee.heapInUse))
  }

  /// The sweep of a cycle is over: what it freed can be released.
  func sweepEnded() {
    noteDensity()
    tc_lock(&pointee.paceLock)
    pointee.pacer.memoryFreed()
    pointee.pacer.pacingChanged(reading(), now: Int64(bitPattern: tc_os_now()))
    tc_u64_store(&pointee.heapGoal, pointee.pacer.goals.heap)
    let hasGoals = pointee.pacer.goals != .none
    tc_unlock(&pointee.paceLock)
    if hasGoals { callForWork() }
  }

  /// Makes background work due now.
  private func callForWork() {
    tc_i64_store(&pointee.wakeAt, 0)
    pointee.heap.events.ask(for: UInt32(TC_WORK_SCAVENGE), pointee.heap)
  }

  // MARK: Background work

  /// When background work is due, monotonic nanoseconds; `.max`: when pacing has changed.
  var dueAt: Int64 { tc_i64_load(&pointee.wakeAt) }

  /// One batch of background work, about a millisecond at most. Any thread, not at a safepoint.
  /// - Returns: when to come again, as `dueAt`.
  @discardableResult
  func step() -> Int64 {
    guard tc_try_lock(&pointee.working) else { return dueAt }
    defer { tc_unlock(&pointee.working) }
    if pointee.settings.policy.isPeriodic { noteAges() }
    // Quanta are small, so that a batch is left soon after its time is used up.
    let limit = tc_os_now() &+ UInt64(ScavengePacer.batchTime)
    var released: UInt64 = 0
    var spent: UInt64 = 0
    while true {
      let step = nextStep()
      guard step.order.bytes > 0 else {
        tc_i64_store(&pointee.wakeAt, step.wake)
        break
      }
      let start = tc_os_thread_time()
      let done = release(step.order, from: &pointee.cursor)
      let cpu = tc_os_thread_time() &- start
      released &+= done
      spent &+= cpu
      report(step.order, released: done, cpu: cpu)
      if tc_os_now() > limit { break }
    }
    if released > 0 { account(released, spent, .background) }
    return dueAt
  }

  private func nextStep() -> ScavengePacer.Step {
    tc_lock(&pointee.paceLock)
    defer { tc_unlock(&pointee.paceLock) }
    return pointee.pacer.next(reading(), now: Int64(bitPattern: tc_os_now()))
  }

  private func report(_ order: ScavengeOrder, released: UInt64, cpu: UInt64) {
    tc_lock(&pointee.paceLock)
    pointee.pacer.worked(
      released: released, ordered: order.bytes, cpu: Int64(bitPattern: cpu), reading: reading(),
      now: Int64(bitPattern: tc_os_now()))
    tc_unlock(&pointee.paceLock)
    // Once at the bottom, the next batch begins at the top again.
    if released < order.bytes { pointee.cursor = ~0 }
  }

  /// Adds to the counters and tells whoever wants to know.
  func account(_ released: UInt64, _ cpu: UInt64, _ cause: ScavengeCause) {
    switch cause {
    case .background:
      _ = tc_u64_add(&pointee.tracedBackground, released)
      _ = tc_u64_add(&pointee.backgroundTime, cpu)
    case .allocation:
      _ = tc_u64_add(&pointee.tracedEager, released)
      _ = tc_u64_add(&pointee.assistTime, cpu)
      _ = tc_u64_add(&pointee.untoldAssistTime, cpu)
    case .forced:
      _ = tc_u64_add(&pointee.tracedEager, released)
    }
    let heap = pointee.heap
    guard heap.events.wants(.scavenge) else { return }
    heap.events.emit(
      Event(
        .scavenge, time: Int64(bitPattern: tc_os_now()),
        cycle: tc_u32_load(&pointee.generation), released, cpu, cause.rawValue),
      heap)
  }

  // MARK: Reports

  /// The accounts since the last call, for a trace line.
  func takeReport(isForced: Bool) -> ScavengeReport {
    tc_lock(&pointee.paceLock)
    let now = reading()
    var report = ScavengeReport()
    report.wasReset = pointee.pacer.takeControllerReset()
    tc_unlock(&pointee.paceLock)
    report.background = tc_u64_swap(&pointee.tracedBackground, 0)
    report.eager = tc_u64_swap(&pointee.tracedEager, 0)
    report.released = now.released
    report.inUse = now.inUse
    report.retained = now.retained
    report.isForced = isForced
    return report
  }

  /// Writes the scavtrace line to standard error.
  func trace(isForced: Bool) {
    let report = takeReport(isForced: isForced)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { bytes -> Void in
      var text = TextBuffer(bytes)
      report.write(into: &text)
      tc_os_write_error(text.text.baseAddress, UInt(text.count))
    }
  }
}
