// Text that lies in somebody else's memory, as bytes: taking it apart without strings, without
// Unicode and without allocation.

/// A stretch of text that lies in somebody else's memory.
typealias TextSlice = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer where Element == UInt8 {
  /// The part from `start` up to `end`.
  func part(_ start: Int, _ end: Int) -> TextSlice { TextSlice(rebasing: self[start..<end]) }

  /// Whether it reads the same as a literal.
  func reads(_ literal: StaticString) -> Bool {
    count == literal.utf8CodeUnitCount && starts(literal)
  }

  /// Whether it begins with a literal.
  func starts(_ literal: StaticString) -> Bool {
    guard count >= literal.utf8CodeUnitCount else { return false }
    for index in 0..<literal.utf8CodeUnitCount where self[index] != literal.utf8Start[index] {
      return false
    }
    return true
  }

  /// Whether it ends with a literal.
  func ends(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    return count >= length && part(count - length, count).starts(literal)
  }

  /// Whether a literal is among the words that `separator` divides it into.
  func holds(_ literal: StaticString, separator: UInt8) -> Bool {
    var rest = self
    while let word = rest.takeWord(separator) {
      if word.reads(literal) { return true }
    }
    return false
  }

  /// Takes the next word off the front; nil when nothing is left. Words may be empty.
  mutating func takeWord(_ separator: UInt8) -> TextSlice? {
    guard baseAddress != nil else { return nil }
    var end = 0
    while end < count && self[end] != separator { end += 1 }
    let word = part(0, end)
    self = end < count ? part(end + 1, count) : TextSlice(start: nil, count: 0)
    return word
  }

  /// Its value as a decimal number (`base` 10) or hexadecimal one (16); nil if it is none, or
  /// beyond 64 bits.
  func number(base: UInt64 = 10) -> UInt64? {
    guard count > 0 else { return nil }
    var value: UInt64 = 0
    for character in self {
      var digit = UInt64(character &- 48)
      if base == 16 && character >= 97 { digit = UInt64(character &- 87) }
      guard digit < base else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: base)
      if overflow || shifted > .max - digit { return nil }
      value = shifted + digit
    }
    return value
  }
}
