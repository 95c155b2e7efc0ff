// Labels and branches: where control goes, and what may not be.
import GoSyntax
import Testing

@Suite struct BranchTests {
  @Test(
    "a wrong branch or label is told in Go's words",
    arguments: [
      ("break", "3:1: break is not in a loop, switch, or select"),
      ("continue", "3:1: continue is not in a loop"),
      ("switch { case x: continue }", "3:18: continue is not in a loop"),
      ("fallthrough", "3:1: fallthrough statement out of place"),
      ("switch { case x: fallthrough }", "3:18: cannot fallthrough final case in switch"),
      ("switch { case x: fallthrough; y(); case z: }", "3:18: fallthrough statement out of place"),
      ("switch { case x: { fallthrough }; case z: }", "3:20: fallthrough statement out of place"),
      (
        "switch x.(type) { case x: fallthrough; case z: }",
        "3:27: cannot fallthrough in type switch"
      ),
      ("switch { case x: fallthrough;; case z: }", nil),
      ("l: x()", "3:1: label l defined and not used"),
      ("_: x()", nil),
      ("goto l", "3:6: label l not defined"),
      ("l: goto l; l: x()", "3:12: label l already defined at test.go:3:1"),
      ("goto l; { l: x() }", "3:6: goto l jumps into block starting at test.go:3:9"),
      ("goto l; v := 1; l: x(v)", "3:6: goto l jumps over declaration of v at test.go:3:11"),
      ("goto l; var v int; l: x(v)", "3:6: goto l jumps over declaration of v at test.go:3:13"),
      ("v := 1; goto l; l: x(v)", nil),
      ("l: { break l }", "3:12: invalid break label l"),
      ("l: if x { for { continue l } }", "3:26: invalid continue label l"),
      ("l: switch { case x: break l }", nil),
      ("l: select { default: break l }", nil),
      ("l: switch { case x: continue l }", "3:30: invalid continue label l"),
      ("for { break l }", "3:13: break label not defined: l"),
      ("for { continue l }", "3:16: continue label not defined: l"),
      ("l: for { func() { break l }() }", "3:25: break label not defined: l"),
      ("l: for { for { break l }; continue l }", nil),
      ("if x { goto l } else { goto l }; l: y()", nil),
    ])
  func complaints(_ text: String, _ message: String?) throws {
    #expect(try ParsedFile(body: text).messages.first == message)
  }

  @Test("branches know where they go")
  func targets() throws {
    let parsed = try ParsedFile(
      body: "a: for { switch { case x: break; default: break a }; continue }; goto a")
    let tree = parsed.tree
    let targets = parsed.nodes(.branchStatement).map { node in
      tree.branchStatement(node).target.map { tree.kind($0) }
    }
    #expect(targets == [.switchStatement, .forStatement, .forStatement, .labeledStatement])
  }

  @Test("a body with syntax errors is not checked for labels")
  func broken() throws {
    let parsed = try ParsedFile(body: "l: x(;)\nbreak")
    #expect(parsed.diagnostics.allSatisfy { $0.code == .syntax } && !parsed.diagnostics.isEmpty)
  }
}
