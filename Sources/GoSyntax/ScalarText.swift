// How messages show a single character: `U+0040 '@'` and `'@'`.

enum ScalarText {
  /// The general category of a scalar value; unassigned for what is none.
  static func category(_ value: Int32) -> Unicode.GeneralCategory {
    guard value >= 0, let scalar = Unicode.Scalar(UInt32(value)) else { return .unassigned }
    return scalar.properties.generalCategory
  }

  /// `U+0040 '@'`; without the second part for what cannot be printed.
  static func unicode(_ value: Int32) -> String {
    var digits = String(UInt32(bitPattern: value), radix: 16, uppercase: true)
    digits = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    guard isPrintable(value), let scalar = Unicode.Scalar(UInt32(value)) else {
      return "U+\(digits)"
    }
    return "U+\(digits) '\(scalar)'"
  }

  /// The character as a Go rune literal.
  static func quoted(_ value: Int32) -> String {
    switch value {
    case 0x07: return "'\\a'"
    case 0x08: return "'\\b'"
    case 0x0C: return "'\\f'"
    case 0x0A: return "'\\n'"
    case 0x0D: return "'\\r'"
    case 0x09: return "'\\t'"
    case 0x0B: return "'\\v'"
    case 0x5C: return "'\\\\'"
    case 0x27: return "'\\''"
    default: break
    }
    if isPrintable(value), let scalar = Unicode.Scalar(UInt32(value)) { return "'\(scalar)'" }
    let digits = String(UInt32(bitPattern: value), radix: 16)
    func padded(_ width: Int) -> String {
      String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    if value < 0x80 { return "'\\x\(padded(2))'" }
    return value < 0x10000 ? "'\\u\(padded(4))'" : "'\\U\(padded(8))'"
  }

  /// Whether Go prints the character as itself: letters, marks, numbers, punctuation, symbols and
  /// the ASCII space.
  static func isPrintable(_ value: Int32) -> Bool {
    if value == 0x20 { return true }
    switch category(value) {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
      .lineSeparator, .paragraphSeparator:
      return false
    default:
      return true
    }
  }
}
