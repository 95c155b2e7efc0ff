// Conversions between the sorts of constants, and whether a constant fits a machine type.

import BigInt

extension Constant {
  /// The value as an integer if it is one exactly, or is a float that misses one only by the error
  /// of earlier roundings; else unknown.
  public var asInteger: Constant {
    switch self {
    case .int, .bigInt:
      return self
    case .rational(let value):
      return value.isInteger ? .make(value.numerator) : .unknown
    case .float(let value):
      guard value.isSmall else { return .unknown }
      if let exact = value.exactInteger { return .make(exact) }
      if let exact = value.shortened(awayFromZero: false).exactInteger { return .make(exact) }
      if let exact = value.shortened(awayFromZero: true).exactInteger { return .make(exact) }
      return .unknown
    case .complex:
      return asFloat.asInteger
    default:
      return .unknown
    }
  }

  /// The value as a float if it is a number without an imaginary part; else unknown.
  public var asFloat: Constant {
    switch self {
    case .int(let value): return .rational(Rational(BigInt(value)))
    case .bigInt(let value):
      if value.magnitude.bitWidth < Constant.maxFractionBits { return .rational(Rational(value)) }
      return .make(BigFloat(value))
    case .rational, .float:
      return self
    case .complex(let real, let imaginary):
      return imaginary.sign == 0 ? real.asFloat : .unknown
    default:
      return .unknown
    }
  }

  /// The value as a complex number, for any number; else unknown.
  public var asComplex: Constant {
    switch self {
    case .int, .bigInt, .rational, .float: return .complex(self, .int(0))
    case .complex: return self
    default: return .unknown
    }
  }

  /// The integer constant of this number if it fits an integer type of `bits` bits (8 to 64).
  /// - Returns: nil if it is no integer or does not fit.
  public func fitting(bits: Int, signed: Bool) -> Constant? {
    let integer = asInteger
    switch integer {
    case .int(let value):
      if signed {
        let limit: Int64 = Int64.max >> Int64(64 - bits)
        return value <= limit && value >= ~limit ? integer : nil
      }
      if value < 0 { return nil }
      return bits == 64 || value >> Int64(bits) == 0 ? integer : nil
    case .bigInt(let value):
      // Too large for Int64: only the upper half of 64 unsigned bits is left.
      return !signed && value.sign == .plus && value.magnitude.bitWidth <= bits ? integer : nil
    default:
      return nil
    }
  }

  /// The float constant nearest to this real number among the float32s (`bits` = 32) or float64s
  /// (64). Nil if it is no real number or too large.
  public func rounded(bits: Int) -> Constant? {
    let real = asFloat
    if real.isUnknown { return nil }
    let (value, _) = real.rounded(to: bits == 32 ? .binary32 : .binary64)
    return value.isFinite ? .make(value) : nil
  }

  /// The complex constant with each part rounded as by `rounded(bits:)`. Nil if a part is too
  /// large.
  public func roundedComplex(partBits bits: Int) -> Constant? {
    guard case .complex(let real, let imaginary) = asComplex else { return nil }
    guard let real = real.rounded(bits: bits), let imaginary = imaginary.rounded(bits: bits) else {
      return nil
    }
    return .complex(real, imaginary)
  }
}
