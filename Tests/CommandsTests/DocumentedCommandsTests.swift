// The transcripts of README.md and docs: each command is run in the repository's root and prints
// what stands below it. In what is printed, … stands for any text, and a line that is only … for
// any lines. In a fence that is called `text varying` numbers with units stand for any others, in
// columns as wide as they need.
import Foundation
import Testing

/// A command that a document shows, and what it shows of the answer.
struct Transcript: CustomTestStringConvertible, Sendable {
  let document: String
  let line: Int
  let command: String
  let answer: [String]
  /// Numbers differ from run to run.
  var varies = false

  var testDescription: String { "\(document):\(line): \(command)" }

  /// Those of all documents.
  static let all: [Transcript] = {
    let root = ToolProcess.repository
    let folder = root.appendingPathComponent("docs").path
    let documents =
      ["README.md"]
      + ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    return documents.flatMap { (document: String) -> [Transcript] in
      let path = root.appendingPathComponent(document).path
      return inDocument(document, (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
    }
  }()

  /// Those of a document: lines in a fence that begin with `$ ` and have the tool in them, with
  /// what follows up to the next command or the fence's end.
  static func inDocument(_ document: String, _ text: String) -> [Transcript] {
    var found: [Transcript] = []
    var isFenced = false
    var varies = false
    var begin: (line: Int, command: String)?
    var answer: [String] = []
    func end() {
      if let begin, begin.command.contains("tricolor ") {
        found.append(
          Transcript(
            document: document, line: begin.line, command: begin.command, answer: answer,
            varies: varies))
      }
      begin = nil
      answer = []
    }
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        end()
        isFenced.toggle()
        varies = line.hasSuffix(" varying")
      } else if isFenced, line.hasPrefix("$ ") {
        end()
        begin = (index + 1, String(line.dropFirst(2)))
      } else if isFenced, begin != nil {
        answer.append(line)
      }
    }
    return found
  }

  /// Whether what was printed has the form of the answer.
  static func matches(_ answer: [String], _ printed: [String], varies: Bool = false) -> Bool {
    if varies {
      func settled(_ line: String) -> String {
        line.replacingOccurrences(
          of: "[0-9]+(\\.[0-9]+)?(e-?[0-9]+)?( ?(ns|µs|ms|s))?\\b", with: "#",
          options: .regularExpression
        ).replacingOccurrences(of: " +", with: " ", options: .regularExpression)
      }
      return matches(answer.map(settled), printed.map(settled))
    }
    let pattern: String = answer.map { (line: String) -> String in
      if line == "…" { return "(?:.*\n)*?" }
      let parts = line.components(separatedBy: "…").map(NSRegularExpression.escapedPattern(for:))
      return parts.joined(separator: ".*?") + "\n"
    }.joined()
    let text = printed.map { $0 + "\n" }.joined()
    let range = NSRange(text.startIndex..., in: text)
    guard let expression = try? NSRegularExpression(pattern: "\\A" + pattern + "\\z") else {
      return false
    }
    return expression.firstMatch(in: text, range: range) != nil
  }
}

@Suite(.serialized) struct DocumentedCommandsTests {
  @Test("a documented command prints what its document says", arguments: Transcript.all)
  func printsWhatIsDocumented(transcript: Transcript) throws {
    let folder = try ToolProcess.tool.deletingLastPathComponent().path
    let path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let outcome = try ToolProcess.run(
      ["-c", transcript.command], program: URL(fileURLWithPath: "/bin/sh"),
      environment: ["PATH": "\(folder):\(path)"], directory: ToolProcess.repository,
      isMerged: true)
    var printed = outcome.output.components(separatedBy: "\n")
    if printed.last == "" { printed.removeLast() }
    #expect(
      Transcript.matches(transcript.answer, printed, varies: transcript.varies),
      "\(transcript.testDescription) printed\n\(outcome.output)")
  }

  @Test("README and docs show commands")
  func thereAreTranscripts() { #expect(Transcript.all.count >= 6) }

  @Test("… stands for text in a line and for lines, and for nothing else")
  func elision() {
    #expect(Transcript.matches(["a … c", "…", "z"], ["a b c", "x", "y", "z"]))
    #expect(Transcript.matches(["…"], []))
    #expect(!Transcript.matches(["a … c"], ["a b c", "d"]))
    #expect(!Transcript.matches(["a.c"], ["abc"]))
    #expect(!Transcript.matches([], ["a"]))
    #expect(Transcript.matches(["in 1.5ms, 3 B"], ["in 900µs, 12 B"], varies: true))
    #expect(Transcript.matches(["a   250 µs  b"], ["a  1.5 ms  b"], varies: true))
    #expect(!Transcript.matches(["in 1.5ms"], ["at 1.5ms"], varies: true))
  }

  @Test("a command ends with the next one, and with its fence")
  func parsing() {
    let text = "x\n```\n$ tricolor a\n1\n$ ls\n2\n$ X=1 tricolor b\n```\n$ tricolor c\n"
    let found = Transcript.inDocument("d", text)
    #expect(found.map(\.command) == ["tricolor a", "X=1 tricolor b"])
    #expect(found.map(\.answer) == [["1"], []])
    #expect(found.map(\.line) == [3, 7])
  }
}
