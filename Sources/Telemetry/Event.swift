// What a heap tells the world as it happens: the kinds of event and their arguments. Numbers and
// argument meanings are a published format: a kind is never renumbered, an argument never changes
// its meaning, new ones get new numbers. How events travel is EventRing's business.
//
//   kind           first              second             third
//   cycleStart     reason             live bytes         goal bytes
//   cycleEnd       marked bytes       utilization, ppm   wall ns
//   phase          phase              live bytes         –
//   pause          cause              stopping ns        total ns
//   assist         ns                 work bytes         debt bytes      source: whose debt
//   sweepStart     pages to sweep     –                  –
//   sweepEnd       pages swept        bytes freed        wall ns
//   scavenge       bytes released     CPU ns             how
//   limiter        1 on, 0 off        limit bytes        mapped bytes
//   stackGrowth    old bytes          new bytes          goroutine
//   heapGrowth     bytes              HeapSys bytes      –
//   setting        which              old                new
//   worker         mode               ns                 work bytes
//   dropped        events lost        –                  –

/// The version of the format that this table describes.
public let eventFormatVersion = 1

/// What happened.
public enum EventKind: UInt16, CaseIterable, Sendable {
  case cycleStart = 1
  case cycleEnd = 2
  case phase = 3
  case pause = 4
  case assist = 5
  case sweepStart = 6
  case sweepEnd = 7
  case scavenge = 8
  case limiter = 9
  case stackGrowth = 10
  case heapGrowth = 11
  case setting = 12
  case worker = 13
  case dropped = 14
}

/// The phase that a `phase` event enters.
public enum EventPhase: UInt64, Sendable {
  case off = 0
  case mark = 1
  case markTermination = 2
}

/// Why the world stopped, of a `pause` event. The numbers are those of `TC_STOP_…`.
public enum PauseCause: UInt64, Sendable {
  case sweepTermination = 1
  case markTermination = 2
  case statistics = 3
  case other = 4
}

/// Who released memory, of a `scavenge` event.
public enum ScavengeCause: UInt64, Sendable {
  case background = 0
  case allocation = 1
  case forced = 2
}

/// Which setting changed, of a `setting` event.
public enum SettingName: UInt64, Sendable {
  case percent = 1
  case memoryLimit = 2
}

/// How a worker marked, of a `worker` event.
public enum WorkerMode: UInt64, Sendable {
  case dedicated = 1
  case fractional = 2
  case idle = 3
}

/// One event: six words, so that a ring of them needs no layout of its own.
public struct Event: Equatable, Sendable {
  /// Monotonic nanoseconds.
  public var time: Int64
  /// `EventKind`'s number; may be one that this version does not know.
  public var kind: UInt16
  /// Who reports: the index of a cache (a P, a thread); 0xFFFF for the collector itself.
  public var source: UInt16
  /// The cycle that runs or ran last.
  public var cycle: UInt32
  /// The arguments, by the table above.
  public var first: UInt64
  public var second: UInt64
  public var third: UInt64

  /// The source of events that no mutator reports.
  public static let collector: UInt16 = 0xFFFF
  /// Words of an event in a ring.
  public static let words = 5

  /// An event of a known kind.
  public init(
    _ kind: EventKind, time: Int64, cycle: UInt32, source: UInt16 = Event.collector,
    _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) {
    self.time = time
    self.kind = kind.rawValue
    self.source = source
    self.cycle = cycle
    self.first = first
    self.second = second
    self.third = third
  }

  /// The second word of an event in a ring.
  var header: UInt64 { UInt64(kind) | UInt64(source) << 16 | UInt64(cycle) << 32 }

  init(time: UInt64, header: UInt64, first: UInt64, second: UInt64, third: UInt64) {
    self.time = Int64(bitPattern: time)
    kind = UInt16(truncatingIfNeeded: header)
    source = UInt16(truncatingIfNeeded: header >> 16)
    cycle = UInt32(truncatingIfNeeded: header >> 32)
    self.first = first
    self.second = second
    self.third = third
  }
}
