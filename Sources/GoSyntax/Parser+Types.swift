// Types, without structs and interfaces (Parser+Fields.swift) and without parameters
// (Parser+Parameters.swift).

extension Parser {
  /// A type; with a complaint a bad expression where there is none.
  mutating func type() -> NodeID {
    if let type = optionalType() { return type }
    let bad: NodeID = badExpression()
    syntaxError("expected type")
    advance(
      to: TokenSet(.comma, .colon, .semicolon, .rightParen, .rightBracket, .rightBrace))
    return bad
  }

  // Type    = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" .
  // TypeLit = ArrayType | StructType | PointerType | FunctionType | InterfaceType |
  //           SliceType | MapType | ChannelType .
  /// A type, if there is one.
  mutating func optionalType() -> NodeID? {
    guard enter() else { return nil }
    defer { leave() }
    let at: SourcePosition = position
    switch token {
    case .star:
      next()
      let element: NodeID = type()
      return make(.unary, at: at, a: element.raw, flags: Operator.multiply.rawValue)
    case .arrow:
      next()
      want(.chanKeyword)
      return channelType(at, .receiveOnly)
    case .funcKeyword:
      next()
      return functionType(context: "function type").type
    case .leftBracket:
      next()
      if got(.rightBracket) { return sliceType(at: at) }
      return arrayType(at: at, length: nil)
    case .chanKeyword:
      next()
      return channelType(at, got(.arrow) ? .sendOnly : .both)
    case .mapKeyword:
      return mapType(at)
    case .structKeyword:
      return structType()
    case .interfaceKeyword:
      return interfaceType()
    case .name:
      return qualifiedName(nil)
    case .leftParen:
      next()
      let inner: NodeID = type()
      want(.rightParen)
      return inner
    default:
      return nil
    }
  }

  private mutating func mapType(_ at: SourcePosition) -> NodeID {
    next()
    want(.leftBracket)
    let key: NodeID = type()
    want(.rightBracket)
    let value: NodeID = type()
    return make(.mapType, at: at, a: key.raw, b: value.raw)
  }

  private mutating func channelType(
    _ at: SourcePosition, _ direction: ChannelDirection
  ) -> NodeID {
    var element: NodeID? = optionalType()
    if element == nil {
      element = badExpression()
      // Taken as left out: nothing is skipped.
      syntaxError("missing channel element type")
    }
    return make(.channelType, at: at, a: element?.raw ?? 0, flags: direction.rawValue)
  }

  /// Behind `[]`, whose position is given.
  mutating func sliceType(at: SourcePosition) -> NodeID {
    let element: NodeID = type()
    return make(.sliceType, at: at, a: element.raw)
  }

  /// Behind `[`, whose position is given; the length may have been parsed.
  mutating func arrayType(at: SourcePosition, length: NodeID?) -> NodeID {
    var length: NodeID? = length
    if length == nil && !got(.ellipsis) {
      expressionLevel += 1
      length = expression()
      expressionLevel -= 1
    }
    if token == .comma {
      // Allowed in lists of type parameters only.
      syntaxError("unexpected comma; expected ]")
      next()
    }
    want(.rightBracket)
    let element: NodeID = type()
    return make(.arrayType, at: at, a: length?.raw ?? 0, b: element.raw)
  }

  /// A name, perhaps with a package and with type arguments. The first name may have been parsed.
  mutating func qualifiedName(_ first: NodeID?) -> NodeID {
    var result: NodeID
    if let first {
      result = first
    } else if token == .name {
      result = takeName()
    } else {
      result = blankName(at: position)
      syntaxError("expected name")
      advance(to: TokenSet(.dot, .semicolon, .rightBrace))
    }
    if token == .dot {
      let at: SourcePosition = position
      next()
      let selector: NodeID = name()
      result = make(.selector, at: at, a: result.raw, b: selector.raw)
    }
    if token == .leftBracket { result = typeInstance(result) }
    return result
  }

  private mutating func typeInstance(_ generic: NodeID) -> NodeID {
    let at: SourcePosition = position
    want(.leftBracket)
    let arguments: NodeID
    if token == .rightBracket {
      syntaxError("expected type argument list")
      arguments = badExpression()
    } else {
      arguments = typeList(strict: true).node
    }
    want(.rightBracket)
    return make(.index, at: at, a: generic.raw, b: arguments.raw)
  }

  // TypeList = Type { "," Type } [ "," ] .
  /// One type or a list, and whether there was a comma. When not strict, the first element may be
  /// any expression.
  mutating func typeList(strict: Bool) -> (node: NodeID, hasComma: Bool) {
    expressionLevel += 1
    defer { expressionLevel -= 1 }
    let first: NodeID = strict ? type() : expression()
    guard got(.comma) else { return (first, false) }
    guard let second = optionalType() else { return (first, true) }
    let mark: Int = scratch.count
    scratch.append(first.raw)
    scratch.append(second.raw)
    while got(.comma) {
      guard let element = optionalType() else { break }
      scratch.append(element.raw)
    }
    let at = SourcePosition(raw: builder[first].position)
    return (make(.list, at: at, a: takeList(from: mark)), true)
  }

  /// Behind `func` or a method's name: type parameters, if any, and the signature. With a
  /// context, type parameters are an error.
  mutating func functionType(context: String?) -> (parameters: UInt32, type: NodeID) {
    let at: SourcePosition = position
    var typeParameters: UInt32 = 0
    if got(.leftBracket) {
      if let context {
        syntaxError(at: at, "\(context) must have no type parameters")
      }
      if token == .rightBracket {
        syntaxError("empty type parameter list")
        next()
      } else {
        typeParameters = parameterList(
          firstName: nil, firstType: nil, close: .rightBracket, requireNames: true,
          allowEllipsis: false)
      }
    }
    want(.leftParen)
    let parameters: UInt32 = parameterList(
      firstName: nil, firstType: nil, close: .rightParen, requireNames: false,
      allowEllipsis: true)
    let results: UInt32 = functionResults()
    return (typeParameters, make(.functionType, at: at, a: parameters, b: results))
  }

  // Result = Parameters | Type .
  private mutating func functionResults() -> UInt32 {
    if got(.leftParen) {
      return parameterList(
        firstName: nil, firstType: nil, close: .rightParen, requireNames: false,
        allowEllipsis: false)
    }
    let at: SourcePosition = position
    guard let type = optionalType() else { return 0 }
    let mark: Int = scratch.count
    let field: NodeID = make(.field, at: at, b: type.raw)
    scratch.append(field.raw)
    return takeList(from: mark)
  }
}
