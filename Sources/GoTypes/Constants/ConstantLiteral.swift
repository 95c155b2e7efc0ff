// From the text of a literal to its constant. The scanner has checked the syntax; what is refused
// here is only what no representation holds (an exponent out of range). Digits are read in chunks
// of eighteen, and exponents never decide how much memory is used.

import BigInt
import GoSyntax

/// The sorts of literals.
public enum ConstantLiteral: UInt8, Sendable {
  case int
  case float
  case imaginary
  case rune
  case string
}

extension Constant {
  /// The constant of a literal as it is written in the source.
  /// - Returns: `.unknown` if it is malformed or not representable.
  /// Linear for strings and for numbers that fit 64 bits, quadratic for longer numbers.
  public static func literal(
    _ text: UnsafeBufferPointer<UInt8>, as sort: ConstantLiteral
  ) -> Constant {
    switch sort {
    case .int:
      return NumberReader(text).integer() ?? .unknown
    case .float:
      return NumberReader(text).float() ?? .unknown
    case .imaginary:
      guard text.last == UInt8(ascii: "i") else { return .unknown }
      let number = UnsafeBufferPointer(rebasing: text.dropLast())
      guard let part = NumberReader(number).float() else { return .unknown }
      return make(real: .int(0), imaginary: part)
    case .rune:
      guard let value = LiteralValue.rune(text) else { return .unknown }
      return .int(Int64(value))
    case .string:
      guard let bytes = LiteralValue.string(text) else { return .unknown }
      return .string(ConstantString(bytes))
    }
  }

  /// As `literal(_:as:)`, from Swift text.
  public static func literal(_ text: String, as sort: ConstantLiteral) -> Constant {
    var text = text
    return text.withUTF8 { literal($0, as: sort) }
  }
}

/// Reads the digits of one number.
private struct NumberReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  // MARK: Integers

  func integer() -> Constant? {
    guard let first = text.first else { return nil }
    var reader = self
    var radix: UInt64 = 10
    if first == UInt8(ascii: "0") && text.count > 1 {
      reader.position = 2
      switch text[1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default:
        radix = 8
        reader.position = 1
      }
    }
    var small: UInt64 = 0
    let start = reader.position
    while reader.position < text.count {
      let byte = text[reader.position]
      reader.position += 1
      if byte == UInt8(ascii: "_") { continue }
      guard let digit = NumberReader.digit(byte), digit < radix else { return nil }
      let (product, overflow) = small.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry {
        reader.position = start
        return reader.digits(radix: radix)
          .flatMap { reader.position == text.count ? .make(BigInt($0.value)) : nil }
      }
      small = sum
    }
    return .make(small)
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt64(byte - UInt8(ascii: "A") + 10)
    default: return nil
    }
  }

  /// Reads digits, underscores and at most one point, up to the first other byte.
  /// - Returns: their value without the point, and how many of them stood behind it.
  private mutating func digits(radix: UInt64) -> (value: BigUInt, fraction: Int)? {
    var value = BigUInt(0)
    var chunk: UInt64 = 0
    var scale: UInt64 = 1
    var fraction = 0
    var sawPoint = false
    var sawDigit = false
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "_") {
        position += 1
        continue
      }
      if byte == UInt8(ascii: ".") {
        if sawPoint { return nil }
        sawPoint = true
        position += 1
        continue
      }
      guard let digit = NumberReader.digit(byte), digit < radix else { break }
      sawDigit = true
      if sawPoint { fraction += 1 }
      chunk = chunk * radix + digit
      scale *= radix
      if scale > UInt64.max / (radix * radix) {
        value = value * BigUInt(scale) + BigUInt(chunk)
        chunk = 0
        scale = 1
      }
      position += 1
    }
    guard sawDigit else { return nil }
    if scale > 1 { value = value * BigUInt(scale) + BigUInt(chunk) }
    return (value, fraction)
  }

  // MARK: Floats

  /// Reads `e±digits` or `p±digits` to the end of the text. An absent exponent is 0; one that does
  /// not fit 32 bits or so is nil.
  private mutating func exponent(_ letter: UInt8) -> Int? {
    if position == text.count { return 0 }
    guard text[position] | 0x20 == letter else { return nil }
    position += 1
    var negative = false
    if position < text.count,
      text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+")
    {
      negative = text[position] == UInt8(ascii: "-")
      position += 1
    }
    guard position < text.count else { return nil }
    var value = 0
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "_") { continue }
      guard let digit = NumberReader.digit(byte), digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      if value > 1 << 40 { return nil }
    }
    return negative ? -value : value
  }

  func float() -> Constant? {
    var reader = self
    if text.count > 1 && text[0] == UInt8(ascii: "0") {
      var radix: UInt64 = 0
      switch text[1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 0 {
        reader.position = 2
        guard let (mantissa, fraction) = reader.digits(radix: radix),
          let power = reader.exponent(UInt8(ascii: "p"))
        else { return nil }
        let digitBits: Int = radix.trailingZeroBitCount
        return NumberReader.binary(mantissa, exponent: power - fraction * digitBits)
      }
    }
    guard let (mantissa, fraction) = reader.digits(radix: 10),
      let power = reader.exponent(UInt8(ascii: "e"))
    else { return nil }
    return NumberReader.decimal(mantissa, exponent: power - fraction)
  }

  private static func binary(_ mantissa: BigUInt, exponent: Int) -> Constant? {
    guard let rough = BigFloat(negative: false, magnitude: mantissa, exponent: exponent) else {
      return nil
    }
    guard rough.isSmall else { return .make(rough) }
    if rough.sign == 0 { return .rational(.zero) }
    if exponent >= 0 { return .rational(Rational(BigInt(mantissa << exponent))) }
    return .rational(Rational(negative: false, mantissa, BigUInt(1) << -exponent))
  }

  private static func decimal(_ mantissa: BigUInt, exponent: Int) -> Constant? {
    if mantissa.isZero { return .rational(.zero) }
    if mantissa.bitWidth + abs(exponent) * 4 >= Constant.maxFractionBits {
      guard let rough = roughDecimal(mantissa, exponent: exponent) else { return nil }
      if !rough.isSmall { return .make(rough) }
      // It underflowed to zero: the exact fraction would take for ever.
      if rough.sign == 0 { return .rational(.zero) }
    }
    let power: BigUInt = BigUInt(10).power(abs(exponent))
    if exponent >= 0 { return .rational(Rational(BigInt(mantissa * power))) }
    return .rational(Rational(negative: false, mantissa, power))
  }

  /// `mantissa × 10^exponent` as a big float.
  private static func roughDecimal(_ mantissa: BigUInt, exponent: Int) -> BigFloat? {
    guard let number = BigFloat(negative: false, magnitude: mantissa, exponent: 0) else {
      return nil
    }
    // 10^e = 2^e × 5^e; past these powers of five the outcome no longer depends on the mantissa.
    if exponent > 1 << 32 { return nil }
    if exponent < -(1 << 33) { return .zero }
    guard let fives = BigFloat.powerOfFive(UInt64(abs(exponent))) else {
      return exponent > 0 ? nil : .zero
    }
    let scaled: BigFloat? =
      exponent >= 0 ? BigFloat.product(number, fives) : BigFloat.quotient(number, fives)
    guard let scaled else { return nil }
    return BigFloat(
      negative: false, magnitude: scaled.mantissa, exponent: scaled.exponent + exponent)
  }
}
