// Type switches.

import GoSyntax

extension Checker {
  /// Checks the guard and clauses of a type switch whose scope is open.
  func typeSwitch(_ syntax: SwitchStatementSyntax, _ guardSyntax: TypeSwitchGuardSyntax) {
    var name = guardSyntax.name
    if let node = name, tree.name(node) == .blank {
      reportSoft(.noNewVar, at: node, "no new variable on left side of :=")
      name = nil
    }
    let x = typeSwitchOperand(guardSyntax.operand)
    reportMultipleDefaults(syntax.clauses) { self.tree.caseClause($0).values == nil }
    var seen: [SeenType] = []
    var variables: [VarObject] = []
    for node in syntax.clauses {
      let clause = tree.caseClause(node)
      let type = caseTypes(x, tree.elements(clause.values), &seen)
      openScope(node)
      if let name {
        // One variable a clause, each with its own type.
        let variable = VarObject(
          .local, ObjectName(tree.name(name), in: names), at: tree.position(name), in: package,
          type: type)
        declare(variable, as: nil, in: environment.scope, from: clause.colon)
        environment.file.implicits[node] = variable
        variables.append(variable)
      }
      statements(clause.body)
      closeScope()
    }
    if let name { reportUnusedSymbol(name, variables) }
  }

  /// The operand whose type is asked for; nil after an error.
  private func typeSwitchOperand(_ node: NodeID) -> Operand? {
    var x = Operand()
    expression(node, into: &x)
    guard x.isValid else { return nil }
    if isTypeParameter(x.type) {
      report(
        .invalidTypeSwitch, at: x,
        "cannot use type switch on type parameter value \(string(x))")
      return nil
    }
    if isInterface(x.type) { return x }
    report(.invalidTypeSwitch, at: x, "\(string(x)) is not an interface")
    return nil
  }

  /// The variables of all clauses count as one: it is used if any of them is.
  private func reportUnusedSymbol(_ name: NodeID, _ variables: [VarObject]) {
    let isUsed: Bool = variables.contains { $0.isUsed }
    // So that nobody complains about a single one.
    for variable in variables { variable.isUsed = true }
    if !isUsed {
      reportSoft(.unusedVar, at: name, "\(string(name)) declared and not used")
    }
  }

  /// A type, or nil, that a clause has named.
  private struct SeenType {
    let type: GoType?
    let node: NodeID
  }

  /// Checks the types of a clause.
  /// - Returns: the type of the variable in the clause.
  private func caseTypes(_ x: Operand?, _ nodes: NodeList, _ seen: inout [SeenType]) -> GoType {
    var single: GoType?
    for node in nodes {
      if denotesNil(node) {
        single = nil
        var ignored = Operand()
        expression(node, into: &ignored)
      } else {
        let type = variableType(node)
        single = type
        if !isValid(type) { continue }
      }
      if let other = seen.first(where: { isSameCase($0.type, single) }) {
        var complaint = Complaint(.duplicateCase)
        let shown = single.map { string($0) } ?? "nil"
        complaint.add(tree.start(of: node), "duplicate case \(shown) in type switch")
        complaint.add(tree.start(of: other.node), "previous case")
        report(complaint)
        continue
      }
      seen.append(SeenType(type: single, node: node))
      if let x, let single { checkAssertion(at: node, x, single, isTypeSwitch: true) }
    }
    if nodes.count == 1, let single { return single }
    return x?.type ?? BasicType.invalid
  }

  private func isSameCase(_ left: GoType?, _ right: GoType?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return identical(left, right)
  }

  /// Whether an expression is the predeclared `nil`.
  private func denotesNil(_ node: NodeID) -> Bool {
    guard let name = tree.plainName(node) else { return false }
    return lookup(name)?.kind == .nil
  }
}
