// The parser's dealings with tokens, errors, lists and nodes.

extension Parser {
  // MARK: Tokens

  /// The kind of the current token.
  var token: TokenKind { scanner.token }

  /// The position of the current token.
  var position: SourcePosition { file.base.advanced(by: scanner.start) }

  /// Goes to the next token; takes in what the scanner found on the way.
  mutating func next() {
    scanner.next()
    if !scanner.events.isEmpty { takeEvents() }
  }

  private mutating func takeEvents() {
    let events: [Scanner.Event] = scanner.events
    scanner.events.removeAll(keepingCapacity: true)
    for event in events {
      switch event {
      case .error(let offset, let message):
        error(at: file.position(at: offset), message)
      case .directive(let range, let isAlone):
        directive(range, isAloneOnLine: isAlone)
      }
    }
  }

  /// Takes the current token if it is of a kind.
  mutating func got(_ kind: TokenKind) -> Bool {
    if token != kind { return false }
    next()
    return true
  }

  /// Takes the current token, which must be of a kind; otherwise complains and skips one.
  mutating func want(_ kind: TokenKind) {
    if got(kind) { return }
    syntaxError("expected \(Self.word(kind))")
    advance(to: TokenSet())
  }

  /// Takes `=`, or with a complaint `:=`.
  mutating func gotAssign() -> Bool {
    if token == .define {
      syntaxError("expected =")
    } else if token != .assign {
      return false
    }
    next()
    return true
  }

  /// Whether the current token is this operator.
  func isOperator(_ op: Operator) -> Bool { token == .op && scanner.op == op }

  // MARK: Errors

  /// Reports an error. Only errors of the grammar count: wrong directives stop nothing.
  mutating func error(
    at position: SourcePosition, _ message: String, code: DiagnosticCode = .syntax
  ) {
    if code != .directive { errorCount += 1 }
    diagnostics.append(Diagnostic(position: position, code: code, message: message))
  }

  /// Reports a syntax error at the current token.
  mutating func syntaxError(_ message: String) { syntaxError(at: position, message) }

  /// Reports a syntax error. A message that begins with `expected`, `in`, `at` or `after` gets
  /// "unexpected" and the current token in front.
  mutating func syntaxError(at position: SourcePosition, _ message: String) {
    // What is missing at the end of a broken file is no news.
    if token == .endOfFile && errorCount > 0 { return }
    let tail: String
    if message.hasPrefix("in ") || message.hasPrefix("at ") || message.hasPrefix("after ") {
      tail = " " + message
    } else if message.hasPrefix("expected ") {
      tail = ", " + message
    } else {
      error(at: position, "syntax error: \(message)")
      return
    }
    error(at: position, "syntax error: unexpected \(currentTokenText())\(tail)")
  }

  /// Reports a syntax error whose message quotes a node.
  mutating func syntaxError(
    at position: SourcePosition, quoting text: @escaping @Sendable (SyntaxTree) -> String
  ) {
    if token == .endOfFile && errorCount > 0 { return }
    lateMessages.append(
      (index: diagnostics.count, text: { tree in "syntax error: \(text(tree))" }))
    error(at: position, "")
  }

  private func currentTokenText() -> String {
    switch token {
    case .name: return "name \(tokenText)"
    case .semicolon: return scanner.semicolonCause.word
    case .literal: return "literal \(tokenText)"
    case .op: return scanner.op.spelling
    case .assignOp: return scanner.op.spelling + "="
    case .incOp: return scanner.op.spelling + scanner.op.spelling
    default: return Self.word(token)
    }
  }

  /// The text of the current token in the source.
  var tokenText: String {
    file.text(from: scanner.start, count: scanner.end - scanner.start)
  }

  /// The English word for a kind of token.
  static func word(_ kind: TokenKind) -> String {
    switch kind {
    case .comma: return "comma"
    case .semicolon: return "semicolon or newline"
    default: return kind.isKeyword ? "keyword \(kind.spelling)" : kind.spelling
    }
  }

  /// Tokens that begin a statement: inside of functions, skipping stops there.
  private static let statementStarts = TokenSet(
    .breakKeyword, .constKeyword, .continueKeyword, .deferKeyword, .fallthroughKeyword,
    .forKeyword, .goKeyword, .gotoKeyword, .ifKeyword, .returnKeyword, .selectKeyword,
    .switchKeyword, .typeKeyword, .varKeyword)

  /// Skips to one of the tokens `follow`, or to the beginning of a statement. With an empty set,
  /// skips one token.
  mutating func advance(to follow: TokenSet) {
    if follow.isEmpty {
      if token != .endOfFile { next() }
      return
    }
    var stops: TokenSet = follow.union(TokenSet(.endOfFile))
    if functionDepth > 0 { stops.formUnion(Self.statementStarts) }
    while !stops.has(token) { next() }
  }

  // MARK: Depth

  /// Opens a construct; false when nesting is too deep, and then the file is at its end. A
  /// `leave()` belongs to every `enter()` that answered true.
  mutating func enter() -> Bool {
    depth += 1
    if depth <= 100 { return true }
    if stackGuard == nil { stackGuard = StackGuard() }
    if depth <= options.depthLimit && stackGuard?.isExhausted != true { return true }
    depth -= 1
    abandon("exceeded max nesting depth")
    return false
  }

  /// Closes a construct.
  mutating func leave() { depth -= 1 }

  /// Counts one more link of a chain; false when it is too long, and then the file is at its end.
  mutating func extend(_ chain: inout Int) -> Bool {
    chain += 1
    if chain <= options.chainLimit { return true }
    abandon("exceeded max expression length")
    return false
  }

  private mutating func abandon(_ message: String) {
    if token == .endOfFile && errorCount > 0 { return }
    error(at: position, message, code: .limit)
    scanner.abandon()
  }

  // MARK: Nodes and lists

  /// Stores a node.
  mutating func make(
    _ kind: NodeKind, at position: SourcePosition, a: UInt32 = 0, b: UInt32 = 0,
    flags: UInt8 = 0
  ) -> NodeID {
    builder.add(NodeRecord(kind, at: position, a: a, b: b, flags: flags))
  }

  /// Stores the scratch nodes from `mark` on as a list and removes them; zero when there are none.
  mutating func takeList(from mark: Int) -> UInt32 {
    let index: UInt32 = builder.add(list: scratch[mark...])
    scratch.removeLast(scratch.count - mark)
    return index
  }

  /// Stores extra words in a row and returns the index of the first.
  mutating func words(_ first: UInt32, _ others: UInt32...) -> UInt32 {
    let index: UInt32 = builder.add(word: first)
    for word in others { builder.add(word: word) }
    return index
  }

  /// A stand-in for an expression that is not there, at the current token.
  mutating func badExpression() -> NodeID { make(.badExpression, at: position) }

  /// An identifier; with a complaint `_` where there is none.
  mutating func name() -> NodeID {
    if token == .name { return takeName() }
    let blank: NodeID = blankName(at: position)
    syntaxError("expected name")
    advance(to: TokenSet())
    return blank
  }

  /// A made-up name.
  mutating func blankName(at position: SourcePosition) -> NodeID {
    make(.name, at: position, a: Name.blank.raw, b: 1)
  }

  /// The identifier that is the current token.
  mutating func takeName() -> NodeID {
    let length: Int = scanner.end - scanner.start
    let text = UnsafeBufferPointer(start: scanner.bytes + scanner.start, count: length)
    let node: NodeID = make(
      .name, at: position, a: names.intern(text).raw, b: UInt32(truncatingIfNeeded: length))
    next()
    return node
  }

  /// A literal, if there is one.
  mutating func optionalLiteral() -> NodeID? {
    guard token == .literal else { return nil }
    let flags: UInt8 = scanner.literalKind.rawValue | (scanner.literalIsBad ? 8 : 0)
    let length: Int = scanner.end - scanner.start
    let node: NodeID = make(
      .basicLiteral, at: position, a: UInt32(truncatingIfNeeded: length), flags: flags)
    next()
    return node
  }

  /// A list `[ element { separator element } [ separator ] ] close`. The element's function
  /// answers whether it must be the last. Returns the position of the closing token.
  mutating func list(
    _ context: String, separator: TokenKind, close: TokenKind,
    _ element: (inout Parser) -> Bool
  ) -> SourcePosition {
    var isDone = false
    while token != .endOfFile && token != close && !isDone {
      isDone = element(&self)
      // The separator may be left out before the closing token.
      if !got(separator) && token != close {
        let missing: String = "\(Self.word(separator)) or \(Self.word(close))"
        syntaxError("in \(context); possibly missing \(missing)")
        advance(to: TokenSet(.rightParen, .rightBracket, .rightBrace))
        if token != close { return position }
      }
    }
    let end: SourcePosition = position
    want(close)
    return end
  }

  /// Appends to `scratch` one declaration, or those of a parenthesized group. `parse` gets the
  /// number of the group, or zero.
  mutating func declarationGroup(_ parse: (inout Parser, UInt32) -> NodeID) {
    guard token == .leftParen else {
      scratch.append(parse(&self, 0).raw)
      return
    }
    groupCount += 1
    let group: UInt32 = groupCount
    clearPragma()
    next()
    _ = list("grouped declaration", separator: .semicolon, close: .rightParen) { parser in
      let declaration: NodeID = parse(&parser, group)
      parser.scratch.append(declaration.raw)
      return false
    }
  }
}
