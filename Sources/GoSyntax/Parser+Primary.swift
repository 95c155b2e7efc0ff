// What follows an operand: selectors, indices, slices, assertions, calls, composite literals.

extension Parser {
  // PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | TypeAssertion | Arguments ) .
  /// A primary expression; its operand may have been parsed.
  mutating func primaryExpression(_ first: NodeID?, keepParentheses: Bool) -> NodeID {
    var operand: NodeID = first ?? self.operand(keepParentheses: keepParentheses)
    var chain = 0
    while true {
      let at: SourcePosition = position
      switch token {
      case .dot:
        guard let next = dotSuffix(operand, at) else { continue }
        operand = next
      case .leftBracket:
        operand = bracketSuffix(operand, at)
      case .leftParen:
        next()
        operand = callSuffix(operand, at)
      case .leftBrace:
        guard mayBeLiteralType(unparenthesized(operand)) else { return operand }
        if builder[operand].kind == .parenthesized {
          syntaxError("cannot parenthesize type in composite literal")
        }
        operand = compositeLiteral(type: operand)
      default:
        return operand
      }
      guard extend(&chain) else { return operand }
    }
  }

  /// `.name`, `.(Type)` or `.(type)`; nil after a syntax error.
  private mutating func dotSuffix(_ operand: NodeID, _ at: SourcePosition) -> NodeID? {
    next()
    switch token {
    case .name:
      let selector: NodeID = takeName()
      return make(.selector, at: at, a: operand.raw, b: selector.raw)
    case .leftParen:
      next()
      let result: NodeID
      if got(.typeKeyword) {
        result = make(.typeSwitchGuard, at: at, b: operand.raw)
      } else {
        let type: NodeID = type()
        result = make(.typeAssertion, at: at, a: operand.raw, b: type.raw)
      }
      want(.rightParen)
      return result
    default:
      syntaxError("expected name or (")
      advance(to: TokenSet(.semicolon, .rightParen))
      return nil
    }
  }

  /// `[index]`, `[A, B]` or `[low:high:max]`.
  private mutating func bracketSuffix(_ operand: NodeID, _ at: SourcePosition) -> NodeID {
    next()
    var first: NodeID?
    if token != .colon {
      var hasComma = false
      if token == .rightBracket {
        syntaxError("expected operand")
        first = badExpression()
      } else {
        let list = typeList(strict: false)
        first = list.node
        hasComma = list.hasComma
      }
      if let index = first, hasComma || token == .rightBracket {
        want(.rightBracket)
        return make(.index, at: at, a: operand.raw, b: index.raw)
      }
    }
    if !got(.colon) {
      syntaxError("expected comma, : or ]")
      advance(to: TokenSet(.comma, .colon, .rightBracket))
    }
    return sliceSuffix(operand, at, low: first)
  }

  /// Behind the first colon of a slice expression.
  private mutating func sliceSuffix(
    _ operand: NodeID, _ at: SourcePosition, low: NodeID?
  ) -> NodeID {
    expressionLevel += 1
    var high: NodeID?
    var max: NodeID?
    var isFull = false
    if token != .colon && token != .rightBracket { high = expression() }
    if token == .colon {
      isFull = true
      if high == nil {
        error(at: position, "middle index required in 3-index slice")
        high = badExpression()
      }
      next()
      if token == .rightBracket {
        error(at: position, "final index required in 3-index slice")
        max = badExpression()
      } else {
        max = expression()
      }
    }
    expressionLevel -= 1
    want(.rightBracket)
    let extra: UInt32 = words(low?.raw ?? 0, high?.raw ?? 0, max?.raw ?? 0)
    return make(.slice, at: at, a: operand.raw, b: extra, flags: isFull ? 1 : 0)
  }

  /// Behind the opening parenthesis of a call.
  private mutating func callSuffix(_ function: NodeID, _ at: SourcePosition) -> NodeID {
    let mark: Int = scratch.count
    var hasEllipsis = false
    expressionLevel += 1
    _ = list("argument list", separator: .comma, close: .rightParen) { parser in
      let argument: NodeID = parser.expression()
      parser.scratch.append(argument.raw)
      hasEllipsis = parser.got(.ellipsis)
      return hasEllipsis
    }
    expressionLevel -= 1
    let arguments: UInt32 = takeList(from: mark)
    return make(.call, at: at, a: function.raw, b: arguments, flags: hasEllipsis ? 1 : 0)
  }

  /// Whether a brace behind this operand opens a composite literal. Where a block may follow, a
  /// name or index does not count as a type.
  private func mayBeLiteralType(_ node: NodeID) -> Bool {
    switch builder[node].kind {
    case .name, .selector: return expressionLevel >= 0
    case .index: return expressionLevel >= 0 && !isValue(node)
    case .arrayType, .sliceType, .structType, .mapType: return true
    default: return false
    }
  }

  /// Whether an expression can only be a value, not a type.
  private func isValue(_ node: NodeID) -> Bool {
    var current = node
    while true {
      let record = builder[current]
      switch record.kind {
      case .basicLiteral, .compositeLiteral, .functionLiteral, .slice, .typeAssertion,
        .typeSwitchGuard, .call, .binary:
        return true
      case .unary:
        return record.op != .multiply
      case .parenthesized:
        current = NodeID(raw: record.a)
      case .index:
        // The index nests no deeper than the parser did.
        if isValue(NodeID(raw: record.b)) { return true }
        current = NodeID(raw: record.a)
      default:
        return false
      }
    }
  }

  // LiteralValue = "{" [ ElementList [ "," ] ] "}" .
  mutating func compositeLiteral(type: NodeID?) -> NodeID {
    let at: SourcePosition = position
    let mark: Int = scratch.count
    var keyCount: UInt32 = 0
    expressionLevel += 1
    want(.leftBrace)
    let end: SourcePosition = list(
      "composite literal", separator: .comma, close: .rightBrace
    ) { parser in
      var element: NodeID = parser.elementValue()
      if parser.token == .colon {
        let colon: SourcePosition = parser.position
        parser.next()
        let value: NodeID = parser.elementValue()
        element = parser.make(.keyValue, at: colon, a: element.raw, b: value.raw)
        keyCount += 1
      }
      parser.scratch.append(element.raw)
      return false
    }
    expressionLevel -= 1
    let elements: UInt32 = takeList(from: mark)
    let extra: UInt32 = words(keyCount, end.raw, elements)
    return make(.compositeLiteral, at: at, a: type?.raw ?? 0, b: extra)
  }

  // Element = Expression | LiteralValue .
  private mutating func elementValue() -> NodeID {
    guard token == .leftBrace else { return expression() }
    guard enter() else { return badExpression() }
    defer { leave() }
    return compositeLiteral(type: nil)
  }
}
