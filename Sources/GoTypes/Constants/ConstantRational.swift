// Exact fractions for constants. No limits of size here: the factories in Constant.swift turn a
// fraction that has grown too large into a BigFloat.

import BigInt

/// A fraction in lowest terms with a positive denominator.
public struct Rational: Sendable, Equatable {
  /// The numerator, which carries the sign.
  public let numerator: BigInt
  /// The denominator, at least 1.
  public let denominator: BigUInt

  static let zero = Rational(reduced: 0, 1)

  private init(reduced numerator: BigInt, _ denominator: BigUInt) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The fraction of two integers, reduced. `denominator` must not be zero.
  init(_ numerator: BigInt, _ denominator: BigInt) {
    precondition(!denominator.isZero, "a fraction's denominator is zero")
    let negative: Bool = (numerator.sign == .minus) != (denominator.sign == .minus)
    self.init(negative: negative, numerator.magnitude, denominator.magnitude)
  }

  /// The reduced fraction of a sign and two magnitudes. `denominator` must not be zero.
  init(negative: Bool, _ numerator: BigUInt, _ denominator: BigUInt) {
    let divisor = Rational.commonDivisor(numerator, denominator)
    let top: BigUInt = divisor == 1 ? numerator : numerator / divisor
    let bottom: BigUInt = divisor == 1 ? denominator : denominator / divisor
    self.init(reduced: BigInt(sign: negative ? .minus : .plus, magnitude: top), bottom)
  }

  /// The fraction of an integer.
  init(_ value: BigInt) { self.init(reduced: value, 1) }

  /// The exact value of a finite machine float.
  init(_ value: Double) {
    guard value != 0 else {
      self.init(reduced: 0, 1)
      return
    }
    let isSubnormal: Bool = value.exponentBitPattern == 0
    var significand: UInt64 = value.significandBitPattern
    if !isSubnormal { significand |= 1 << 52 }
    var exponent: Int = (isSubnormal ? 1 : Int(value.exponentBitPattern)) - 1075
    let zeros: Int = significand.trailingZeroBitCount
    significand >>= UInt64(zeros)
    exponent += zeros
    let sign: BigInt.Sign = value < 0 ? .minus : .plus
    if exponent >= 0 {
      let magnitude: BigUInt = BigUInt(significand) << exponent
      self.init(reduced: BigInt(sign: sign, magnitude: magnitude), 1)
    } else {
      let magnitude = BigUInt(significand)
      self.init(reduced: BigInt(sign: sign, magnitude: magnitude), BigUInt(1) << -exponent)
    }
  }

  /// Whether the fraction is a whole number.
  public var isInteger: Bool { denominator == 1 }

  private static func commonDivisor(_ a: BigUInt, _ b: BigUInt) -> BigUInt {
    if b == 1 || a == 1 { return 1 }
    if a.isZero { return b }
    let twos: Int = min(a.trailingZeroBitCount, b.trailingZeroBitCount)
    // A power of two on either side shares only twos with the other.
    if a.trailingZeroBitCount == a.bitWidth - 1 || b.trailingZeroBitCount == b.bitWidth - 1 {
      return BigUInt(1) << twos
    }
    return a.greatestCommonDivisor(with: b)
  }
}

extension Rational {
  static prefix func - (a: Rational) -> Rational { Rational(reduced: -a.numerator, a.denominator) }

  static func + (a: Rational, b: Rational) -> Rational {
    let left: BigInt = a.numerator * BigInt(b.denominator)
    let right: BigInt = b.numerator * BigInt(a.denominator)
    return Rational(left + right, BigInt(a.denominator * b.denominator))
  }

  static func - (a: Rational, b: Rational) -> Rational { a + -b }

  static func * (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.numerator, BigInt(a.denominator * b.denominator))
  }

  /// The quotient. `b` must not be zero.
  static func / (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * BigInt(b.denominator), b.numerator * BigInt(a.denominator))
  }

  static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * BigInt(b.denominator) < b.numerator * BigInt(a.denominator)
  }
}
