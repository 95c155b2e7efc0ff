// From bytes to tokens, with the semicolons that Go inserts at line ends.
// Literals are in Scanner+Literals.swift, comments in Scanner+Comments.swift.

/// Cuts the bytes of a file into tokens, one a call of `next()`.
///
/// Errors and directive comments are put into `events` and taken from there by the parser before
/// it looks at the token. A token is described by the fields; its text is `start..<end`.
struct Scanner: ~Copyable {
  /// What came up on the way to the current token.
  enum Event {
    /// A complaint about the text at an offset.
    case error(offset: Int, message: String)
    /// A comment that begins like a directive: its bytes, and whether only white space stands
    /// before it on its line.
    case directive(range: Range<Int>, isAloneOnLine: Bool)
  }

  /// Why there is a semicolon.
  enum SemicolonCause {
    case written
    case newline
    case endOfFile

    /// The word for it in messages.
    var word: String {
      switch self {
      case .written: return "semicolon"
      case .newline: return "newline"
      case .endOfFile: return "EOF"
      }
    }
  }

  let bytes: UnsafePointer<UInt8>
  let count: Int

  /// The character at `offset`, decoded; -1 behind the last one.
  var character: Int32 = 0x20
  /// Where `character` begins.
  var offset: Int = 0
  /// Where the next character begins.
  var nextOffset: Int = 0
  /// Whether a line end here means a semicolon.
  private var insertsSemicolon = false

  /// What came up since the parser last looked.
  var events: [Event] = []

  /// The kind of the current token.
  var token: TokenKind = .endOfFile
  /// Where it begins.
  var start: Int = 0
  /// Where it ends.
  var end: Int { offset }
  /// For operators: which.
  var op: Operator = .none
  /// For operators: how strongly they bind; 0 for those that are no binary operators.
  var precedence: Int = 0
  /// For literals: the kind.
  var literalKind: LiteralKind = .integer
  /// For literals: whether they are malformed.
  var literalIsBad = false
  /// For semicolons: where they come from.
  var semicolonCause: SemicolonCause = .written
  /// Whether only white space stands before the token on its line.
  var isAloneOnLine = false

  private let keywords: UnsafePointer<UInt8>

  /// A scanner at the beginning of a text that a zero byte follows.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    // SourceFile allocates at least the zero byte, so there is a base address.
    bytes = text.baseAddress!
    count = text.count
    keywords = KeywordTable.shared.slots
    advance()
  }

  /// Reports an error at the character that was read last.
  mutating func error(_ message: String) { error(at: offset, message) }

  /// Reports an error at an offset.
  mutating func error(at offset: Int, _ message: String) {
    events.append(.error(offset: offset, message: message))
  }

  /// Jumps to the end of the file: from now on there are no tokens but `endOfFile`.
  mutating func abandon() {
    offset = count
    nextOffset = count
    character = -1
    insertsSemicolon = false
    token = .endOfFile
    start = count
  }

  // MARK: Characters

  /// Reads the next character. What is no character is reported and skipped, also inside tokens.
  mutating func advance() {
    while true {
      offset = nextOffset
      let byte: UInt8 = bytes[offset]
      if byte < 0x80 {
        if byte != 0 {
          nextOffset = offset &+ 1
          character = Int32(byte)
          return
        }
        if offset >= count {
          character = -1
          return
        }
        nextOffset = offset &+ 1
        error("invalid NUL character")
        continue
      }
      if decodeMultibyte() { return }
    }
  }

  /// Decodes the character at `offset`, which is not ASCII; false when it is to be skipped.
  private mutating func decodeMultibyte() -> Bool {
    let rest = UnsafeBufferPointer(start: bytes + offset, count: count - offset)
    guard let (scalar, length) = UTF8Decoding.decode(rest) else {
      nextOffset = offset + 1
      error("invalid UTF-8 encoding")
      return false
    }
    nextOffset = offset + length
    if scalar == 0xFEFF {
      // A byte order mark may only open the file.
      if offset > 0 { error("invalid BOM in the middle of the file") }
      return false
    }
    character = Int32(scalar)
    return true
  }

  /// Reads the next character if the current one is this ASCII character.
  mutating func accept(_ ascii: Unicode.Scalar) -> Bool {
    if character != Int32(ascii.value) { return false }
    advance()
    return true
  }

  // MARK: Tokens

  /// Reads the next token into the fields.
  mutating func next() {
    let semicolonAtLineEnd: Bool = insertsSemicolon
    insertsSemicolon = false
    while true {
      skipSpace(throughLines: !semicolonAtLineEnd)
      start = offset
      if Self.isLetter(character) || (character >= 0x80 && isIdentifierCharacter(first: true)) {
        advance()
        identifier()
        return
      }
      if character == 0x2F {  // '/'
        if comment(semicolonAtLineEnd) { return }
        if token == .op || token == .assignOp { return }
        continue
      }
      if symbol(semicolonAtLineEnd) { return }
      error("invalid character \(ScalarText.unicode(character))")
      advance()
    }
  }

  private mutating func skipSpace(throughLines: Bool) {
    isAloneOnLine = offset == 0 || bytes[offset - 1] == 0x0A
    while true {
      switch character {
      case 0x20, 0x09, 0x0D:
        break
      case 0x0A:
        if !throughLines { return }
        isAloneOnLine = true
      default:
        return
      }
      advance()
    }
  }

  /// At a slash: a comment, `/` or `/=`. True when a multi-line comment ended the line and so
  /// makes a semicolon; otherwise `token` is an operator, or a comment was skipped.
  private mutating func comment(_ semicolonAtLineEnd: Bool) -> Bool {
    token = .comma  // anything but an operator: "skipped"
    advance()
    if character == 0x2F {
      advance()
      lineComment()
      return false
    }
    if character == 0x2A {
      advance()
      let hasNewline: Bool = fullComment()
      if hasNewline && semicolonAtLineEnd {
        semicolonCause = .newline
        token = .semicolon
        return true
      }
      return false
    }
    operatorOrAssignment(.divide)
    return false
  }

  private mutating func identifier() {
    // ASCII first: nearly all identifiers are nothing else.
    while Self.isLetter(character) || Self.isDecimal(character) { advance() }
    if character >= 0x80 {
      while isIdentifierCharacter(first: false) { advance() }
    }
    let length: Int = offset - start
    if length >= 2 {
      let kind: UInt8 = keywords[KeywordTable.hash(bytes + start, length)]
      if kind != 0, let keyword = TokenKind(rawValue: kind),
        KeywordTable.matches(keyword, bytes + start, length)
      {
        token = keyword
        insertsSemicolon = Self.endsStatement.has(keyword)
        return
      }
    }
    token = .name
    insertsSemicolon = true
  }

  private static let endsStatement = TokenSet(
    .breakKeyword, .continueKeyword, .fallthroughKeyword, .returnKeyword)

  /// Whether the current character may stand in an identifier. Complains about those that only
  /// look as if, and takes them.
  private mutating func isIdentifierCharacter(first: Bool) -> Bool {
    if Self.isLetter(character) { return true }
    if character < 0x80 {
      return !first && Self.isDecimal(character)
    }
    switch ScalarText.category(character) {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return true
    case .decimalNumber:
      if first {
        error("identifier cannot begin with digit \(ScalarText.unicode(character))")
      }
      return true
    default:
      error("invalid character \(ScalarText.unicode(character)) in identifier")
      return true
    }
  }

  /// A token that is neither a name nor begins with a slash; false when there is none.
  private mutating func symbol(_ semicolonAtLineEnd: Bool) -> Bool {
    switch character {
    case -1:
      if semicolonAtLineEnd {
        semicolonCause = .endOfFile
        token = .semicolon
      } else {
        token = .endOfFile
      }
    case 0x0A:
      advance()
      semicolonCause = .newline
      token = .semicolon
    case 0x30...0x39: number(seenPoint: false)
    case 0x22: interpretedString()
    case 0x60: rawString()
    case 0x27: rune()
    case 0x28: single(.leftParen)
    case 0x5B: single(.leftBracket)
    case 0x7B: single(.leftBrace)
    case 0x2C: single(.comma)
    case 0x3B:
      semicolonCause = .written
      single(.semicolon)
    case 0x29: closing(.rightParen)
    case 0x5D: closing(.rightBracket)
    case 0x7D: closing(.rightBrace)
    case 0x3A:
      advance()
      token = accept("=") ? .define : .colon
    case 0x2E: dot()
    default: return operatorSymbol()
    }
    return true
  }

  private mutating func single(_ kind: TokenKind) {
    advance()
    token = kind
  }

  private mutating func closing(_ kind: TokenKind) {
    advance()
    token = kind
    insertsSemicolon = true
  }

  private mutating func dot() {
    advance()
    if Self.isDecimal(character) {
      number(seenPoint: true)
    } else if character == 0x2E, bytes[nextOffset] == 0x2E {
      advance()
      advance()
      token = .ellipsis
    } else {
      token = .dot
    }
  }

  /// Marks the current token as a literal that ends here.
  mutating func literal(_ kind: LiteralKind, isBad: Bool) {
    insertsSemicolon = true
    token = .literal
    literalKind = kind
    literalIsBad = isBad
  }

  // MARK: Operators

  private mutating func operatorSymbol() -> Bool {
    let first: Int32 = character
    switch first {
    case 0x2B: increment(.add, "+")
    case 0x2D: increment(.subtract, "-")
    case 0x2A:
      advance()
      setOperator(.multiply)
      token = accept("=") ? .assignOp : .star
    case 0x25:
      advance()
      operatorOrAssignment(.remainder)
    case 0x26:
      advance()
      if accept("&") { return plainOperator(.andAnd) }
      operatorOrAssignment(accept("^") ? .andNot : .and)
    case 0x7C:
      advance()
      if accept("|") { return plainOperator(.orOr) }
      operatorOrAssignment(.or)
    case 0x5E:
      advance()
      operatorOrAssignment(.xor)
    case 0x3C:
      advance()
      if accept("=") { return plainOperator(.lessEqual) }
      if accept("-") {
        token = .arrow
        return true
      }
      if !accept("<") { return plainOperator(.less) }
      operatorOrAssignment(.shiftLeft)
    case 0x3E:
      advance()
      if accept("=") { return plainOperator(.greaterEqual) }
      if !accept(">") { return plainOperator(.greater) }
      operatorOrAssignment(.shiftRight)
    case 0x3D:
      advance()
      if accept("=") { return plainOperator(.equal) }
      token = .assign
    case 0x21:
      advance()
      return plainOperator(accept("=") ? .notEqual : .not)
    case 0x7E:
      advance()
      return plainOperator(.tilde)
    default:
      return false
    }
    return true
  }

  private mutating func setOperator(_ op: Operator) {
    self.op = op
    precedence = op.precedence
  }

  private mutating func plainOperator(_ op: Operator) -> Bool {
    setOperator(op)
    token = .op
    return true
  }

  private mutating func operatorOrAssignment(_ op: Operator) {
    setOperator(op)
    token = accept("=") ? .assignOp : .op
  }

  private mutating func increment(_ op: Operator, _ sign: Unicode.Scalar) {
    advance()
    if accept(sign) {
      setOperator(op)
      token = .incOp
      insertsSemicolon = true
    } else {
      operatorOrAssignment(op)
    }
  }

  // MARK: Classes of characters

  static func isLetter(_ character: Int32) -> Bool {
    let lower: Int32 = character | 0x20
    return (lower >= 0x61 && lower <= 0x7A) || character == 0x5F
  }

  static func isDecimal(_ character: Int32) -> Bool { character >= 0x30 && character <= 0x39 }

  static func isHexadecimal(_ character: Int32) -> Bool {
    let lower: Int32 = character | 0x20
    return isDecimal(character) || (lower >= 0x61 && lower <= 0x66)
  }
}
