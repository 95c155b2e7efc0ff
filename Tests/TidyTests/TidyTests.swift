// How the house is kept, as ordinary tests: form of files, order of layers, nothing unfinished.
// The rules themselves are data in rules.txt.
import Foundation
import Testing

@Suite struct TidyTests {
  let tree = SourceTree.code
  let rules = Rules.standing

  @Test func everySourceFileOpensWithACaption() {
    for file in tree.files where !file.lines.isEmpty {
      let first = file.lines[0]
      let opens =
        first.hasPrefix("// ") || first.hasPrefix("/*") || first.hasPrefix("// swift-tools")
      #expect(opens, "\(file.path): the first line says what lives in the file")
    }
  }

  @Test func noLineIsWiderThanTheLimit() {
    let limit = rules.limit("columns")
    for file in tree.files where !file.isGenerated {
      for (index, line) in file.lines.enumerated() where line.count > limit {
        if line.contains("https://") { continue }
        Issue.record("\(file.path):\(index + 1): \(line.count) columns, \(limit) at most")
      }
    }
  }

  @Test func noFileIsLongerThanTheLimit() {
    let limit = rules.limit("file")
    for file in tree.files where !file.isGenerated && file.lines.count > limit + 1 {
      Issue.record("\(file.path): \(file.lines.count) lines, \(limit) at most: one idea a file")
    }
  }

  @Test func bannedCallsAreNotMade() {
    for file in tree.files where file.isSwift && file.path.hasPrefix("Sources/") {
      for (index, line) in file.lines.enumerated() {
        let code = line.components(separatedBy: "//")[0]
        for rule in rules.banned where Self.calls(rule.text, in: code) {
          Issue.record("\(file.path):\(index + 1): `\(rule.text)`: use \(rule.cure)")
        }
      }
    }
  }

  /// Whether `code` holds `text` as a word of its own (not the end of a longer name).
  static func calls(_ text: String, in code: String) -> Bool {
    guard let found = code.range(of: text) else { return false }
    guard found.lowerBound > code.startIndex else { return true }
    let before = code[code.index(before: found.lowerBound)]
    return !(before.isLetter || before.isNumber || before == "_" || before == "." || before == "\"")
  }

  @Test func nothingUnfinishedIsOnMain() {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "not " + "implemented"]
    for file in tree.files where file.path.hasPrefix("Sources/") {
      for (index, line) in file.lines.enumerated() {
        for mark in marks where line.contains(mark) {
          Issue.record("\(file.path):\(index + 1): «\(mark)»: finish it or write it down in docs")
        }
      }
    }
  }

  @Test func everyDocumentHasOneTitle() {
    let documents = SourceTree.read(["docs"], endings: [".md"])
    for file in documents.files {
      var fenced = false
      var titles = 0
      for line in file.lines {
        if line.hasPrefix("```") { fenced.toggle() }
        if !fenced && line.hasPrefix("# ") { titles += 1 }
      }
      #expect(titles == 1, "\(file.path): one title a document, not \(titles)")
    }
  }

  @Test func documentsNameOnlyFilesThatExist() {
    let documents =
      SourceTree.read(["docs"], endings: [".md"]).files
      + SourceTree.read(["."], endings: ["README.md"]).files.filter { $0.path == "README.md" }
    let named = /`((?:Sources|Tests|Scripts|Benchmarks|Examples|docs|Fuzz)\/[A-Za-z0-9_+\/.-]+)`/
    for file in documents {
      for (index, line) in file.lines.enumerated() {
        for match in line.matches(of: named) {
          let path = SourceTree.root.appending(path: String(match.output.1)).path
          #expect(
            FileManager.default.fileExists(atPath: path),
            "\(file.path):\(index + 1): \(match.output.1) is gone")
        }
      }
    }
  }
}
