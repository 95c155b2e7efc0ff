// Expression switches: the values of the clauses against that of the switch. Type switches are in
// TypeSwitch.swift.

import GoSyntax

extension Checker {
  /// Checks a switch of either kind.
  func switchStatement(_ node: NodeID) {
    let syntax = tree.switchStatement(node)
    openScope(node)
    defer { closeScope() }
    if let initial = syntax.initial { statement(initial) }
    if let tag = syntax.tag, tree.kind(tag) == .typeSwitchGuard {
      typeSwitch(syntax, tree.typeSwitchGuard(tag))
    } else {
      expressionSwitch(syntax)
    }
  }

  private func expressionSwitch(_ syntax: SwitchStatementSyntax) {
    let x = switchOperand(syntax)
    reportMultipleDefaults(syntax.clauses) { self.tree.caseClause($0).values == nil }
    var seen: [ConstantKey: [CaseValue]] = [:]
    for node in syntax.clauses {
      let clause = tree.caseClause(node)
      for value in tree.elements(clause.values) { caseValue(value, x, &seen) }
      openScope(node)
      statements(clause.body)
      closeScope()
    }
  }

  /// What the clauses are compared with; `true` if the switch says nothing.
  private func switchOperand(_ syntax: SwitchStatementSyntax) -> Operand {
    var x = Operand()
    guard let tag = syntax.tag else {
      let position = syntax.clauses.first.map { tree.position($0) } ?? syntax.rightBrace
      x = Operand(
        .constant, standIn: OperandStandIn("true", at: position), type: BasicType.bool)
      x.value = .bool(true)
      return x
    }
    expression(tag, into: &x)
    assign(&x, to: nil, context: "switch expression")
    if x.isValid && !isComparable(x.type) && !hasNil(x.type) {
      report(
        .invalidExprSwitch, at: x,
        "cannot switch on \(string(x)) (\(string(x.type)) is not comparable)")
      x.invalidate()
    }
    return x
  }

  /// A constant that a clause compares with. Values of an interface may be equal constants of
  /// different types.
  private struct CaseValue {
    let position: SourcePosition
    let type: GoType
  }

  private func caseValue(
    _ node: NodeID, _ x: Operand, _ seen: inout [ConstantKey: [CaseValue]]
  ) {
    var value = Operand()
    expression(node, into: &value)
    guard x.isValid && value.isValid else { return }
    convertUntyped(&value, to: x.type)
    guard value.isValid else { return }
    var result = value
    comparison(&result, x, .equal, isCase: true)
    guard result.isValid, value.mode == .constant else { return }
    guard let key = ConstantKey(caseValue: value.value) else { return }
    if let other = seen[key]?.first(where: { identical($0.type, value.type) }) {
      var complaint = Complaint(.duplicateCase)
      complaint.add(
        position(of: value), "duplicate case \(string(value)) in expression switch")
      complaint.add(other.position, "previous case")
      return report(complaint)
    }
    seen[key, default: []].append(CaseValue(position: tree.position(node), type: value.type))
  }

  /// Reports a second `default` among clauses.
  func reportMultipleDefaults(_ clauses: NodeList, _ isDefault: (NodeID) -> Bool) {
    var first: NodeID?
    for clause in clauses where isDefault(clause) {
      if let first {
        report(
          .duplicateDefault, at: clause,
          "multiple defaults (first at \(string(tree.position(first))))")
      } else {
        first = clause
      }
    }
  }
}
