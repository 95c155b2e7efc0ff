// Functions stay short; the exceptions stand in long-functions.txt, which only shrinks.
import Foundation
import Testing

@Suite struct FunctionLengthTests {
  /// A function's place and its lines, from its first line to its closing brace.
  struct Measured {
    let key: String
    let lines: Int
  }

  @Test func functionsAreNotLongerThanTheLimit() {
    let limit = Rules.standing.limit("function")
    let listed = Self.ratchet()
    var seen: Set<String> = []
    for file in SourceTree.code.files
    where file.isSwift && file.path.hasPrefix("Sources/") && !file.isGenerated {
      for function in Self.functions(in: file) where function.lines > limit {
        seen.insert(function.key)
        let allowed = listed[function.key] ?? limit
        #expect(
          function.lines <= allowed,
          "\(function.key): \(function.lines) lines, \(allowed) at most")
      }
    }
    for key in listed.keys where !seen.contains(key) {
      Issue.record("long-functions.txt: \(key) is short or gone: take the line out")
    }
  }

  static func ratchet() -> [String: Int] {
    let file = SourceTree.root.appending(path: "Tests/TidyTests/long-functions.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var listed: [String: Int] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let lines = Int(parts[1]) { listed[String(parts[0])] = lines }
    }
    return listed
  }

  /// Functions by indentation: swift-format puts the closing brace under the declaration.
  static func functions(in file: SourceFile) -> [Measured] {
    var found: [Measured] = []
    for (start, line) in file.lines.enumerated() {
      guard let name = functionName(in: line), !line.hasSuffix("}") else { continue }
      let indent = line.prefix { $0 == " " }
      let close = indent + "}"
      guard let end = file.lines[start...].firstIndex(where: { $0 == close }) else { continue }
      found.append(Measured(key: "\(file.path):\(name)", lines: end - start + 1))
    }
    return found
  }

  /// The name that a declaration line gives to a function, if it declares one.
  static func functionName(in line: String) -> String? {
    let words = line.split(separator: " ")
    for (index, word) in words.enumerated() {
      if word == "func" { return index + 1 < words.count ? base(words[index + 1]) : nil }
      if word.hasPrefix("init(") || word.hasPrefix("init?(") || word.hasPrefix("init<") {
        return "init"
      }
      if word == "deinit" { return "deinit" }
      let isModifier =
        word.hasPrefix("@") || word.allSatisfy { $0.isLowercase || $0 == "(" || $0 == ")" }
      guard isModifier else { return nil }
    }
    return nil
  }

  private static func base(_ word: Substring) -> String {
    String(word.prefix { $0 != "(" && $0 != "<" })
  }
}
