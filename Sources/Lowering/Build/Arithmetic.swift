// Arithmetic and comparison, with Go's checks: divisors, shift counts.
import GoIR
import GoTypes

extension FunctionLowering {
  func arithmetic(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    let type = record.type
    switch record.operation {
    case .plus: return try value(unit.first(node))
    case .negate, .complement:
      let operands = try parts(unit.first(node))
      let operation: UnaryOperation = record.operation == .negate ? .negate : .complement
      return .scalars(
        operands.map { operand in
          let target = register(result.scalar(of: operand))
          emit(.unary(target, operation, operand))
          return .register(target)
        })
    default:
      let left = try parts(unit.first(node))
      let right = try parts(unit.second(node))
      return .scalars(
        try arithmetic(record.operation, left, right, type, countType: unit.type(unit.second(node)))
      )
    }
  }

  /// `left op right`, both of `type`, a shift's count aside.
  func arithmetic(
    _ operation: Operation, _ left: [Operand], _ right: [Operand], _ type: TypeID,
    countType: TypeID
  ) throws(LoweringFailure) -> [Operand] {
    let form = types.form(type)
    if form.isComplex { return try complexArithmetic(operation, left, right) }
    if form == .string { return concatenate([left, right], buffer: .nilPointer) }
    guard let first = left.first, let second = right.first,
      let scalar = shapes.components(type)?.first?.scalar
    else { throw failure("arithmetic on a type without it") }
    switch operation {
    case .divide, .remainder:
      if !form.isFloat { checkDivisor(second) }
      return [
        binary(operation == .divide ? .divide : .remainder, first, second, scalar)
      ]
    case .shiftLeft, .shiftRight:
      return [shift(operation, first, second, scalar, countType)]
    default:
      guard let simple = Self.simple(operation) else {
        throw failure("no arithmetic: \(operation)")
      }
      return [binary(simple, first, second, scalar)]
    }
  }

  private static func simple(_ operation: Operation) -> BinaryOperation? {
    switch operation {
    case .add: return .add
    case .subtract: return .subtract
    case .multiply: return .multiply
    case .and: return .and
    case .or: return .or
    case .exclusiveOr: return .exclusiveOr
    case .andNot: return .andNot
    case .equal: return .equal
    case .notEqual: return .notEqual
    case .less: return .less
    case .lessEqual: return .lessEqual
    case .greater: return .greater
    case .greaterEqual: return .greaterEqual
    default: return nil
    }
  }

  /// What a division asks of its right operand, for whoever must know before it is done.
  func checkDivision(_ operation: Operation, _ right: [Operand], _ type: TypeID) {
    let form = types.form(type)
    guard operation == .divide || operation == .remainder, let divisor = right.first,
      !form.isFloat, !form.isComplex
    else { return }
    checkDivisor(divisor)
  }

  private func checkDivisor(_ divisor: Operand) {
    if case .integer(let value, _) = divisor, value != 0 { return }
    let isZero = binary(.equal, divisor, .integer(0, result.scalar(of: divisor)))
    panicIf(isZero, "panicdivide", [])
  }

  private func shift(
    _ operation: Operation, _ left: Operand, _ count: Operand, _ scalar: Scalar,
    _ countType: TypeID
  ) -> Operand {
    let kind = result.scalar(of: count)
    if kind.isSigned {
      if case .integer(let value, _) = count, value >= 0 {
      } else {
        panicIf(binary(.less, count, .integer(0, kind)), "panicShift", [])
      }
    }
    return binary(operation == .shiftLeft ? .shiftLeft : .shiftRight, left, count, scalar)
  }

  private func complexArithmetic(
    _ operation: Operation, _ left: [Operand], _ right: [Operand]
  ) throws(LoweringFailure) -> [Operand] {
    let scalar = result.scalar(of: left[0])
    func op(_ operation: BinaryOperation, _ a: Operand, _ b: Operand) -> Operand {
      binary(operation, a, b, scalar)
    }
    switch operation {
    case .add: return [op(.add, left[0], right[0]), op(.add, left[1], right[1])]
    case .subtract:
      return [op(.subtract, left[0], right[0]), op(.subtract, left[1], right[1])]
    case .multiply:
      let real = op(
        .subtract, op(.multiply, left[0], right[0]), op(.multiply, left[1], right[1]))
      let imaginary = op(
        .add, op(.multiply, left[0], right[1]), op(.multiply, left[1], right[0]))
      return [real, imaginary]
    default:
      let suffix = scalar == .float32 ? "64" : "128"
      return native("tc_divide_complex" + suffix, left + right, [scalar, scalar])
    }
  }

  // MARK: - Comparison

  func comparison(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let record = unit[node]
    guard record.operation.isComparison else {
      let operands = try parts(node)
      return operands[0]
    }
    let left = unit.first(node)
    let right = unit.second(node)
    let type = unit.type(left)
    if types.form(type) == .interface || types.form(unit.type(right)) == .interface {
      if types.form(type) != .untypedNil, unit.operation(left) != .nilValue,
        unit.operation(right) != .nilValue
      {
        return try interfaceComparison(node)
      }
    }
    let first = try value(left)
    let second = try value(right)
    return try compare(record.operation, first, second, operandType(left, right))
  }

  private func operandType(_ left: IRNode, _ right: IRNode) -> TypeID {
    if unit.operation(left) == .nilValue { return unit.type(right) }
    return unit.type(left)
  }

  /// Compares two values of one type.
  func compare(
    _ operation: Operation, _ left: Value, _ right: Value, _ type: TypeID
  ) throws(LoweringFailure) -> Operand {
    let form = types.form(type)
    switch form {
    case .string: return compareStrings(operation, scalars(left, type), scalars(right, type))
    case .structure, .array:
      let same = try equalComposites(left, right, type)
      return operation == .equal ? same : not(same)
    case .interface:
      let same = equalInterfaces(scalars(left, type), scalars(right, type), type)
      return operation == .equal ? same : not(same)
    default:
      let first = scalars(left, type)
      let second = scalars(right, type)
      if form.isComplex {
        let same = binary(
          .and, binary(.equal, first[0], second[0]), binary(.equal, first[1], second[1]))
        return operation == .equal ? same : not(same)
      }
      guard let simple = Self.simple(operation) else { throw failure("no comparison") }
      return binary(simple, first[0], second[0])
    }
  }

  func not(_ operand: Operand) -> Operand {
    let target = register(.uint8)
    emit(.unary(target, .not, operand))
    return .register(target)
  }

  private func compareStrings(
    _ operation: Operation, _ left: [Operand], _ right: [Operand]
  ) -> Operand {
    switch operation {
    case .equal, .notEqual:
      var same: Operand
      if right[1] == .int(0) {
        same = binary(.equal, left[1], .int(0))
      } else if left[1] == .int(0) {
        same = binary(.equal, right[1], .int(0))
      } else {
        same = native("tc_same_strings", left + right, [.uint8])[0]
      }
      return operation == .equal ? same : not(same)
    default:
      let order = native("tc_compare_strings", left + right, [.int64])[0]
      return binary(Self.simple(operation) ?? .less, order, .int(0))
    }
  }

  private func equalInterfaces(_ left: [Operand], _ right: [Operand], _ type: TypeID) -> Operand {
    if case .integer = right[0] { return binary(.equal, left[0], right[0]) }
    if case .integer = left[0] { return binary(.equal, left[0], right[0]) }
    let name = types.isEmptyInterface(type) ? "tc_same_any" : "tc_same_interfaces"
    let same = native(name, left + right, [.uint8])[0]
    checkFault("panicUncomparable")
    return same
  }

  private func equalComposites(
    _ left: Value, _ right: Value, _ type: TypeID
  ) throws(LoweringFailure) -> Operand {
    if let parts = equalityParts(type) {
      // A few plain parts: compared one by one.
      let first = scalars(left, type)
      let second = scalars(right, type)
      var same: Operand = .bool(true)
      for part in parts {
        let equal = binary(.equal, first[part], second[part])
        same = same == .bool(true) ? equal : binary(.and, same, equal)
      }
      return same
    }
    let first = pointer(inMemory(left, type, "left"))
    let second = pointer(inMemory(right, type, "right"))
    let same = native("tc_same_typed", [typeSymbol(type), first, second], [.uint8])[0]
    if hasInterface(type) { checkFault("panicUncomparable") }
    return same
  }

  /// The scalars to compare, if that is all that equality of the type means.
  private func equalityParts(_ type: TypeID) -> [Int]? {
    guard let components = shapes.components(type) else { return nil }
    return isPlain(type) ? Array(components.indices) : nil
  }

  private func isPlain(_ type: TypeID) -> Bool {
    switch types.form(type) {
    case .string, .interface: return false
    case .structure:
      return types.members(type).allSatisfy { $0.name != "_" && isPlain($0.type) }
    case .array: return isPlain(types.element(type))
    default: return true
    }
  }

  private func hasInterface(_ type: TypeID) -> Bool {
    switch types.form(type) {
    case .interface: return true
    case .structure: return types.members(type).contains { hasInterface($0.type) }
    case .array: return hasInterface(types.element(type))
    default: return false
    }
  }

  /// A comparison where an interface is on one side, and perhaps a value of a type on the other.
  private func interfaceComparison(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let left = unit.first(node)
    let right = unit.second(node)
    let isLeft = types.isInterface(unit.type(left))
    let isRight = types.isInterface(unit.type(right))
    let first = try value(left)
    let second = try value(right)
    let same: Operand
    if isLeft && isRight {
      var a = scalars(first, unit.type(left))
      var b = scalars(second, unit.type(right))
      let leftIsEmpty = types.isEmptyInterface(unit.type(left))
      let rightIsEmpty = types.isEmptyInterface(unit.type(right))
      var common = unit.type(left)
      if leftIsEmpty != rightIsEmpty {
        if leftIsEmpty { b[0] = typeWord(b[0]) } else { a[0] = typeWord(a[0]) }
        common = types.emptyInterface
      } else if !leftIsEmpty && !types.identical(unit.type(left), unit.type(right)) {
        a[0] = typeWord(a[0])
        b[0] = typeWord(b[0])
        common = types.emptyInterface
      }
      same = equalInterfaces(a, b, common)
    } else {
      let interface = isLeft ? first : second
      let concrete = isLeft ? second : first
      let interfaceType = unit.type(isLeft ? left : right)
      let type = unit.type(isLeft ? right : left)
      same = try equalToConcrete(
        scalars(interface, interfaceType), interfaceType, concrete, type)
    }
    return unit.operation(node) == .equal ? same : not(same)
  }

  private func equalToConcrete(
    _ interface: [Operand], _ interfaceType: TypeID, _ value: Value, _ type: TypeID
  ) throws(LoweringFailure) -> Operand {
    let answer = register(.uint8)
    emit(.move(answer, .bool(false)))
    let settledValue = settled(value, type)
    let then = newBlock()
    let join = newBlock()
    branch(isType(interface[0], interfaceType, type), then, join)
    begin(then)
    let held = unpacked(interface[1], type)
    emit(.move(answer, try compare(.equal, held, settledValue, type)))
    jump(join)
    begin(join)
    return .register(answer)
  }
}
