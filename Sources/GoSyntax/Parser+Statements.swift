// Statements. Simple statements are in Parser+SimpleStatements.swift, the headers of if, for and
// switch in Parser+Headers.swift.

extension Parser {
  // StatementList = { Statement ";" } .
  /// The index of the list in `extra`.
  mutating func statementList() -> UInt32 {
    let mark: Int = scratch.count
    while true {
      switch token {
      case .endOfFile, .rightBrace, .caseKeyword, .defaultKeyword:
        return takeList(from: mark)
      default:
        break
      }
      let statement: NodeID? = optionalStatement()
      clearPragma()
      guard let statement else { return takeList(from: mark) }
      scratch.append(statement.raw)
      // The semicolon may be left out before a brace.
      if !got(.semicolon) && token != .rightBrace {
        syntaxError("at end of statement")
        advance(to: TokenSet(.semicolon, .rightBrace, .caseKeyword, .defaultKeyword))
        _ = got(.semicolon)
      }
    }
  }

  // Statement = Declaration | LabeledStmt | SimpleStmt | GoStmt | ReturnStmt | BreakStmt |
  //             ContinueStmt | GotoStmt | FallthroughStmt | Block | IfStmt | SwitchStmt |
  //             SelectStmt | ForStmt | DeferStmt .
  /// A statement, if there is one.
  mutating func optionalStatement() -> NodeID? {
    guard enter() else { return nil }
    defer { leave() }
    switch token {
    case .name:
      clearPragma()
      let left: NodeID = expressionList()
      if token == .colon && builder[left].kind == .name { return labeledStatement(left) }
      return simpleStatement(left, in: nil)
    case .varKeyword:
      return declarationStatement { $0.varDeclaration(group: $1) }
    case .constKeyword:
      return declarationStatement { $0.constDeclaration(group: $1) }
    case .typeKeyword:
      return declarationStatement { $0.typeDeclaration(group: $1) }
    default:
      clearPragma()
      return otherStatement()
    }
  }

  private mutating func otherStatement() -> NodeID? {
    let at: SourcePosition = position
    switch token {
    case .leftBrace: return block(context: "")
    case .op, .star:
      switch scanner.op {
      case .add, .subtract, .multiply, .and, .xor, .not: return simpleStatement(nil, in: nil)
      default: return nil
      }
    case .literal, .funcKeyword, .leftParen, .leftBracket, .structKeyword, .mapKeyword,
      .chanKeyword, .interfaceKeyword, .arrow:
      return simpleStatement(nil, in: nil)
    case .forKeyword: return forStatement()
    case .switchKeyword: return switchStatement()
    case .selectKeyword: return selectStatement()
    case .ifKeyword: return ifStatement()
    case .fallthroughKeyword, .breakKeyword, .continueKeyword, .gotoKeyword:
      return branchStatement()
    case .goKeyword, .deferKeyword: return callStatement()
    case .returnKeyword:
      next()
      var results: NodeID?
      if token != .semicolon && token != .rightBrace { results = expressionList() }
      return make(.returnStatement, at: at, a: results?.raw ?? 0)
    case .semicolon:
      return make(.emptyStatement, at: at)
    default:
      return nil
    }
  }

  // LabeledStmt = Label ":" Statement .
  /// Nil, and reported, when no statement follows the label.
  private mutating func labeledStatement(_ label: NodeID) -> NodeID? {
    let colon: SourcePosition = position
    want(.colon)
    if token == .rightBrace {
      // The semicolon of an empty statement may be left out before a brace.
      let empty: NodeID = make(.emptyStatement, at: position)
      return make(.labeledStatement, at: colon, a: label.raw, b: empty.raw)
    }
    guard let statement = optionalStatement() else {
      syntaxError(at: colon, "missing statement after label")
      return nil
    }
    return make(.labeledStatement, at: colon, a: label.raw, b: statement.raw)
  }

  // Block = "{" StatementList "}" .
  /// A block. The context, for messages, may be empty when the current token is a brace.
  mutating func block(context: String) -> NodeID {
    let at: SourcePosition = position
    // Who comes from C may leave the braces out.
    if !got(.leftBrace) {
      syntaxError("expected { after \(context)")
      advance(to: TokenSet(.name, .rightBrace))
      let brace: SourcePosition = position
      if got(.rightBrace) { return make(.block, at: at, b: brace.raw) }
    }
    let statements: UInt32 = statementList()
    let brace: SourcePosition = position
    want(.rightBrace)
    return make(.block, at: at, a: statements, b: brace.raw)
  }

  private mutating func declarationStatement(
    _ parse: (inout Parser, UInt32) -> NodeID
  ) -> NodeID {
    let at: SourcePosition = position
    next()
    let mark: Int = scratch.count
    declarationGroup(parse)
    return make(.declarationStatement, at: at, a: takeList(from: mark))
  }

  private mutating func branchStatement() -> NodeID {
    let at: SourcePosition = position
    let kind: BranchKind
    switch token {
    case .breakKeyword: kind = .break
    case .continueKeyword: kind = .continue
    case .gotoKeyword: kind = .goto
    default: kind = .fallthrough
    }
    next()
    var label: NodeID?
    if kind == .goto || (kind != .fallthrough && token == .name) { label = name() }
    return make(.branchStatement, at: at, a: label?.raw ?? 0, flags: kind.rawValue)
  }

  // GoStmt = "go" Expression . DeferStmt = "defer" Expression .
  private mutating func callStatement() -> NodeID {
    let at: SourcePosition = position
    let isDefer: Bool = token == .deferKeyword
    next()
    var call: NodeID = primaryExpression(nil, keepParentheses: token == .leftParen)
    let inner: NodeID = unparenthesized(call)
    if inner != call {
      let keyword: String = isDefer ? "defer" : "go"
      error(
        at: SourcePosition(raw: builder[call].position),
        "expression in \(keyword) must not be parenthesized")
      call = inner
    }
    return make(.callStatement, at: at, a: call.raw, flags: isDefer ? 1 : 0)
  }

  // SelectStmt = "select" "{" { CommClause } "}" .
  private mutating func selectStatement() -> NodeID {
    let at: SourcePosition = position
    want(.selectKeyword)
    let (clauses, brace) = clauses(after: "select clause") { $0.communicationClause() }
    return make(.selectStatement, at: at, a: clauses, b: brace.raw)
  }

  /// The braces of a switch or select with the clauses between them.
  mutating func clauses(
    after context: String, _ clause: (inout Parser) -> NodeID
  ) -> (list: UInt32, rightBrace: SourcePosition) {
    if !got(.leftBrace) {
      syntaxError("missing { after \(context)")
      advance(to: TokenSet(.caseKeyword, .defaultKeyword, .rightBrace))
    }
    let mark: Int = scratch.count
    while token != .endOfFile && token != .rightBrace {
      let node: NodeID = clause(&self)
      scratch.append(node.raw)
    }
    let brace: SourcePosition = position
    want(.rightBrace)
    return (takeList(from: mark), brace)
  }

  private static let clauseStarts = TokenSet(
    .colon, .caseKeyword, .defaultKeyword, .rightBrace)

  // ExprCaseClause = ( "case" ExpressionList | "default" ) ":" StatementList .
  mutating func caseClause() -> NodeID {
    let at: SourcePosition = position
    var values: NodeID?
    switch token {
    case .caseKeyword:
      next()
      values = expressionList()
    case .defaultKeyword:
      next()
    default:
      syntaxError("expected case or default or }")
      advance(to: Self.clauseStarts)
    }
    let extra: UInt32 = clauseBody()
    return make(.caseClause, at: at, a: values?.raw ?? 0, b: extra)
  }

  // CommClause = ( "case" ( SendStmt | RecvStmt ) | "default" ) ":" StatementList .
  private mutating func communicationClause() -> NodeID {
    let at: SourcePosition = position
    var communication: NodeID?
    switch token {
    case .caseKeyword:
      next()
      // More than sends and receives pass here; the type checker complains about them.
      communication = simpleStatement(nil, in: nil)
    case .defaultKeyword:
      next()
    default:
      syntaxError("expected case or default or }")
      advance(to: Self.clauseStarts)
    }
    let extra: UInt32 = clauseBody()
    return make(.communicationClause, at: at, a: communication?.raw ?? 0, b: extra)
  }

  /// From the colon on: the index of [colon, body] in `extra`.
  private mutating func clauseBody() -> UInt32 {
    let colon: SourcePosition = position
    want(.colon)
    let body: UInt32 = statementList()
    return words(colon.raw, body)
  }
}
