// Text as the run time writes it: bytes into memory that the caller lends, with Go's ways of
// printing numbers and times. No strings, no allocation, usable with the world stopped.

/// Bytes appended to a buffer. What does not fit is left out and `isTruncated` says so.
public struct TextBuffer {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  /// Bytes written.
  public private(set) var count = 0
  /// True when something did not fit.
  public private(set) var isTruncated = false

  /// An empty text in `bytes`, which must outlive it.
  public init(_ bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

  /// What has been written.
  public var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[0..<count])
  }

  /// Begins anew.
  public mutating func clear() {
    count = 0
    isTruncated = false
  }

  /// One byte.
  public mutating func byte(_ value: UInt8) {
    guard count < bytes.count else {
      isTruncated = true
      return
    }
    bytes[count] = value
    count += 1
  }

  /// A literal.
  public mutating func put(_ literal: StaticString) {
    literal.withUTF8Buffer { (text: UnsafeBufferPointer<UInt8>) -> Void in
      for value in text { byte(value) }
    }
  }

  /// A number in decimal.
  public mutating func put(_ value: UInt64) { decimal(value, places: 0) }

  /// A number in decimal.
  public mutating func put(_ value: Int64) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    put(value.magnitude)
  }

  /// value / 10^places, with just so many decimal places.
  public mutating func decimal(_ value: UInt64, places: Int) {
    var scale: UInt64 = 1
    var digits = 1
    // At least one digit before the point.
    while digits <= places || value / scale >= 10 {
      let (next, overflow) = scale.multipliedReportingOverflow(by: 10)
      if overflow { break }
      scale = next
      digits += 1
    }
    while digits > 0 {
      byte(UInt8(ascii: "0") + UInt8(value / scale % 10))
      digits -= 1
      scale /= 10
      if digits == places, places > 0 { byte(UInt8(ascii: ".")) }
    }
  }

  /// Nanoseconds as milliseconds in Go's trace lines: whole from 10 ms on, else two significant
  /// digits with at most three decimal places.
  public mutating func milliseconds(_ nanoseconds: UInt64) {
    if nanoseconds >= 10_000_000 { return put(nanoseconds / 1_000_000) }
    var value = nanoseconds / 1000
    if value == 0 { return byte(UInt8(ascii: "0")) }
    var places = 3
    while value >= 100 {
      value /= 10
      places -= 1
    }
    decimal(value, places: places)
  }
}
