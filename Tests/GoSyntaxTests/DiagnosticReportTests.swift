// What is shown of many diagnostics.
import GoSyntax
import Testing

@Suite struct DiagnosticReportTests {
  @Test("ten errors are shown by position, then too many")
  func limit() throws {
    let text: String = "package p\n" + (1...12).map { "var a\($0) = 08\n" }.joined()
    let parsed = try ParsedFile(text)
    let report = DiagnosticReport(parsed.diagnostics, sources: parsed.sources)
    let lines: [String] = report.lines(sources: parsed.sources)
    #expect(lines.count == 11)
    #expect(lines.last == "test.go:11:12: too many errors")
    #expect(
      DiagnosticReport(parsed.diagnostics, sources: parsed.sources, limit: nil).diagnostics.count
        == 12)
  }

  @Test("a line shows one syntax error and each other message once")
  func oneALine() throws {
    let sources = SourceSet()
    let file = try sources.add(path: "a.go", text: "one\ntwo\n")
    func error(_ offset: Int, _ message: String) -> Diagnostic {
      Diagnostic(position: file.position(at: offset), code: .syntax, message: message)
    }
    let found: [Diagnostic] = [
      error(4, "syntax error: b"), error(6, "syntax error: c"), error(0, "x"), error(1, "x"),
      error(5, "y"), error(0, "x"),
    ]
    let report = DiagnosticReport(found, sources: sources)
    #expect(
      report.lines(sources: sources) == ["a.go:1:1: x", "a.go:2:1: syntax error: b", "a.go:2:2: y"])
  }

  @Test("details stand below, behind a tab")
  func details() throws {
    let sources = SourceSet()
    let file = try sources.add(path: "a.go", text: "one\ntwo\n")
    var diagnostic = Diagnostic(position: file.base, code: .syntax, message: "m")
    diagnostic.details = [
      .init(position: file.position(at: 4), message: "there"), .init(message: "why"),
    ]
    #expect(
      DiagnosticReport([diagnostic], sources: sources).lines(sources: sources) == [
        "a.go:1:1: m\n\ta.go:2:1: there\n\twhy"
      ])
  }

  @Test("positions of several files are one space")
  func sourceSet() throws {
    let sources = SourceSet()
    let a = try sources.add(path: "a.go", text: "")
    let b = try sources.add(path: "b.go", text: "x\ny")
    #expect(sources.describe(a.base) == "a.go:1:1")
    #expect(sources.describe(b.end) == "b.go:2:2")
    #expect(sources.describe(.unknown) == "-")
    #expect(sources.location(of: SourcePosition(raw: 99)) == nil)
    #expect(a.end < b.base)
    #expect(b.lineCount == 2)
  }
}
