// The expressions of `//go:build` lines.

/// A parsed `//go:build` expression.
public indirect enum BuildConstraint: Sendable, Equatable {
  case tag(String)
  case not(BuildConstraint)
  case and(BuildConstraint, BuildConstraint)
  case or(BuildConstraint, BuildConstraint)

  /// Why a line is no build constraint.
  public struct ParseError: Error, Equatable {
    /// What is wrong, in Go's words.
    public var message: String
  }

  /// Whether a comment line is a `//go:build` line, well-formed or not.
  public static func isConstraint(_ line: String) -> Bool { expressionText(line) != nil }

  /// Parses a whole comment line, `//go:build` included.
  public init(line: String) throws(ParseError) {
    guard let text = Self.expressionText(line) else {
      throw ParseError(message: "not a build constraint")
    }
    var parser = ConstraintParser(text)
    self = try parser.parse()
  }

  /// Whether the constraint holds when exactly the tags hold for which `isSet` answers true.
  public func isSatisfied(_ isSet: (String) -> Bool) -> Bool {
    switch self {
    case .tag(let tag): return isSet(tag)
    case .not(let inner): return !inner.isSatisfied(isSet)
    case .and(let left, let right):
      return left.isSatisfied(isSet) && right.isSatisfied(isSet)
    case .or(let left, let right):
      return left.isSatisfied(isSet) || right.isSatisfied(isSet)
    }
  }

  /// The lowest go version that satisfies the constraint ("go1.21"), every other tag left open;
  /// nil when it can hold without any version.
  public var goVersion: String? {
    let minor: Int = lowestMinor(negated: false)
    if minor < 0 { return nil }
    return minor == 0 ? "go1" : "go1.\(minor)"
  }

  /// The lowest minor version of Go 1, -1 for none.
  private func lowestMinor(negated: Bool) -> Int {
    switch self {
    case .tag(let tag):
      if negated { return -1 }
      if tag == "go1" { return 0 }
      guard tag.hasPrefix("go1.") else { return -1 }
      return Int(tag.dropFirst(4)) ?? -1
    case .not(let inner):
      return inner.lowestMinor(negated: !negated)
    case .and(let left, let right):
      let pair = (left.lowestMinor(negated: negated), right.lowestMinor(negated: negated))
      return negated ? min(pair.0, pair.1) : max(pair.0, pair.1)
    case .or(let left, let right):
      let pair = (left.lowestMinor(negated: negated), right.lowestMinor(negated: negated))
      return negated ? max(pair.0, pair.1) : min(pair.0, pair.1)
    }
  }

  /// What follows `//go:build` in a line, trimmed; nil when the line is something else.
  private static func expressionText(_ line: String) -> String? {
    let trimmed: Substring = trim(line[...])
    guard trimmed.hasPrefix("//go:build"), !trimmed.contains("\n") else { return nil }
    let rest: Substring = trimmed.dropFirst("//go:build".count)
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
    return String(trim(rest))
  }

  private static func trim(_ text: Substring) -> Substring {
    var text: Substring = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// Recursive descent over the tokens `( ) ! && ||` and tags.
private struct ConstraintParser {
  private let text: [Unicode.Scalar]
  private var index = 0
  /// The current token; empty at the end.
  private var token = ""
  private var isTag = false
  /// Operands so far: an upper bound on depth.
  private var size = 0

  private static let sizeLimit = 1000

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  private func failure(_ message: String) -> BuildConstraint.ParseError {
    BuildConstraint.ParseError(message: message)
  }

  mutating func parse() throws(BuildConstraint.ParseError) -> BuildConstraint {
    let result: BuildConstraint = try disjunction()
    if !token.isEmpty { throw failure("unexpected token \(token)") }
    return result
  }

  private mutating func disjunction() throws(BuildConstraint.ParseError) -> BuildConstraint {
    var left: BuildConstraint = try conjunction()
    while token == "||" { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(BuildConstraint.ParseError) -> BuildConstraint {
    var left: BuildConstraint = try negation()
    while token == "&&" { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(BuildConstraint.ParseError) -> BuildConstraint {
    size += 1
    if size > Self.sizeLimit { throw failure("build expression too large") }
    try advance()
    guard token == "!" else { return try atom() }
    try advance()
    if token == "!" { throw failure("double negation not allowed") }
    return .not(try atom())
  }

  private mutating func atom() throws(BuildConstraint.ParseError) -> BuildConstraint {
    if token == "(" {
      let inner: BuildConstraint
      do {
        inner = try disjunction()
      } catch {
        throw error.message == "unexpected end of expression"
          ? failure("missing close paren") : error
      }
      if token != ")" { throw failure("missing close paren") }
      try advance()
      return inner
    }
    guard isTag else {
      throw failure(token.isEmpty ? "unexpected end of expression" : "unexpected token \(token)")
    }
    let tag: String = token
    try advance()
    return .tag(tag)
  }

  private mutating func advance() throws(BuildConstraint.ParseError) {
    isTag = false
    while index < text.count && (text[index] == " " || text[index] == "\t") { index += 1 }
    guard index < text.count else {
      token = ""
      return
    }
    let first: Unicode.Scalar = text[index]
    switch first {
    case "(", ")", "!":
      token = String(first)
      index += 1
    case "&", "|":
      guard index + 1 < text.count, text[index + 1] == first else {
        throw failure("invalid syntax at \(first)")
      }
      token = String(first) + String(first)
      index += 2
    default:
      try tag()
    }
  }

  private mutating func tag() throws(BuildConstraint.ParseError) {
    var spelling = String.UnicodeScalarView()
    while index < text.count {
      let scalar: Unicode.Scalar = text[index]
      let category = scalar.properties.generalCategory
      let isWord: Bool =
        scalar.properties.isAlphabetic || category == .decimalNumber || scalar == "_"
        || scalar == "."
      guard isWord else { break }
      spelling.append(scalar)
      index += 1
    }
    if spelling.isEmpty { throw failure("invalid syntax at \(text[index])") }
    token = String(spelling)
    isTag = true
  }
}
