// What a metric is: its description and its value. The list of metrics is MetricTable.swift's.

/// The kinds of value, with the numbers of Go's metrics.ValueKind.
public enum MetricKind: UInt8, Sendable {
  /// No such metric.
  case bad = 0
  /// A number without sign.
  case count = 1
  /// A floating-point number.
  case number = 2
  /// Counts by bucket.
  case histogram = 3
}

/// What a metric is called and what it means.
public struct MetricDescription: Sendable {
  /// Path and unit: `/memory/classes/heap/free:bytes`.
  public let name: StaticString
  /// The kind of its value.
  public let kind: MetricKind
  /// True when it only grows, so that a rate makes sense.
  public let isCumulative: Bool
  /// What it counts.
  public let summary: StaticString

  init(_ name: StaticString, _ kind: MetricKind, cumulative: Bool, _ summary: StaticString) {
    self.name = name
    self.kind = kind
    isCumulative = cumulative
    self.summary = summary
  }
}

/// Counts by bucket: `counts[i]` lies in `boundaries[i] ..< boundaries[i + 1]`.
public struct MetricHistogram: Equatable, Sendable {
  /// One more than counts; the first may be −∞, the last +∞. In the unit of the metric's name.
  public var boundaries: [Double]
  /// Samples.
  public var counts: [UInt64]

  /// A histogram of given boundaries and counts.
  public init(boundaries: [Double], counts: [UInt64]) {
    precondition(boundaries.count == counts.count + 1, "histogram: boundaries around counts")
    self.boundaries = boundaries
    self.counts = counts
  }

  /// A copy of a histogram of durations, in seconds.
  public init(_ histogram: TimeHistogram) {
    boundaries = Self.timeBoundaries
    counts = (0..<TimeBuckets.count).map { (index: Int) -> UInt64 in histogram[index] }
  }

  /// The boundaries of all histograms of durations, in seconds.
  public static let timeBoundaries: [Double] = (0...TimeBuckets.count).map {
    (index: Int) -> Double in
    guard let nanoseconds = TimeBuckets.boundary(index) else {
      return index == 0 ? -Double.infinity : Double.infinity
    }
    return Double(nanoseconds) / 1e9
  }

  /// Boundaries for sizes of allocations, in bytes: 1, and one beyond each class's size.
  /// - Parameter classes: the sizes of the classes, ascending, without class 0.
  public static func sizeBoundaries(_ classes: [UInt32]) -> [Double] {
    [1] + classes.map { (size: UInt32) -> Double in Double(size) + 1 } + [.infinity]
  }
}

/// A metric's value.
public enum MetricValue: Equatable, Sendable {
  /// No such metric.
  case bad
  case count(UInt64)
  case number(Double)
  case histogram(MetricHistogram)

  /// Its kind.
  public var kind: MetricKind {
    switch self {
    case .bad: return .bad
    case .count: return .count
    case .number: return .number
    case .histogram: return .histogram
    }
  }
}

extension Metric {
  /// The metric of a name, or nil. `/godebug/…` names are not in the list.
  public init?<Name: Collection>(name: Name) where Name.Element == UInt8 {
    let wanted = Array(name)
    for metric in Metric.allCases where Self.equal(metric.description.name, wanted) {
      self = metric
      return
    }
    return nil
  }

  private static func equal(_ name: StaticString, _ wanted: [UInt8]) -> Bool {
    guard name.utf8CodeUnitCount == wanted.count else { return false }
    return name.withUTF8Buffer { (text: UnsafeBufferPointer<UInt8>) -> Bool in
      for index in 0..<wanted.count where text[index] != wanted[index] { return false }
      return true
    }
  }
}

/// The place of a `/godebug/non-default-behavior/NAME:events` metric in `godebugSettings`, or nil.
public func godebugMetric<Name: Collection>(_ name: Name) -> Int? where Name.Element == UInt8 {
  var text = TextReader(name)
  guard text.skip("/godebug/non-default-behavior/") != nil else { return nil }
  for index in 0..<godebugSettings.count {
    var rest = text
    if rest.skip(godebugSettings[index].name) != nil, rest.skip(":events") != nil, rest.isAtEnd {
      return index
    }
  }
  return nil
}
