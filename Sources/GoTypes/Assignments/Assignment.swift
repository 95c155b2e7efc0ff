// Assigning a value to a variable: of `=`, of parameters, of elements, of whatever has a type.
// Variable declarations and `:=` are in Initialization.swift.

import GoSyntax

extension Checker {
  /// Checks that an operand can be assigned to a variable of a type, and converts an untyped one.
  /// On error `x` is invalid.
  /// - Parameter type: nil for the blank identifier, which takes any value.
  func assign(_ x: inout Operand, to type: GoType?, context: AssignmentContext) {
    singleValue(&x)
    switch x.mode {
    case .invalid:
      return
    case .constant, .variable, .mapIndex, .value, .nilValue, .commaOK, .commaError:
      break
    case .noValue, .builtin, .type, .cgoFunction:
      let target = type.map { string($0) } ?? "nil"
      report(
        .incompatibleAssign, at: x,
        "cannot assign \(string(x)) to \(target) in \(string(context))")
      return x.invalidate()
    }
    if isUntyped(x.type) {
      assignUntyped(&x, to: type, context: context)
      guard x.isValid else { return }
    }
    if x.type.kind == .signature || x.type.kind == .named || x.type.kind == .alias {
      rejectGeneric(&x, target: makeTarget(type, .variable(string(context))))
      guard x.isValid else { return }
    }
    guard let type else { return }
    guard isAssignable(x, to: type) == false else { return }
    // Once more, for the reason.
    let cause = Cause()
    let code = assignabilityProblem(x, to: type, cause: cause) ?? .incompatibleAssign
    let reason = cause.text.isEmpty ? "" : ": \(cause.text)"
    report(
      code, at: x,
      "cannot use \(string(x)) as \(string(type)) value in \(string(context))\(reason)")
    x.invalidate()
  }

  private func assignUntyped(
    _ x: inout Operand, to type: GoType?, context: AssignmentContext
  ) {
    var target: GoType
    if x.isNil {
      guard let type else {
        report(.untypedNilUse, at: x, "use of untyped nil in \(string(context))")
        return x.invalidate()
      }
      target = type
    } else {
      target = type ?? defaultType(x.type)
      if let type, isNonTypeParameterInterface(type) { target = defaultType(x.type) }
    }
    switch implicitConversion(x, to: target) {
    case .to(let newType, let value):
      apply(newType, value, to: &x)
    case .fails(let failure):
      var message =
        "cannot use \(string(x)) as \(string(target)) value in \(string(context))"
      var code: DiagnosticCode = .incompatibleAssign
      switch failure {
      case .truncated:
        message += " (truncated)"
        code = failure.code
      case .overflows:
        message += " (overflows)"
        code = failure.code
      case .invalid, .untyped:
        break
      }
      report(code, at: x, message)
      x.invalidate()
    }
  }

  // MARK: - The left side

  /// What stands on the left of an assignment.
  enum AssignmentTarget {
    case blank
    case variable(GoType)
    case invalid
  }

  /// Checks an expression on the left of `=`. A plain variable is not used by that.
  func assignmentTarget(_ node: NodeID) -> AssignmentTarget {
    let name = tree.plainName(node)
    if name == .blank { return .blank }
    let variable = name.flatMap { assignedVariable($0) }
    let wasUsed = variable?.isUsed ?? false
    var x = Operand()
    expression(node, into: &x)
    variable?.isUsed = wasUsed
    guard x.isValid, isValid(x.type) else { return .invalid }
    if x.mode == .variable || x.mode == .mapIndex { return .variable(x.type) }
    reportUnassignable(x, node)
    return .invalid
  }

  private func reportUnassignable(_ x: Operand, _ node: NodeID) {
    let shown = operandExpression(x)
    if tree.kind(node) == .selector {
      var operand = Operand()
      expression(tree.selector(node).operand, into: &operand)
      if operand.mode == .mapIndex {
        report(
          .unaddressableFieldAssign, at: x, "cannot assign to struct field \(shown) in map")
        return
      }
    }
    report(
      .unassignableOperand, at: x,
      "cannot assign to \(shown) (neither addressable nor a map index expression)")
  }

  /// Checks `left = right`.
  func assignExpression(_ left: NodeID, _ right: NodeID, context: AssignmentContext) {
    switch assignmentTarget(left) {
    case .invalid:
      use(right)
    case .blank:
      var x = Operand()
      expression(right, into: &x)
      assign(&x, to: nil, context: blankContext(context))
    case .variable(let type):
      var x = Operand()
      expression(right, into: &x, target: makeTarget(type, .expression(left)))
      assign(&x, to: type, context: context)
    }
  }

  /// Checks `left = x` for an operand that was checked before. On error `x` is invalid.
  func assignOperand(_ left: NodeID, _ x: inout Operand, context: AssignmentContext) {
    switch assignmentTarget(left) {
    case .invalid: x.invalidate()
    case .blank: assign(&x, to: nil, context: blankContext(context))
    case .variable(let type): assign(&x, to: type, context: context)
    }
  }

  private func blankContext(_ context: AssignmentContext) -> AssignmentContext {
    context.isText("assignment") ? "assignment to _ identifier" : context
  }

  // MARK: - Lists

  /// Checks `a, b = x, y` and `a, b = f()`.
  func assignVariables(_ left: NodeList, _ right: NodeList) {
    let context: AssignmentContext = left.count > 1 ? "multiple assignment" : "assignment"
    let isCall: Bool = right.count == 1 && isCall(right[0])
    if left.count == right.count && !isCall {
      for index in left.indices {
        assignExpression(left[index], right[index], context: context)
      }
      return
    }
    if right.count != 1 {
      let leftIsValid = useLeft(left)
      let rightIsValid = use(right)
      if leftIsValid && rightIsValid {
        reportAssignmentMismatch(right, left.count, right.count)
      }
      return
    }
    var (operands, isCommaOK) = multiExpression(right[0], allowsCommaOK: left.count == 2)
    if operands.count == left.count {
      for index in left.indices {
        assignOperand(left[index], &operands[index], context: context)
      }
      if isCommaOK && operands.allSatisfy({ $0.isValid }) { recordCommaOK(right[0], operands) }
      return
    }
    if operands[0].isValid { reportAssignmentMismatch(right, left.count, operands.count) }
    useLeft(left)
  }

  /// Whether an expression is a call, parentheses aside.
  func isCall(_ node: NodeID) -> Bool { tree.kind(tree.unparenthesized(node)) == .call }

  /// Reports that there are more or fewer values than variables.
  func reportAssignmentMismatch(_ right: NodeList, _ variables: Int, _ values: Int) {
    func count(_ number: Int, _ unit: String) -> String {
      number == 1 ? "1 \(unit)" : "\(number) \(unit)s"
    }
    let have = count(variables, "variable")
    let want = count(values, "value")
    let call = tree.unparenthesized(right[0])
    let text =
      right.count == 1 && tree.kind(call) == .call
      ? "\(have) but \(string(tree.call(call).function)) returns \(want)"
      : "\(have) but \(want)"
    report(.wrongAssignCount, at: right[0], "assignment mismatch: \(text)")
  }
}
