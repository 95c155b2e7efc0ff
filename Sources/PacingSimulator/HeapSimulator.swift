// A whole heap in a model: pacer, sweeper and scavenger against a program over time, with no
// memory and no clock. Time advances in small steps; within one, everything happens at constant
// rates. Minutes of a program take milliseconds, and the same input gives the same curve.
//
// What the model leaves out: size classes, the order of addresses, threads. Pages are bytes in
// three pots (in use, free, given back); the free ones remember when they became free.
import TricolorPacing

/// A heap of numbers.
public struct HeapSimulator: Sendable {
  /// Nanoseconds of a step.
  public static let step: Int64 = 5_000_000

  private let workload: Workload
  private let machine: Machine
  var controller: Controller
  private var schedule = CycleSchedule(now: 0)
  private var scavenger: ScavengePacer
  var pool: PagePool

  private var now: Int64 = 0
  private var reading = HeapReading()
  private var allocated: UInt64 = 0
  private var unswept: UInt64 = 0
  private var lastInUse: UInt64 = 0
  private var marking: Marking?
  private var cycles: UInt32 = 0
  private var scavengeCPU: Int64 = 0
  private var collectionCPU: Int64 = 0

  private struct Marking {
    var left: Double
    var kept: UInt64
    var start: Int64
    var assist: Int64 = 0
    var idle: Int64 = 0
    var reason: CycleReason
  }

  /// - Parameters:
  ///   - workload: the program.
  ///   - policy: the scavenger's rules.
  ///   - percent: GOGC.
  ///   - memoryLimit: bytes.
  ///   - machine: what things cost.
  public init(
    _ workload: Workload, policy: ScavengePolicy, percent: Int32 = 100,
    memoryLimit: Int64 = Pace.noMemoryLimit, machine: Machine = Machine()
  ) {
    self.workload = workload
    self.machine = machine
    controller = Controller(percent: percent, memoryLimit: memoryLimit)
    scavenger = ScavengePacer(policy: policy, now: 0)
    pool = PagePool(machine: machine)
    reading.stackSpace = workload.stackBytes
    controller.commit(reading, sweepDone: true)
  }

  /// Runs the workload to its end.
  /// - Parameter interval: seconds between samples.
  public mutating func run(interval: Double = 0.1) -> [HeapSample] {
    var samples: [HeapSample] = []
    var nextSample = 0.0
    while seconds < workload.seconds {
      advance()
      if seconds >= nextSample {
        samples.append(sample())
        nextSample += interval
      }
    }
    return samples
  }

  private var seconds: Double { Double(now) / 1e9 }

  /// One step: allocate, mark, sweep, scavenge.
  private mutating func advance() {
    let end = now + Self.step
    let time = seconds
    if machine.pressure(time) { pool.lazilyReleased = 0 }
    let share = markShare(time)
    allocate(time, share: share)
    mark(time, share: share)
    sweep()
    settlePages()
    startIfDue(time)
    scavenge(until: end)
    now = end
  }

  private mutating func allocate(_ time: Double, share: Double) {
    let wanted = workload.allocation(time) * Double(Self.step) / 1e9 * (1 - share)
    let live = UInt64(workload.live(time))
    let growth = live > reading.objects ? live - reading.objects : 0
    let bytes = max(UInt64(wanted), growth)
    allocated += bytes
    reading.live += bytes
    reading.objects += bytes
    reading.scannable += UInt64(Double(bytes) * workload.scannable)
  }

  /// The share of the processors that marking takes in this step: workers and assists.
  private func markShare(_ time: Double) -> Double {
    guard marking != nil else { return 0 }
    let speed = workload.allocation(time) / 1e9 / Double(machine.processors)
    let demand = controller.assistRatio(reading).workPerByte * speed
    return max(demand / (demand + machine.scanRate), Pace.backgroundUtilization)
  }

  private mutating func mark(_ time: Double, share: Double) {
    guard var current = marking else { return }
    let available = Double(Self.step) * Double(machine.processors)
    let idle = max(1 - workload.busy(time) - share, 0)
    let speed = machine.scanRate * available * (share + idle)
    let part = min(current.left / speed, 1)
    let done = current.left * part
    current.left = part < 1 ? current.left - speed : 0
    current.assist += Int64(available * (share - Pace.backgroundUtilization) * part)
    current.idle += Int64(available * idle * part)
    collectionCPU += Int64(available * (share + idle) * part)
    reading.work.heap += UInt64(done)
    current.kept += part < 1 ? freshBytes(time, share: share) : 0
    marking = current
    if current.left <= 0 { finish(current) }
  }

  /// What was allocated in this step is black.
  private func freshBytes(_ time: Double, share: Double) -> UInt64 {
    UInt64(workload.allocation(time) * Double(Self.step) / 1e9 * (1 - share))
  }

  private mutating func startIfDue(_ time: Double) {
    guard marking == nil else { return }
    var reason: CycleReason?
    if reading.live >= controller.trigger(reading).trigger { reason = .heap }
    let since = reading.live > controller.marked ? reading.live - controller.marked : 0
    let other = schedule.due(
      now: now, allocated: allocated, sinceCycle: since, marked: controller.marked,
      enabled: controller.percent >= 0)
    if reason == nil, other != .idle || scavenger.policy.collectsWhenIdle { reason = other }
    guard let reason else { return }
    unsweptIsDone()
    reading.work = ScanWork(stacks: workload.stackBytes)
    _ = controller.begin(reading, processors: machine.processors, reason: reason)
    let live = min(UInt64(workload.live(time)), reading.objects)
    marking = Marking(
      left: Double(live) * workload.scannable + 1, kept: live, start: now, reason: reason)
  }

  private mutating func finish(_ current: Marking) {
    let kept = min(current.kept, reading.objects)
    let times = MarkTimes(
      elapsed: max(now - current.start, 1), assist: current.assist, idle: current.idle)
    controller.finish(reading, times: times, processors: machine.processors, marked: kept)
    unswept = reading.objects - kept
    reading.live = kept
    reading.scannable = UInt64(Double(kept) * workload.scannable)
    lastInUse = pool.inUse
    cycles += 1
    marking = nil
    let cpu = Int64(Double(reading.work.total) / machine.scanRate)
    schedule.cycleEnded(
      now: now, reason: current.reason, cpu: cpu, processors: machine.processors)
    controller.commit(reading, sweepDone: unswept == 0)
    settlePages()
    scavenger.pacingChanged(scavengeReading(), now: now)
  }

  private mutating func sweep() {
    guard unswept > 0 else { return }
    let swept = min(unswept, UInt64(machine.sweepRate * Double(Self.step)))
    unswept -= swept
    reading.objects -= swept
    if unswept == 0 { scavenger.memoryFreed() }
  }

  private mutating func unsweptIsDone() {
    reading.objects -= unswept
    unswept = 0
  }

  /// Brings pages in use into line with the objects; what that needs is released first.
  private mutating func settlePages() {
    let wanted = UInt64(Double(reading.objects) * machine.fragmentation) & ~8191
    let policy = scavenger.policy
    if wanted > pool.inUse {
      let need = pool.need(wanted - pool.inUse)
      let order = policy.beforeAllocation(
        scavengeReading(), goals: scavenger.goals, growth: need.growth, faulting: need.faulting,
        limiting: false)
      if order.bytes > 0 { scavengeCPU += pool.release(order, now: now).cpu }
    }
    pool.settle(inUse: wanted, now: now)
    reading.free = pool.free
    reading.mapped = pool.inUse + pool.free + workload.stackBytes + machine.metadata
  }

  private mutating func scavenge(until end: Int64) {
    var time = now
    while time < end {
      let reading = scavengeReading()
      let step = scavenger.next(reading, now: time)
      guard step.order.bytes > 0 else { break }
      let (released, cpu) = pool.release(step.order, now: time)
      scavengeCPU += cpu
      time += max(cpu, 1)
      scavenger.worked(
        released: released, ordered: step.order.bytes, cpu: cpu, reading: reading, now: time)
    }
    reading.free = pool.free
    reading.mapped = pool.inUse + pool.free + workload.stackBytes + machine.metadata
  }

  private func scavengeReading() -> ScavengeReading {
    ScavengeReading(
      inUse: pool.inUse, free: pool.free, released: pool.released, lastInUse: lastInUse,
      heapGoal: controller.heapGoal(reading).bytes, lastHeapGoal: controller.lastGoal,
      mapped: pool.inUse + pool.free + workload.stackBytes + machine.metadata,
      memoryLimit: controller.memoryLimit, processors: machine.processors)
  }

  private func sample() -> HeapSample {
    HeapSample(
      time: seconds,
      rss: pool.inUse + pool.free + pool.lazilyReleased + workload.stackBytes + machine.metadata,
      live: min(UInt64(workload.live(seconds)), reading.objects),
      goal: controller.heapGoal(reading).bytes, inUse: pool.inUse, free: pool.free,
      released: pool.released, scavengeCPU: scavengeCPU, collectionCPU: collectionCPU,
      cycles: cycles)
  }
}
