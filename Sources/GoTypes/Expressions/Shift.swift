// Shifts. The left operand of a non-constant shift, if it is an untyped constant, takes the type
// that it would have if the shift were not there; that is known only later, so the operand is
// noted, and `updateType` checks then that the type is an integer's.

import GoSyntax

extension Checker {
  /// Checks `x op y` and makes `x` the result.
  /// - Parameter node: the shift; nil in an assignment `x op= y`.
  func shift(_ x: inout Operand, _ y: inout Operand, _ node: NodeID?, _ op: Operator) {
    let integer: Constant? = x.mode == .constant ? x.value.asInteger : nil
    let isUntypedInteger: Bool = isUntyped(x.type) && integer?.kind == .int
    guard allInteger(x.type) || isUntypedInteger else { return rejectShifted(&x) }
    guard checkShiftCount(&y) else { return x.invalidate() }
    if x.mode == .constant, let integer {
      if y.mode == .constant { return constantShift(&x, integer, y, node, op) }
      if isUntyped(x.type) {
        let file = environment.file
        if let operand = x.expression, let type = file.types[operand], isUntyped(type) {
          file.untypedShiftOperands.insert(operand)
        }
        x.mode = .value
        return
      }
    }
    guard allInteger(x.type) else { return rejectShifted(&x) }
    x.mode = .value
  }

  private func rejectShifted(_ x: inout Operand) {
    report(
      .invalidShiftOperand, at: x,
      "invalid operation: shifted operand \(string(x)) must be integer")
    x.invalidate()
  }

  /// Checks that the right operand is an integer and not negative.
  private func checkShiftCount(_ y: inout Operand) -> Bool {
    if y.mode == .constant {
      let count = y.value.asInteger
      if count.kind == .int && count.sign < 0 {
        report(
          .invalidShiftCount, at: y, "invalid operation: negative shift count \(string(y))")
        return false
      }
      // A constant must be representable as uint, but is not converted.
      if isUntyped(y.type) { representable(&y, as: BasicType.uint) }
      return y.isValid
    }
    if allInteger(y.type) {
      if allUnsigned(y.type) { return true }
      let count = y
      return verify(
        .go1_13, at: position(of: y), "invalid operation: signed shift count \(string(count))")
    }
    if isUntyped(y.type) {
      convertUntyped(&y, to: BasicType.uint)
      return y.isValid
    }
    report(
      .invalidShiftCount, at: y, "invalid operation: shift count \(string(y)) must be integer")
    return false
  }

  private func constantShift(
    _ x: inout Operand, _ integer: Constant, _ y: Operand, _ node: NodeID?, _ op: Operator
  ) {
    // The result is an integer even if the operand was written as a float.
    defer { if x.isValid, !isInteger(x.type) { x.type = BasicType.untypedInt } }
    if x.value.isUnknown || y.value.isUnknown {
      x.value = .unknown
      return
    }
    // Enough to express the smallest float64.
    let limit: UInt64 = 1023 - 1 + 52
    guard let count = y.value.asInteger.uint64Value, count <= limit else {
      report(.invalidShiftCount, at: y, "invalid operation: invalid shift count \(string(y))")
      return x.invalidate()
    }
    if !isInteger(x.type) { x.type = BasicType.untypedInt }
    x.value =
      op == .shiftLeft ? integer.shifted(left: Int(count)) : integer.shifted(right: Int(count))
    let position = node.map { operatorPosition($0) } ?? self.position(of: x)
    x.expression = node ?? x.expression
    checkOverflow(&x, at: position)
  }
}
