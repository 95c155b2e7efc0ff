// Operations on constants. The operands' sorts have been checked by the caller: what makes no sense
// (adding a boolean, dividing by zero) is a fault of the checker and gives `.unknown`.

import BigInt

/// The binary operations on constants other than shifts and comparisons.
public enum ConstantOperation: UInt8, Sendable {
  case add, subtract, multiply
  /// The quotient of numbers as a fraction.
  case divide
  /// The quotient of integers, cut toward zero.
  case divideIntegers
  case remainder
  case and, or, xor, andNot
  case logicalAnd, logicalOr
}

/// The comparisons of constants.
public enum ConstantComparison: UInt8, Sendable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

// MARK: - Unary operations

extension Constant {
  /// `-x` for a number.
  public var negated: Constant {
    switch self {
    case .int(let value):
      let (result, overflow) = (0 as Int64).subtractingReportingOverflow(value)
      return overflow ? .bigInt(-BigInt(value)) : .int(result)
    case .bigInt(let value): return .make(-value)
    case .rational(let value): return .rational(-value)
    case .float(let value): return .float(-value)
    case .complex(let real, let imaginary): return .complex(real.negated, imaginary.negated)
    default: return .unknown
    }
  }

  /// `^x` for an integer; cut to its lowest `bits` bits if that is not 0, as for unsigned types.
  public func complement(bits: Int) -> Constant {
    if case .int(let value) = self, bits == 0 { return .int(~value) }
    guard let value = bigIntValue else { return .unknown }
    let flipped: BigInt = -value - 1
    guard bits > 0 else { return .make(flipped) }
    let modulus: BigInt = BigInt(1) << bits
    return .make(flipped.modulus(modulus))
  }

  /// `!x` for a boolean.
  public var inverted: Constant {
    if case .bool(let value) = self { return .bool(!value) }
    return .unknown
  }
}

// MARK: - Shifts

extension Constant {
  /// `x << count` for an integer; a `count` of 0 or more.
  public func shifted(left count: Int) -> Constant {
    if count == 0 || sign == 0 { return self }
    guard let value = bigIntValue else { return .unknown }
    return .make(value << count)
  }

  /// `x >> count` for an integer, rounding down; a `count` of 0 or more.
  public func shifted(right count: Int) -> Constant {
    switch self {
    case .int(let value):
      return .int(value >> Int64(min(count, 63)))
    case .bigInt(let value):
      if value.sign == .plus { return .make(value >> count) }
      // Round down: -((-x - 1) >> count) - 1.
      return .make(-((-value - 1) >> count) - 1)
    default:
      return .unknown
    }
  }
}

// MARK: - Binary operations

extension Constant {
  /// The result of a binary operation; unknown if an operand is. Integers stay integers except
  /// under `divide`; mixed numbers take the more general representation of the two.
  /// The right operand of a division must not be zero.
  public static func compute(
    _ x: Constant, _ operation: ConstantOperation, _ y: Constant
  ) -> Constant {
    switch (x, y) {
    case (.int(let a), .int(let b)):
      return computeSmall(a, operation, b)
    case (.bool(let a), .bool(let b)):
      switch operation {
      case .logicalAnd: return .bool(a && b)
      case .logicalOr: return .bool(a || b)
      default: return .unknown
      }
    case (.string(let a), .string(let b)):
      guard operation == .add else { return .unknown }
      if a.count == 0 { return y }
      if b.count == 0 { return x }
      return .string(ConstantString(a, b))
    default:
      break
    }
    switch max(x.rank, y.rank) {
    case 1:
      guard let a = x.bigIntValue, let b = y.bigIntValue else { return .unknown }
      return computeLarge(a, operation, b)
    case 2:
      guard let a = x.asRational, let b = y.asRational else { return .unknown }
      return computeRational(a, operation, b)
    case 3:
      guard let a = x.asBigFloat, let b = y.asBigFloat else { return .unknown }
      return computeFloat(a, operation, b)
    case 4:
      if x.rank < 0 || y.rank < 0 { return .unknown }
      return computeComplex(x, operation, y)
    default:
      return .unknown
    }
  }

  /// How general a number's representation is; -1 for what is not a number.
  private var rank: Int {
    switch self {
    case .int: return 0
    case .bigInt: return 1
    case .rational: return 2
    case .float: return 3
    case .complex: return 4
    default: return -1
    }
  }

  private var asRational: Rational? {
    if case .rational(let value) = self { return value }
    return bigIntValue.map { Rational($0) }
  }

  private var asBigFloat: BigFloat? {
    switch self {
    case .float(let value): return value
    case .rational(let value): return BigFloat(value)
    default: return bigIntValue.flatMap { BigFloat($0) }
    }
  }

  private static func computeSmall(
    _ a: Int64, _ operation: ConstantOperation, _ b: Int64
  ) -> Constant {
    var (result, overflow): (Int64, Bool) = (0, false)
    switch operation {
    case .add: (result, overflow) = a.addingReportingOverflow(b)
    case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
    case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
    case .divide:
      return b == 0 ? .unknown : .make(Rational(BigInt(a), BigInt(b)))
    case .divideIntegers:
      if b == 0 { return .unknown }
      (result, overflow) = a.dividedReportingOverflow(by: b)
    case .remainder:
      if b == 0 { return .unknown }
      result = b == -1 ? 0 : a % b
    case .and: result = a & b
    case .or: result = a | b
    case .xor: result = a ^ b
    case .andNot: result = a & ~b
    case .logicalAnd, .logicalOr: return .unknown
    }
    return overflow ? computeLarge(BigInt(a), operation, BigInt(b)) : .int(result)
  }

  private static func computeLarge(
    _ a: BigInt, _ operation: ConstantOperation, _ b: BigInt
  ) -> Constant {
    switch operation {
    case .add: return .make(a + b)
    case .subtract: return .make(a - b)
    case .multiply: return .make(a * b)
    case .divide: return b.isZero ? .unknown : .make(Rational(a, b))
    case .divideIntegers: return b.isZero ? .unknown : .make(a / b)
    case .remainder: return b.isZero ? .unknown : .make(a % b)
    case .and: return bitwise(a, b) { $0 & $1 }
    case .or: return bitwise(a, b) { $0 | $1 }
    case .xor: return bitwise(a, b) { $0 ^ $1 }
    case .andNot: return bitwise(a, b) { $0 & ~$1 }
    case .logicalAnd, .logicalOr: return .unknown
    }
  }

  /// Combines two's complement words, one more than either operand needs so that the sign is kept.
  private static func bitwise(
    _ a: BigInt, _ b: BigInt, _ combine: (UInt, UInt) -> UInt
  ) -> Constant {
    let (left, right) = (Array(a.words), Array(b.words))
    let count: Int = max(left.count, right.count) + 1
    let leftFill: UInt = a.sign == .minus ? .max : 0
    let rightFill: UInt = b.sign == .minus ? .max : 0
    var words: [UInt] = []
    words.reserveCapacity(count)
    for index in 0..<count {
      let l: UInt = index < left.count ? left[index] : leftFill
      let r: UInt = index < right.count ? right[index] : rightFill
      words.append(combine(l, r))
    }
    return .make(BigInt(words: words))
  }

  private static func computeRational(
    _ a: Rational, _ operation: ConstantOperation, _ b: Rational
  ) -> Constant {
    switch operation {
    case .add: return .make(a + b)
    case .subtract: return .make(a - b)
    case .multiply: return .make(a * b)
    case .divide: return b.numerator.isZero ? .unknown : .make(a / b)
    default: return .unknown
    }
  }

  private static func computeFloat(
    _ a: BigFloat, _ operation: ConstantOperation, _ b: BigFloat
  ) -> Constant {
    switch operation {
    case .add: return .make(BigFloat.sum(a, b))
    case .subtract: return .make(BigFloat.sum(a, -b))
    case .multiply: return .make(BigFloat.product(a, b))
    case .divide: return b.sign == 0 ? .unknown : .make(BigFloat.quotient(a, b))
    default: return .unknown
    }
  }

  private static func computeComplex(
    _ x: Constant, _ operation: ConstantOperation, _ y: Constant
  ) -> Constant {
    let (a, b) = (x.realPart, x.imaginaryPart)
    let (c, d) = (y.realPart, y.imaginaryPart)
    switch operation {
    case .add, .subtract:
      return make(real: compute(a, operation, c), imaginary: compute(b, operation, d))
    case .multiply:
      let real = compute(compute(a, .multiply, c), .subtract, compute(b, .multiply, d))
      let imaginary = compute(compute(b, .multiply, c), .add, compute(a, .multiply, d))
      return make(real: real, imaginary: imaginary)
    case .divide:
      let norm = compute(compute(c, .multiply, c), .add, compute(d, .multiply, d))
      let real = compute(compute(a, .multiply, c), .add, compute(b, .multiply, d))
      let imaginary = compute(compute(b, .multiply, c), .subtract, compute(a, .multiply, d))
      return make(
        real: compute(real, .divide, norm), imaginary: compute(imaginary, .divide, norm))
    default:
      return .unknown
    }
  }
}

// MARK: - Comparisons

extension Constant {
  /// The result of a comparison that is defined for the operands; false if one is unknown.
  public static func compare(
    _ x: Constant, _ comparison: ConstantComparison, _ y: Constant
  ) -> Bool {
    switch (x, y) {
    case (.int(let a), .int(let b)):
      return comparison.holds(isLess: a < b, isEqual: a == b)
    case (.bool(let a), .bool(let b)):
      return comparison.holds(isLess: false, isEqual: a == b)
    case (.string(let a), .string(let b)):
      let isEqual: Bool = a == b
      let isOrdering: Bool = comparison != .equal && comparison != .notEqual
      let isLess: Bool = isOrdering && !isEqual && ConstantString.precedes(a, b)
      return comparison.holds(isLess: isLess, isEqual: isEqual)
    default:
      break
    }
    switch max(x.rank, y.rank) {
    case 1:
      guard let a = x.bigIntValue, let b = y.bigIntValue else { return false }
      return comparison.holds(isLess: a < b, isEqual: a == b)
    case 2:
      guard let a = x.asRational, let b = y.asRational else { return false }
      return comparison.holds(isLess: a < b, isEqual: a == b)
    case 3:
      guard let a = x.asBigFloat, let b = y.asBigFloat else { return false }
      return comparison.holds(isLess: a < b, isEqual: a == b)
    case 4:
      if x.rank < 0 || y.rank < 0 { return false }
      let real = compare(x.realPart, .equal, y.realPart)
      let imaginary = compare(x.imaginaryPart, .equal, y.imaginaryPart)
      return comparison.holds(isLess: false, isEqual: real && imaginary)
    default:
      return false
    }
  }
}

extension ConstantComparison {
  /// Whether the comparison holds between two values of which this much is known.
  func holds(isLess: Bool, isEqual: Bool) -> Bool {
    switch self {
    case .equal: return isEqual
    case .notEqual: return !isEqual
    case .less: return isLess
    case .lessOrEqual: return isLess || isEqual
    case .greater: return !isLess && !isEqual
    case .greaterOrEqual: return !isLess
    }
  }
}
