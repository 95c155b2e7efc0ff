// The words of the language: kinds of token, kinds of literal, operators and their precedence.

/// The kind of a token. At most 64, so that a set of them is one word.
public enum TokenKind: UInt8, Sendable {
  case endOfFile
  case name
  case literal
  /// Any operator but `*`; which one is in the scanner's `op`.
  case op
  /// `op=`
  case assignOp
  /// `++` and `--`
  case incOp
  case assign
  case define
  case arrow
  case star

  case leftParen
  case leftBracket
  case leftBrace
  case rightParen
  case rightBracket
  case rightBrace
  case comma
  case semicolon
  case colon
  case dot
  case ellipsis

  case breakKeyword
  case caseKeyword
  case chanKeyword
  case constKeyword
  case continueKeyword
  case defaultKeyword
  case deferKeyword
  case elseKeyword
  case fallthroughKeyword
  case forKeyword
  case funcKeyword
  case goKeyword
  case gotoKeyword
  case ifKeyword
  case importKeyword
  case interfaceKeyword
  case mapKeyword
  case packageKeyword
  case rangeKeyword
  case returnKeyword
  case selectKeyword
  case structKeyword
  case switchKeyword
  case typeKeyword
  case varKeyword

  /// Whether this is one of the 25 keywords.
  public var isKeyword: Bool { rawValue >= TokenKind.breakKeyword.rawValue }

  /// The spelling; for names, literals and operators the kind's word.
  public var spelling: String { Self.spellings[Int(rawValue)] }

  static let spellings: [String] = [
    "EOF", "name", "literal", "op", "op=", "opop", "=", ":=", "<-", "*",
    "(", "[", "{", ")", "]", "}", ",", ";", ":", ".", "...",
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough",
    "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range",
    "return", "select", "struct", "switch", "type", "var",
  ]
}

/// A set of token kinds in one word.
struct TokenSet: OptionSet, Sendable {
  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ kinds: TokenKind...) {
    var bits: UInt64 = 0
    for kind in kinds { bits |= 1 << UInt64(kind.rawValue) }
    rawValue = bits
  }

  func has(_ kind: TokenKind) -> Bool { rawValue & (1 << UInt64(kind.rawValue)) != 0 }
}

/// The kind of a literal.
public enum LiteralKind: UInt8, Sendable {
  case integer
  case float
  case imaginary
  case rune
  case string
}

/// An operator of an expression or of an assignment.
public enum Operator: UInt8, Sendable {
  /// No operator: `=` alone.
  case none
  /// The `:` of `:=`.
  case define
  case not
  case receive
  case tilde

  case orOr
  case andAnd

  case equal
  case notEqual
  case less
  case lessEqual
  case greater
  case greaterEqual

  case add
  case subtract
  case or
  case xor

  case multiply
  case divide
  case remainder
  case and
  case andNot
  case shiftLeft
  case shiftRight

  /// The spelling, empty for `none`.
  public var spelling: String { Self.spellings[Int(rawValue)] }

  /// 1 for `||` up to 5 for `*`; 0 for what is no binary operator.
  public var precedence: Int {
    switch self {
    case .none, .define, .not, .receive, .tilde: return 0
    case .orOr: return 1
    case .andAnd: return 2
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: return 3
    case .add, .subtract, .or, .xor: return 4
    case .multiply, .divide, .remainder, .and, .andNot, .shiftLeft, .shiftRight: return 5
    }
  }

  /// Whether this is `==`, `!=`, `<`, `<=`, `>` or `>=`.
  public var isComparison: Bool { precedence == 3 }

  /// Whether this is `<<` or `>>`.
  public var isShift: Bool { self == .shiftLeft || self == .shiftRight }

  static let spellings: [String] = [
    "", ":", "!", "<-", "~", "||", "&&", "==", "!=", "<", "<=", ">", ">=",
    "+", "-", "|", "^", "*", "/", "%", "&", "&^", "<<", ">>",
  ]
}
