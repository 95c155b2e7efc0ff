// Struct types and interface types.

extension Parser {
  // StructType = "struct" "{" { FieldDecl ";" } "}" .
  mutating func structType() -> NodeID {
    let at: SourcePosition = position
    let mark: Int = scratch.count
    want(.structKeyword)
    want(.leftBrace)
    _ = list("struct type", separator: .semicolon, close: .rightBrace) { parser in
      parser.fieldDeclaration()
      return false
    }
    return make(.structType, at: at, a: takeList(from: mark))
  }

  /// Appends a field to `scratch`.
  private mutating func addField(
    at: SourcePosition, name: NodeID?, type: NodeID, tag: NodeID?, sharesType: Bool = false
  ) {
    var flags: UInt8 = sharesType ? 2 : 0
    var second: UInt32 = type.raw
    if let tag {
      flags |= 1
      second = words(type.raw, tag.raw)
    }
    scratch.append(make(.field, at: at, a: name?.raw ?? 0, b: second, flags: flags).raw)
  }

  // FieldDecl     = (IdentifierList Type | EmbeddedField) [ Tag ] .
  // EmbeddedField = [ "*" ] TypeName [ TypeArgs ] .
  private mutating func fieldDeclaration() {
    let at: SourcePosition = position
    switch token {
    case .name:
      namedFields(at)
    case .star:
      next()
      let type: NodeID
      if token == .leftParen {
        syntaxError("cannot parenthesize embedded type")
        next()
        type = qualifiedName(nil)
        _ = got(.rightParen)
      } else {
        type = qualifiedName(nil)
      }
      let tag: NodeID? = optionalLiteral()
      addField(at: at, name: nil, type: pointer(to: type, at), tag: tag)
    case .leftParen:
      syntaxError("cannot parenthesize embedded type")
      next()
      let type: NodeID
      if token == .star {
        let star: SourcePosition = position
        next()
        type = pointer(to: qualifiedName(nil), star)
      } else {
        type = qualifiedName(nil)
      }
      _ = got(.rightParen)
      let tag: NodeID? = optionalLiteral()
      addField(at: at, name: nil, type: type, tag: tag)
    default:
      syntaxError("expected field name or embedded type")
      advance(to: TokenSet(.semicolon, .rightBrace))
    }
  }

  private mutating func pointer(to type: NodeID, _ at: SourcePosition) -> NodeID {
    make(.unary, at: at, a: type.raw, flags: Operator.multiply.rawValue)
  }

  /// Fields that begin with a name: named ones, or an embedded type.
  private mutating func namedFields(_ at: SourcePosition) {
    let first: NodeID = takeName()
    switch token {
    case .dot, .literal, .semicolon, .rightBrace:
      let type: NodeID = qualifiedName(first)
      let tag: NodeID? = optionalLiteral()
      addField(at: at, name: nil, type: type, tag: tag)
      return
    default:
      break
    }
    let mark: Int = scratch.count
    scratch.append(first.raw)
    while got(.comma) {
      let next: NodeID = name()
      scratch.append(next.raw)
    }
    let fieldNames: [UInt32] = Array(scratch[mark...])
    scratch.removeLast(fieldNames.count)

    let type: NodeID
    if fieldNames.count == 1 && token == .leftBracket {
      // An embedded instance `T[A, B]`, or a field of array or slice type.
      type = arrayOrTypeArguments(of: first)
      if builder[type].kind == .index {
        let tag: NodeID? = optionalLiteral()
        addField(at: at, name: nil, type: type, tag: tag)
        return
      }
    } else {
      type = self.type()
    }
    let tag: NodeID? = optionalLiteral()
    for (index, raw) in fieldNames.enumerated() {
      let name = NodeID(raw: raw)
      addField(
        at: SourcePosition(raw: builder[name].position), name: name, type: type, tag: tag,
        sharesType: index + 1 < fieldNames.count)
    }
  }

  /// Behind a name, at a bracket: an array or slice type, or an `.index` that instantiates the
  /// name.
  mutating func arrayOrTypeArguments(of generic: NodeID) -> NodeID {
    let at: SourcePosition = position
    want(.leftBracket)
    if got(.rightBracket) { return sliceType(at: at) }
    // `x [n]E` or `x[n,]`, `x[n1, n2]`.
    let (arguments, hasComma) = typeList(strict: false)
    want(.rightBracket)
    if !hasComma, let element = optionalType() {
      return make(.arrayType, at: at, a: arguments.raw, b: element.raw)
    }
    return make(.index, at: at, a: generic.raw, b: arguments.raw)
  }

  // InterfaceType = "interface" "{" { ( MethodDecl | EmbeddedElem ) ";" } "}" .
  mutating func interfaceType() -> NodeID {
    let at: SourcePosition = position
    let mark: Int = scratch.count
    want(.interfaceKeyword)
    want(.leftBrace)
    _ = list("interface type", separator: .semicolon, close: .rightBrace) { parser in
      let start: SourcePosition = parser.position
      var name: NodeID?
      var type: NodeID?
      if parser.token == .name { (name, type) = parser.methodOrName() }
      if name == nil { type = parser.embeddedElement(type) }
      let field: NodeID = parser.make(
        .field, at: start, a: name?.raw ?? 0, b: type?.raw ?? 0)
      parser.scratch.append(field.raw)
      return false
    }
    return make(.interfaceType, at: at, a: takeList(from: mark))
  }

  // MethodSpec = MethodName Signature | InterfaceTypeName [ TypeArgs ] .
  /// A method with its signature, or the type that is embedded.
  private mutating func methodOrName() -> (name: NodeID?, type: NodeID) {
    let name: NodeID = takeName()
    switch token {
    case .leftParen:
      return (name, functionType(context: "interface method").type)
    case .leftBracket:
      return bracketInInterface(name)
    default:
      return (nil, qualifiedName(name))
    }
  }

  /// Behind a name in an interface, at a bracket: type arguments of an embedded type, or type
  /// parameters of a method, which are not allowed. Both parse as parameters.
  private mutating func bracketInInterface(_ name: NodeID) -> (name: NodeID?, type: NodeID) {
    let context = "interface method"
    let at: SourcePosition = position
    next()
    if token == .rightBracket {
      let bracket: SourcePosition = position
      next()
      if token == .leftParen {
        error(at: bracket, "empty type parameter list")
        return (name, functionType(context: context).type)
      }
      error(at: bracket, "empty type argument list")
      return (nil, name)
    }
    let mark: Int = drafts.count
    parseDrafts(
      firstName: nil, firstType: nil, close: .rightBracket, requireNames: false,
      allowEllipsis: false)
    let list: [ParameterDraft] = Array(drafts[mark...])
    drafts.removeLast(list.count)
    guard let first = list.first, let firstType = first.type else {
      // Nothing, because of errors that were reported: as if there were no brackets.
      return token == .leftParen ? (name, functionType(context: context).type) : (nil, name)
    }
    if first.name != nil {
      let type: NodeID = functionType(context: context).type
      error(at: at, "interface method must have no type parameters")
      return (name, type)
    }
    var arguments: NodeID = firstType
    if list.count > 1 {
      let scratchMark: Int = scratch.count
      for draft in list { scratch.append(draft.type?.raw ?? firstType.raw) }
      arguments = make(.list, at: first.position, a: takeList(from: scratchMark))
    }
    return (nil, make(.index, at: at, a: name.raw, b: arguments.raw))
  }

  // EmbeddedElem = EmbeddedTerm { "|" EmbeddedTerm } .
  /// A union; its first term may have been parsed.
  mutating func embeddedElement(_ first: NodeID?) -> NodeID {
    var union: NodeID = first ?? embeddedTerm()
    var chain = 0
    while isOperator(.or) {
      guard extend(&chain) else { break }
      let at: SourcePosition = position
      next()
      let term: NodeID = embeddedTerm()
      union = make(.binary, at: at, a: union.raw, b: term.raw, flags: Operator.or.rawValue)
    }
    return union
  }

  // EmbeddedTerm = [ "~" ] Type .
  private mutating func embeddedTerm() -> NodeID {
    if isOperator(.tilde) {
      let at: SourcePosition = position
      next()
      let type: NodeID = type()
      return make(.unary, at: at, a: type.raw, flags: Operator.tilde.rawValue)
    }
    if let type = optionalType() { return type }
    let bad: NodeID = badExpression()
    syntaxError("expected ~ term or type")
    advance(to: TokenSet(.op, .semicolon, .rightParen, .rightBracket, .rightBrace))
    return bad
  }
}
