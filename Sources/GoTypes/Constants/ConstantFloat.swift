// Binary floating-point numbers with a mantissa of 512 bits and an exponent of 32, rounded to the
// nearest with ties to even after every operation. They stand in for fractions that have grown too
// large; no operation here takes time or space that depends on the exponent.
//
// Representation: magnitude = mantissa × 2^exponent with an odd mantissa, or mantissa 0 for zero.
// `top` is the exponent e for which 2^(e-1) <= magnitude < 2^e.

import BigInt

/// A finite binary floating-point number of 512 bits.
public struct BigFloat: Sendable, Equatable {
  /// Whether the number is below zero.
  public let isNegative: Bool
  /// The mantissa: odd, or zero.
  public let mantissa: BigUInt
  /// The power of two of the mantissa's lowest bit.
  public let exponent: Int

  /// The bits of a mantissa.
  static let precision = 512
  /// The range of `top`; above it a number is infinite, below it is zero.
  static let topRange: ClosedRange<Int> = Int(Int32.min)...Int(Int32.max)

  static let zero = BigFloat(isNegative: false, mantissa: 0, exponent: 0)

  private init(isNegative: Bool, mantissa: BigUInt, exponent: Int) {
    self.isNegative = isNegative
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// Rounds `magnitude × 2^exponent`, to which something in (0, 2^exponent) is added if `sticky`.
  /// Nil on overflow; zero on underflow. `magnitude` must have more than `precision` bits or
  /// `sticky` be false.
  init?(
    negative: Bool, magnitude: BigUInt, exponent: Int, sticky: Bool = false,
    precision: Int = BigFloat.precision
  ) {
    guard !magnitude.isZero else {
      self = .zero
      return
    }
    var mantissa = magnitude
    var exponent = exponent
    let excess: Int = mantissa.bitWidth - precision
    if excess > 0 {
      let zeros: Int = mantissa.trailingZeroBitCount
      let half: Bool = mantissa[bitAt: excess - 1]
      let rest: Bool = sticky || zeros < excess - 1
      mantissa >>= excess
      exponent += excess
      if half && (rest || mantissa[bitAt: 0]) { mantissa += 1 }
    }
    let zeros: Int = mantissa.trailingZeroBitCount
    if zeros > 0 {
      mantissa >>= zeros
      exponent += zeros
    }
    let top: Int = exponent + mantissa.bitWidth
    if top > BigFloat.topRange.upperBound { return nil }
    if top < BigFloat.topRange.lowerBound {
      self = .zero
      return
    }
    self.init(isNegative: negative, mantissa: mantissa, exponent: exponent)
  }

  /// The integer, rounded to 512 bits.
  init?(_ value: BigInt) {
    self.init(negative: value.sign == .minus, magnitude: value.magnitude, exponent: 0)
  }

  /// The fraction, rounded to 512 bits.
  init?(_ value: Rational) {
    self.init(
      negative: value.numerator.sign == .minus, dividing: value.numerator.magnitude,
      by: value.denominator, exponent: 0)
  }

  /// Rounds `dividend / divisor × 2^exponent`. `divisor` must not be zero.
  private init?(negative: Bool, dividing dividend: BigUInt, by divisor: BigUInt, exponent: Int) {
    let missing: Int = BigFloat.precision + 2 - (dividend.bitWidth - divisor.bitWidth)
    let shift: Int = max(0, missing)
    let (quotient, rest) = (dividend << shift).quotientAndRemainder(dividingBy: divisor)
    self.init(
      negative: negative, magnitude: quotient, exponent: exponent - shift, sticky: !rest.isZero)
  }

  /// -1, 0 or 1.
  public var sign: Int { mantissa.isZero ? 0 : (isNegative ? -1 : 1) }

  /// The exponent e for which 2^(e-1) <= magnitude < 2^e; 0 for zero.
  var top: Int { mantissa.isZero ? 0 : exponent + mantissa.bitWidth }

  /// Whether the number is whole.
  public var isInteger: Bool { exponent >= 0 }

  /// Whether the number makes a fraction or an integer of modest size.
  var isSmall: Bool { -Constant.maxFractionBits < top && top < Constant.maxFractionBits }
}

// MARK: - Arithmetic

extension BigFloat {
  static prefix func - (a: BigFloat) -> BigFloat {
    if a.mantissa.isZero { return a }
    return BigFloat(isNegative: !a.isNegative, mantissa: a.mantissa, exponent: a.exponent)
  }

  /// The rounded sum, or nil on overflow.
  static func sum(_ a: BigFloat, _ b: BigFloat) -> BigFloat? {
    if a.mantissa.isZero { return b }
    if b.mantissa.isZero { return a }
    // Less than half of the last bit of a number of 512 bits changes nothing.
    if a.top - b.top > precision + 2 { return a }
    if b.top - a.top > precision + 2 { return b }
    let low: Int = min(a.exponent, b.exponent)
    let total: BigInt = a.aligned(to: low) + b.aligned(to: low)
    return BigFloat(negative: total.sign == .minus, magnitude: total.magnitude, exponent: low)
  }

  /// The rounded product, or nil on overflow.
  static func product(_ a: BigFloat, _ b: BigFloat) -> BigFloat? {
    BigFloat(
      negative: a.isNegative != b.isNegative, magnitude: a.mantissa * b.mantissa,
      exponent: a.exponent + b.exponent)
  }

  /// The rounded quotient, or nil on overflow. `b` must not be zero.
  static func quotient(_ a: BigFloat, _ b: BigFloat) -> BigFloat? {
    BigFloat(
      negative: a.isNegative != b.isNegative, dividing: a.mantissa, by: b.mantissa,
      exponent: a.exponent - b.exponent)
  }

  static func < (a: BigFloat, b: BigFloat) -> Bool {
    if a.sign != b.sign { return a.sign < b.sign }
    if a.sign == 0 { return false }
    if a.top != b.top { return (a.top < b.top) != a.isNegative }
    let low: Int = min(a.exponent, b.exponent)
    return a.aligned(to: low) < b.aligned(to: low)
  }

  /// The signed mantissa in units of 2^low; `low` is at most `exponent` and near it.
  private func aligned(to low: Int) -> BigInt {
    BigInt(sign: isNegative ? .minus : .plus, magnitude: mantissa << (exponent - low))
  }

  /// 5 to a power, rounded to 64 bits more than a mantissa. Nil on overflow.
  static func powerOfFive(_ power: UInt64) -> BigFloat? {
    let wide: Int = precision + 64
    var result = BigFloat(isNegative: false, mantissa: 1, exponent: 0)
    var square = BigFloat(isNegative: false, mantissa: 5, exponent: 0)
    var rest: UInt64 = power
    while rest != 0 {
      if rest & 1 != 0 {
        let magnitude: BigUInt = result.mantissa * square.mantissa
        let exponent: Int = result.exponent + square.exponent
        guard
          let next = BigFloat(
            negative: false, magnitude: magnitude, exponent: exponent, precision: wide)
        else { return nil }
        result = next
      }
      rest >>= 1
      if rest == 0 { break }
      guard
        let next = BigFloat(
          negative: false, magnitude: square.mantissa * square.mantissa,
          exponent: square.exponent * 2, precision: wide)
      else { return nil }
      square = next
    }
    return result
  }
}

// MARK: - Whole numbers

extension BigFloat {
  /// The number as an integer, if it is one. The number must be `isSmall`.
  var exactInteger: BigInt? {
    guard isInteger else { return nil }
    return BigInt(sign: isNegative ? .minus : .plus, magnitude: mantissa << exponent)
  }

  /// The number cut to 508 bits, toward zero or away from it. Two such neighbours show whether a
  /// number misses an integer by no more than the error of earlier roundings.
  func shortened(awayFromZero: Bool) -> BigFloat {
    let excess: Int = mantissa.bitWidth - (BigFloat.precision - 4)
    guard excess > 0 else { return self }
    var short: BigUInt = mantissa >> excess
    // An odd mantissa always loses a bit here.
    if awayFromZero { short += 1 }
    return BigFloat(negative: isNegative, magnitude: short, exponent: exponent + excess) ?? self
  }
}
