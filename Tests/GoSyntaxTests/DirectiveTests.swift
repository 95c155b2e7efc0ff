// `//line`, `//go:build` and the other comments that the compiler listens to.
@testable import GoSyntax
import Testing

@Suite struct DirectiveTests {
  @Test("//line gives the following lines another file, line and column")
  func lineDirectives() throws {
    let parsed = try ParsedFile(
      """
      package p
      var a = 08
      //line other.go:10
      var b = 08
      //line third.go:20:5
      var c = 08
      var /*line fourth.go:7:9*/d = 08
      //line :30:1
      var e = 08
       //line ignored.go:1
      var f = 08
      """, path: "dir/test.go")
    let places = parsed.diagnostics.compactMap { parsed.sources.location(of: $0.position) }
    #expect(
      places.map(\.description) == [
        "dir/test.go:2:10", "dir/other.go:10", "dir/third.go:20:14", "dir/fourth.go:7:14",
        "dir/fourth.go:30:10", "dir/fourth.go:32:10",
      ])
    let physical = parsed.diagnostics.compactMap {
      parsed.sources.physicalLocation(of: $0.position)?.line
    }
    #expect(physical == [2, 4, 6, 7, 9, 11])
  }

  @Test(
    "a malformed //line directive is told",
    arguments: [
      ("//line a.go:0", "1:13: invalid line number: 0"),
      ("//line a.go:x", "1:13: invalid line number: x"),
      ("//line a.go:1:0", "1:15: invalid column number: 0"),
      ("//line a.go:99999999999", "1:13: invalid line number: 99999999999"),
    ])
  func badLineDirectives(_ line: String, _ message: String) throws {
    #expect(try ParsedFile("\(line)\npackage p\n").messages.first == message)
  }

  @Test("a //go:build line above the package clause sets the file's version")
  func goVersion() throws {
    func version(_ line: String) throws -> String? {
      try ParsedFile("\(line)\n\npackage p\n").tree.goVersion
    }
    #expect(try version("//go:build go1.21") == "go1.21")
    #expect(try version("//go:build linux && go1.22") == "go1.22")
    #expect(try version("//go:build (linux && go1.22) || (windows && go1.20)") == "go1.20")
    #expect(try version("//go:build linux") == nil)
    #expect(try version("//go:build !go1.22") == nil)
    #expect(try version("//go:build linux || go1.22") == nil)
    #expect(try version("// +build go1.22") == nil)
    #expect(try ParsedFile("package p\n//go:build go1.21\n").tree.goVersion == nil)
  }

  @Test(
    "a build constraint that cannot be read is told as Go tells it",
    arguments: [
      ("//go:build", "unexpected end of expression"),
      ("//go:build (a", "missing close paren"),
      ("//go:build a)", "unexpected token )"),
      ("//go:build !!a", "double negation not allowed"),
      ("//go:build a & b", "invalid syntax at &"),
      ("//go:build a b", "unexpected token b"),
      ("//go:build a-b", "invalid syntax at -"),
      ("//go:buildx", "not a build constraint"),
    ])
  func badConstraints(_ line: String, _ message: String) {
    #expect(throws: BuildConstraint.ParseError(message: message)) {
      try BuildConstraint(line: line)
    }
  }

  @Test("directives are attached to the function that follows")
  func pragmas() throws {
    let parsed = try ParsedFile(
      """
      package p
      import _ "unsafe"
      //go:noinline
      //go:nosplit
      func f() {}
      //go:noescape
      func g()
      //go:linkname h runtime.h
      func h()
      //go:linkname k
      func k()
      //go:embed a "b c" `d`
      var e string
      """)
    #expect(parsed.messages.isEmpty)
    let tree = parsed.tree
    let flags = parsed.nodes(.functionDeclaration).map { node in
      tree.functionDeclaration(node).pragma.map { tree.pragma($0).flags } ?? []
    }
    #expect(flags[0] == [.noInline, .noSplit, .noCheckPointer])
    #expect(flags[1] == .noEscape)
    #expect(tree.linknames.map(\.local) == ["h", "k"])
    #expect(tree.linknames.map(\.target) == ["runtime.h", nil])
    let variable = try #require(parsed.nodes(.varDeclaration).first.map { tree.varDeclaration($0) })
    let embeds = variable.pragma.map { tree.pragma($0).embeds } ?? []
    #expect(embeds.map(\.patterns) == [["a", "b c", "d"]])
    let columns = embeds.flatMap(\.places).compactMap { place in
      embeds.first.map { Int(place.raw) - Int($0.position.raw) }
    }
    // Behind `go:embed `, the patterns are `a "b c" d`.
    #expect(columns == [9, 11, 17])
  }

  @Test(
    "a directive where none belongs is told",
    arguments: [
      ("func f() {\n//go:noinline\nx()\n}", "3:3: misplaced compiler directive"),
      ("func f() {} //go:noinline", "2:15: misplaced compiler directive"),
      ("//go:noinline\ntype (\nT int\n)", "2:3: misplaced compiler directive"),
      ("//go:embed\nvar x string", "2:3: usage: //go:embed pattern..."),
      ("//go:embed \"a\nvar x string", "2:3: invalid quoted string in //go:embed: \"a"),
      ("//go:linkname a b c d\nfunc f()", "2:3: usage: //go:linkname localname [linkname]"),
      ("//go:systemstack\nfunc f() {}", "2:3: //go:systemstack only allowed in runtime"),
      (
        "//go:uintptrkeepalive\nfunc f()",
        "2:3: //go:uintptrkeepalive is only allowed in the standard library"
      ),
      ("//go:cgo_ldflag \"-l\"", "2:3: //go:cgo_ldflag \"-l\" only allowed in cgo-generated code"),
    ])
  func misplaced(_ text: String, _ message: String) throws {
    #expect(try ParsedFile("package p\n\(text)\n").messages.first == message)
  }

  @Test("the library may use what others may not, and nothing unknown")
  func library() throws {
    var options = ParserOptions()
    options.isStandardLibrary = true
    options.isRuntime = true
    let good = "package p\n//go:systemstack\nfunc f() {}\n//go:cgo_import_dynamic a b \"c\"\n"
    #expect(try ParsedFile(good, options: options).messages.isEmpty)
    #expect(
      try ParsedFile("package p\n//go:strange\nfunc f() {}\n", options: options).messages == [
        "2:3: //go:strange is not allowed in the standard library"
      ])
  }
}
