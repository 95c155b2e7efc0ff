// `tricolor escape`: its options, the listing, functions that must not allocate, differences.
import Driver
import Escape
import Foundation
import GoSyntax
import Testing

@testable import Commands

@Suite struct EscapeCommandTests {
  /// Files in a fresh directory, which is gone afterwards.
  private final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
      let root = FileManager.default.temporaryDirectory.appending(
        path: "tricolor-\(UUID().uuidString)")
      path = root.path
      for (name, text) in files {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var configuration: PackageLoader.Configuration {
      PackageLoader.Configuration(
        goRoot: nil, target: BuildTarget(system: "linux", architecture: "amd64"), directory: path)
    }
  }

  /// Analyses files; whether all is well, the report and the complaints, in lines.
  private func run(
    _ files: [String: String], _ options: EscapeSession.Options = EscapeSession.Options(),
    patterns: [String] = ["./..."]
  ) throws -> (isGood: Bool, lines: [String], complaints: [[String]]) {
    let folder = try Folder(files)
    var lines: [String] = []
    var complaints: [[String]] = []
    let session = EscapeSession(folder.configuration, options)
    let isGood = LargeStack.run {
      session.analyze(patterns) { unit, _ in
        lines += unit.report.map { unit.line($0) }
      } denied: { complaint in
        complaints.append(complaint.lines(session.sources))
      }
    }
    return (isGood, lines, complaints)
  }

  @Test("options may be written as Go's tools write them")
  func options() throws {
    #expect(
      EscapeCommand.normalized(["escape", "-m=2", "-l", "-lang=go1.21", "x.go"]) == [
        "escape", "-m", "-m", "-l", "--lang=go1.21", "x.go",
      ])
    #expect(EscapeCommand.normalized(["check", "-m=2"]) == ["check", "-m=2"])
    let command = try EscapeCommand.parse(["-m", "-m", "-l", "--deny-heap", "f", "."])
    #expect(command.messages == 2 && command.noInlining && command.denyHeap == ["f"])
    #expect(throws: (any Error).self) { try EscapeCommand.parse(["--diff", "old"]) }
    #expect(throws: (any Error).self) { try EscapeCommand.parse(["--lang", "1.21"]) }
  }

  @Test("the packages of a module are analysed behind their imports")
  func module() throws {
    var options = EscapeSession.Options()
    options.inlines = false
    let result = try run(
      [
        "go.mod": "module m\n\ngo 1.27\n",
        "main.go": "package main\nimport \"m/q\"\nfunc main() { x := 1; q.Keep(&x) }\n",
        "q/q.go": "package q\nvar kept *int\nfunc Keep(p *int) { kept = p }\n",
      ], options)
    #expect(result.isGood)
    #expect(result.lines == ["q/q.go:3:11: leaking param: p", "./main.go:3:15: moved to heap: x"])
  }

  @Test("a function without a body is taken as written in another language")
  func missingBody() throws {
    let result = try run(["a.go": "package p\nfunc f(p *int)\n"], patterns: ["a.go"])
    #expect(result.isGood && result.lines == ["./a.go:2:8: leaking param: p"])
  }

  @Test("errors of the program are errors of the command")
  func broken() throws {
    #expect(try !run(["a.go": "package p\nvar x int = \"a\"\n"], patterns: ["a.go"]).isGood)
  }

  // MARK: - Functions that must not allocate

  @Test("//tricolor:noalloc tells of each allocation, with its flow")
  func noAllocation() throws {
    let result = try run(
      [
        "a.go": """
        package p

        //tricolor:noalloc
        func bad(n int) *int {
        	x := n
        	return &x
        }

        //tricolor:noalloc
        func good(list []int) (sum int) {
        	for _, v := range list {
        		sum += v
        	}
        	return sum
        }

        func free() *int { return new(int) }
        """
      ], patterns: ["a.go"])
    #expect(result.isGood)
    #expect(
      result.complaints == [
        [
          "./a.go:5:2: bad must not allocate: moved to heap: x",
          "./a.go:5:2: x escapes to heap in bad:",
          "./a.go:5:2:   flow: ~r0 ← &x:",
          "./a.go:5:2:     from &x (address-of) at ./a.go:6:9",
          "./a.go:5:2:     from return &x (return) at ./a.go:6:2",
        ]
      ])
  }

  @Test("an allocation in a function that is called is told with the way to it")
  func deniedCalls() throws {
    var options = EscapeSession.Options()
    options.inlines = false
    options.denied = ["m/q.(*T).Outer"]
    let result = try run(
      [
        "go.mod": "module m\n\ngo 1.27\n",
        "q/q.go": """
        package q

        import "m/r"

        type T struct{ n int }

        func (t *T) Outer() { t.inner() }

        func (t *T) inner() { t.n = len(r.Make(t.n)) }
        """,
        "r/r.go": "package r\nfunc Make(n int) []int { return make([]int, n) }\n",
      ], options)
    #expect(result.isGood)
    #expect(
      result.complaints.map { Array($0.prefix(3)) } == [
        [
          "q/q.go:7:30: (*T).Outer must not allocate, but (*T).inner(t) may",
          "q/q.go:9:39:   calls r.Make(t.n)",
          "r/r.go:2:37:   make([]int, n) escapes to heap",
        ]
      ])
  }

  @Test("what is called without being known counts as allocating")
  func unknownCalls() throws {
    let text = """
      package p

      //tricolor:noalloc
      func f(g func()) { g() }

      //tricolor:noalloc
      func h() int { return func() int { return 1 }() }

      func body() int

      //tricolor:noalloc
      func calls() int { return body() }
      """
    let result = try run(["a.go": text], patterns: ["a.go"])
    #expect(
      result.complaints.map { $0[0] } == [
        "./a.go:4:21: f must not allocate, but g() may",
        "./a.go:12:31: calls must not allocate, but body() may",
      ])
    #expect(result.complaints.last?.last == "./a.go:12:31:   body has no body in Go")
  }

  @Test("a name that no function has is an error")
  func unknownName() throws {
    var options = EscapeSession.Options()
    options.denied = ["missing"]
    #expect(try !run(["a.go": "package p\nfunc f() {}\n"], options, patterns: ["a.go"]).isGood)
  }

  @Test("a directive of ours that is misspelt or misplaced is an error")
  func wrongDirectives() throws {
    let misspelt = "package p\n//tricolor:noallocs\nfunc f() {}\n"
    #expect(try !run(["a.go": misspelt], patterns: ["a.go"]).isGood)
    let misplaced = "package p\n//tricolor:noalloc\nvar x int\n"
    #expect(try !run(["a.go": misplaced], patterns: ["a.go"]).isGood)
  }

  // MARK: - Listing and differences

  @Test("the listing has the verdicts beside the lines, in colours if wanted")
  func listing() throws {
    let folder = try Folder(["a.go": "package p\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n"])
    var options = EscapeSession.Options()
    options.inlines = false
    let session = EscapeSession(folder.configuration, options)
    var plain = ""
    var coloured = ""
    _ = LargeStack.run {
      session.analyze(["a.go"]) { unit, package in
        let file = package.files[0].source
        plain = EscapeListing(unit, session.sources, hasColours: false).text(of: file)
        coloured = EscapeListing(unit, session.sources, hasColours: true).text(of: file)
      }
    }
    let gap = String(repeating: " ", count: EscapeListing.verdictColumn - 10)
    #expect(
      plain == """
        ./a.go
        1  package p
        2  
        3  func f() *int {
        4      x := 1\(gap)// moved to heap: x
        5      return &x
        6  }


        """)
    #expect(coloured.contains("\u{1B}[31mmoved to heap: x\u{1B}[0m"))
  }

  @Test("differences are found although lines have moved")
  func differences() throws {
    let old = """
      package p
      type t struct{ n int }
      func f() int { v := &t{1}; return v.n }
      func g(p *t) int { return p.n }
      func same(p *t) *t { return p }
      """
    let new = """
      package p
      // More here.

      type t struct{ n int }
      var kept *t
      func f() int { v := &t{1}; kept = v; return v.n }
      func g(p *t) int { kept = p; return p.n }
      func same(p *t) *t { return p }
      """
    let folder = try Folder([
      "old/go.mod": "module m\n", "new/go.mod": "module m\n", "old/a.go": old, "new/a.go": new,
    ])
    var options = EscapeSession.Options()
    options.inlines = false
    let difference = EscapeDifference(folder.configuration, options)
    let changes = try #require(LargeStack.run { difference.changes(from: "old", to: "new") })
    #expect(changes.map(\.function) == ["f", "g"])
    #expect(changes.map(\.old.texts) == [["&t{...} does not escape"], ["p does not escape"]])
    #expect(changes.map(\.new.texts) == [["&t{...} escapes to heap"], ["leaking param: p"]])
    #expect(changes[0].isNewOnHeap && !changes[1].isNewOnHeap)
    let none = LargeStack.run { difference.changes(from: "old", to: "old") }
    #expect(none?.isEmpty == true)
  }
}
