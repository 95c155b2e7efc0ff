// Simple statements: expressions, sends, increments, assignments, definitions, range clauses.

extension Parser {
  // SimpleStmt = ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .
  /// A simple statement; its left side may have been parsed. `keyword` is that of the header it
  /// stands in: a range clause is for `for` only, `x := y.(type)` for `switch` only.
  mutating func simpleStatement(_ first: NodeID?, in keyword: TokenKind?) -> NodeID {
    if keyword == .forKeyword && token == .rangeKeyword {
      return rangeClause(left: nil, isDefinition: false)
    }
    let left: NodeID = first ?? expressionList()
    if builder[left].kind != .list && token != .assign && token != .define {
      return singleStatement(left)
    }
    guard token == .assign || token == .define else {
      syntaxError("expected := or = or comma")
      advance(to: TokenSet(.semicolon, .rightBrace))
      // The best of what there is: the first of the list.
      return expressionStatement(NodeID(raw: builder[word: builder[left].a + 1]))
    }
    let at: SourcePosition = position
    let op: Operator = token == .define ? .define : .none
    next()
    if keyword == .forKeyword && token == .rangeKeyword {
      return rangeClause(left: left, isDefinition: op == .define)
    }
    let right: NodeID = expressionList()
    if keyword == .switchKeyword && op == .define && builder[left].kind == .name
      && builder[right].kind == .typeSwitchGuard
    {
      builder[right].a = left.raw
      return expressionStatement(right)
    }
    return make(.assignment, at: at, a: left.raw, b: right.raw, flags: op.rawValue)
  }

  /// What begins with one expression and is no assignment with `=` or `:=`.
  private mutating func singleStatement(_ left: NodeID) -> NodeID {
    let at: SourcePosition = position
    let op: Operator = scanner.op
    switch token {
    case .assignOp:
      next()
      let right: NodeID = expression()
      return make(.assignment, at: at, a: left.raw, b: right.raw, flags: op.rawValue)
    case .incOp:
      next()
      return make(.incrementDecrement, at: at, a: left.raw, flags: op.rawValue)
    case .arrow:
      next()
      let value: NodeID = expression()
      return make(.sendStatement, at: at, a: left.raw, b: value.raw)
    default:
      return expressionStatement(left)
    }
  }

  private mutating func expressionStatement(_ expression: NodeID) -> NodeID {
    let at = SourcePosition(raw: builder[expression].position)
    return make(.expressionStatement, at: at, a: expression.raw)
  }

  // RangeClause = [ ExpressionList "=" | IdentifierList ":=" ] "range" Expression .
  private mutating func rangeClause(left: NodeID?, isDefinition: Bool) -> NodeID {
    let at: SourcePosition = position
    next()
    let operand: NodeID = expression()
    return make(
      .rangeClause, at: at, a: left?.raw ?? 0, b: operand.raw, flags: isDefinition ? 1 : 0)
  }
}
