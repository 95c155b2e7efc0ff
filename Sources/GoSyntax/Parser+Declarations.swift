// Declarations: import, const, type, var, func.

extension Parser {
  // ImportSpec = [ "." | PackageName ] ImportPath .
  mutating func importDeclaration(group: UInt32) -> NodeID {
    let at: SourcePosition = position
    let pragma: UInt32 = takePragma()
    var local: UInt32 = 0
    if token == .name {
      local = takeName().raw
    } else if token == .dot {
      local = make(.name, at: position, a: Name.dot.raw, b: 1).raw
      next()
    }
    let path: NodeID? = optionalLiteral()
    if let path {
      let record = builder[path]
      if record.flags & 7 != LiteralKind.string.rawValue && record.flags & 8 == 0 {
        syntaxError(at: SourcePosition(raw: record.position), "import path must be a string")
        builder[path].flags |= 8
      }
    } else {
      syntaxError("missing import path")
      advance(to: TokenSet(.semicolon, .rightParen))
    }
    let extra: UInt32 = words(path?.raw ?? 0, group, pragma)
    return make(.importDeclaration, at: at, a: extra, b: local)
  }

  // ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
  mutating func constDeclaration(group: UInt32) -> NodeID {
    let at: SourcePosition = position
    let pragma: UInt32 = takePragma()
    let names: UInt32 = nameList()
    var type: NodeID?
    var values: NodeID?
    if token != .endOfFile && token != .semicolon && token != .rightParen {
      type = optionalType()
      if gotAssign() { values = expressionList() }
    }
    let extra: UInt32 = words(type?.raw ?? 0, values?.raw ?? 0, group, pragma)
    return make(.constDeclaration, at: at, a: extra, b: names)
  }

  // VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
  mutating func varDeclaration(group: UInt32) -> NodeID {
    let at: SourcePosition = position
    let pragma: UInt32 = takePragma()
    let names: UInt32 = nameList()
    var type: NodeID?
    var values: NodeID?
    if gotAssign() {
      values = expressionList()
    } else {
      type = self.type()
      if gotAssign() { values = expressionList() }
    }
    let extra: UInt32 = words(type?.raw ?? 0, values?.raw ?? 0, group, pragma)
    return make(.varDeclaration, at: at, a: extra, b: names)
  }

  // IdentifierList = identifier { "," identifier } .
  private mutating func nameList() -> UInt32 {
    let mark: Int = scratch.count
    repeat {
      let node: NodeID = name()
      scratch.append(node.raw)
    } while got(.comma)
    return takeList(from: mark)
  }

  // TypeSpec = identifier [ TypeParams ] [ "=" ] Type .
  mutating func typeDeclaration(group: UInt32) -> NodeID {
    let at: SourcePosition = position
    let pragma: UInt32 = takePragma()
    let name: NodeID = name()
    var parameters: UInt32 = 0
    var isAlias = false
    var type: NodeID?
    if token == .leftBracket {
      let bracket: SourcePosition = position
      next()
      switch token {
      case .name:
        (parameters, isAlias, type) = parametersOrArray(bracket)
      case .rightBracket:
        next()
        type = sliceType(at: bracket)
      default:
        type = arrayType(at: bracket, length: nil)
      }
    } else {
      isAlias = gotAssign()
      type = optionalType()
    }
    if type == nil {
      type = badExpression()
      syntaxError("in type declaration")
      advance(to: TokenSet(.semicolon, .rightParen))
    }
    let extra: UInt32 = words(parameters, type?.raw ?? 0, group, pragma)
    return make(.typeDeclaration, at: at, a: extra, b: name.raw, flags: isAlias ? 1 : 0)
  }

  /// Behind `type T [` at a name: type parameters and the type behind them, or an array type.
  ///
  /// Both begin with what can be parsed as an expression. The expression is taken apart: if it is
  /// a name, perhaps followed by something that can only be a constraint (or is, because a comma
  /// follows), this is a list of type parameters. A name alone before `]` is an array's length.
  private mutating func parametersOrArray(
    _ bracket: SourcePosition
  ) -> (UInt32, Bool, NodeID?) {
    var expression: NodeID = takeName()
    // `P []E`: an index or slice of a name is no constant, so a bracket begins a constraint.
    if token != .leftBracket {
      expressionLevel += 1
      expression = binaryExpression(
        primaryExpression(expression, keepParentheses: false), above: 0)
      expressionLevel -= 1
    }
    let split = splitName(expression, force: token == .comma)
    guard let first = split.name, split.constraint != nil || token != .rightBracket else {
      return (0, false, arrayType(at: bracket, length: expression))
    }
    let parameters: UInt32 = parameterList(
      firstName: first, firstType: split.constraint, close: .rightBracket,
      requireNames: true, allowEllipsis: false)
    let isAlias: Bool = gotAssign()
    return (parameters, isAlias, optionalType())
  }

  /// Splits `name constraint`, parsed as an expression, at the name. Splits only where the second
  /// part can be nothing but a type element, unless forced. No name: no split.
  private mutating func splitName(
    _ node: NodeID, force: Bool
  ) -> (name: NodeID?, constraint: NodeID?) {
    let record = builder[node]
    let at = SourcePosition(raw: record.position)
    switch record.kind {
    case .name:
      return (node, nil)
    case .binary where record.op == .multiply:
      let left = NodeID(raw: record.a)
      if builder[left].kind == .name && (force || isTypeElement(NodeID(raw: record.b))) {
        let pointer: NodeID = make(
          .unary, at: at, a: record.b, flags: Operator.multiply.rawValue)
        return (left, pointer)
      }
    case .binary where record.op == .or:
      let split = splitName(
        NodeID(raw: record.a), force: force || isTypeElement(NodeID(raw: record.b)))
      if let name = split.name, let left = split.constraint {
        let union: NodeID = make(
          .binary, at: at, a: left.raw, b: record.b, flags: Operator.or.rawValue)
        return (name, union)
      }
    case .call:
      let function = NodeID(raw: record.a)
      guard builder[function].kind == .name, record.b != 0, builder[word: record.b] == 1,
        record.flags == 0
      else { break }
      let argument = NodeID(raw: builder[word: record.b + 1])
      if force || isTypeElement(argument) { return (function, unparenthesized(argument)) }
    default:
      break
    }
    return (nil, node)
  }

  /// Whether an expression can only be an element of a type set.
  private func isTypeElement(_ node: NodeID) -> Bool {
    var current = node
    while true {
      let record = builder[current]
      switch record.kind {
      case .arrayType, .structType, .functionType, .interfaceType, .sliceType, .mapType,
        .channelType:
        return true
      case .unary:
        if record.op == .tilde { return true }
        current = NodeID(raw: record.a)
      case .binary:
        // The right side of a binary expression nests no deeper than the parser did.
        if isTypeElement(NodeID(raw: record.b)) { return true }
        current = NodeID(raw: record.a)
      case .parenthesized:
        current = NodeID(raw: record.a)
      default:
        return false
      }
    }
  }

  /// The expression without the parentheses around it.
  func unparenthesized(_ node: NodeID) -> NodeID {
    var inner = node
    while builder[inner].kind == .parenthesized { inner = NodeID(raw: builder[inner].a) }
    return inner
  }

  // FunctionDecl = "func" FunctionName [ TypeParams ] ( Function | Signature ) .
  // MethodDecl   = "func" Receiver MethodName [ TypeParams ] ( Function | Signature ) .
  mutating func functionDeclaration() -> NodeID {
    let at: SourcePosition = position
    let pragma: UInt32 = takePragma()
    var receiver: UInt32 = 0
    let hasReceiver: Bool = got(.leftParen)
    if hasReceiver {
      let fields: UInt32 = parameterList(
        firstName: nil, firstType: nil, close: .rightParen, requireNames: false,
        allowEllipsis: false)
      let count: UInt32 = fields == 0 ? 0 : builder[word: fields]
      if count == 0 { error(at: position, "method has no receiver") }
      if count > 1 { error(at: position, "method has multiple receivers") }
      if count > 0 { receiver = builder[word: fields + 1] }
    }
    let name: NodeID
    var parameters: UInt32 = 0
    let type: NodeID
    if token == .name {
      name = takeName()
      (parameters, type) = functionType(context: nil)
    } else {
      name = blankName(at: position)
      type = make(.functionType, at: position)
      syntaxError(hasReceiver ? "expected name" : "expected name or (")
      advance(to: TokenSet(.leftBrace, .semicolon))
    }
    let body: UInt32 = token == .leftBrace ? functionBody().raw : 0
    let extra: UInt32 = words(receiver, parameters, type.raw, body, pragma)
    return make(.functionDeclaration, at: at, a: extra, b: name.raw)
  }

  /// A body, at its brace. Its branches are checked later, unless it has errors.
  mutating func functionBody() -> NodeID {
    functionDepth += 1
    let before: Int = errorCount
    let body: NodeID = block(context: "")
    functionDepth -= 1
    if errorCount == before {
      bodies.append((body: body, diagnosticCount: diagnostics.count))
    }
    return body
  }
}
