// Constants and their types: which constants a basic type represents, when a constant expression
// overflows, and what type an untyped operand takes where a type is expected.

import GoSyntax

/// Why a constant or an untyped operand does not fit a type.
enum RepresentationError {
  /// A number with a fraction, for an integer type.
  case truncated
  /// A number that is too large.
  case overflows
  /// A constant of another sort.
  case invalid
  /// An untyped operand without an implicit conversion to the type.
  case untyped

  var code: DiagnosticCode {
    switch self {
    case .truncated: return .truncatedFloat
    case .overflows: return .numericOverflow
    case .invalid: return .invalidConstVal
    case .untyped: return .invalidUntypedConversion
    }
  }
}

/// The outcome of an implicit conversion.
enum ImplicitConversion {
  /// The operand takes this type; a constant is rounded to the value, if one is given.
  case to(GoType, Constant?)
  case fails(RepresentationError)
}

extension Checker {
  /// The value that represents `value` in a basic type: rounded for floats, an integer for integer
  /// types. Nil if there is none. An unknown value is represented, so that no error follows.
  func represent(_ value: Constant, as type: BasicType) -> Constant? {
    if value.isUnknown { return value }
    switch type.basicKind {
    case .int: return value.fitting(bits: Int(configuration.sizes.wordSize) * 8, signed: true)
    case .int8: return value.fitting(bits: 8, signed: true)
    case .int16: return value.fitting(bits: 16, signed: true)
    case .int32: return value.fitting(bits: 32, signed: true)
    case .int64: return value.fitting(bits: 64, signed: true)
    case .uint, .uintptr:
      return value.fitting(bits: Int(configuration.sizes.wordSize) * 8, signed: false)
    case .uint8: return value.fitting(bits: 8, signed: false)
    case .uint16: return value.fitting(bits: 16, signed: false)
    case .uint32: return value.fitting(bits: 32, signed: false)
    case .uint64: return value.fitting(bits: 64, signed: false)
    case .untypedInt, .untypedRune:
      let integer = value.asInteger
      return integer.isUnknown ? nil : integer
    case .float32: return value.rounded(bits: 32)
    case .float64: return value.rounded(bits: 64)
    case .untypedFloat: return value.asFloat.isUnknown ? nil : value
    case .complex64: return value.roundedComplex(partBits: 32)
    case .complex128: return value.roundedComplex(partBits: 64)
    case .untypedComplex: return value.asComplex.isUnknown ? nil : value
    case .string, .untypedString: return value.kind == .string ? value : nil
    case .bool, .untypedBool: return value.kind == .bool ? value : nil
    case .invalid, .unsafePointer, .untypedNil: return nil
    }
  }

  /// The value of a constant operand in a basic type, or why there is none.
  func representation(
    _ x: Operand, as type: BasicType
  ) -> Result<Constant, RepresentationFailure> {
    if let value = represent(x.value, as: type) { return .success(value) }
    guard isNumeric(x.type) && isNumeric(type) else {
      return .failure(RepresentationFailure(.invalid))
    }
    let isTruncated: Bool = !isInteger(x.type) && isInteger(type)
    return .failure(RepresentationFailure(isTruncated ? .truncated : .overflows))
  }

  /// Checks that a constant operand fits a basic type and rounds it to it.
  func representable(_ x: inout Operand, as type: BasicType) {
    switch representation(x, as: type) {
    case .success(let value):
      x.value = value
    case .failure(let failure):
      reportConversion(failure.error, x, to: type)
      x.invalidate()
    }
  }

  /// Reports that an operand does not fit a type.
  func reportConversion(_ failure: RepresentationError, _ x: Operand, to target: GoType) {
    switch failure {
    case .truncated:
      report(failure.code, at: x, "\(string(x)) truncated to \(string(target))")
    case .overflows:
      report(failure.code, at: x, "\(string(x)) overflows \(string(target))")
    case .invalid, .untyped:
      report(failure.code, at: x, "cannot convert \(string(x)) to type \(string(target))")
    }
  }

  /// Checks the result of a constant operation: a typed constant must fit its type, an untyped one
  /// must not grow without bound. `position` is where the operator stands.
  func checkOverflow(_ x: inout Operand, at position: SourcePosition) {
    if x.value.isUnknown {
      report(.invalidConstVal, at: position, "constant result is not representable")
      return
    }
    if isTyped(x.type) {
      if let basic = x.type.underlying.asBasic { representable(&x, as: basic) }
      return
    }
    switch x.value {
    case .bigInt(let value):
      let limit = 512
      guard value.magnitude.bitWidth > limit else { return }
      let operation = x.expression.flatMap { overflowingOperation($0) }
      let name = operation.map { $0 + " " } ?? ""
      report(.invalidConstVal, at: position, "constant \(name)overflow")
      x.value = .unknown
    case .string(let value):
      // The largest symbol that Go's linker takes, in bytes.
      let limit = 2_000_000_000
      guard value.count > limit else { return }
      report(
        .invalidConstVal, at: position,
        "constant string too long (\(value.count) bytes > \(limit) bytes)")
      x.value = .unknown
    default:
      break
    }
  }

  /// The name of an operation whose constant result may be too large, for messages.
  private func overflowingOperation(_ expression: NodeID) -> String? {
    switch tree.kind(expression) {
    case .unary:
      return tree.unary(expression).op == .xor ? "bitwise complement" : nil
    case .binary:
      switch tree.binary(expression).op {
      case .add: return "addition"
      case .subtract: return "subtraction"
      case .xor: return "bitwise XOR"
      case .multiply: return "multiplication"
      case .shiftLeft: return "shift"
      default: return nil
      }
    default:
      return nil
    }
  }

  /// Where messages about an operation are placed: at its operator, or where the expression begins.
  func operatorPosition(_ expression: NodeID) -> SourcePosition {
    switch tree.kind(expression) {
    case .unary, .binary: return tree.position(expression)
    default: return tree.start(of: expression)
    }
  }
}

/// `RepresentationError` as an `Error`.
struct RepresentationFailure: Error {
  let error: RepresentationError
  init(_ error: RepresentationError) { self.error = error }
}

// MARK: - Untyped operands

extension Checker {
  /// Gives an untyped operand the type that is expected, or reports why it cannot have it.
  func convertUntyped(_ x: inout Operand, to target: GoType) {
    switch implicitConversion(x, to: target) {
    case .fails(let failure):
      let shown = isTypeParameter(target) ? target : target.underlying
      reportConversion(failure, x, to: shown)
      x.invalidate()
    case .to(let type, let value):
      apply(type, value, to: &x)
    }
  }

  /// Applies the outcome of an implicit conversion to an operand and to what is recorded of it.
  func apply(_ type: GoType, _ value: Constant?, to x: inout Operand) {
    if let value {
      x.value = value
      if let expression = x.expression { updateValue(of: expression, to: value) }
    }
    if type !== x.type {
      x.type = type
      if let expression = x.expression {
        updateType(of: expression, to: type, isFinal: false)
      }
    }
  }

  /// The type that an operand has where `target` is expected. Typed operands keep theirs.
  func implicitConversion(_ x: Operand, to target: GoType) -> ImplicitConversion {
    guard x.isValid, isUntyped(x.type), isValid(target) else { return .to(x.type, nil) }
    if isUntyped(target) {
      guard let larger = largerUntyped(x.type, target) else { return .fails(.untyped) }
      return .to(larger, nil)
    }
    if x.isNil { return hasNil(target) ? .to(target, nil) : .fails(.untyped) }
    let under = target.underlying
    switch under.kind {
    case .basic:
      return implicitConversion(x, to: target, basic: unsafeDowncast(under, to: BasicType.self))
    case .interface:
      if let parameter = target.asTypeParameter {
        let fits = forAllUnderlying(of: parameter) { type in
          guard let type, case .to = self.implicitConversion(x, to: type) else { return false }
          return true
        }
        return fits ? .to(target, nil) : .fails(.untyped)
      }
      // A value in an interface has the default type.
      guard let interface = under.asInterface, interface.typeSet.isAll else {
        return .fails(.untyped)
      }
      return .to(defaultType(x.type), nil)
    default:
      return .fails(.untyped)
    }
  }

  private func implicitConversion(
    _ x: Operand, to target: GoType, basic: BasicType
  ) -> ImplicitConversion {
    if x.mode == .constant {
      switch representation(x, as: basic) {
      case .success(let value): return .to(target, value)
      case .failure(let failure): return .fails(failure.error)
      }
    }
    // Not constant, but untyped: comparisons, and shifts whose type is not known yet.
    let fits: Bool
    switch x.type.asBasic?.basicKind {
    case .untypedBool: fits = isBoolean(target)
    case .untypedInt, .untypedRune, .untypedFloat, .untypedComplex: fits = isNumeric(target)
    case .untypedString: fits = isString(target)
    default: fits = false
    }
    return fits ? .to(target, nil) : .fails(.untyped)
  }

  /// The untyped type that both of two untyped operands take; nil if there is none.
  func largerUntyped(_ x: GoType, _ y: GoType) -> GoType? {
    if x === y { return x }
    guard let left = x.asBasic, let right = y.asBasic else { return nil }
    guard left.info.contains(.untyped), right.info.contains(.untyped) else { return nil }
    let bothNumeric: Bool =
      !left.info.isDisjoint(with: .numeric) && !right.info.isDisjoint(with: .numeric)
    guard bothNumeric else { return nil }
    return left.basicKind.rawValue > right.basicKind.rawValue ? left : right
  }
}
