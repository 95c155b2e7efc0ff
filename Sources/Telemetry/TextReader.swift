// Reading back what TextBuffer writes: a cursor over the bytes of a line.

/// A place in a line of text. Methods return nil and leave the cursor when the text does not match.
struct TextReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init<Text: Collection>(_ text: Text) where Text.Element == UInt8 { bytes = Array(text) }

  var isAtEnd: Bool { offset == bytes.count }

  /// The literal, or nil.
  mutating func skip(_ literal: StaticString) -> Void? {
    let length = literal.utf8CodeUnitCount
    guard bytes.count - offset >= length else { return nil }
    let matches = literal.withUTF8Buffer { (text: UnsafeBufferPointer<UInt8>) -> Bool in
      for index in 0..<length where bytes[offset + index] != text[index] { return false }
      return true
    }
    guard matches else { return nil }
    offset += length
    return ()
  }

  /// A decimal number without sign.
  mutating func number() -> UInt64? {
    var value: UInt64 = 0
    let start = offset
    while offset < bytes.count, let digit = Self.digit(bytes[offset]) {
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (next, alsoOverflowed) = tens.addingReportingOverflow(digit)
      guard !overflowed, !alsoOverflowed else {
        offset = start
        return nil
      }
      value = next
      offset += 1
    }
    return offset > start ? value : nil
  }

  /// A number with or without decimal places, times 10^places. More decimal places than that are
  /// not a number of ours.
  mutating func decimal(places: Int) -> UInt64? {
    let start = offset
    guard var value = number() else { return nil }
    var missing = places
    if skip(".") != nil {
      let before = offset
      guard let fraction = number(), offset - before <= places else {
        offset = start
        return nil
      }
      for _ in before..<offset { value &*= 10 }
      missing -= offset - before
      value &+= fraction
    }
    for _ in 0..<missing { value &*= 10 }
    return value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    byte >= 48 && byte <= 57 ? UInt64(byte - 48) : nil
  }
}
