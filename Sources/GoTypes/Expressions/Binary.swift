// Binary operations on two operands: arithmetic, logic, and the matching of their types.
// Comparisons are in Comparison.swift, shifts in Shift.swift.

import GoSyntax

extension Checker {
  /// Checks `left op right`.
  ///
  /// The left operand of a long chain is a chain again; beyond a small depth the way down is a
  /// loop over an explicit stack instead of a recursion.
  func binaryExpression(_ node: NodeID, into x: inout Operand) {
    let syntax = tree.binary(node)
    if !isDeepChain(syntax.left) {
      expression(syntax.left, into: &x)
      binaryOperation(&x, node, syntax)
      return
    }
    var chain: [NodeID] = []
    var current = syntax.left
    while tree.kind(current) == .binary {
      chain.append(current)
      current = tree.binary(current).left
    }
    expression(current, into: &x)
    for link in chain.reversed() {
      binaryOperation(&x, link, tree.binary(link))
      x.standIn = nil
      x.expression = link
      record(x)
      requireSingleValue(&x)
    }
    binaryOperation(&x, node, syntax)
  }

  private func isDeepChain(_ left: NodeID) -> Bool {
    let limit = 64
    var current = left
    var depth = 0
    while tree.kind(current) == .binary {
      depth += 1
      if depth > limit { return true }
      current = tree.binary(current).left
    }
    return false
  }

  /// The operation of a binary expression whose left operand was checked.
  private func binaryOperation(_ x: inout Operand, _ node: NodeID, _ syntax: BinarySyntax) {
    binaryOperation(&x, node, syntax.op, left: syntax.left, right: syntax.right)
  }

  /// Checks the right operand of an operation, and the operation.
  /// - Parameter node: the expression; nil for an assignment `left op= right`.
  func binaryOperation(
    _ x: inout Operand, _ node: NodeID?, _ op: Operator, left: NodeID, right: NodeID
  ) {
    var y = Operand()
    expression(right, into: &y)
    guard x.isValid else { return }
    guard y.isValid else {
      x.invalidate()
      x.expression = y.expression
      return
    }
    if op.isShift { return shift(&x, &y, node, op) }
    matchTypes(&x, &y)
    guard x.isValid else { return }
    if op.isComparison { return comparison(&x, y, op) }
    guard identical(x.type, y.type) else {
      if isValid(x.type) && isValid(y.type) {
        let shown =
          node.map { string($0) } ?? "\(string(left)) \(op.spelling)= \(string(right))"
        report(
          .mismatchedTypes, at: x,
          "invalid operation: \(shown) \(mismatch(x.type, y.type))")
      }
      return x.invalidate()
    }
    guard isDefined(op, on: x.type) else {
      reportUndefined(op, x)
      return x.invalidate()
    }
    if op == .divide || op == .remainder, dividesByZero(x, y) {
      report(.divByZero, at: y, "invalid operation: division by zero")
      return x.invalidate()
    }
    guard x.mode == .constant && y.mode == .constant else {
      x.mode = .value
      return
    }
    foldConstants(&x, y, node, op)
  }

  private func mismatch(_ x: GoType, _ y: GoType) -> String {
    "(mismatched types \(string(x)) and \(string(y)))"
  }

  private func isDefined(_ op: Operator, on type: GoType) -> Bool {
    switch op {
    case .add: return allNumericOrString(type)
    case .subtract, .multiply, .divide: return allNumeric(type)
    case .remainder, .and, .or, .xor, .andNot: return allInteger(type)
    case .andAnd, .orOr: return allBoolean(type)
    default: return false
    }
  }

  private func dividesByZero(_ x: Operand, _ y: Operand) -> Bool {
    guard y.mode == .constant else { return false }
    if (x.mode == .constant || allInteger(x.type)) && y.value.sign == 0 { return true }
    guard x.mode == .constant, isComplex(x.type) else { return false }
    // A complex divisor whose square underflows.
    let (real, imaginary) = (y.value.realPart, y.value.imaginaryPart)
    return Constant.compute(real, .multiply, real).sign == 0
      && Constant.compute(imaginary, .multiply, imaginary).sign == 0
  }

  private func foldConstants(_ x: inout Operand, _ y: Operand, _ node: NodeID?, _ op: Operator) {
    if x.value.isUnknown || y.value.isUnknown {
      x.value = .unknown
      return
    }
    let operation: ConstantOperation
    switch op {
    case .add: operation = .add
    case .subtract: operation = .subtract
    case .multiply: operation = .multiply
    case .divide: operation = isInteger(x.type) ? .divideIntegers : .divide
    case .remainder: operation = .remainder
    case .and: operation = .and
    case .or: operation = .or
    case .xor: operation = .xor
    case .andNot: operation = .andNot
    case .andAnd: operation = .logicalAnd
    default: operation = .logicalOr
    }
    x.value = Constant.compute(x.value, operation, y.value)
    let position = node.map { operatorPosition($0) } ?? self.position(of: x)
    x.expression = node ?? x.expression
    checkOverflow(&x, at: position)
  }

  // MARK: - Matching types

  /// Converts untyped operands so that both have the same type, if that may succeed. If it may not,
  /// nothing happens, and the operation reports the mismatch. On error `x` is invalid.
  func matchTypes(_ x: inout Operand, _ y: inout Operand) {
    guard mayConvert(x, y) else { return }
    convertUntyped(&x, to: y.type)
    guard x.isValid else { return }
    convertUntyped(&y, to: x.type)
    if !y.isValid { x.invalidate() }
  }

  private func mayConvert(_ x: Operand, _ y: Operand) -> Bool {
    if isTyped(x.type) && isTyped(y.type) { return false }
    if allNumeric(x.type) != allNumeric(y.type) { return false }
    if isNonTypeParameterInterface(x.type) || isNonTypeParameterInterface(y.type) { return true }
    if allBoolean(x.type) != allBoolean(y.type) { return false }
    if allString(x.type) != allString(y.type) { return false }
    if x.isNil { return hasNil(y.type) }
    if y.isNil { return hasNil(x.type) }
    return x.type.underlying.kind != .pointer && y.type.underlying.kind != .pointer
  }
}
