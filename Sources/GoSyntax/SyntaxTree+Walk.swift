// Visiting the children of any node, for stages that do not care what it is.

extension SyntaxTree {
  /// Calls `visit` for each child of a node, in the order of the source. A type that several
  /// fields share is visited once, below the last of them.
  public func forEachChild(of node: NodeID, _ visit: (NodeID) -> Void) {
    let kind: NodeKind = kind(node)
    if kind.isDeclaration {
      visitDeclaration(node, kind, visit)
    } else if kind.isExpression || kind == .field {
      visitExpression(node, kind, visit)
    } else {
      visitStatement(node, kind, visit)
    }
  }

  /// Calls `visit` for a node and everything below it, parents first; `visit` answers whether to
  /// go below the node. Uses its own stack: depth costs memory, not call frames.
  public func walk(_ root: NodeID, _ visit: (NodeID) -> Bool) {
    var pending: [NodeID] = [root]
    while let node = pending.popLast() {
      guard visit(node) else { continue }
      let mark: Int = pending.count
      forEachChild(of: node) { pending.append($0) }
      pending[mark...].reverse()
    }
  }

  private func visitOptional(_ nodes: NodeID?..., visit: (NodeID) -> Void) {
    for node in nodes {
      if let node { visit(node) }
    }
  }

  private func visitDeclaration(_ node: NodeID, _ kind: NodeKind, _ visit: (NodeID) -> Void) {
    switch kind {
    case .importDeclaration:
      let view = importDeclaration(node)
      visitOptional(view.localName, view.path, visit: visit)
    case .constDeclaration:
      let view = constDeclaration(node)
      view.names.forEach(visit)
      visitOptional(view.type, view.values, visit: visit)
    case .varDeclaration:
      let view = varDeclaration(node)
      view.names.forEach(visit)
      visitOptional(view.type, view.values, visit: visit)
    case .typeDeclaration:
      let view = typeDeclaration(node)
      visit(view.name)
      view.typeParameters.forEach(visit)
      visit(view.type)
    default:
      let view = functionDeclaration(node)
      visitOptional(view.receiver, view.name, visit: visit)
      view.typeParameters.forEach(visit)
      visitOptional(view.type, view.body, visit: visit)
    }
  }

  private func visitExpression(_ node: NodeID, _ kind: NodeKind, _ visit: (NodeID) -> Void) {
    let record = records[Int(node.raw)]
    switch kind {
    case .badExpression, .name, .basicLiteral:
      break
    case .compositeLiteral:
      let view = compositeLiteral(node)
      visitOptional(view.type, visit: visit)
      view.elements.forEach(visit)
    case .slice:
      let view = slice(node)
      visitOptional(view.operand, view.low, view.high, view.max, visit: visit)
    case .call:
      visit(NodeID(raw: record.a))
      list(at: record.b).forEach(visit)
    case .list:
      list(at: record.a).forEach(visit)
    case .structType, .interfaceType:
      list(at: record.a).forEach(visit)
    case .functionType:
      list(at: record.a).forEach(visit)
      list(at: record.b).forEach(visit)
    case .field:
      let view = field(node)
      visitOptional(view.name, visit: visit)
      if !view.sharesTypeWithNext { visitOptional(view.type, view.tag, visit: visit) }
    case .parenthesized, .unary, .sliceType, .dotsType, .channelType:
      visit(NodeID(raw: record.a))
    default:
      // keyValue, functionLiteral, selector, index, typeAssertion, typeSwitchGuard, binary,
      // arrayType, mapType: two operands, the first may be absent.
      visitOptional(NodeID(operand: record.a), NodeID(operand: record.b), visit: visit)
    }
  }

  private func visitStatement(_ node: NodeID, _ kind: NodeKind, _ visit: (NodeID) -> Void) {
    let record = records[Int(node.raw)]
    switch kind {
    case .block, .declarationStatement, .selectStatement:
      list(at: record.a).forEach(visit)
    case .expressionStatement, .incrementDecrement, .callStatement, .branchStatement,
      .returnStatement:
      visitOptional(NodeID(operand: record.a), visit: visit)
    case .labeledStatement, .sendStatement, .assignment, .rangeClause:
      visitOptional(NodeID(operand: record.a), NodeID(operand: record.b), visit: visit)
    case .ifStatement:
      let view = ifStatement(node)
      visitOptional(view.initial, view.condition, view.then, view.otherwise, visit: visit)
    case .forStatement:
      let view = forStatement(node)
      visitOptional(view.initial, view.condition, view.post, view.body, visit: visit)
    case .switchStatement:
      let view = switchStatement(node)
      visitOptional(view.initial, view.tag, visit: visit)
      view.clauses.forEach(visit)
    case .caseClause:
      let view = caseClause(node)
      visitOptional(view.values, visit: visit)
      view.body.forEach(visit)
    case .communicationClause:
      let view = communicationClause(node)
      visitOptional(view.communication, visit: visit)
      view.body.forEach(visit)
    default:
      break
    }
  }
}
