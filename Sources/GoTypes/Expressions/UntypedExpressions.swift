// What is recorded of expressions, and how untyped ones get their final type.
//
// An untyped expression is recorded with its untyped type as soon as it was checked. When a type is
// found for it on the way up, `updateType` goes down again: parentheses, operands of non-constant
// operations and left operands of non-constant shifts take the same type. What still has an untyped
// type in the end (a constant that no variable ever holds) keeps it.

import GoSyntax

extension Checker {
  /// Records what an expression is.
  func record(_ x: Operand) {
    guard let node = x.expression, x.standIn == nil else { return }
    switch x.mode {
    case .invalid: return
    case .noValue: record(node, mode: .noValue, type: TupleType.empty)
    case .constant: record(node, mode: .constant, type: x.type, constant: x.value)
    default: record(node, mode: x.mode, type: x.type)
    }
  }

  /// Records the mode, type and value of an expression.
  func record(_ node: NodeID, mode: OperandMode, type: GoType, constant: Constant? = nil) {
    if mode == .invalid { return }
    let file = environment.file
    file.types[node] = type
    file.modes[node] = mode
    if let constant { file.constants[node] = constant }
  }

  /// Gives an untyped expression, and what it consists of, another type.
  /// - Parameter isFinal: the type is the last one even if it is untyped.
  func updateType(of root: NodeID, to type: GoType, isFinal: Bool) {
    var pending: [NodeID] = []
    var node = root
    while true {
      if let old = environment.file.types[node], isUntyped(old) {
        let isConstant: Bool = environment.file.modes[node] == .constant
        switch tree.kind(node) {
        case .name, .basicLiteral, .selector, .call:
          settle(node, from: old, to: type, isFinal: isFinal)
        case .parenthesized:
          pending.append(tree.parenthesized(node))
          settle(node, from: old, to: type, isFinal: isFinal)
        case .unary:
          // The operands of a constant never become values of their own.
          if !isConstant { pending.append(tree.unary(node).operand) }
          settle(node, from: old, to: type, isFinal: isFinal)
        case .binary:
          if !isConstant { pendingOperands(of: node, &pending) }
          settle(node, from: old, to: type, isFinal: isFinal)
        default:
          break
        }
      }
      guard let next = pending.popLast() else { return }
      node = next
    }
  }

  /// The operands of a non-constant operation that have the type of its result.
  private func pendingOperands(of node: NodeID, _ pending: inout [NodeID]) {
    let syntax = tree.binary(node)
    if syntax.op.isComparison { return }
    if !syntax.op.isShift { pending.append(syntax.right) }
    pending.append(syntax.left)
  }

  private func settle(_ node: NodeID, from old: GoType, to type: GoType, isFinal: Bool) {
    let file = environment.file
    file.types[node] = type
    if !isFinal && isUntyped(type) { return }
    if file.untypedShiftOperands.remove(node) != nil, !allInteger(type) {
      let shown = "\(string(node)) (type \(string(type)))"
      report(
        .invalidShiftOperand, at: node,
        "invalid operation: shifted operand \(shown) must be integer")
      return
    }
    guard file.modes[node] == .constant, let value = file.constants[node] else { return }
    var x = Operand(.constant, node, type: old)
    x.value = value
    switch implicitConversion(x, to: type) {
    case .to(_, let rounded):
      if let rounded { file.constants[node] = rounded }
    case .fails(let failure):
      reportConversion(failure, x, to: isTypeParameter(type) ? type : type.underlying)
    }
  }

  /// Changes the recorded value of an untyped constant expression.
  func updateValue(of node: NodeID, to value: Constant) {
    let file = environment.file
    guard let type = file.types[node], isUntyped(type) else { return }
    if file.modes[node] == .constant { file.constants[node] = value }
  }

  /// Records that an expression is used for both of its values.
  func recordCommaOK(_ node: NodeID, _ operands: [Operand]) {
    guard operands.count == 2, operands[0].isValid else { return }
    let file = environment.file
    var current = node
    while true {
      let position = tree.position(current)
      let variables = operands.map { operand in
        VarObject(.local, .anonymous, at: position, in: package, type: operand.type)
      }
      file.types[current] = TupleType(variables)
      guard tree.kind(current) == .parenthesized else { return }
      current = tree.parenthesized(current)
    }
  }

  /// Records the signature with which a built-in function is called, at its name and at the
  /// parentheses around that.
  func recordBuiltin(_ function: NodeID, _ signature: Signature) {
    var current = function
    while true {
      record(current, mode: .builtin, type: signature)
      guard tree.kind(current) == .parenthesized else { return }
      current = tree.parenthesized(current)
    }
  }

  /// Records what a selector selects, and that its name refers to the object.
  func recordSelection(_ node: NodeID, _ selection: Selection) {
    environment.file.uses[tree.selector(node).selector] = selection.object
    environment.file.selections[node] = selection
  }

  /// The type of a variable that is made from an untyped value; other types are their own.
  func defaultType(_ type: GoType) -> GoType {
    switch type.asBasic?.basicKind {
    case .untypedBool: return BasicType.bool
    case .untypedInt: return BasicType.int
    case .untypedRune: return BasicType.rune
    case .untypedFloat: return BasicType.float64
    case .untypedComplex: return BasicType.complex128
    case .untypedString: return BasicType.string
    default: return type
    }
  }
}
