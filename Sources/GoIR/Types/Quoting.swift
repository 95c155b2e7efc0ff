// Strings and runes as Go's %q writes them.

/// A string in double quotes with Go's escapes.
public func goQuoted(_ text: String) -> String { goQuoted(Array(text.utf8)) }

/// Bytes as a Go string literal in double quotes: valid printable UTF-8 as it is, the rest
/// escaped.
public func goQuoted(_ bytes: [UInt8]) -> String {
  var result = "\""
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    if byte < 0x80 {
      result += escaped(Unicode.Scalar(byte), quote: "\"")
      index += 1
      continue
    }
    if let (scalar, length) = decodeScalar(bytes, index) {
      result += escaped(scalar, quote: "\"")
      index += length
    } else {
      result += "\\x" + hexadecimal(UInt32(byte), digits: 2)
      index += 1
    }
  }
  return result + "\""
}

/// A rune in single quotes with Go's escapes.
public func goQuotedRune(_ value: UInt32) -> String {
  let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
  return "'" + escaped(scalar, quote: "'") + "'"
}

private func escaped(_ scalar: Unicode.Scalar, quote: Unicode.Scalar) -> String {
  if scalar == quote || scalar == "\\" { return "\\" + String(scalar) }
  switch scalar.value {
  case 7: return "\\a"
  case 8: return "\\b"
  case 12: return "\\f"
  case 10: return "\\n"
  case 13: return "\\r"
  case 9: return "\\t"
  case 11: return "\\v"
  case 0..<0x20, 0x7f: return "\\x" + hexadecimal(scalar.value, digits: 2)
  default: break
  }
  if isPrintable(scalar) { return String(scalar) }
  if scalar.value < 0x10000 { return "\\u" + hexadecimal(scalar.value, digits: 4) }
  return "\\U" + hexadecimal(scalar.value, digits: 8)
}

/// Letters, marks, numbers, punctuation, symbols and the ASCII space.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7f }
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
    .paragraphSeparator, .spaceSeparator:
    return false
  default: return true
  }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

private func decodeScalar(_ bytes: [UInt8], _ start: Int) -> (Unicode.Scalar, Int)? {
  let first = bytes[start]
  let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  guard length > 0, first < 0xf5, start + length <= bytes.count else { return nil }
  let decoded = String(validating: bytes[start..<(start + length)], as: UTF8.self)
  guard let scalar = decoded?.unicodeScalars.first, decoded?.unicodeScalars.count == 1 else {
    return nil
  }
  return (scalar, length)
}
