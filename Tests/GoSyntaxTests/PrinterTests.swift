// Expressions as messages quote them.
import GoSyntax
import Testing

@Suite struct PrinterTests {
  @Test(
    "an expression is quoted as Go's messages quote it",
    arguments: [
      ("a+b*c", "a + b * c"),
      ("(a+b)*c", "(a + b) * c"),
      ("-x", "-x"),
      ("<-ch", "<-ch"),
      ("f(x, y...)", "f(x, y...)"),
      ("m[k]", "m[k]"),
      ("g[int, string](x)", "g[int, string](x)"),
      ("s[1:2:3]", "s[1:2:3]"),
      ("s[:]", "s[:]"),
      ("x.(T)", "x.(T)"),
      ("T{}", "T{}"),
      ("T{1, 2}", "T{…}"),
      ("[]int{1}", "[]int{…}"),
      ("[...]int{1}", "[...]int{…}"),
      ("&T{a: 1}", "&T{…}"),
      ("func() {}", "func() {}"),
      (
        "func(a, b int, c ...string) (x, y int) { return }",
        "func(a, b int, c ...string) (x, y int) {…}"
      ),
      ("func(int) string { return \"\" }", "func(int) string {…}"),
      ("struct{a, b int; c string `tag`; E}{}", "struct{a, b int; c string `tag`; E}{}"),
      (
        "interface{ m(int) string; ~int | string; E }(nil)",
        "interface{m(int) string; ~int | string; E}(nil)"
      ),
      ("map[string][]int(nil)", "map[string][]int(nil)"),
      ("chan<- int(nil)", "chan<- int(nil)"),
      ("(chan (<-chan int))(nil)", "(chan (<-chan int))(nil)"),
      ("\"a\\n\" + `b` + 'c' + 1i", "\"a\\n\" + `b` + 'c' + 1i"),
    ])
  func quotedForm(_ source: String, _ quoted: String) throws {
    let parsed = try ParsedFile(expression: source)
    #expect(parsed.messages.isEmpty)
    #expect(parsed.expressionText == quoted)
  }

  @Test("a very long chain is printed without running out of stack")
  func longChain() throws {
    let source: String = Array(repeating: "a", count: 40_000).joined(separator: "+")
    let parsed = try ParsedFile(expression: source)
    #expect(parsed.expressionText.utf8.count == 40_000 + 39_999 * 3)
  }
}
