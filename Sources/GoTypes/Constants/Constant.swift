// The value of a Go constant: its representations and how they are reached. Arithmetic, literals,
// conversions and printing live in the other Constant files; types do not appear here at all.
//
// Invariants, kept by the factories in this file (every other file goes through them):
//
// 1. An integer that fits 64 bits is `.int`; `.bigInt` holds only those that do not.
// 2. A fraction is `.rational`, in lowest terms, while numerator and denominator stay below
//    `maxFractionBits`; past that it becomes a `.float` of 512 bits and stays one, because going
//    back would promise an exactness that is gone.
// 3. A `.float` is finite and never minus zero. What would be infinite is `.unknown`.
// 4. The parts of a `.complex` are integers, rationals or floats.
//
// Examples: `1 << 62` is `.int`, `1 << 64` is `.bigInt`, `0.1` is `.rational(1/10)`,
// `1e5000` is `.float`, `'a'` is `.int(97)`, `2i` is `.complex(0, 2)`.

import BigInt

/// What sort of value a constant is.
public enum ConstantKind: UInt8, Sendable {
  /// The value is not known because of an earlier error, or is not representable.
  case unknown
  case bool
  case string
  case int
  case float
  case complex
}

/// The value of a Go constant with arbitrary precision.
public enum Constant: Sendable {
  /// No value, after an error. Operations on it give it back.
  case unknown
  /// A boolean.
  case bool(Bool)
  /// A string of bytes.
  case string(ConstantString)
  /// An integer of at most 64 bits.
  case int(Int64)
  /// An integer outside the range of `int`.
  indirect case bigInt(BigInt)
  /// An exact fraction of modest size.
  indirect case rational(Rational)
  /// A binary floating-point number with 512 bits of mantissa.
  indirect case float(BigFloat)
  /// A complex number.
  indirect case complex(Constant, Constant)

  /// The limit, in bits, of a fraction's components and of a float's exponent when it is turned
  /// back into an integer. Higher would be exact for longer, lower would be faster.
  static let maxFractionBits = 4 << 10

  /// The sort of this value. Constant time.
  public var kind: ConstantKind {
    switch self {
    case .unknown: return .unknown
    case .bool: return .bool
    case .string: return .string
    case .int, .bigInt: return .int
    case .rational, .float: return .float
    case .complex: return .complex
    }
  }

  /// Whether the value is unknown.
  public var isUnknown: Bool {
    if case .unknown = self { return true }
    return false
  }
}

// MARK: - Factories

extension Constant {
  /// The constant for an integer, in its smallest representation.
  static func make(_ value: BigInt) -> Constant {
    if let small = Int64(exactly: value) { return .int(small) }
    return .bigInt(value)
  }

  /// The constant for an unsigned integer.
  public static func make(_ value: UInt64) -> Constant {
    if let small = Int64(exactly: value) { return .int(small) }
    return .bigInt(BigInt(value))
  }

  /// The constant for a fraction: exact while its components are small, else rounded to a float.
  static func make(_ value: Rational) -> Constant {
    if value.numerator.magnitude.bitWidth < maxFractionBits
      && value.denominator.bitWidth < maxFractionBits
    {
      return .rational(value)
    }
    return make(BigFloat(value))
  }

  /// The constant for a big float; `nil` (an overflow) and infinities give `.unknown`.
  static func make(_ value: BigFloat?) -> Constant {
    guard let value else { return .unknown }
    return .float(value)
  }

  /// The constant for a machine float. Minus zero becomes zero; infinities and NaN are unknown.
  public static func make(_ value: Double) -> Constant {
    guard value.isFinite else { return .unknown }
    // Every finite double has an exponent far below the limit of fractions.
    return .rational(Rational(value))
  }

  /// The complex constant of two parts; unknown if either is.
  static func make(real: Constant, imaginary: Constant) -> Constant {
    if real.isUnknown || imaginary.isUnknown { return .unknown }
    return .complex(real, imaginary)
  }

  /// The string constant of Swift text, in UTF-8.
  public static func make(_ text: String) -> Constant {
    .string(ConstantString(Array(text.utf8)))
  }
}

// MARK: - Reading

extension Constant {
  /// The boolean, or false for anything else.
  public var boolValue: Bool {
    if case .bool(let value) = self { return value }
    return false
  }

  /// The string, or nil for anything else.
  public var stringValue: ConstantString? {
    if case .string(let value) = self { return value }
    return nil
  }

  /// The integer if it is one and fits 64 bits.
  public var int64Value: Int64? {
    if case .int(let value) = self { return value }
    return nil
  }

  /// The integer if it is one and fits 64 unsigned bits.
  public var uint64Value: UInt64? {
    switch self {
    case .int(let value): return UInt64(exactly: value)
    case .bigInt(let value): return UInt64(exactly: value)
    default: return nil
    }
  }

  /// The integer of any size, if the value is one.
  public var bigIntValue: BigInt? {
    switch self {
    case .int(let value): return BigInt(value)
    case .bigInt(let value): return value
    default: return nil
    }
  }

  /// The length in bits of an integer's magnitude; 0 for anything else.
  public var bitLength: Int {
    switch self {
    case .int(let value): return 64 - value.magnitude.leadingZeroBitCount
    case .bigInt(let value): return value.magnitude.bitWidth
    default: return 0
    }
  }

  /// -1, 0 or 1 as the number is below, at or above zero. A complex number gives 0 only for zero.
  /// An unknown value gives 1, so that it is never taken for a division by zero.
  public var sign: Int {
    switch self {
    case .int(let value): return Int(value.signum())
    case .bigInt(let value): return value.sign == .minus ? -1 : 1
    case .rational(let value): return Int(value.numerator.signum())
    case .float(let value): return value.sign
    case .complex(let real, let imaginary): return real.sign | imaginary.sign
    default: return 1
    }
  }

  /// The real part of a number.
  public var realPart: Constant {
    if case .complex(let real, _) = self { return real }
    return self
  }

  /// The imaginary part of a number.
  public var imaginaryPart: Constant {
    switch self {
    case .complex(_, let imaginary): return imaginary
    case .unknown: return .unknown
    default: return .int(0)
    }
  }
}
