// Which cycles are minor: those that mark only what fewer than two cycles have seen, because the
// marks of the rest are kept.
//
// A minor cycle costs what it scans, and between cycles each pointer store costs a little; it frees
// of the young objects those that are dead, and none of the others. Whether that is worth it is
// measured, in bytes, so that a program's cycles are the same in every run:
//
//     price = (bytes scanned + a fixed part + stores × their cost) / bytes freed
//
// The first one is a trial, which begins when a quarter of the room below the goal is used: where
// young objects live on, as in a queue, it costs little to learn that; nothing but the notes of a
// quarter of the room's stores where the old objects that were stored to are alone too much to look
// at: then the trial is called off. After it, minor cycles go on while their price, next time,
// promises to be below that of a full one in their place. The garbage among the old takes room, so
// that they free less: when the price has risen too far, or little room is left, a full cycle
// comes, and minor ones begin anew. If the first of a row did not pay they rest for two full
// cycles, then 8, then 32, then 64, and are tried again: it may have come while the program built
// what stays. While the heap grows nothing is tried: what is young then stays.

/// What a cycle marks.
public enum CycleKind: UInt8, Sendable {
  /// Everything that is reachable.
  case full = 0
  /// What is reachable and young: fewer than two cycles have seen it. The rest counts as reachable.
  case minor = 1
}

/// Whether cycles may be minor.
public enum MinorCycles: UInt8, Sendable {
  case never = 0
  /// Where they promise to cost less for what they free.
  case whenWorthwhile = 1
  /// For tests: three follow each full one, whatever they cost.
  case always = 2
}

/// What a cycle came to, in bytes.
public struct CycleYield: Equatable, Sendable {
  /// Scanned of heap, stacks and globals.
  public var scanned: UInt64
  /// Found dead.
  public var freed: UInt64
  /// Allocated between the last cycle's end and its own.
  public var allocated: UInt64
  /// Pointer stores that were noted before it.
  public var stores: UInt64
  /// Of what it kept, that which it took for reachable without a look; 0 for a full one.
  public var old: UInt64
  /// Found alive, or taken for it.
  public var kept: UInt64
  /// From what it kept to the goal: what can be allocated before the next cycle.
  public var room: UInt64

  /// The figures of one cycle.
  public init(
    scanned: UInt64, freed: UInt64, allocated: UInt64, stores: UInt64, old: UInt64, kept: UInt64,
    room: UInt64
  ) {
    self.scanned = scanned
    self.freed = freed
    self.allocated = allocated
    self.stores = stores
    self.old = old
    self.kept = kept
    self.room = room
  }
}

/// Decides cycle by cycle; see the top of the file.
public struct GenerationPlan: Equatable, Sendable {
  /// What a cycle costs beside scanning, as bytes scanned: two stops, waking workers. Higher: fewer
  /// and therefore later minor cycles.
  static let fixedCost: UInt64 = 64 << 10
  /// What noting a store costs, likewise.
  static let storeCost: UInt64 = 2
  /// A full cycle whose price is below it is left alone: marking costs next to nothing.
  static let leastPrice = 1.0 / 8
  /// The price up to which a minor cycle is worth its trouble, as a share of the full one's.
  static let worthwhile = 0.75
  /// Room that a minor cycle should have at least, as a share of what a full one left.
  static let leastRoom = 0.25
  /// Full cycles after a minor one that did not pay: the first time, and at most.
  static let shortestRest: UInt32 = 2
  static let longestRest: UInt32 = 64
  /// The room that a trial uses, as a share of all.
  static let trialRoom = 0.25

  private let rule: MinorCycles
  private var fullPrice = 0.0
  private var fullRoom: UInt64 = 0
  /// Bytes that the last full cycle scanned for each that it kept.
  private var density = 0.0
  /// What the first minor cycle since then took for reachable without a look; nil: there was none.
  private var oldAtFirst: UInt64?
  /// Full cycles to come before a minor one is tried, and how many there will be next time.
  private var rest: UInt32 = 0
  private var nextRest = Self.shortestRest
  /// Whether the last minor cycle paid.
  private var isProven = false
  /// Minor cycles since the last full one; for `always`.
  private var inRow = 0

  /// The share of the room below the goal that is to be used before the next cycle, 0...1.
  public var roomShare: Double {
    isTrial ? Self.trialRoom : 1
  }

  /// A plan before the first cycle, which is full.
  public init(_ rule: MinorCycles) { self.rule = rule }

  /// What the next cycle should be.
  /// - Parameters:
  ///   - kind: what the one that ends was.
  ///   - yield: what it came to.
  public mutating func next(after kind: CycleKind, _ yield: CycleYield) -> CycleKind {
    switch rule {
    case .never: return .full
    case .always:
      inRow = kind == .full ? 0 : inRow + 1
      return inRow < 3 ? .minor : .full
    case .whenWorthwhile: return kind == .full ? afterFull(yield) : afterMinor(yield)
    }
  }

  /// Whether the next minor cycle is a trial: none has paid since the last one that did not.
  public var isTrial: Bool { rule == .whenWorthwhile && !isProven }

  /// What a trial may have to scan at most to be worth it, in bytes, if all that was allocated
  /// before it were dead.
  public func mostScanned(forAllocated bytes: UInt64) -> UInt64 {
    let most = fullPrice * Self.worthwhile * Double(bytes) - Double(Self.fixedCost)
    return UInt64(max(0, min(most, 0x1p62)))
  }

  /// The trial that was to come would not pay: none now.
  public mutating func callTrialOff() { beginRest() }

  private mutating func afterFull(_ yield: CycleYield) -> CycleKind {
    fullPrice = Self.price(yield)
    fullRoom = yield.room
    density = Double(yield.scanned) / Double(max(yield.kept, 1))
    oldAtFirst = nil
    if rest > 0 {
      rest -= 1
      return .full
    }
    let isGrowing = yield.freed < yield.allocated / 2
    return fullPrice > Self.leastPrice && !isGrowing ? .minor : .full
  }

  private mutating func afterMinor(_ yield: CycleYield) -> CycleKind {
    let isFirst = oldAtFirst == nil
    let before = oldAtFirst ?? yield.old
    oldAtFirst = before
    let promoted = yield.old &- min(yield.old, before)
    let price = Self.price(yield)
    // A full one in its place could have freed, besides, what became old since the last full one.
    // Where the young live on, the old may be what dies, and that is no guess at it.
    let diesYoung = isProven && yield.freed >= yield.allocated / 2
    let full = diesYoung ? fullPrice(inPlaceOf: yield, freeing: yield.freed &+ promoted) : fullPrice
    if price > full * Self.worthwhile {
      // Others of its row have paid: this one came when much of what is young was in use.
      if !isFirst { return .full }
      beginRest()
      return .full
    }
    isProven = true
    nextRest = Self.shortestRest
    guard Double(yield.room) > Double(fullRoom) * Self.leastRoom else { return .full }
    // The next one will free as much less as there is less room.
    let expected = price * Double(yield.freed) / Double(yield.room)
    let next = diesYoung ? fullPrice(inPlaceOf: yield, freeing: yield.room &+ promoted) : fullPrice
    return expected > next * Self.worthwhile ? .full : .minor
  }

  private mutating func beginRest() {
    isProven = false
    rest = nextRest
    nextRest = min(nextRest * 4, Self.longestRest)
  }

  /// What a full cycle would have cost in place of a minor one: it scans the old as well.
  private func fullPrice(inPlaceOf yield: CycleYield, freeing freed: UInt64) -> Double {
    let cost = Double(Self.cost(yield)) + Double(yield.old) * density
    return cost / Double(max(freed, 1))
  }

  private static func price(_ yield: CycleYield) -> Double {
    Double(cost(yield)) / Double(max(yield.freed, 1))
  }

  private static func cost(_ yield: CycleYield) -> UInt64 {
    yield.scanned &+ fixedCost &+ yield.stores &* storeCost
  }
}
