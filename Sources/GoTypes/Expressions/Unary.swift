// Unary operations: addresses, indirections, receives, and arithmetic on one operand.

import GoSyntax

extension Checker {
  /// Checks `op x`, and `*x` of a value or type.
  func unaryExpression(_ node: NodeID, into x: inout Operand) -> ExpressionUse {
    let syntax = tree.unary(node)
    if syntax.op == .multiply {
      indirection(syntax.operand, into: &x)
      return .expression
    }
    expression(syntax.operand, into: &x)
    guard x.isValid else { return .statement }
    switch syntax.op {
    case .and:
      address(of: &x, syntax.operand)
      return .expression
    case .receive:
      receive(from: &x)
      return .statement
    case .tilde:
      let what = "cannot use ~ outside of interface or type constraint"
      guard allInteger(x.type) else {
        report(.undefinedOp, at: node, what)
        x.invalidate()
        return .expression
      }
      report(.undefinedOp, at: node, what + " (use ^ for bitwise complement)")
      arithmetic(.xor, node, &x)
    default:
      arithmetic(syntax.op, node, &x)
    }
    return .expression
  }

  /// `*operand`: the variable that a pointer points to, or a pointer type.
  private func indirection(_ operand: NodeID, into x: inout Operand) {
    expressionOrType(operand, into: &x)
    switch x.mode {
    case .invalid:
      return
    case .type:
      checkVariableType(x.type, at: operand)
      x.type = PointerType(base: x.type)
      return
    default:
      break
    }
    var base: GoType?
    var failed = false
    let isPointer = forAllUnderlying(of: x.type) { [x] under in
      guard let pointer = under?.asPointer else {
        self.report(
          .invalidIndirection, at: x, "invalid operation: cannot indirect \(self.string(x))")
        failed = true
        return false
      }
      if let base, !identical(pointer.base, base) {
        self.report(
          .invalidIndirection, at: x,
          "invalid operation: pointers of \(self.string(x)) must have identical base types")
        failed = true
        return false
      }
      base = pointer.base
      return true
    }
    guard isPointer, !failed, let base, isComplete(base) else {
      x.invalidate()
      return
    }
    x.mode = .variable
    x.type = base
  }

  /// `&x`.
  private func address(of x: inout Operand, _ operand: NodeID) {
    let isLiteral: Bool = tree.kind(tree.unparenthesized(operand)) == .compositeLiteral
    guard isLiteral || x.mode == .variable else {
      report(
        .unaddressableOperand, at: x,
        "invalid operation: cannot take address of \(string(x))")
      x.invalidate()
      return
    }
    x.mode = .value
    x.type = bounded(PointerType(base: x.type), at: tree.start(of: operand))
    if !isValid(x.type) { x.invalidate() }
  }

  /// `<-x`.
  private func receive(from x: inout Operand) {
    guard let element = channelElement(x, at: position(of: x), receives: true),
      isComplete(element)
    else {
      x.invalidate()
      return
    }
    x.mode = .commaOK
    x.type = element
    environment.hasCallOrReceive = true
  }

  /// The element type of a channel that can be received from or sent to; reports an error and
  /// gives nil if the operand is none.
  func channelElement(
    _ x: Operand, at position: SourcePosition, receives: Bool
  ) -> GoType? {
    let (under, cause) = commonUnderlying(x.type) { type, under in
      guard let type, let under else { return "no specific channel type" }
      guard let channel = under.asChannel else { return "non-channel \(self.string(type))" }
      if receives && channel.direction == .sendOnly {
        return "send-only channel \(self.string(type))"
      }
      if !receives && channel.direction == .receiveOnly {
        return "receive-only channel \(self.string(type))"
      }
      return nil
    }
    if let channel = under?.asChannel { return channel.element }
    let what = receives ? "receive from" : "send to"
    let code: DiagnosticCode = receives ? .invalidReceive : .invalidSend
    let operand =
      isTypeParameter(x.type) ? "\(string(x)): \(cause)" : "\(cause) \(string(x))"
    report(code, at: position, "invalid operation: cannot \(what) \(operand)")
    return nil
  }

  /// `+x`, `-x`, `^x`, `!x`.
  private func arithmetic(_ op: Operator, _ node: NodeID, _ x: inout Operand) {
    let isDefined: Bool
    switch op {
    case .add, .subtract: isDefined = allNumeric(x.type)
    case .xor: isDefined = allInteger(x.type)
    default: isDefined = allBoolean(x.type)
    }
    guard isDefined else {
      reportUndefined(op, x)
      return x.invalidate()
    }
    guard x.mode == .constant else {
      x.mode = .value
      return
    }
    if x.value.isUnknown { return }
    switch op {
    case .add: break
    case .subtract: x.value = x.value.negated
    case .xor:
      let bits: Int = isUnsigned(x.type) ? Int(configuration.sizes.size(of: x.type)) * 8 : 0
      x.value = x.value.complement(bits: bits)
    default: x.value = x.value.inverted
    }
    x.expression = node
    checkOverflow(&x, at: tree.position(node))
  }

  /// Reports an operator that its operand's type does not have.
  func reportUndefined(_ op: Operator, _ x: Operand) {
    report(
      .undefinedOp, at: x,
      "invalid operation: operator \(op.spelling) not defined on \(string(x))")
  }
}
