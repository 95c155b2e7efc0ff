// Terminating statements: whether control can reach the end of a function with results.

import GoSyntax

extension Checker {
  /// Whether a statement never lets control pass to the one behind it.
  func isTerminating(_ root: NodeID) -> Bool {
    // A chain of `else if` may be long: all blocks of it must be terminating.
    var node = root
    var label: NodeID?
    while true {
      switch tree.kind(node) {
      case .labeledStatement:
        label = node
        node = tree.labeledStatement(node).statement
      case .ifStatement:
        let syntax = tree.ifStatement(node)
        guard let otherwise = syntax.otherwise, isTerminating(syntax.then) else { return false }
        label = nil
        node = otherwise
      case .expressionStatement:
        let expression = tree.unparenthesized(tree.expressionStatement(node))
        return environment.panicCalls.contains(expression)
      case .returnStatement:
        return true
      case .branchStatement:
        let kind = tree.branchStatement(node).kind
        return kind == .goto || kind == .fallthrough
      case .block:
        return isTerminating(tree.block(node).statements)
      case .switchStatement:
        return isTerminatingSwitch(node, label)
      case .selectStatement:
        let clauses = tree.selectStatement(node).clauses
        return clauses.allSatisfy { clause in
          let body = tree.communicationClause(clause).body
          return isTerminating(body) && !hasBreak(body, out: node, label)
        }
      case .forStatement:
        let syntax = tree.forStatement(node)
        if let initial = syntax.initial, tree.kind(initial) == .rangeClause { return false }
        return syntax.condition == nil && !hasBreak(NodeList(syntax.body), out: node, label)
      default:
        return false
      }
    }
  }

  private func isTerminating(_ list: NodeList) -> Bool {
    guard let last = list.last(where: { tree.kind($0) != .emptyStatement }) else { return false }
    return isTerminating(last)
  }

  private func isTerminatingSwitch(_ node: NodeID, _ label: NodeID?) -> Bool {
    var hasDefault = false
    for clause in tree.switchStatement(node).clauses {
      let syntax = tree.caseClause(clause)
      if syntax.values == nil { hasDefault = true }
      if !isTerminating(syntax.body) || hasBreak(syntax.body, out: node, label) { return false }
    }
    return hasDefault
  }

  /// Whether some `break` in statements leaves the statement `target` around them, which may have
  /// a label.
  private func hasBreak(_ list: NodeList, out target: NodeID, _ label: NodeID?) -> Bool {
    let name = label.map { tree.name(tree.labeledStatement($0).label) }
    // Statements to look at, and whether a plain break in them means the target.
    var pending: [(node: NodeID, isDirect: Bool)] = list.map { ($0, true) }
    while let (node, isDirect) = pending.popLast() {
      switch tree.kind(node) {
      case .branchStatement:
        let syntax = tree.branchStatement(node)
        guard syntax.kind == .break else { continue }
        if let own = syntax.label {
          if tree.name(own) == name { return true }
        } else if isDirect {
          return true
        }
      case .labeledStatement:
        pending.append((tree.labeledStatement(node).statement, isDirect))
      case .block:
        pending += tree.block(node).statements.map { ($0, isDirect) }
      case .ifStatement:
        let syntax = tree.ifStatement(node)
        pending.append((syntax.then, isDirect))
        if let otherwise = syntax.otherwise { pending.append((otherwise, isDirect)) }
      case .switchStatement where name != nil:
        for clause in tree.switchStatement(node).clauses {
          pending += tree.caseClause(clause).body.map { ($0, false) }
        }
      case .selectStatement where name != nil:
        for clause in tree.selectStatement(node).clauses {
          pending += tree.communicationClause(clause).body.map { ($0, false) }
        }
      case .forStatement where name != nil:
        pending.append((tree.forStatement(node).body, false))
      default:
        continue
      }
    }
    return false
  }
}
