// Numbers, runes and strings: their forms, and what is wrong with the malformed ones.
// The values of literals are computed in LiteralValue.swift and by the type checker.

extension Scanner {
  // MARK: Numbers

  /// What a run of digits contained.
  private struct Digits {
    var hasDigit = false
    var hasSeparator = false
    /// The offset of the first digit that the base does not have, or nil.
    var invalid: Int?
  }

  /// A number; with `seenPoint`, the point has been read and digits follow.
  mutating func number(seenPoint: Bool) {
    var isGood = true
    var kind: LiteralKind = .integer
    var base: Int32 = 10
    var prefix: Character = " "
    var digits = Digits()
    var hasPoint: Bool = seenPoint

    if !seenPoint {
      (base, prefix) = numberPrefix()
      // The zero of an old-style octal number is a digit.
      if prefix == "0" { digits.hasDigit = true }
      takeDigits(base, &digits)
      if character == 0x2E {
        if prefix == "o" || prefix == "b" {
          error("invalid radix point in \(Self.baseName(base)) literal")
          isGood = false
        }
        advance()
        hasPoint = true
      }
    }
    if hasPoint {
      kind = .float
      takeDigits(base, &digits)
    }
    if !digits.hasDigit && isGood {
      error("\(Self.baseName(base)) literal has no digits")
      isGood = false
    }
    exponent(base, prefix, &kind, &digits, &isGood)
    if accept("i") { kind = .imaginary }
    if kind == .integer, let invalid = digits.invalid, isGood {
      let digit: String = ScalarText.quoted(Int32(bytes[invalid]))
      error(at: invalid, "invalid digit \(digit) in \(Self.baseName(base)) literal")
      isGood = false
    }
    if digits.hasSeparator && isGood, let misplaced = misplacedSeparator() {
      error(at: misplaced, "'_' must separate successive digits")
      isGood = false
    }
    literal(kind, isBad: !isGood)
  }

  /// Takes `0x`, `0o`, `0b` or the `0` of an old octal number: the base, and which it was.
  private mutating func numberPrefix() -> (Int32, Character) {
    guard character == 0x30 else { return (10, " ") }
    advance()
    switch character | 0x20 {
    case 0x78:
      advance()
      return (16, "x")
    case 0x6F:
      advance()
      return (8, "o")
    case 0x62:
      advance()
      return (2, "b")
    default:
      return (8, "0")
    }
  }

  private mutating func takeDigits(_ base: Int32, _ digits: inout Digits) {
    while true {
      if character == 0x5F {
        digits.hasSeparator = true
      } else if Self.isDecimal(character) {
        digits.hasDigit = true
        if base <= 10 && character >= 0x30 + base && digits.invalid == nil {
          digits.invalid = offset
        }
      } else if base == 16 && Self.isHexadecimal(character) {
        digits.hasDigit = true
      } else {
        return
      }
      advance()
    }
  }

  private mutating func exponent(
    _ base: Int32, _ prefix: Character, _ kind: inout LiteralKind, _ digits: inout Digits,
    _ isGood: inout Bool
  ) {
    let letter: Int32 = character | 0x20
    guard character > 0, letter == 0x65 || letter == 0x70 else {
      if prefix == "x" && kind == .float && isGood {
        error("hexadecimal mantissa requires a 'p' exponent")
        isGood = false
      }
      return
    }
    if isGood {
      if letter == 0x65 && prefix != " " && prefix != "0" {
        error("\(ScalarText.quoted(character)) exponent requires decimal mantissa")
        isGood = false
      } else if letter == 0x70 && prefix != "x" {
        error("\(ScalarText.quoted(character)) exponent requires hexadecimal mantissa")
        isGood = false
      }
    }
    advance()
    kind = .float
    if character == 0x2B || character == 0x2D { advance() }
    var exponentDigits = Digits()
    takeDigits(10, &exponentDigits)
    digits.hasSeparator = digits.hasSeparator || exponentDigits.hasSeparator
    if !exponentDigits.hasDigit && isGood {
      error("exponent has no digits")
      isGood = false
    }
  }

  /// The offset of the first `_` of the literal that does not stand between digits (or between
  /// the prefix and a digit).
  private func misplacedSeparator() -> Int? {
    var index: Int = start
    var previous: UInt8 = 0x2E  // '0' for a digit, '_', '.' for anything else
    var isHexadecimal = false
    if bytes[start] == 0x30, offset - start >= 2 {
      let letter: UInt8 = bytes[start + 1] | 0x20
      isHexadecimal = letter == 0x78
      if isHexadecimal || letter == 0x6F || letter == 0x62 {
        previous = 0x30
        index = start + 2
      }
    }
    while index < offset {
      let byte = Int32(bytes[index])
      if byte == 0x5F {
        if previous != 0x30 { return index }
        previous = 0x5F
      } else if Self.isDecimal(byte) || (isHexadecimal && Self.isHexadecimal(byte)) {
        previous = 0x30
      } else {
        if previous == 0x5F { return index - 1 }
        previous = 0x2E
      }
      index += 1
    }
    return previous == 0x5F ? offset - 1 : nil
  }

  static func baseName(_ base: Int32) -> String {
    switch base {
    case 2: return "binary"
    case 8: return "octal"
    case 10: return "decimal"
    default: return "hexadecimal"
    }
  }

  // MARK: Runes and strings

  /// A rune literal, at its opening quote.
  mutating func rune() {
    var isGood = true
    var length = 0
    advance()
    while true {
      if character == 0x27 {
        if isGood && length == 0 {
          error("empty rune literal or unescaped '")
          isGood = false
        } else if isGood && length != 1 {
          error(at: start, "more than one character in rune literal")
          isGood = false
        }
        advance()
        break
      }
      if character == 0x0A {
        if isGood { error("newline in rune literal") }
        isGood = false
        break
      }
      if character < 0 {
        if isGood { error(at: start, "rune literal not terminated") }
        isGood = false
        break
      }
      if character == 0x5C {
        advance()
        if !escape(quote: 0x27) { isGood = false }
      } else {
        advance()
      }
      length += 1
    }
    literal(.rune, isBad: !isGood)
  }

  /// A string in double quotes, at its opening quote.
  mutating func interpretedString() {
    var isGood = true
    advance()
    while true {
      if character == 0x22 {
        advance()
        break
      }
      if character == 0x5C {
        advance()
        if !escape(quote: 0x22) { isGood = false }
        continue
      }
      if character == 0x0A {
        error("newline in string")
        isGood = false
        break
      }
      if character < 0 {
        error(at: start, "string not terminated")
        isGood = false
        break
      }
      advance()
    }
    literal(.string, isBad: !isGood)
  }

  /// A string in back quotes, at its opening quote.
  mutating func rawString() {
    advance()
    while character >= 0 && character != 0x60 { advance() }
    if character < 0 {
      error(at: start, "string not terminated")
      literal(.string, isBad: true)
      return
    }
    advance()
    literal(.string, isBad: false)
  }

  /// Behind a backslash. False, and reported, when the escape is malformed; the end of the file
  /// is left for the caller to report.
  private mutating func escape(quote: Int32) -> Bool {
    let length: Int
    let base: Int32
    let limit: UInt32
    switch character {
    case quote, 0x61, 0x62, 0x66, 0x6E, 0x72, 0x74, 0x76, 0x5C:
      advance()
      return true
    case 0x30...0x37:
      (length, base, limit) = (3, 8, 255)
    case 0x78:
      advance()
      (length, base, limit) = (2, 16, 255)
    case 0x75:
      advance()
      (length, base, limit) = (4, 16, 0x10FFFF)
    case 0x55:
      advance()
      (length, base, limit) = (8, 16, 0x10FFFF)
    case ..<0:
      return true
    default:
      error("unknown escape")
      return false
    }
    var value: UInt32 = 0
    for _ in 0..<length {
      if character < 0 { return true }
      guard let digit = Self.digitValue(character), digit < base else {
        let shown: String = ScalarText.quoted(character)
        error("invalid character \(shown) in \(Self.baseName(base)) escape")
        return false
      }
      value = value &* UInt32(base) &+ UInt32(digit)
      advance()
    }
    if value > limit && base == 8 {
      error("octal escape value \(value) > 255")
      return false
    }
    if value > limit || (0xD800..<0xE000).contains(value) {
      error("escape is invalid Unicode code point \(Self.codePoint(value))")
      return false
    }
    return true
  }

  private static func codePoint(_ value: UInt32) -> String {
    ScalarText.unicode(Int32(bitPattern: value))
  }

  /// The value of a hexadecimal digit; nil for other characters.
  static func digitValue(_ character: Int32) -> Int32? {
    if isDecimal(character) { return character - 0x30 }
    if isHexadecimal(character) { return (character | 0x20) - 0x61 + 10 }
    return nil
  }
}
