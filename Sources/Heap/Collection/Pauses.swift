// How long the world stood still, by cause: counts in a table of fixed size, so that recording one
// allocates nothing and a percentile can be read at any time.
import CTricolor
import TricolorTelemetry

/// Pauses of one cause by length: 8 steps for each doubling, from 64 ns up, so a percentile is
/// exact
/// to an eighth.
public struct PauseTable: Sendable {
  /// Buckets: 24 doublings, up to about a second, and one for all above.
  private static let steps = 8
  private static let doublings = 24
  /// How many pauses, the longest, and the sum, in nanoseconds.
  public private(set) var count: UInt64 = 0
  public private(set) var longest: UInt64 = 0
  public private(set) var total: UInt64 = 0
  // 24 × 8 buckets of 16 bits would overflow; 32 bits hold 4 × 10^9 pauses each.
  private var buckets = InlineArray<193, UInt32>(repeating: 0)

  init() {}

  mutating func add(_ nanoseconds: UInt64) {
    count &+= 1
    total &+= nanoseconds
    longest = max(longest, nanoseconds)
    buckets[Self.bucket(of: nanoseconds)] &+= 1
  }

  /// The length that a share (0…1) of all pauses do not exceed, in nanoseconds, at most an eighth
  /// too long; 0 if there was none.
  public func percentile(_ share: Double) -> UInt64 {
    // Rounded up, without the C library's mathematics, which some programs do not link.
    let exact = share * Double(count)
    let whole = UInt64(exact)
    let wanted = Double(whole) < exact ? whole + 1 : whole
    var seen: UInt64 = 0
    for index in 0..<193 {
      seen &+= UInt64(buckets[index])
      if seen >= wanted && seen > 0 { return min(longest, Self.upperBound(of: index)) }
    }
    return longest
  }

  private static func bucket(of nanoseconds: UInt64) -> Int {
    guard nanoseconds >= 64 else { return 0 }
    let doubling = 63 - nanoseconds.leadingZeroBitCount - 6
    guard doubling < doublings else { return doublings * steps }
    let step = Int(nanoseconds &>> UInt64(doubling + 3)) & (steps - 1)
    return doubling * steps + step
  }

  private static func upperBound(of index: Int) -> UInt64 {
    guard index < doublings * steps else { return .max }
    let doubling = UInt64(index / steps)
    let step = UInt64(index % steps)
    return (UInt64(steps) + step + 1) &<< (doubling + 3)
  }
}

/// The pauses of a heap. Times from asking for the stop to letting go.
public struct PauseCounts: Sendable {
  public private(set) var sweepTermination = PauseTable()
  public private(set) var markTermination = PauseTable()

  init() {}

  mutating func add(_ cause: PauseCause, _ nanoseconds: UInt64) {
    if cause == .sweepTermination {
      sweepTermination.add(nanoseconds)
    } else {
      markTermination.add(nanoseconds)
    }
  }
}
