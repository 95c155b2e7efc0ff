// From exact numbers to machine floats: round to nearest, ties to even, with subnormals. One
// routine serves both widths and all three exact representations.

import BigInt

/// The shape of a binary machine format.
struct FloatFormat {
  /// The bits of a significand, the hidden one included.
  let precision: Int
  /// The exponent of the smallest subnormal's only bit.
  let minExponent: Int
  /// The smallest e for which 2^e is infinite.
  let maxTop: Int

  static let binary32 = FloatFormat(precision: 24, minExponent: -149, maxTop: 128)
  static let binary64 = FloatFormat(precision: 53, minExponent: -1074, maxTop: 1024)

  /// Rounds `magnitude × 2^exponent` (plus something less than 2^exponent if `sticky`, for which
  /// `magnitude` must have two bits more than `precision`). The result is infinite on overflow.
  /// - Returns: the nearest number of the format as a double, and whether it is exact.
  func round(
    negative: Bool, magnitude: BigUInt, exponent: Int, sticky: Bool
  ) -> (value: Double, isExact: Bool) {
    let signed: Double = negative ? -1 : 1
    if magnitude.isZero { return (0, !sticky) }
    let top: Int = magnitude.bitWidth + exponent
    if top > maxTop { return (signed * .infinity, false) }
    if top < minExponent { return (signed * 0, false) }
    let lowest: Int = max(top - precision, minExponent)
    let excess: Int = lowest - exponent
    var bits: UInt64
    var isExact: Bool = !sticky
    if excess <= 0 {
      bits = UInt64(magnitude << -excess)
    } else {
      let half: Bool = magnitude[bitAt: excess - 1]
      let rest: Bool = sticky || magnitude.trailingZeroBitCount < excess - 1
      bits = UInt64(magnitude >> excess)
      isExact = !half && !rest
      if half && (rest || bits & 1 != 0) { bits += 1 }
    }
    if bits == 1 << UInt64(precision) && lowest + precision + 1 > maxTop {
      return (signed * .infinity, false)
    }
    // At most 53 bits and an exponent in range: the scaling is exact.
    return (Double(sign: .plus, exponent: lowest, significand: Double(bits)) * signed, isExact)
  }
}

extension Constant {
  /// The nearest float64 of a real number, and whether it is exact. Infinite on overflow, zero on
  /// underflow; (0, false) for what is not a real number.
  public var float64Value: (value: Double, isExact: Bool) { rounded(to: .binary64) }

  /// The nearest float32 of a real number, and whether it is exact, as `float64Value`.
  public var float32Value: (value: Float, isExact: Bool) {
    let (value, isExact) = rounded(to: .binary32)
    return (Float(value), isExact)
  }

  func rounded(to format: FloatFormat) -> (value: Double, isExact: Bool) {
    switch self {
    case .int(let value):
      if value.magnitude < 1 << UInt64(format.precision) { return (Double(value), true) }
      return format.round(
        negative: value < 0, magnitude: BigUInt(value.magnitude), exponent: 0, sticky: false)
    case .bigInt(let value):
      return format.round(
        negative: value.sign == .minus, magnitude: value.magnitude, exponent: 0, sticky: false)
    case .float(let value):
      return format.round(
        negative: value.isNegative, magnitude: value.mantissa, exponent: value.exponent,
        sticky: false)
    case .rational(let value):
      return value.rounded(to: format)
    default:
      return (0, false)
    }
  }
}

extension Rational {
  func rounded(to format: FloatFormat) -> (value: Double, isExact: Bool) {
    let negative: Bool = numerator.sign == .minus
    let top: BigUInt = numerator.magnitude
    // A denominator that is a power of two needs no division.
    let zeros: Int = denominator.trailingZeroBitCount
    if zeros == denominator.bitWidth - 1 {
      return format.round(negative: negative, magnitude: top, exponent: -zeros, sticky: false)
    }
    let missing: Int = format.precision + 2 - (top.bitWidth - denominator.bitWidth)
    let shift: Int = max(0, missing)
    let (quotient, rest) = (top << shift).quotientAndRemainder(dividingBy: denominator)
    return format.round(
      negative: negative, magnitude: quotient, exponent: -shift, sticky: !rest.isZero)
  }
}
