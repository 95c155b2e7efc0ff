// Comparisons: which operands can be compared, and the words for why not.

import GoSyntax

extension Checker {
  /// Checks `x op y` and makes `x` the result, an untyped boolean.
  /// - Parameter isCase: `x` is the value of a switch clause and `y` the switch's; `op` is `==`.
  func comparison(_ x: inout Operand, _ y: Operand, _ op: Operator, isCase: Bool = false) {
    // Anything wrong with the types was reported before.
    guard isValid(x.type) && isValid(y.type) else { return x.invalidate() }
    if let failure = comparisonFailure(x, y, op) {
      reportComparison(failure, x, y, op, isCase: isCase)
      return x.invalidate()
    }
    if x.mode == .constant && y.mode == .constant {
      let comparison: ConstantComparison
      switch op {
      case .equal: comparison = .equal
      case .notEqual: comparison = .notEqual
      case .less: comparison = .less
      case .lessEqual: comparison = .lessOrEqual
      case .greater: comparison = .greater
      default: comparison = .greaterOrEqual
      }
      x.value = .bool(Constant.compare(x.value, comparison, y.value))
    } else {
      x.mode = .value
      // The operands become values now; untyped ones have their default types.
      for operand in [x, y] {
        guard let node = operand.expression, operand.standIn == nil else { continue }
        updateType(of: node, to: defaultType(operand.type), isFinal: true)
      }
    }
    x.type = BasicType.untypedBool
  }

  /// What is wrong with a comparison.
  private struct ComparisonFailure {
    var code: DiagnosticCode = .undefinedOp
    /// The second operand is at fault.
    var isSecond = false
    /// Why; empty if only the operator is not defined.
    var cause = ""
  }

  private func comparisonFailure(
    _ x: Operand, _ y: Operand, _ op: Operator
  ) -> ComparisonFailure? {
    if !isAssignable(x, to: y.type) && !isAssignable(y, to: x.type) {
      let mismatch = "mismatched types \(string(x.type)) and \(string(y.type))"
      return ComparisonFailure(code: .mismatchedTypes, isSecond: true, cause: mismatch)
    }
    if op == .equal || op == .notEqual {
      if x.isNil || y.isNil {
        // What is left is `nil == nil`.
        return hasNil(x.isNil ? y.type : x.type) ? nil : ComparisonFailure(isSecond: true)
      }
      if !isComparable(x.type) { return ComparisonFailure(cause: incomparableCause(x.type)) }
      if !isComparable(y.type) {
        return ComparisonFailure(isSecond: true, cause: incomparableCause(y.type))
      }
      return nil
    }
    if !allOrdered(x.type) { return ComparisonFailure() }
    if !allOrdered(y.type) { return ComparisonFailure(isSecond: true) }
    return nil
  }

  private func reportComparison(
    _ failure: ComparisonFailure, _ x: Operand, _ y: Operand, _ op: Operator, isCase: Bool
  ) {
    var cause = failure.cause
    var culprit = failure.isSecond ? y : x
    if cause.isEmpty {
      if isTypeParameter(x.type) || isTypeParameter(y.type) {
        if !isTypeParameter(x.type) { culprit = y }
        cause = "type parameter \(string(culprit.type)) cannot use operator \(op.spelling)"
      } else {
        let kind = compositeKind(culprit.type)
        let what = kind.isEmpty ? string(culprit.type) : kind
        cause = "operator \(op.spelling) not defined on \(what)"
      }
    }
    let (left, right) = (operandExpression(x), operandExpression(y))
    if isCase {
      report(failure.code, at: x, "invalid case \(left) in switch on \(right) (\(cause))")
    } else {
      report(
        failure.code, at: culprit,
        "invalid operation: \(left) \(op.spelling) \(right) (\(cause))")
    }
  }

  /// Why values of a type cannot be compared, if there is more to say than that.
  private func incomparableCause(_ type: GoType) -> String {
    switch type.underlying.kind {
    case .slice, .signature, .map: return compositeKind(type) + " can only be compared to nil"
    default: return comparableError(type, dynamic: true) ?? ""
    }
  }
}
