// if, for and switch: statements whose header may hold an initial statement, a condition and a
// post statement, and in which `{` opens the body unless brackets say otherwise.

extension Parser {
  /// What stands between the keyword and the brace.
  private struct Header {
    var initial: NodeID?
    var condition: NodeID?
    var post: NodeID?
  }

  // IfStmt = "if" [ SimpleStmt ";" ] Expression Block [ "else" ( IfStmt | Block ) ] .
  mutating func ifStatement() -> NodeID {
    let at: SourcePosition = position
    let header: Header = header(.ifKeyword)
    let then: NodeID = block(context: "if clause")
    var otherwise: NodeID?
    if got(.elseKeyword) {
      switch token {
      case .ifKeyword:
        if enter() {
          otherwise = ifStatement()
          leave()
        }
      case .leftBrace:
        otherwise = block(context: "")
      default:
        syntaxError("else must be followed by if or statement block")
        advance(to: TokenSet(.name, .rightBrace))
      }
    }
    let extra: UInt32 = words(
      header.condition?.raw ?? 0, then.raw, otherwise?.raw ?? 0)
    return make(.ifStatement, at: at, a: header.initial?.raw ?? 0, b: extra)
  }

  // ForStmt = "for" [ Condition | ForClause | RangeClause ] Block .
  mutating func forStatement() -> NodeID {
    let at: SourcePosition = position
    let header: Header = header(.forKeyword)
    let body: NodeID = block(context: "for clause")
    let extra: UInt32 = words(
      header.condition?.raw ?? 0, header.post?.raw ?? 0, body.raw)
    return make(.forStatement, at: at, a: header.initial?.raw ?? 0, b: extra)
  }

  // SwitchStmt = "switch" [ SimpleStmt ";" ] [ Expression | TypeSwitchGuard ] "{" … "}" .
  mutating func switchStatement() -> NodeID {
    let at: SourcePosition = position
    let header: Header = header(.switchKeyword)
    let (clauses, brace) = clauses(after: "switch clause") { $0.caseClause() }
    let extra: UInt32 = words(header.condition?.raw ?? 0, brace.raw, clauses)
    return make(.switchStatement, at: at, a: header.initial?.raw ?? 0, b: extra)
  }

  private mutating func header(_ keyword: TokenKind) -> Header {
    want(keyword)
    var header = Header()
    if token == .leftBrace {
      if keyword == .ifKeyword {
        syntaxError("missing condition in if statement")
        header.condition = badExpression()
      }
      return header
    }
    let outerLevel: Int = expressionLevel
    expressionLevel = -1
    defer { expressionLevel = outerLevel }

    if token != .semicolon {
      if got(.varKeyword) {
        syntaxError("var declaration not allowed in \(keyword.spelling) initializer")
      }
      header.initial = simpleStatement(nil, in: keyword)
      if let initial = header.initial, builder[initial].kind == .rangeClause { return header }
    }
    var condition: NodeID?
    var semicolon: (position: SourcePosition, cause: Scanner.SemicolonCause)?
    if token != .leftBrace {
      if token == .semicolon {
        semicolon = (position, scanner.semicolonCause)
        next()
      } else {
        // To ask for a brace here is more helpful than to ask for a semicolon.
        want(.leftBrace)
        if token != .leftBrace { advance(to: TokenSet(.leftBrace, .rightBrace)) }
      }
      if keyword == .forKeyword {
        (condition, header.post) = forClause()
      } else if token != .leftBrace {
        condition = simpleStatement(nil, in: keyword)
      }
    } else {
      condition = header.initial
      header.initial = nil
    }
    header.condition = conditionExpression(condition, keyword, semicolon)
    return header
  }

  /// Behind the first semicolon of a for clause: condition and post statement.
  private mutating func forClause() -> (condition: NodeID?, post: NodeID?) {
    var condition: NodeID?
    if token != .semicolon {
      if token == .leftBrace {
        syntaxError("expected for loop condition")
        return (nil, nil)
      }
      condition = simpleStatement(nil, in: nil)
    }
    want(.semicolon)
    guard token != .leftBrace else { return (condition, nil) }
    let post: NodeID = simpleStatement(nil, in: nil)
    let record = builder[post]
    if record.kind == .assignment && record.op == .define {
      syntaxError(
        at: SourcePosition(raw: record.position), "cannot declare in post statement of for loop")
    }
    return (condition, post)
  }

  /// The expression of a condition that was parsed as a statement.
  private mutating func conditionExpression(
    _ statement: NodeID?, _ keyword: TokenKind,
    _ semicolon: (position: SourcePosition, cause: Scanner.SemicolonCause)?
  ) -> NodeID? {
    guard let statement else {
      guard keyword == .ifKeyword, let semicolon else { return nil }
      if semicolon.cause == .written {
        syntaxError(at: semicolon.position, "missing condition in if statement")
      } else {
        syntaxError(
          at: semicolon.position,
          "unexpected \(semicolon.cause.word), expected { after if clause")
      }
      return make(.badExpression, at: semicolon.position)
    }
    let record = builder[statement]
    if record.kind == .expressionStatement { return NodeID(raw: record.a) }
    // `=` for `==` is a common slip: the message shows the assignment with its parts set off.
    syntaxError(at: SourcePosition(raw: record.position)) { tree in
      guard record.kind == .assignment && record.op == .none else {
        return "cannot use \(tree.text(of: statement)) as value"
      }
      let left: String = tree.emphasizedText(of: NodeID(raw: record.a))
      let right: String = tree.emphasizedText(of: NodeID(raw: record.b))
      return "cannot use assignment \(left) = \(right) as value"
    }
    return nil
  }
}
