// Histograms of durations with the buckets of Go's runtime/metrics: powers of two, each cut into
// four, from 0 to 2^47 ns; what lies below 0 or above has a bucket of its own.
//
// Bucket 0 of the exported form is "below zero", the last one "2^47 ns and more". Between them
// lie 160: a duration of 64 ns steps up to 256, then four to each power of two. The error of a
// bucket is at most a quarter.
import Synchronization

/// The layout of the buckets.
public enum TimeBuckets {
  /// Durations below 2^(9−1) ns share the first, linear buckets.
  static let lowestBit = 9
  /// Durations from 2^(48−1) ns on overflow.
  static let highestBit = 48
  static let subBits = 2
  static let perPower = 1 << subBits

  /// Buckets between the two catch-alls.
  public static let inner = (highestBit - lowestBit + 1) * perPower
  /// All buckets, as exported.
  public static let count = inner + 2

  /// The exported bucket of a duration in nanoseconds, 0..<count.
  public static func index(_ duration: Int64) -> Int {
    guard duration >= 0 else { return 0 }
    let bits = Int64.bitWidth - duration.leadingZeroBitCount
    let bucket = bits < lowestBit ? 0 : bits - lowestBit + 1
    guard bucket < inner / perPower else { return count - 1 }
    let topBit = max(bits, lowestBit)
    let sub = Int(truncatingIfNeeded: duration >> (topBit - 1 - subBits)) & (perPower - 1)
    return bucket * perPower + sub + 1
  }

  /// The lower boundary of exported bucket `index` in nanoseconds; nil for the first, which has
  /// none (−∞). `boundary(count)`, the upper end of the last, has none either (+∞).
  public static func boundary(_ index: Int) -> UInt64? {
    guard index > 0, index < count else { return nil }
    let power = (index - 1) / perPower
    let sub = UInt64((index - 1) % perPower)
    if power == 0 { return sub << UInt64(lowestBit - 1 - subBits) }
    let bit = UInt64(lowestBit + power - 2)
    return 1 << bit | sub << (bit - UInt64(subBits))
  }
}

/// A histogram that any thread may record into. A handle over storage that its maker owns.
public struct TimeHistogram: @unchecked Sendable {
  private let counts: UnsafeMutablePointer<Atomic<UInt64>>

  /// Bytes of storage for one.
  public static let storageBytes = TimeBuckets.count * MemoryLayout<UInt64>.stride

  /// Lays a histogram over memory and empties it.
  /// - Parameter storage: `storageBytes` bytes, 8-byte aligned, that outlive every copy.
  public init(storage: UnsafeMutableRawPointer) {
    counts = storage.bindMemory(to: Atomic<UInt64>.self, capacity: TimeBuckets.count)
    for index in 0..<TimeBuckets.count { (counts + index).initialize(to: Atomic<UInt64>(0)) }
  }

  /// Counts a duration in nanoseconds. One atomic addition.
  public func record(_ duration: Int64) {
    counts[TimeBuckets.index(duration)].wrappingAdd(1, ordering: .relaxed)
  }

  /// The count of exported bucket `index`.
  public subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < TimeBuckets.count, "histogram: no such bucket")
    return counts[index].load(ordering: .relaxed)
  }

  /// Durations recorded.
  public var total: UInt64 {
    var sum: UInt64 = 0
    for index in 0..<TimeBuckets.count { sum &+= self[index] }
    return sum
  }

  /// The lower boundary of the bucket in which `share` of the durations is reached, in
  /// nanoseconds; 0 when empty. `quantile(0.99)` is the p99 to within a bucket.
  public func quantile(_ share: Double) -> UInt64 {
    let target = share * Double(total)
    var seen = 0.0
    for index in 0..<TimeBuckets.count {
      seen += Double(self[index])
      if seen > 0, seen >= target { return TimeBuckets.boundary(index) ?? 0 }
    }
    return 0
  }
}
