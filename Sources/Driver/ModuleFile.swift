// go.mod, as far as loading packages needs it.

/// What a go.mod file says.
public struct ModuleFile: Sendable, Equatable {
  /// A module at a version.
  public struct Requirement: Sendable, Equatable {
    public var path: String
    public var version: String
  }

  /// A `replace` line.
  public struct Replacement: Sendable, Equatable {
    /// What is replaced; with a version only that version.
    public var path: String
    public var version: String?
    /// By what: a module path with a version, or a directory without one.
    public var newPath: String
    public var newVersion: String?
  }

  /// A line that cannot be read.
  public struct ParseError: Error, Equatable, Sendable {
    /// Counted from 1.
    public var line: Int
    public var message: String
  }

  /// The path of the module.
  public var path = ""
  /// The language version of the `go` line, without "go": "1.24".
  public var goVersion: String?
  public var requirements: [Requirement] = []
  public var replacements: [Replacement] = []
  /// Directories that patterns do not look into, from `ignore` lines.
  public var ignored: [String] = []

  /// Reads the text of a go.mod file.
  public init(_ text: String) throws(ParseError) {
    var block: String?
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var words: [String] = try Self.words(raw, line: index + 1)
      if words.isEmpty { continue }
      if block != nil && words == [")"] {
        block = nil
        continue
      }
      let verb: String
      if let block {
        verb = block
      } else {
        verb = words.removeFirst()
        if words == ["("] {
          block = verb
          continue
        }
      }
      try apply(verb, words, line: index + 1)
    }
    if path.isEmpty {
      throw ParseError(line: 1, message: "no module declaration in go.mod")
    }
  }

  private mutating func apply(
    _ verb: String, _ words: [String], line: Int
  ) throws(ParseError) {
    func need(_ isGood: Bool, _ usage: String) throws(ParseError) {
      if !isGood { throw ParseError(line: line, message: "usage: \(usage)") }
    }
    switch verb {
    case "module":
      try need(words.count == 1, "module module/path")
      path = words[0]
    case "go":
      try need(words.count == 1, "go 1.23")
      guard Self.isVersion(words[0]) else {
        throw ParseError(
          line: line, message: "invalid go version '\(words[0])': must match format 1.23.0")
      }
      goVersion = words[0]
    case "require":
      try need(words.count == 2, "require module/path v1.2.3")
      requirements.append(Requirement(path: words[0], version: words[1]))
    case "replace":
      try replace(words, line: line)
    case "ignore":
      try need(words.count == 1, "ignore ./path")
      ignored.append(words[0])
    case "exclude", "retract", "toolchain", "godebug", "tool":
      // Nothing that decides which sources a package has.
      break
    default:
      throw ParseError(line: line, message: "unknown directive: \(verb)")
    }
  }

  private mutating func replace(_ words: [String], line: Int) throws(ParseError) {
    let usage = "usage: replace module/path [v1.2.3] => other/module v1.4 | ../local/directory"
    guard let arrow = words.firstIndex(of: "=>"), (1...2).contains(arrow),
      (arrow + 2...arrow + 3).contains(words.count)
    else { throw ParseError(line: line, message: usage) }
    replacements.append(
      Replacement(
        path: words[0], version: arrow == 2 ? words[1] : nil, newPath: words[arrow + 1],
        newVersion: words.count == arrow + 3 ? words[arrow + 2] : nil))
  }

  /// Whether a text is the version of a Go release, without "go": `1.24`, `1.24.1`, `1.24rc2`.
  private static func isVersion(_ text: String) -> Bool {
    let parts: [Substring] = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let last = parts.last else { return false }
    // What stands behind the digits of the last number: letters, then digits.
    let label: Substring = last.drop(while: { $0.isASCII && $0.isNumber })
    let isLabel: Bool =
      label.isEmpty
      || (label.first?.isLowercase == true && label.last?.isNumber == true
        && label.drop(while: { $0.isASCII && $0.isLowercase })
          .allSatisfy { $0.isASCII && $0.isNumber })
    let numbers: [Substring] = parts.dropLast() + [last.dropLast(label.count)]
    return isLabel
      && numbers.allSatisfy { number in
        !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
          && (number == "0" || number.first != "0")
      }
  }

  /// The words of a line; quoted ones without their quotes, comments left out.
  private static func words(_ line: Substring, line number: Int) throws(ParseError) -> [String] {
    var words: [String] = []
    var rest: Substring = line
    while true {
      rest = rest.drop(while: { $0.isWhitespace })
      guard let first = rest.first, !rest.hasPrefix("//") else { return words }
      if first == "\"" || first == "`" {
        guard let end = rest.dropFirst().firstIndex(of: first) else {
          throw ParseError(line: number, message: "unterminated quoted string")
        }
        words.append(String(rest[rest.index(after: rest.startIndex)..<end]))
        rest = rest[rest.index(after: end)...]
      } else if first == "(" || first == ")" {
        words.append(String(first))
        rest = rest.dropFirst()
      } else {
        let word: Substring = rest.prefix(while: { !$0.isWhitespace && $0 != "(" && $0 != ")" })
        words.append(String(word))
        rest = rest[word.endIndex...]
      }
    }
  }
}
