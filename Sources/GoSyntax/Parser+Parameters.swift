// Parameters, results, receivers and type parameters: lists in which only the end tells whether
// the first word of an entry was a name or a type.

/// A parameter while its list is parsed.
struct ParameterDraft {
  /// Where it begins.
  var position: SourcePosition
  /// Its name, or what looked like one.
  var name: NodeID?
  /// Its type; nil while a type further right may count for it.
  var type: NodeID?
}

extension Parser {
  // Parameters    = "(" [ ParameterList [ "," ] ] ")" .
  // ParameterList = ParameterDecl { "," ParameterDecl } .
  /// Behind the opening token: a list of `.field` nodes; zero for none.
  ///
  /// The name of the first entry, or its name and its type, may have been parsed. With
  /// `requireNames` this is a list of type parameters. `...` is allowed at most at the end.
  mutating func parameterList(
    firstName: NodeID?, firstType: NodeID?, close: TokenKind, requireNames: Bool,
    allowEllipsis: Bool
  ) -> UInt32 {
    let mark: Int = drafts.count
    parseDrafts(
      firstName: firstName, firstType: firstType, close: close, requireNames: requireNames,
      allowEllipsis: allowEllipsis)
    let listMark: Int = scratch.count
    for index in mark..<drafts.count {
      let draft: ParameterDraft = drafts[index]
      let isLast: Bool = index + 1 == drafts.count
      let shares: Bool = !isLast && draft.name != nil && drafts[index + 1].type == draft.type
      let field: NodeID = make(
        .field, at: draft.position, a: draft.name?.raw ?? 0, b: draft.type?.raw ?? 0,
        flags: shares ? 2 : 0)
      scratch.append(field.raw)
    }
    drafts.removeLast(drafts.count - mark)
    return takeList(from: listMark)
  }

  /// As `parameterList`, but appends to `drafts`. Every draft has a type in the end, and either
  /// all have a name or none.
  mutating func parseDrafts(
    firstName: NodeID?, firstType: NodeID?, close: TokenKind, requireNames: Bool,
    allowEllipsis: Bool
  ) {
    let mark: Int = drafts.count
    if let firstName, let firstType, token == close {
      next()
      let at = SourcePosition(raw: builder[firstName].position)
      drafts.append(ParameterDraft(position: at, name: firstName, type: firstType))
      return
    }
    var name: NodeID? = firstName
    var type: NodeID? = firstType
    let end: SourcePosition = list(
      "parameter list", separator: .comma, close: close
    ) { parser in
      var draft: ParameterDraft?
      if let name, let type {
        let at = SourcePosition(raw: parser.builder[name].position)
        draft = ParameterDraft(position: at, name: name, type: type)
      } else {
        draft = parser.parameter(name, close)
      }
      name = nil
      type = nil
      if let draft { parser.drafts.append(draft) }
      return false
    }
    guard drafts.count > mark else { return }
    distributeTypes(from: mark, requireNames: requireNames, end)
    checkEllipsis(from: mark, allowed: allowEllipsis)
  }

  // ParameterDecl = [ IdentifierList ] [ "..." ] Type .
  /// One entry up to a comma or the closing token; nil after a syntax error.
  private mutating func parameter(_ first: NodeID?, _ close: TokenKind) -> ParameterDraft? {
    let allowsTypeSets: Bool = close == .rightBracket
    var draft = ParameterDraft(position: position)
    if let first {
      draft.position = SourcePosition(raw: builder[first].position)
    } else if allowsTypeSets && isOperator(.tilde) {
      draft.type = embeddedElement(nil)
      return draft
    }
    if first != nil || token == .name {
      let name: NodeID = first ?? takeName()
      if let type = typeBeginning(with: name, &draft, allowsTypeSets) {
        draft.type = type
        return draft
      }
      draft.name = name
    }
    if token == .ellipsis {
      draft.type = dotsType()
      return draft
    }
    if allowsTypeSets && isOperator(.tilde) {
      draft.type = embeddedElement(nil)
      return draft
    }
    draft.type = optionalType()
    if allowsTypeSets && isOperator(.or), let type = draft.type {
      draft.type = embeddedElement(type)
    }
    if draft.name != nil || draft.type != nil { return draft }
    syntaxError("expected \(Self.word(close))")
    advance(to: TokenSet(.comma, close))
    return nil
  }

  /// Behind a name: the type that begins with it, if the next token says that one does. `name [`
  /// may also be a name and its array type; then the draft gets its name here.
  private mutating func typeBeginning(
    with name: NodeID, _ draft: inout ParameterDraft, _ allowsTypeSets: Bool
  ) -> NodeID? {
    var type: NodeID
    switch token {
    case .leftBracket:
      type = arrayOrTypeArguments(of: name)
      if builder[type].kind != .index { draft.name = name }
    case .dot:
      type = qualifiedName(name)
    default:
      guard allowsTypeSets && isOperator(.or) else { return nil }
      type = name
    }
    if allowsTypeSets && isOperator(.or) { type = embeddedElement(type) }
    return type
  }

  private mutating func dotsType() -> NodeID {
    let at: SourcePosition = position
    next()
    guard let element = optionalType() else {
      let bad: NodeID = badExpression()
      syntaxError("... is missing type")
      return bad
    }
    return make(.dotsType, at: at, a: element.raw)
  }

  /// Decides for the drafts from `mark` on what is a name and what a type, and gives every one a
  /// type.
  private mutating func distributeTypes(
    from mark: Int, requireNames: Bool, _ end: SourcePosition
  ) {
    let list: ArraySlice<ParameterDraft> = drafts[mark...]
    let namedCount: Int = list.count(where: { $0.name != nil && $0.type != nil })
    let typedCount: Int = list.count(where: { $0.type != nil })
    if namedCount == 0 && !requireNames {
      // All are types.
      for index in mark..<drafts.count {
        if let name = drafts[index].name {
          drafts[index].type = name
          drafts[index].name = nil
        }
      }
      return
    }
    if namedCount == drafts.count - mark { return }
    // Some are `name type`, so all are names: types hold for the names left of them.
    var errorPosition = SourcePosition.unknown
    var type: NodeID?
    for index in (mark..<drafts.count).reversed() {
      if let own = drafts[index].type {
        type = own
        if drafts[index].name == nil {
          errorPosition = start(of: own)
          drafts[index].name = blankName(at: errorPosition)
        }
      } else if let type {
        drafts[index].type = type
      } else {
        errorPosition = drafts[index].position
        drafts[index].type = make(.badExpression, at: errorPosition)
      }
    }
    guard errorPosition.isKnown else { return }
    if namedCount == typedCount {
      // Every type has its name, so names at the end have no type.
      syntaxError(at: end, requireNames ? "missing type constraint" : "missing parameter type")
    } else if requireNames {
      let hint: String = drafts.count - mark == 1 ? " or invalid array length" : ""
      syntaxError(at: errorPosition, "missing type parameter name\(hint)")
    } else {
      syntaxError(at: errorPosition, "missing parameter name")
    }
  }

  /// Complains about the first `...T` that is not at the end of an ordinary parameter list, and
  /// makes all of them `T`.
  private mutating func checkEllipsis(from mark: Int, allowed: Bool) {
    var isFirst = true
    for index in mark..<drafts.count {
      guard let type = drafts[index].type, builder[type].kind == .dotsType else { continue }
      if allowed && index + 1 == drafts.count { continue }
      if isFirst {
        isFirst = false
        let what: String =
          allowed ? "can only use ... with final parameter" : "invalid use of ..."
        error(at: SourcePosition(raw: builder[type].position), what)
      }
      drafts[index].type = NodeID(raw: builder[type].a)
    }
  }

  /// The leftmost position of a type, as `SyntaxTree.start(of:)` defines it.
  private func start(of node: NodeID) -> SourcePosition {
    var current = node
    while true {
      let record = builder[current]
      switch record.kind {
      case .selector, .index, .binary, .call:
        current = NodeID(raw: record.a)
      default:
        return SourcePosition(raw: record.position)
      }
    }
  }
}
