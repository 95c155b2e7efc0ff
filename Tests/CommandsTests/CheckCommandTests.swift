// `tricolor check`: its options and its verdicts.
import Driver
import Foundation
import GoSyntax
import Testing

@testable import Commands

@Suite struct CheckCommandTests {
  @Test("a language version must look like one")
  func language() {
    #expect(CheckSession.isVersion("go1.21"))
    #expect(!CheckSession.isVersion("1.21") && !CheckSession.isVersion("go1.x"))
    #expect(throws: (any Error).self) { try CheckCommand.parse(["--lang", "1.21"]) }
    #expect(throws: Never.self) { try CheckCommand.parse(["--lang", "go1.21", "./..."]) }
  }

  /// Checks one file with a language version; the messages.
  private func check(_ text: String, language: String? = nil) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tricolor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: "a.go"))
    let loader = PackageLoader(
      PackageLoader.Configuration(
        goRoot: nil, target: BuildTarget(system: "linux", architecture: "amd64"),
        directory: folder.path))
    var options = PackageCheck.Options()
    options.languageOverride = language
    let check = PackageCheck(loader, options: options)
    var lines: [String] = []
    LargeStack.run {
      check.run(loader.load(["a.go"])) { verdict in
        lines += DiagnosticReport(verdict.diagnostics, sources: loader.sources).lines(
          sources: loader.sources)
      }
    }
    return lines
  }

  @Test("errors of the grammar hide those of types; others do not")
  func stages() throws {
    #expect(
      try check("package p\nvar x = (1\nvar y int = \"a\"\n") == [
        "./a.go:2:11: syntax error: unexpected newline, expected )",
        "./a.go:3:1: syntax error: unexpected keyword var after top level declaration",
      ])
    #expect(
      try check("package p\nvar x = 08\nvar y int = \"a\"\n") == [
        "./a.go:2:10: invalid digit '8' in octal literal",
        "./a.go:3:13: cannot use \"a\" (untyped string constant) as int value in variable "
          + "declaration",
      ])
  }

  @Test("a feature of a later language version says where the version was set")
  func versions() throws {
    let text = "package p\nfunc f() { for range 3 {} }\n"
    #expect(
      try check(text, language: "go1.21") == [
        "./a.go:2:22: cannot range over 3 (untyped int constant): requires go1.22 or later "
          + "(-lang was set to go1.21; check go.mod)"
      ])
    #expect(try check("//go:build go1.22\n\n" + text, language: "go1.21").isEmpty)
    #expect(
      try check("//go:build go1.21\n\n" + text, language: "go1.22") == [
        "./a.go:4:22: cannot range over 3 (untyped int constant): requires go1.22 or later "
          + "(file declares //go:build go1.21)"
      ])
  }

  @Test(
    "directives and bodies are judged when the types are right",
    arguments: [
      ("func f()", "./a.go:2:6: missing function body"),
      (
        "//go:linkname f x.f\nfunc f()",
        "./a.go:2:3: //go:linkname only allowed in Go files "
          + "that import \"unsafe\""
      ),
      ("import _ \"unsafe\"\n//go:linkname f x.f\nfunc f()", nil),
      (
        "import _ \"unsafe\"\n//go:linkname g x.f",
        "./a.go:3:3: //go:linkname must refer to declared function or variable"
      ),
      (
        "//go:noescape\nfunc f() {}",
        "./a.go:3:6: can only use //go:noescape with external func implementations"
      ),
      ("//go:noinline\nvar x int", "./a.go:2:3: misplaced compiler directive"),
      (
        "//go:embed a\nvar x string",
        "./a.go:2:3: go:embed requires import \"embed\" (or import "
          + "_ \"embed\", if package is not used)"
      ),
      ("var c chan [1 << 16]byte", "./a.go:2:5: channel element type too large (>64kB)"),
      ("type T [1 << 50]byte", "./a.go:2:6: type [1125899906842624]byte larger than address space"),
      (
        "func f(x [1 << 30]byte) {}",
        "./a.go:2:6: stack frame too large (>1GB): 0 MB locals + 1024 MB args"
      ),
      (
        "type T [1 << 30]byte\nfunc (x T) f() {}",
        "./a.go:3:6: stack frame too large (>1GB): 0 MB locals + 1024 MB args"
      ),
      (
        "type T interface { m() interface { T } }",
        "./a.go:2:8: invalid recursive type: anonymous interface refers to itself "
          + "(see https://go.dev/issue/56103)"
      ),
    ])
  func afterTypes(_ text: String, _ message: String?) throws {
    #expect(try check("package p\n\(text)\n").first == message)
  }

  /// Writes files below a fresh directory, and gives its path to work with.
  private func withFiles(_ files: [String: String], _ work: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tricolor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try work(folder.path)
  }

  @Test("an overlay file is read with the texts that it names")
  func overlayFile() throws {
    let json = #"{"Replace": {"a.go": "text", "/abs/b.go": ""}}"#
    try withFiles(["o.json": json, "text": "package a"]) { folder in
      let overlay = try OverlayFile.read("o.json", directory: folder)
      #expect(overlay.files == [folder + "/a.go": Array("package a".utf8)])
      #expect(overlay.removed == ["/abs/b.go"])
    }
  }

  @Test(
    "what is wrong with an overlay file is told",
    arguments: [
      ("none.json", "{}", "--overlay: open DIR/none.json: no such file or directory"),
      ("o.json", "[1]", #"--overlay: o.json is not of the form {"Replace": {"place": "file"}}"#),
      (
        "o.json", #"{"Replace": {"a.go": "gone"}}"#,
        "--overlay: o.json: open DIR/gone: no such file or directory"
      ),
    ])
  func wrongOverlayFile(_ name: String, _ json: String, _ message: String) throws {
    try withFiles(["o.json": json]) { folder in
      #expect {
        try OverlayFile.read(name, directory: folder)
      } throws: { error in
        "\(error)".replacingOccurrences(of: folder, with: "DIR") == message
      }
    }
  }
}
