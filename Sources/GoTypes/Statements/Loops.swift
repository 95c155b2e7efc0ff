// `for` without a range clause, and `select`.

import GoSyntax

extension Checker {
  func forStatement(_ node: NodeID) {
    let syntax = tree.forStatement(node)
    if let initial = syntax.initial, tree.kind(initial) == .rangeClause {
      return rangeStatement(node, syntax, tree.rangeClause(initial))
    }
    openScope(node)
    defer { closeScope() }
    if let initial = syntax.initial { statement(initial) }
    if let condition = syntax.condition { self.condition(condition, of: "for") }
    if let post = syntax.post {
      statement(post)
      // The parser has reported a declaration here; its variables count as used.
      if tree.kind(post) == .assignment, tree.assignment(post).isDefinition {
        use(tree.elements(tree.assignment(post).left))
      }
    }
    statement(syntax.body)
  }

  func selectStatement(_ node: NodeID) {
    let syntax = tree.selectStatement(node)
    reportMultipleDefaults(syntax.clauses) {
      self.tree.communicationClause($0).communication == nil
    }
    for clauseNode in syntax.clauses {
      let clause = tree.communicationClause(clauseNode)
      if let communication = clause.communication, !isCommunication(communication) {
        report(
          .invalidSelectCase, at: communication,
          "select case must be send or receive (possibly with assignment)")
        continue
      }
      openScope(clauseNode)
      if let communication = clause.communication { statement(communication) }
      statements(clause.body)
      closeScope()
    }
  }

  /// Whether a statement is a send, a receive, or an assignment of a receive.
  private func isCommunication(_ node: NodeID) -> Bool {
    let received: NodeID
    switch tree.kind(node) {
    case .sendStatement: return true
    case .assignment: received = tree.assignment(node).right
    case .expressionStatement: received = tree.expressionStatement(node)
    default: return false
    }
    let inner = tree.unparenthesized(received)
    return tree.kind(inner) == .unary && tree.unary(inner).op == .receive
  }
}
