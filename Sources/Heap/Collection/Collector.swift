// The collector of a heap: its state and the small questions about it. The story is Cycle.swift's.
import CTricolor
import TricolorPacing
import TricolorTelemetry

typealias CollectorPointer = UnsafeMutablePointer<Collector>

/// Off-heap, one a heap, never moves.
struct Collector {
  let heap: HeapPointer
  let mark: MarkStatePointer
  let settings: CollectorSettings
  /// Whoever holds it may change the phase.
  var transition: UInt32 = 0
  /// Cycles that began, and whose marking is over. Atomic; `finished` is a futex word.
  var started: UInt32 = 0
  var finished: UInt32 = 0
  /// Why a cycle should begin: the raw value of a CycleReason, 0 for no reason. Atomic.
  var due: UInt32 = 0
  /// Stress: allocations so far (`CollectorSwitches.collectEvery`). Atomic.
  var stressCount: UInt64 = 0
  /// Before this moment, monotonic nanoseconds, the heap's size is no reason to collect. Atomic.
  var restUntil: UInt64 = 0
  /// The rest goes on until the process has used so much CPU, in nanoseconds, but no longer than to
  /// the moment `restAtMost`. Atomic.
  var restProcessTime: UInt64 = 0
  var restAtMost: UInt64 = 0
  /// What the process had used when the running or last cycle began.
  var processTimeAtBegin: UInt64 = 0
  /// Why the running or last cycle began.
  var reason = CycleReason.request
  /// What the running or last cycle marks, and what the next one should.
  var kind = CycleKind.full
  var nextKind = CycleKind.full
  /// Whether what is born while the running or last cycle marks is young in a minor one.
  var bornStayYoung = false
  /// Whether cards were noted since stores last went over to the other note.
  var cardsAreNoted = false
  /// Who marks in the background. Written with the world stopped.
  var workers = WorkerShare(processors: 1, reason: .request)
  /// Bytes that the running or last cycle was expected to scan. Atomic; by whoever begins one.
  var expectedWork: UInt64 = 0

  /// Guards what follows down to `schedule`; not needed with the world stopped.
  var paceLock: UInt32 = 0
  var controller: Controller
  /// Which cycles are minor.
  var generations: GenerationPlan
  var limiter: CPULimiter
  /// Live bytes when the cycle began.
  var liveAtBegin: UInt64 = 0
  /// The goal of the running or last cycle, in bytes.
  var goal: UInt64 = 0
  /// Bytes that cycles have found dead: with the live bytes, all that was ever allocated.
  var freedBytes: UInt64 = 0
  /// Bytes of globals that the last cycle scanned.
  var globalBytes: UInt64 = 0
  /// Nanoseconds of assists and of idle marking that the limiter was told of.
  var toldAssist: UInt64 = 0
  var toldIdle: UInt64 = 0
  /// Pages to sweep for each byte allocated, once sweeping begins.
  var sweepPagesPerByte = 0.0
  /// Reasons to collect beside the heap's size. Whoever looks at the clock, one at a time.
  var schedule: CycleSchedule

  /// The cycle's clock readings. By whoever holds `transition`.
  var times = CycleTimes()
  /// The last cycle that was settled.
  var report = CycleReport()
  /// The pauses of each kind so far.
  var pauses = PauseCounts()
  /// What reports remember of all cycles. By whoever holds `transition`.
  var history: PauseHistory
  /// What the verifier counted last.
  var verified = VerifyCounts()
  /// Markers of caches and workers. Guarded by `markerLock`.
  var markerPool: FixedPool
  var markerLock: UInt32 = 0
  /// The heap's own threads; nil if the host lends some, or none were asked for.
  var workerPool: WorkerPoolPointer?
  /// Held by whoever tends the heap (Tending), who alone uses what follows but for `sweptCycle`,
  /// the last cycle whose sweep was seen to end. Atomic.
  var tending: UInt32 = 0
  var sweptCycle: UInt32 = 0
  /// The last cycle whose report is complete. Atomic.
  var reportedCycle: UInt32 = 0
  /// What the sweep of that cycle frees, in bytes, and since when it runs. Atomic.
  var sweepFrees: UInt64 = 0
  var sweepSince: UInt64 = 0
  /// When the clock is to be looked at next.
  var nextLook: UInt64 = 0
  /// The container whose limit is followed, and what that limit was last; nil: none is.
  var container: ContainerMemory?
  var containerLimit = Pace.noMemoryLimit
  /// When the heap was made, monotonic nanoseconds, and nanoseconds of collection since then.
  let born: UInt64
  var totalTime: UInt64 = 0
}

/// What a collector is told when its heap is made.
public struct CollectorSettings: Equatable, Sendable {
  /// GOGC; negative: off.
  public var percent: Int32 = 100
  /// The soft memory limit, in bytes.
  public var memoryLimit: Int64 = Pace.noMemoryLimit
  /// Take the memory limit from the container (cgroup) and follow its changes, in place of
  /// `memoryLimit`. Nothing happens outside containers.
  public var followsContainer = false
  /// What assists may take at most; unbounded, as in Go.
  public var assistBound = AssistBound()
  /// Lines on standard error.
  public var traces = TraceSettings()
  /// Whether cycles may be minor; nil: where that pays, or three of four in stress and verify
  /// modes.
  public var minorCycles: MinorCycles?
  /// Debugging.
  public var switches = CollectorSwitches()
  /// Entries of a barrier buffer, 2…TC_BARRIER_ENTRIES, even. Stress: few.
  public var barrierEntries = Int(TC_BARRIER_ENTRIES)
  /// Bytes of the pieces in which large objects are scanned, a multiple of 8. More: longer slices;
  /// fewer: more entries.
  public var pieceBytes: UInt = 128 << 10
  /// For tests: deliberate faults, TC_FAULT_*.
  public var faults: UInt32 = 0
  /// Threads of the heap's own, for hosts that lend none; nil: one a processor. 0: none, the host
  /// takes every step itself.
  public var workerThreads: Int?
  /// Whether a cycle that one slice can probably mark is marked at once by whoever begins it.
  /// False: every step is the host's.
  public var marksSmallAtOnce = true
  /// Where to add up what collecting costs, cycle by cycle, atomically; it must outlive the heap.
  nonisolated(unsafe) public var totals: UnsafeMutablePointer<tc_cycle_totals>?
  /// For tests: called instead of dying when the second mark finds a lost object.
  public var lostObject: (@convention(c) (_ object: UInt, _ holder: UInt) -> Void)?

  /// As Go has it.
  public init() {}

  public static func == (a: CollectorSettings, b: CollectorSettings) -> Bool {
    a.percent == b.percent && a.memoryLimit == b.memoryLimit && a.switches == b.switches
      && a.followsContainer == b.followsContainer && a.assistBound == b.assistBound
      && a.traces == b.traces && a.minorCycles == b.minorCycles
      && a.barrierEntries == b.barrierEntries
      && a.pieceBytes == b.pieceBytes
      && a.faults == b.faults && a.workerThreads == b.workerThreads
      && a.marksSmallAtOnce == b.marksSmallAtOnce && a.totals == b.totals
  }
}

/// What the second mark found alive.
public struct VerifyCounts: Equatable, Sendable {
  public var objects: UInt64 = 0
  public var bytes: UInt64 = 0
  init() {}
}

extension UnsafeMutablePointer where Pointee == tc_heap {
  @inline(__always)
  var collector: CollectorPointer { pointee.collector.assumingMemoryBound(to: Collector.self) }
}

extension UnsafeMutablePointer where Pointee == Collector {
  @inline(__always)
  var heap: HeapPointer { pointee.heap }
  @inline(__always)
  var mark: MarkStatePointer { pointee.mark }
  @inline(__always)
  var switches: CollectorSwitches { pointee.settings.switches }

  @inline(__always)
  var phase: CollectorPhase {
    CollectorPhase(rawValue: tc_u32_load_acquire(&heap.pointee.phase)) ?? .off
  }

  /// How many processors the host runs mutators on, at least 1.
  var processors: Int {
    let count = heap.pointee.world?.pointee.processors?(heap.pointee.world_context, heap) ?? 1
    return max(1, Int(count))
  }

  /// How many of them have nothing else to do.
  var idleProcessors: Int {
    let world = heap.pointee.world
    return Int(world?.pointee.idle_processors?(heap.pointee.world_context, heap) ?? 0)
  }

  /// Stops the world and notes when. `transition` is held.
  func stopWorld(_ why: PauseCause) {
    let asked = tc_os_now()
    let reason = UInt32(truncatingIfNeeded: why.rawValue)
    heap.pointee.world?.pointee.stop?(heap.pointee.world_context, heap, reason)
    let reached = tc_os_now()
    if why == .sweepTermination {
      pointee.times = CycleTimes()
      (pointee.times.setupBegin, pointee.times.setupStopped) = (asked, reached)
    } else {
      (pointee.times.finishBegin, pointee.times.finishStopped) = (asked, reached)
    }
  }

  /// Lets the world go on and notes how long it stood.
  func startWorld(_ why: PauseCause) {
    let now = tc_os_now()
    if why == .sweepTermination {
      if phase == .mark { setUpEnded(now) } else { pointee.times.finishEnd = now }
      pointee.pauses.add(.sweepTermination, now &- pointee.times.setupBegin)
      let stopping = pointee.times.setupStopped &- pointee.times.setupBegin
      tellPause(why, stopping: stopping, total: now &- pointee.times.setupBegin)
    } else {
      pointee.times.finishEnd = now
      pointee.pauses.add(.markTermination, now &- pointee.times.finishBegin)
      let stopping = pointee.times.finishStopped &- pointee.times.finishBegin
      tellPause(why, stopping: stopping, total: now &- pointee.times.finishBegin)
    }
    heap.pointee.world?.pointee.start?(heap.pointee.world_context, heap)
  }

  /// Mark setup is over, and marking begins.
  private func setUpEnded(_ now: UInt64) {
    pointee.times.setupEnd = now
    tc_u64_store(&mark.pointee.began, now)
  }

  /// Calls `body`, which marks to the end within the stop of mark setup, and notes when.
  func whileMarking(_ body: () -> Void) {
    setUpEnded(tc_os_now())
    body()
    let now = tc_os_now()
    (pointee.times.finishBegin, pointee.times.finishStopped) = (now, now)
  }

  /// Asks for background work of some kinds (TC_WORK_*).
  func wakeWorkers(_ kinds: UInt32) {
    if let wake = heap.pointee.world?.pointee.wake_workers {
      wake(heap.pointee.world_context, heap, kinds)
    } else if let pool = pointee.workerPool {
      pool.wake()
    }
  }

  /// Calls `body` with every cache. World stopped.
  func forEachCache(_ body: (CachePointer) -> Void) { heap.forEachCache(body) }
}
