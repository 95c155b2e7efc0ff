// The values of string and rune literals. Numbers are valued by the type checker, which has the
// arithmetic for them.

extension SyntaxTree {
  /// The bytes that a string literal denotes; nil when the literal is malformed or no string.
  public func stringValue(_ node: NodeID) -> [UInt8]? {
    let view = basicLiteral(node)
    guard view.kind == .string, !view.isBad else { return nil }
    return LiteralValue.string(literalBytes(node))
  }

  /// The code point that a rune literal denotes; nil when the literal is malformed or no rune.
  public func runeValue(_ node: NodeID) -> UInt32? {
    let view = basicLiteral(node)
    guard view.kind == .rune, !view.isBad else { return nil }
    return LiteralValue.rune(literalBytes(node))
  }
}

/// Values of literals given as the bytes between and including their quotes.
public enum LiteralValue {
  /// The bytes of a string literal in double or back quotes; nil when it is malformed.
  public static func string(_ literal: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard literal.count >= 2, let quote = literal.first, quote == literal[literal.count - 1]
    else { return nil }
    let inner = UnsafeBufferPointer(rebasing: literal[1..<(literal.count - 1)])
    if quote == 0x60 {
      // Carriage returns in the source are no part of the value.
      return inner.filter { $0 != 0x0D }
    }
    guard quote == 0x22 else { return nil }
    var value: [UInt8] = []
    value.reserveCapacity(inner.count)
    var index = 0
    while index < inner.count {
      if inner[index] != 0x5C {
        value.append(inner[index])
        index += 1
        continue
      }
      guard let (number, length, isByte) = escape(inner, at: index) else { return nil }
      if isByte {
        value.append(UInt8(truncatingIfNeeded: number))
      } else {
        appendUTF8(number, to: &value)
      }
      index += length
    }
    return value
  }

  /// The code point of a rune literal; nil when it is malformed.
  public static func rune(_ literal: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard literal.count >= 3, literal[0] == 0x27, literal[literal.count - 1] == 0x27 else {
      return nil
    }
    let inner = UnsafeBufferPointer(rebasing: literal[1..<(literal.count - 1)])
    if inner[0] == 0x5C {
      guard let (number, length, _) = escape(inner, at: 0), length == inner.count else {
        return nil
      }
      return number
    }
    guard let (scalar, length) = UTF8Decoding.decode(inner), length == inner.count else {
      return nil
    }
    return scalar
  }

  /// The escape at a backslash: its number, its length with the backslash, and whether it stands
  /// for a byte rather than a code point.
  private static func escape(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (UInt32, Int, Bool)? {
    guard index + 1 < bytes.count else { return nil }
    func digits(_ count: Int, _ base: UInt32, from start: Int) -> UInt32? {
      guard start + count <= bytes.count else { return nil }
      var value: UInt32 = 0
      for offset in start..<(start + count) {
        guard let digit = Scanner.digitValue(Int32(bytes[offset])), UInt32(digit) < base else {
          return nil
        }
        value = value &* base &+ UInt32(digit)
      }
      return value
    }
    switch bytes[index + 1] {
    case 0x61: return (7, 2, true)
    case 0x62: return (8, 2, true)
    case 0x66: return (12, 2, true)
    case 0x6E: return (10, 2, true)
    case 0x72: return (13, 2, true)
    case 0x74: return (9, 2, true)
    case 0x76: return (11, 2, true)
    case 0x5C, 0x27, 0x22: return (UInt32(bytes[index + 1]), 2, true)
    case 0x30...0x37:
      return digits(3, 8, from: index + 1).flatMap { $0 < 256 ? ($0, 4, true) : nil }
    case 0x78: return digits(2, 16, from: index + 2).map { ($0, 4, true) }
    case 0x75:
      return digits(4, 16, from: index + 2).flatMap { isScalar($0) ? ($0, 6, false) : nil }
    case 0x55:
      return digits(8, 16, from: index + 2).flatMap { isScalar($0) ? ($0, 10, false) : nil }
    default: return nil
    }
  }

  private static func isScalar(_ number: UInt32) -> Bool { Unicode.Scalar(number) != nil }

  /// Appends a code point in UTF-8; U+FFFD for what is no code point.
  private static func appendUTF8(_ number: UInt32, to bytes: inout [UInt8]) {
    let scalar: Unicode.Scalar = Unicode.Scalar(number) ?? "\u{FFFD}"
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
