// Where a node begins and roughly ends in the source, by the rules of cmd/compile: messages are
// placed at the beginning, scopes reach to the end.

extension SyntaxTree {
  /// The leftmost position of a node: that of its first operand for `a + b`, `f(x)`, `x.y` and
  /// the like, its own for the rest. Cost: one step a level on the left edge.
  public func start(of node: NodeID) -> SourcePosition {
    var current = node
    while true {
      let record = records[Int(current.raw)]
      var left: UInt32 = 0
      switch record.kind {
      case .compositeLiteral, .keyValue, .selector, .index, .typeAssertion, .binary, .call,
        .sendStatement, .assignment, .incrementDecrement:
        left = record.a
      case .typeSwitchGuard, .rangeClause:
        left = record.a != 0 ? record.a : record.b
      case .list:
        left = list(at: record.a).first?.raw ?? 0
      default:
        break
      }
      guard let next = NodeID(operand: left) else { return SourcePosition(raw: record.position) }
      current = next
    }
  }

  /// About where a node ends: behind a name or literal, at the closing brace of a block, at the
  /// end of the last operand for most others. Good for scopes, not for cutting source text.
  public func end(of node: NodeID) -> SourcePosition {
    var current = node
    while true {
      switch lastPart(of: current) {
      case .position(let position): return position
      case .node(let next): current = next
      }
    }
  }

  private enum LastPart {
    case position(SourcePosition)
    case node(NodeID)
  }

  private func lastPart(of node: NodeID) -> LastPart {
    let record = records[Int(node.raw)]
    switch record.kind {
    case .name:
      return .position(position(node).advanced(by: nameLength(node)))
    case .basicLiteral:
      return .position(position(node).advanced(by: Int(record.a)))
    case .incrementDecrement:
      return .position(end(of: NodeID(raw: record.a)).advanced(by: 2))
    case .badExpression, .emptyStatement:
      return .position(position(node))
    case .absent:
      return .position(.unknown)
    default:
      break
    }
    if record.kind.isDeclaration { return lastPart(ofDeclaration: node) }
    if record.kind.isExpression || record.kind == .field {
      return lastPart(ofExpression: node, record)
    }
    return lastPart(ofStatement: node, record)
  }

  private func lastOr(_ candidates: NodeID?..., at node: NodeID) -> LastPart {
    for candidate in candidates {
      if let candidate { return .node(candidate) }
    }
    return .position(position(node))
  }

  private func lastPart(ofDeclaration node: NodeID) -> LastPart {
    switch kind(node) {
    case .importDeclaration:
      return lastOr(importDeclaration(node).path, at: node)
    case .constDeclaration:
      let view = constDeclaration(node)
      return lastOr(view.values, view.type, view.names.last, at: node)
    case .varDeclaration:
      let view = varDeclaration(node)
      return lastOr(view.values, view.type, view.names.last, at: node)
    case .typeDeclaration:
      return .node(typeDeclaration(node).type)
    default:
      let view = functionDeclaration(node)
      return .node(view.body ?? view.type)
    }
  }

  private func lastPart(ofExpression node: NodeID, _ record: NodeRecord) -> LastPart {
    switch record.kind {
    case .compositeLiteral:
      return .position(compositeLiteral(node).rightBrace)
    case .parenthesized, .sliceType, .dotsType, .unary, .channelType:
      return .node(NodeID(raw: record.a))
    case .slice:
      let view = slice(node)
      return .node(view.max ?? view.high ?? view.low ?? view.operand)
    case .call:
      return .node(list(at: record.b).last ?? NodeID(raw: record.a))
    case .list, .structType, .interfaceType:
      return lastOr(list(at: record.a).last, at: node)
    case .functionType:
      return lastOr(list(at: record.b).last, list(at: record.a).last, at: node)
    case .field:
      return .node(field(node).type)
    default:
      // keyValue, functionLiteral, selector, index, typeAssertion, typeSwitchGuard, binary,
      // arrayType, mapType: the second operand is the last.
      return .node(NodeID(raw: record.b))
    }
  }

  private func lastPart(ofStatement node: NodeID, _ record: NodeRecord) -> LastPart {
    switch record.kind {
    case .block, .selectStatement:
      return .position(SourcePosition(raw: record.b))
    case .expressionStatement, .callStatement:
      return .node(NodeID(raw: record.a))
    case .declarationStatement:
      return lastOr(list(at: record.a).last, at: node)
    case .branchStatement, .returnStatement:
      return lastOr(NodeID(operand: record.a), at: node)
    case .ifStatement:
      let view = ifStatement(node)
      return .node(view.otherwise ?? view.then)
    case .forStatement:
      return .node(forStatement(node).body)
    case .switchStatement:
      return .position(switchStatement(node).rightBrace)
    case .caseClause:
      let view = caseClause(node)
      return view.body.last.map { .node($0) } ?? .position(view.colon)
    case .communicationClause:
      let view = communicationClause(node)
      return view.body.last.map { .node($0) } ?? .position(view.colon)
    default:
      // labeledStatement, sendStatement, assignment, rangeClause: the second operand is the last.
      return .node(NodeID(raw: record.b))
    }
  }

  /// The length in bytes of the identifier at a name node; a name that the parser made up after
  /// an error has length one.
  private func nameLength(_ node: NodeID) -> Int { Int(max(records[Int(node.raw)].b, 1)) }
}
