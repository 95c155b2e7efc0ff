// Expressions: operators and operands. What follows an operand (calls, indices, selectors,
// composite literals) is in Parser+Primary.swift.

extension Parser {
  mutating func expression() -> NodeID { binaryExpression(nil, above: 0) }

  // ExpressionList = Expression { "," Expression } .
  /// One expression, or a `.list` of several.
  mutating func expressionList() -> NodeID {
    let first: NodeID = expression()
    guard token == .comma else { return first }
    let mark: Int = scratch.count
    scratch.append(first.raw)
    while got(.comma) {
      let element: NodeID = expression()
      scratch.append(element.raw)
    }
    let at = SourcePosition(raw: builder[first].position)
    return make(.list, at: at, a: takeList(from: mark))
  }

  // Expression = UnaryExpr | Expression binary_op Expression .
  /// An expression of operators that bind more strongly than `precedence`; its first operand may
  /// have been parsed.
  mutating func binaryExpression(_ first: NodeID?, above precedence: Int) -> NodeID {
    var left: NodeID = first ?? unaryExpression()
    var chain = 0
    while (token == .op || token == .star) && scanner.precedence > precedence {
      guard extend(&chain) else { break }
      let at: SourcePosition = position
      let op: Operator = scanner.op
      let binding: Int = scanner.precedence
      next()
      let right: NodeID = binaryExpression(nil, above: binding)
      left = make(.binary, at: at, a: left.raw, b: right.raw, flags: op.rawValue)
    }
    return left
  }

  // UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
  mutating func unaryExpression() -> NodeID {
    guard enter() else { return badExpression() }
    defer { leave() }
    switch token {
    case .op, .star:
      let op: Operator = scanner.op
      switch op {
      case .multiply, .add, .subtract, .not, .xor, .tilde, .and:
        let at: SourcePosition = position
        next()
        var operand: NodeID = unaryExpression()
        // `&(T{})`: the parentheses were kept because of the brace.
        if op == .and { operand = unparenthesized(operand) }
        return make(.unary, at: at, a: operand.raw, flags: op.rawValue)
      default:
        break
      }
    case .arrow:
      let at: SourcePosition = position
      next()
      let operand: NodeID = unaryExpression()
      if builder[operand].kind == .channelType {
        reassociateArrow(operand)
        return operand
      }
      return make(.unary, at: at, a: operand.raw, flags: Operator.receive.rawValue)
    default:
      break
    }
    return primaryExpression(nil, keepParentheses: true)
  }

  /// `<-` in front of what turned out to be a channel type belongs to the type: `<-chan E`; and
  /// `<-chan<- E` means `<-chan (<-E)`, and so on inwards.
  private mutating func reassociateArrow(_ channel: NodeID) {
    var current = channel
    var direction: ChannelDirection = .sendOnly
    while direction == .sendOnly && builder[current].kind == .channelType {
      direction = ChannelDirection(rawValue: builder[current].flags) ?? .both
      if direction == .receiveOnly { syntaxError("unexpected <-, expected chan") }
      builder[current].flags = ChannelDirection.receiveOnly.rawValue
      current = NodeID(raw: builder[current].a)
    }
    if direction == .sendOnly {
      let element = current
      syntaxError(at: position) { "unexpected \($0.text(of: element)), expected chan" }
    }
  }

  // Operand = Literal | OperandName | MethodExpr | "(" Expression ")" .
  mutating func operand(keepParentheses: Bool) -> NodeID {
    switch token {
    case .name:
      return takeName()
    case .literal:
      return optionalLiteral() ?? badExpression()
    case .leftParen:
      return parenthesizedOperand(keepParentheses)
    case .funcKeyword:
      return functionOperand()
    case .leftBracket, .chanKeyword, .mapKeyword, .structKeyword, .interfaceKeyword:
      return type()
    default:
      let bad: NodeID = badExpression()
      syntaxError("expected expression")
      advance(to: TokenSet(.rightParen, .rightBracket, .rightBrace))
      return bad
    }
  }

  /// Parentheses are kept where the caller says so, and before a brace, because `(T){}` is not
  /// allowed.
  private mutating func parenthesizedOperand(_ keepParentheses: Bool) -> NodeID {
    let at: SourcePosition = position
    next()
    expressionLevel += 1
    let inner: NodeID = expression()
    expressionLevel -= 1
    want(.rightParen)
    if keepParentheses || token == .leftBrace {
      return make(.parenthesized, at: at, a: inner.raw)
    }
    return inner
  }

  private mutating func functionOperand() -> NodeID {
    let at: SourcePosition = position
    next()
    let (_, type) = functionType(context: "function type")
    guard token == .leftBrace else { return type }
    expressionLevel += 1
    let body: NodeID = functionBody()
    expressionLevel -= 1
    return make(.functionLiteral, at: at, a: type.raw, b: body.raw)
  }
}
