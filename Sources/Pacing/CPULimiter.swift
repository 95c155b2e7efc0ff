// The GC CPU limiter: a leaky bucket that fills with collection time and drains with the program's.
// While it is full, assists are forgiven and the heap may pass its goal: a live heap beyond the
// memory limit slows the program to no less than half speed instead of stopping it.

/// The bucket. Times are monotonic nanoseconds handed in; nothing here reads a clock.
public struct CPULimiter: Equatable, Sendable {
  /// Bucket capacity for each processor, in CPU nanoseconds: one second. Larger tolerates longer
  /// bursts of collection, smaller reacts sooner.
  public static let capacityPerProcessor: Int64 = 1_000_000_000
  /// The bucket should be updated at least this often, in nanoseconds.
  public static let updatePeriod: Int64 = 10_000_000

  /// CPU nanoseconds in the bucket. Invariant: 0 ≤ fill ≤ capacity.
  public private(set) var fill: Int64 = 0
  /// CPU nanoseconds that fit.
  public private(set) var capacity: Int64
  /// CPU nanoseconds of collection that ran over since the beginning.
  public private(set) var overflow: Int64 = 0
  /// CPU nanoseconds that ran over and are still to be made up for before collection may have more
  /// than half again; at most a tenth of the capacity. Between two updates mutators assist at
  /// will: without this, a full bucket would let collection have well above half (62% in the
  /// worst case, and so it is in Go).
  public private(set) var debt: Int64 = 0
  /// True while the bucket is full: assists and synchronous scavenging stand back.
  public private(set) var isLimiting = false
  /// The cycle in which it last became full; 0: never.
  public private(set) var lastEnabledCycle: UInt32 = 0
  /// When it was last updated.
  public private(set) var lastUpdate: Int64
  /// Whether marking is on, so that background workers take their share.
  public private(set) var isMarking = false
  private var isChanging = false
  private var processors: Int64

  /// - Parameters:
  ///   - now: monotonic nanoseconds.
  ///   - processors: at least 1.
  public init(now: Int64, processors: Int) {
    lastUpdate = now
    self.processors = Int64(max(processors, 1))
    capacity = self.processors * Self.capacityPerProcessor
  }

  /// Time that was spent since the last update.
  public struct Spent: Equatable, Sendable {
    /// CPU nanoseconds of mark assists and of scavenging on behalf of an allocation.
    public var assist: Int64
    /// CPU nanoseconds that processors were idle or marked for lack of other work.
    public var idle: Int64

    /// Both in CPU nanoseconds.
    public init(assist: Int64 = 0, idle: Int64 = 0) {
      self.assist = assist
      self.idle = idle
    }
  }

  /// True when the last update is too long ago.
  public func needsUpdate(now: Int64) -> Bool { now - lastUpdate > Self.updatePeriod }

  /// Brings the bucket up to date. Ignored when `now` lies before the last update.
  ///
  /// - Parameters:
  ///   - spent: since the last update.
  ///   - cycle: the number of the cycle that runs or runs next.
  public mutating func update(now: Int64, spent: Spent, cycle: UInt32) {
    guard now >= lastUpdate else { return }
    let window = (now - lastUpdate) * processors
    lastUpdate = now
    var collecting = spent.assist
    if isMarking { collecting += Int64(Double(window) * Pace.backgroundUtilization) }
    // Background workers take their share of the whole window; only the rest of it can have been
    // idle. Idle time says nothing about whether the collector hinders the program.
    accumulate(mutator: window - spent.idle - collecting, collector: collecting, cycle: cycle)
  }

  /// The world has been stopped to turn marking on or off.
  public mutating func beginTransition(
    marking: Bool, now: Int64, spent: Spent, cycle: UInt32
  ) {
    precondition(!isChanging && marking != isMarking, "limiter: transition out of order")
    update(now: now, spent: spent, cycle: cycle)
    isMarking = marking
    isChanging = true
  }

  /// The world starts again: the pause counts as collection on every processor.
  public mutating func endTransition(now: Int64, cycle: UInt32) {
    precondition(isChanging, "limiter: no transition to end")
    if now >= lastUpdate {
      accumulate(mutator: 0, collector: (now - lastUpdate) * processors, cycle: cycle)
      lastUpdate = now
    }
    isChanging = false
  }

  /// The number of processors has changed. Not while marking is on.
  public mutating func setProcessors(_ count: Int, now: Int64, spent: Spent, cycle: UInt32) {
    update(now: now, spent: spent, cycle: cycle)
    processors = Int64(max(count, 1))
    capacity = processors * Self.capacityPerProcessor
    if fill > capacity {
      fill = capacity
      debt = min(debt, capacity / 10)
      enable(cycle)
    } else if fill < capacity {
      isLimiting = false
    }
  }

  /// Pours `collector` in and lets `mutator` out. Only the difference counts.
  public mutating func accumulate(mutator: Int64, collector: Int64, cycle: UInt32) {
    let change = collector - mutator
    let headroom = capacity - fill
    if change > 0, headroom <= change {
      overflow += change - headroom
      debt = min(debt + change - headroom, capacity / 10)
      fill = capacity
      if !isLimiting { enable(cycle) }
      return
    }
    let rest = change + debt
    if change < 0, rest > 0 {
      debt = rest
      return
    }
    if change < 0 { debt = 0 }
    fill = max(fill + (change < 0 ? rest : change), 0)
    if change != 0 { isLimiting = false }
  }

  private mutating func enable(_ cycle: UInt32) {
    isLimiting = true
    lastEnabledCycle = cycle
  }
}
