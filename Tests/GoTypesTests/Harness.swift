// The program is the test: Go sources whose comments say which errors are expected where.
//
// `/* ERROR "text" */` and `// ERROR "text"` expect, at the token before the comment, an error
// whose message contains the text; `ERRORx` takes a regular expression. The columns must agree.
// Every error must be expected, and every expected error must occur.
import Foundation
import Testing

@testable import GoSyntax
@testable import GoTypes

/// Keeps what is reported.
final class Collector: DiagnosticSink {
  private(set) var diagnostics: [Diagnostic] = []

  func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}

/// A program of one or several packages, checked.
final class CheckedProgram: Importer {
  let names = NameTable()
  let sources = SourceSet()
  let universe: Universe
  let collector = Collector()
  private let texts: [String: String]
  private let goVersion: GoVersion
  private var packages: [String: Package] = [:]
  private(set) var checkers: [String: Checker] = [:]
  private(set) var files: [String: SourceFile] = [:]

  /// Checks the package `p`, and what it imports.
  /// - Parameter texts: the source of each package by its import path; `\n----\n` separates files.
  init(_ texts: [String: String], goVersion: String = "go1.27") {
    self.texts = texts
    self.goVersion = GoVersion(goVersion) ?? .unspecified
    universe = Universe(names: names, hasTestBuiltins: true)
    _ = try? importPackage(path: "p", directory: ".")
  }

  func importPackage(path: String, directory: String) throws(ImportFailure) -> Package {
    if let known = packages[path] { return known }
    guard let text = texts[path] else { throw ImportFailure("no such package") }
    let package = Package(path: path, name: "", universe: universe)
    packages[path] = package
    var trees: [SyntaxTree] = []
    for (index, part) in text.components(separatedBy: "\n----\n").enumerated() {
      let name = index == 0 ? "\(path).go" : "\(path)\(index).go"
      guard let file = try? sources.add(path: name, text: part) else { continue }
      files[name] = file
      trees.append(Parser.parse(file, names: names, sink: collector))
    }
    var configuration = CheckerConfiguration()
    configuration.goVersion = goVersion
    let checker = Checker(
      package: package, universe: universe, sources: sources, configuration: configuration,
      importer: self, diagnostics: collector)
    checker.check(trees)
    checkers[path] = checker
    return package
  }

  /// The package `p`.
  var package: Package { packages["p"] ?? Package(path: "", name: "", universe: universe) }

  /// What the checker found out about `p`.
  var info: TypeInfo { checkers["p"]?.info ?? TypeInfo() }

  /// The object of package `p` with a name.
  func object(_ name: String) -> Object? { package.scope.lookup(names.intern(name)) }

  /// The type of the object of package `p` with a name.
  func type(_ name: String) -> GoType { object(name)?.type ?? BasicType.invalid }

  /// All messages, in the order of discovery: `file:line:column: text`.
  var messages: [String] {
    collector.diagnostics.map {
      "\(sources.describe($0.position)): \($0.text(in: sources))"
    }
  }
}

/// Checks one package and compares its errors with those that its comments expect.
/// - Parameters:
///   - source: the text of package `p`; the package clause is added if it has none.
///   - others: the packages that it may import, by path.
@discardableResult
func check(
  _ source: String, goVersion: String = "go1.27", importing others: [String: String] = [:],
  at location: Testing.SourceLocation = #_sourceLocation
) -> CheckedProgram {
  let text = source.hasPrefix("package ") ? source : "package p\n" + source
  let program = CheckedProgram(
    others.merging(["p": text]) { $1 }, goVersion: goVersion)
  var expected: [ExpectedError] = []
  for (name, file) in program.files { expected += ExpectedError.all(in: file, named: name) }
  for diagnostic in program.collector.diagnostics {
    guard let place = program.sources.physicalLocation(of: diagnostic.position) else {
      Issue.record("error without a place: \(diagnostic.message)", sourceLocation: location)
      continue
    }
    let message = diagnostic.text(in: program.sources)
    let match = expected.firstIndex {
      $0.file == place.file && $0.line == place.line && $0.column == place.column
        && $0.matches(message)
    }
    if let match {
      expected.remove(at: match)
    } else {
      Issue.record("unexpected: \(place): \(message)", sourceLocation: location)
    }
  }
  for error in expected {
    Issue.record(
      "not reported: \(error.file):\(error.line):\(error.column): \(error.pattern)",
      sourceLocation: location)
  }
  return program
}

/// An error that a comment expects.
struct ExpectedError {
  let file: String
  /// The place of the token before the comment.
  let line: Int
  let column: Int
  let pattern: String
  let isRegularExpression: Bool

  func matches(_ message: String) -> Bool {
    if !isRegularExpression { return message.contains(pattern) }
    return message.range(of: pattern, options: .regularExpression) != nil
  }

  /// The errors that the comments of a file expect.
  static func all(in file: SourceFile, named name: String) -> [ExpectedError] {
    var walk = CommentWalk(bytes: Array(file.bytes))
    return walk.comments().compactMap { comment in
      for (marker, isRegularExpression) in [(" ERRORx ", true), (" ERROR ", false)] {
        guard comment.text.hasPrefix(marker) else { continue }
        let quoted = comment.text.dropFirst(marker.count).trimmingCharacters(in: .whitespaces)
        let value = Array(quoted.utf8).withUnsafeBufferPointer { LiteralValue.string($0) }
        return ExpectedError(
          file: name, line: comment.line, column: comment.column,
          pattern: String(decoding: value ?? [], as: UTF8.self),
          isRegularExpression: isRegularExpression)
      }
      return nil
    }
  }
}

/// Finds comments and the tokens before them. Knows just enough of Go's tokens for that.
private struct CommentWalk {
  struct Comment {
    let text: String
    let line: Int
    let column: Int
  }

  let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var lineStart = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8 { bytes[index] }
  private var next: UInt8 { index + 1 < bytes.count ? bytes[index + 1] : 0 }

  private mutating func advance() {
    if current == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    index += 1
  }

  mutating func comments() -> [Comment] {
    var result: [Comment] = []
    var token = (line: 1, column: 1)
    while index < bytes.count {
      if current <= UInt8(ascii: " ") {
        advance()
      } else if current == 0x2F, next == 0x2F || next == UInt8(ascii: "*") {
        let text = comment()
        result.append(Comment(text: text, line: token.line, column: token.column))
      } else {
        token = (line, index - lineStart + 1)
        skipToken()
      }
    }
    return result
  }

  private mutating func comment() -> String {
    let isLine = next == UInt8(ascii: "/")
    let start = index + 2
    index += 2
    while index < bytes.count {
      if isLine ? current == UInt8(ascii: "\n") : current == UInt8(ascii: "*") && next == 0x2F {
        break
      }
      advance()
    }
    let text = String(decoding: bytes[min(start, index)..<index], as: UTF8.self)
    if !isLine { index = min(index + 2, bytes.count) }
    return text
  }

  private mutating func skipToken() {
    let first = current
    switch first {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
      advance()
      while index < bytes.count, current != first {
        if current == UInt8(ascii: "\\") && first != UInt8(ascii: "`") { advance() }
        if index < bytes.count { advance() }
      }
      if index < bytes.count { advance() }
    default:
      if !isLetter(first) { return skipOperator() }
      let isNumber = (0x30...0x39).contains(first)
      while index < bytes.count, isLetter(current) || isNumber && current == UInt8(ascii: ".") {
        advance()
      }
    }
  }

  private static let operators: [[UInt8]] = [
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "<<",
    ">>", "&^", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
  ].map { Array($0.utf8) }

  private mutating func skipOperator() {
    let length = Self.operators.first { bytes[index...].starts(with: $0) }?.count ?? 1
    for _ in 0..<length { advance() }
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
      || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
