// The wording and the place of syntax errors, and that one file can have several. Every case was
// put to Go 1.27's compiler.
import GoSyntax
import Testing

@Suite struct SyntaxErrorTests {
  @Test(
    "a wrong declaration is told in Go's words",
    arguments: [
      ("func main() {}", "1:1: syntax error: package statement must be first"),
      ("package p\nx := 1", "2:1: syntax error: non-declaration statement outside function body"),
      ("package p\nimport fmt", "2:11: syntax error: missing import path"),
      ("package p\nimport 1", "2:8: syntax error: import path must be a string"),
      (
        "package p\nvar x int\nimport \"fmt\"",
        "3:1: syntax error: imports must appear before other declarations"
      ),
      ("package p\nvar x", "2:6: syntax error: unexpected newline, expected type"),
      ("package p\nvar x := 1", "2:7: syntax error: unexpected :=, expected ="),
      ("package p\ntype T", "2:7: syntax error: unexpected newline in type declaration"),
      (
        "package p\nfunc f()\n{\n}",
        "3:1: syntax error: unexpected semicolon or newline before {"
      ),
      ("package p\nfunc () f() {}", "2:9: method has no receiver"),
      ("package p\nfunc (a, b T) f() {}", "2:15: method has multiple receivers"),
      ("package p\nfunc (t T) (x int) {}", "2:12: syntax error: unexpected (, expected name"),
      ("package p\nfunc [T any]() {}", "2:6: syntax error: unexpected [, expected name or ("),
      (
        "package p\nvar x int y",
        "2:11: syntax error: unexpected name y after top level declaration"
      ),
      ("package p\ntype T[] int", nil),
      ("package p\ntype T[P] int", nil),
      ("package p\ntype T[P any] int", nil),
      ("package p\ntype T[P *C,] int", nil),
      ("package p\ntype T[P *C] int", nil),
      ("package p\nfunc f[]() {}", "2:8: syntax error: empty type parameter list"),
      ("package p\nfunc f[P]() {}", "2:9: syntax error: missing type constraint"),
      (
        "package p\ntype T[P, int any, ~string] int",
        "2:20: syntax error: missing type parameter name"
      ),
      ("package p\nfunc f(a, b int, string) {}", "2:24: syntax error: missing parameter type"),
      ("package p\nfunc f(a int, b) {}", "2:16: syntax error: missing parameter type"),
      ("package p\nfunc f(a ...int, b int) {}", "2:10: can only use ... with final parameter"),
      ("package p\nfunc f() (a ...int) {}", "2:13: invalid use of ..."),
      ("package p\nfunc f(a ...) {}", "2:13: syntax error: ... is missing type"),
      ("package p\nfunc (t T) m[P any]() {}", nil),
      (
        "package p\ntype I interface { m[P any]() }",
        "2:21: interface method must have no type parameters"
      ),
      ("package p\ntype S struct { (T) }", "2:17: syntax error: cannot parenthesize embedded type"),
      (
        "package p\ntype S struct { 1 }",
        "2:17: syntax error: unexpected literal 1, expected field name or embedded type"
      ),
      ("package p\nvar x [1, 2]int", "2:9: syntax error: unexpected comma; expected ]"),
      ("package p\nvar c <-<-chan int", "2:9: syntax error: unexpected <-, expected keyword chan"),
      ("package p\nvar c chan", "3:1: syntax error: missing channel element type"),
      ("package p\nvar m map[int", "2:14: syntax error: unexpected newline, expected ]"),
      ("package p;;", "1:11: syntax error: non-declaration statement outside function body"),
    ])
  func declarations(_ text: String, _ message: String?) throws {
    #expect(try ParsedFile(text + "\n").messages.first == message)
  }

  @Test(
    "a wrong statement is told in Go's words",
    arguments: [
      ("if x = 1 {}", "3:6: syntax error: cannot use assignment x = 1 as value"),
      ("if x := 1 {}", "3:6: syntax error: cannot use x := 1 as value"),
      (
        "if a == b = c {}",
        "3:11: syntax error: cannot use assignment (a == b) = c as value"
      ),
      ("if x++ {}", "3:5: syntax error: cannot use x++ as value"),
      ("if {}", "3:4: syntax error: missing condition in if statement"),
      ("if x; {}", "3:5: syntax error: missing condition in if statement"),
      ("if x\n{}", "3:5: syntax error: unexpected newline, expected { after if clause"),
      ("if x {} else x", "3:14: syntax error: else must be followed by if or statement block"),
      ("for x\n{}", "4:1: syntax error: unexpected {, expected for loop condition"),
      ("for ;; x := 1 {}", "3:10: syntax error: cannot declare in post statement of for loop"),
      ("for i := 0; {}", "3:13: syntax error: unexpected {, expected for loop condition"),
      ("for var i = 0; ; {}", "3:9: syntax error: var declaration not allowed in for initializer"),
      ("switch x\n{}", nil),
      (
        "switch x { x: }",
        "3:12: syntax error: unexpected name x, expected case or default or }"
      ),
      ("select x {}", "3:8: syntax error: missing { after select clause"),
      ("x, y", "3:5: syntax error: unexpected newline, expected := or = or comma"),
      ("x y", "3:3: syntax error: unexpected name y at end of statement"),
      (
        "a := [1]int{1, 2",
        "3:17: syntax error: unexpected newline in composite literal; "
          + "possibly missing comma or }"
      ),
      (
        "f(1 2)",
        "3:5: syntax error: unexpected literal 2 in argument list; possibly missing comma "
          + "or )"
      ),
      ("x = (1", "3:7: syntax error: unexpected newline, expected )"),
      ("x = a[", "4:1: syntax error: unexpected }, expected expression"),
      ("x = a[]", "3:7: syntax error: unexpected ], expected operand"),
      ("x = a[1 2]", "3:9: syntax error: unexpected literal 2, expected comma, : or ]"),
      ("x = a[1::2]", "3:9: middle index required in 3-index slice"),
      ("x = a[1:2:]", "3:11: final index required in 3-index slice"),
      ("x = a.1", "3:6: syntax error: unexpected literal .1 at end of statement"),
      ("x = a.(", "4:1: syntax error: unexpected }, expected type"),
      ("x = a.+", "3:7: syntax error: unexpected +, expected name or ("),
      ("x = *", "4:1: syntax error: unexpected }, expected expression"),
      ("x = (T){1}", "3:8: syntax error: cannot parenthesize type in composite literal"),
      ("go (f())", "3:4: expression in go must not be parenthesized"),
      ("defer (f())", "3:7: expression in defer must not be parenthesized"),
      ("goto 1", "3:6: syntax error: unexpected literal 1, expected name"),
      ("x }", "4:1: syntax error: non-declaration statement outside function body"),
      ("import \"fmt\"", "3:1: syntax error: unexpected keyword import, expected }"),
      ("func f() {}", "3:6: syntax error: unexpected name f, expected ("),
      ("func[T any]() {}", "3:5: syntax error: function type must have no type parameters"),
      ("var x = 1 2", "3:11: syntax error: unexpected literal 2 at end of statement"),
      ("if x { y", "5:1: syntax error: unexpected EOF, expected }"),
      ("for range x {}", nil),
      ("for i := range 10 {}", nil),
      ("x++ + 1", "3:5: syntax error: unexpected + at end of statement"),
    ])
  func statements(_ text: String, _ message: String?) throws {
    #expect(try ParsedFile(body: text).messages.first == message)
  }

  @Test("a file with several errors is read to its end")
  func recovery() throws {
    let parsed = try ParsedFile(
      """
      package q
      func g() {
      	for {
      	break foo }
      	x := }
      func h() {
      	if x { ) }
      	y ++ z
      }
      var ok = 1
      """)
    #expect(
      parsed.messages == [
        "5:7: syntax error: unexpected }, expected expression",
        "7:9: syntax error: unexpected ), expected }",
        "8:2: syntax error: non-declaration statement outside function body",
      ])
    #expect(parsed.tree.hasErrors)
    #expect(parsed.nodes(.varDeclaration).count == 1)
  }

  @Test(
    "nesting that is too deep is an error, not a crash",
    arguments: [
      ("(", ")"), ("[]", ""), ("*", ""), ("f(", ")"), ("T{", "}"), ("- ", ""),
      ("func() { x = ", "}"),
      ("<-", ""), ("a[", "]"), ("struct{ a ", "}"), ("func(", ")"), ("map[int]", ""),
    ])
  func depth(_ open: String, _ close: String) throws {
    let count = 60_000
    let text: String =
      String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
    let parsed = try ParsedFile(expression: text)
    #expect(parsed.diagnostics.first?.code == .limit)
    #expect(parsed.messages.first?.contains("exceeded max nesting depth") == true)
    let blocks: String = String(repeating: "if x { } else ", count: count) + "{}"
    #expect(try ParsedFile(body: blocks).diagnostics.first?.code == .limit)
    let statements = String(repeating: "{", count: count) + String(repeating: "}", count: count)
    #expect(try ParsedFile(body: statements).diagnostics.first?.code == .limit)
  }

  @Test("a chain that is too long is an error, not a crash")
  func chains() throws {
    let sum: String = Array(repeating: "x", count: 60_000).joined(separator: " + ")
    #expect(
      try ParsedFile(expression: sum).messages.last?.contains("max expression length") == true)
    let calls: String = "x" + String(repeating: ".f()", count: 60_000)
    #expect(try ParsedFile(expression: calls).diagnostics.last?.code == .limit)
  }
}
