// The background scavenger's pace: a state machine that is asked what to do, told what it took,
// and says when to ask again. One for every policy; it sleeps and releases nothing itself.
//
// The loop around it:
//
//     let step = pacer.next(reading, now)     what to do
//     release(step.order); pacer.worked(…)    while step.order.bytes > 0
//     sleep until step.wake                   then ask again, or earlier when pacing changes

/// The background scavenger's state. Times are monotonic nanoseconds.
public struct ScavengePacer: Equatable, Sendable {
  /// Bytes asked for at a time: at some 10 µs a page this bounds how long the heap's lock is
  /// wanted. Larger amortises better, smaller yields sooner.
  public static let quantum: UInt64 = 64 << 10
  /// The quantum of `steady`, which asks for whole huge pages.
  public static let hugeQuantum: UInt64 = 2 << 20
  /// Share of the processors' time in the long run, 0...1, and near the memory limit.
  public static let share = 0.01
  public static let shareAtLimit = 0.10
  /// CPU time of a batch at least; shorter ones make sleeps too short to be exact.
  public static let batchTime: Int64 = 1_000_000
  /// The period of the periodic policies, and the age that memory must have for them.
  public static let period: Int64 = 150_000_000_000
  public static let unusedAge: Int64 = 300_000_000_000
  /// What Go 1.13 assumed a page to cost, in nanoseconds.
  public static let assumedPageCost: Double = 10_000
  /// How long a failed controller is left alone.
  static let cooldownTime: Int64 = 5_000_000_000
  /// The ratio of work to sleep that it starts from and falls back to.
  static let cautiousRatio = 0.001

  /// The policy; fixed for the pacer's life.
  public let policy: ScavengePolicy
  /// The goals since the last change of pacing.
  public private(set) var goals = ScavengeGoals.none
  /// True once after the controller had to start over, for the trace line.
  public private(set) var controllerWasReset = false

  private var advice: ReleaseAdvice
  private var nextPeriod: Int64
  private var batch: Int64 = 0
  private var exhausted = false
  private var sleepUntil: Int64 = .min
  private var sleptFrom: Int64 = 0
  private var ratio: Double
  private var cooldown: Int64 = 0
  private var rateBasis: Int64
  private var rateReleased: UInt64 = 0
  private var controller = ProportionalIntegral(
    gain: 0.3375, integralTime: 3.2e6, resetTime: 1e9, bounds: 0.001...1000)

  /// What to do next.
  public struct Step: Equatable, Sendable {
    /// What to release now; 0 bytes: nothing until `wake`.
    public var order: ScavengeOrder
    /// When to ask again; `.max`: when pacing has changed.
    public var wake: Int64
  }

  /// - Parameters:
  ///   - policy: which rules to follow.
  ///   - now: monotonic nanoseconds.
  ///   - advice: what a switch demands instead of the policy's own; nil for the policy's.
  public init(policy: ScavengePolicy, now: Int64, advice: ReleaseAdvice? = nil) {
    self.policy = policy
    self.advice = advice ?? policy.advice
    nextPeriod = now + Self.period
    rateBasis = now
    ratio = Self.cautiousRatio
  }

  /// Pacing has changed: a cycle has ended or a setting was set.
  public mutating func pacingChanged(_ reading: ScavengeReading, now: Int64) {
    goals = policy.goals(reading)
    exhausted = false
    rateBasis = now
    rateReleased = 0
  }

  /// More memory has become free, as when sweeping ends: work that had run dry may go on.
  public mutating func memoryFreed() { exhausted = false }

  /// What to do at `now`.
  public mutating func next(_ reading: ScavengeReading, now: Int64) -> Step {
    if policy.isPeriodic { return periodic(reading, now: now) }
    // Near the limit every allocation moves the goal; between changes of pacing it is kept.
    if goals.excess(reading) == 0 || exhausted { return step(0, wake: .max, reading) }
    if now < sleepUntil { return step(0, wake: sleepUntil, reading) }
    if policy == .go1_13 { return rated(reading, now: now) }
    settleSleep(reading, now: now)
    let quantum = policy == .steady ? Self.hugeQuantum : Self.quantum
    return step(min(quantum, max(goals.excess(reading), reading.physicalPage)), wake: now, reading)
  }

  /// Reports what came of an order.
  ///
  /// - Parameters:
  ///   - released: bytes; less than ordered means that there is no more for now.
  ///   - ordered: what the order asked for.
  ///   - cpu: nanoseconds that it took; 0 if the clock is too coarse to tell.
  ///   - now: when it was done.
  public mutating func worked(
    released: UInt64, ordered: UInt64, cpu: Int64, reading: ScavengeReading, now: Int64
  ) {
    guard !policy.isPeriodic else { return }
    rateReleased = Saturating.sum(rateReleased, released)
    let pages = Double(released / max(reading.physicalPage, 1))
    batch += cpu > 0 ? cpu : Int64(pages * Self.assumedPageCost)
    let isDry = released < ordered
    if isDry, released == 0 { exhausted = true }
    guard policy != .go1_13, isDry || batch >= Self.batchTime || policy == .go1_14 else { return }
    guard released > 0 || batch > 0 else { return }
    sleptFrom = now
    sleepUntil = now + sleepTime(reading)
  }

  /// Reads and clears `controllerWasReset`.
  public mutating func takeControllerReset() -> Bool {
    defer { controllerWasReset = false }
    return controllerWasReset
  }

  /// The share of the processors' time that background work may take now.
  public func targetShare(_ reading: ScavengeReading) -> Double {
    guard policy == .steady, reading.memoryLimit != Pace.noMemoryLimit else { return Self.share }
    let limit = Double(max(reading.memoryLimit, 1))
    let start = limit * (1 - ScavengeGoals.reduceExtraPercent / 100)
    let closeness = (Double(reading.mapped) - start) / max(limit - start, 1)
    return Self.share + (Self.shareAtLimit - Self.share) * min(max(closeness, 0), 1)
  }

  private func step(_ bytes: UInt64, wake: Int64, _ reading: ScavengeReading) -> Step {
    var order = ScavengeOrder(bytes: bytes, advice: advice, sparesDense: policy.sparesDenseChunks)
    if reading.mapped > goals.limit { order.sparesDense = false }
    return Step(order: order, wake: wake)
  }

  private mutating func periodic(_ reading: ScavengeReading, now: Int64) -> Step {
    guard now >= nextPeriod else { return step(0, wake: nextPeriod, reading) }
    nextPeriod = now + Self.period
    var all = step(.max, wake: nextPeriod, reading)
    all.order.unusedFor = Self.unusedAge
    return all
  }

  /// Go 1.13: a line from the last change of pacing at the rate that 1% buys at an assumed cost.
  private func rated(_ reading: ScavengeReading, now: Int64) -> Step {
    let bytesPerNanosecond = Double(reading.physicalPage) / Self.assumedPageCost * Self.share
    let due = Saturating.bytes(bytesPerNanosecond * Double(max(now - rateBasis, 0)))
    let owed = Saturating.difference(due, rateReleased)
    let quantum = min(Self.quantum, goals.excess(reading))
    guard owed >= quantum else {
      let wait = Double(quantum - owed) / bytesPerNanosecond
      return step(0, wake: now + max(Int64(wait), Self.batchTime), reading)
    }
    return step(quantum, wake: now, reading)
  }

  /// How long to rest after the batch that has just ended.
  private mutating func sleepTime(_ reading: ScavengeReading) -> Int64 {
    switch policy {
    case .go1_14, .go1_16:
      return Int64(Double(batch) / Self.share)
    case .go1_19:
      return Int64(Double(max(batch, Self.batchTime)) / ratio)
    default:
      // The ratio is known: share = worked / ((worked + slept) × processors).
      let share = targetShare(reading) * Double(max(reading.processors, 1))
      return Int64(Double(batch) / min(share, 1)) - batch
    }
  }

  /// Go 1.19: what the last batch and its sleep really took corrects the next sleep.
  private mutating func settleSleep(_ reading: ScavengeReading, now: Int64) {
    guard sleepUntil != .min else { return }
    sleepUntil = .min
    let worked = max(batch, Self.batchTime)
    batch = 0
    guard policy == .go1_19 else { return }
    let slept = max(now - sleptFrom, 0)
    if cooldown > 0 {
      cooldown = max(cooldown - slept - worked, 0)
      return
    }
    let whole = Double(slept + worked)
    let used = Double(worked) / (whole * Double(max(reading.processors, 1)))
    if let output = controller.next(input: used, target: Self.share, period: whole) {
      ratio = output
    } else {
      ratio = Self.cautiousRatio
      cooldown = Self.cooldownTime
      controllerWasReset = true
    }
  }
}
