// Rules that depend on more than the program's text: language versions, imported packages, and
// what those who generate code ask.
import GoIR
import GoTypes
import Testing

@testable import Escape

@Suite struct RuleTests {
  private func lines(
    _ body: String, inlines: Bool = false, version: GoVersion = .current,
    imports: [String: String] = [:]
  ) -> [String] {
    AnalysedText(
      "package p\n" + body, inlines: inlines, version: version, imports: imports
    ).lines
  }

  @Test("a variable may take 128 KiB of the stack, and 10 MiB in Go 1.21")
  func sizesOfVariables() {
    let text = "func f() byte { var a [1 << 20]byte; return a[0] }\n"
    #expect(lines(text) == ["x.go:2:21: moved to heap: a"])
    #expect(lines(text, version: GoVersion(minor: 21)) == [])
    let small = "func f() byte { var a [128 << 10]byte; return a[0] }\n"
    #expect(lines(small) == [])
    let larger = "func f() byte { var a [128 << 10 + 1]byte; return a[0] }\n"
    #expect(lines(larger) == ["x.go:2:21: moved to heap: a"])
  }

  @Test("storage without a name may take 64 KiB of the stack")
  func sizesOfStorage() {
    #expect(
      lines("func f() int { return len(make([]byte, 64 << 10)) }\n") == [
        "x.go:2:31: make([]byte, 65536) does not escape"
      ])
    #expect(
      lines("func f() int { return len(make([]byte, 64 << 10 + 1)) }\n") == [
        "x.go:2:31: make([]byte, 65537) escapes to heap"
      ])
  }

  @Test("slices of unknown length may have a buffer on the stack since Go 1.25")
  func unknownLengths() {
    let text = "func f(n int) int { return len(make([]byte, n)) }\n"
    #expect(lines(text) == ["x.go:2:36: make([]byte, n) does not escape"])
    #expect(
      lines(text, version: GoVersion(minor: 24)) == ["x.go:2:36: make([]byte, n) escapes to heap"])
  }

  @Test("functions of other packages are known by what their parameters leak to")
  func importedFunctions() {
    let library = """
      package q
      var kept *int
      func Keep(p *int) { kept = p }
      func Pass(p *int) *int { return p }
      func Read(p *int) int { return *p }
      """
    let text = """
      import "q"
      func f() int {
      	var a, b, c int
      	q.Keep(&a)
      	return *q.Pass(&b) + q.Read(&c)
      }
      """
    #expect(lines(text, imports: ["q": library]) == ["x.go:4:6: moved to heap: a"])
  }

  @Test("a body that an import does not hand on is not inlined")
  func bodiesAtHand() {
    let innermost = "package a\nfunc F() int { return 1 }\n"
    // G of b is too large to be inlined, so that nothing outside can reach a.F through it.
    let passing = "package b\nimport \"a\"\nfunc G() int { return a.F() }\n"
    let generic = "package b\nimport \"a\"\nfunc G[T any](T) int { return a.F() }\n"
    let text = "import \"b\"\nfunc h() int { return b.G() }\n"
    #expect(
      lines(text, inlines: true, imports: ["a": innermost, "b": passing]) == [
        "x.go:3:6: can inline h", "x.go:3:26: inlining call to b.G",
        "x.go:3:26: inlining call to a.F",
      ])
    // A generic function hands on what it calls only if that was inlined in its own package.
    let lost = lines(
      "import \"b\"\nfunc h() int { return b.G(1) }\n", inlines: true,
      imports: ["a": innermost, "b": generic])
    #expect(!lost.contains { $0.contains("a.F") })
    #expect(lost.contains("x.go:3:26: inlining call to b.G[go.shape.int]"))
  }

  @Test("a function is inlined up to a cost of 80")
  func budget() {
    func sum(_ terms: Int) -> String {
      "func f(x int) int { return x"
        + String(repeating: " + x", count: terms) + " }\n"
    }
    // A return and its operands: two nodes a term.
    #expect(lines(sum(38), inlines: true) == ["x.go:2:6: can inline f"])
    #expect(lines(sum(40), inlines: true) == [])
  }

  @Test("-l turns inlining off, and with it all that follows from it")
  func noInlining() {
    let text = "func g(x int) *int { return &x }\nfunc f() int { return *g(1) }\n"
    #expect(lines(text) == ["x.go:2:8: moved to heap: x"])
    #expect(lines(text, inlines: true).contains("x.go:3:25: inlining call to g"))
  }

  @Test("whoever generates code is told of each variable and of each node that makes storage")
  func queries() throws {
    let text = AnalysedText(
      """
      package p
      func f(n int) (*int, int) {
      	kept, local := n, n
      	p := &local
      	a := new(int)
      	b := make([]byte, 4)
      	g := func() int { return *p + *a + int(b[0]) }
      	return &kept, g()
      }
      """)
    let analysed = try #require(text.result)
    let unit = analysed.unit
    let function = try #require(unit.functions.first { $0.symbol.name == "f" })
    var onStack: [String: Bool] = [:]
    for variable in function.locals {
      onStack[unit[variable].name] = analysed.escapes.livesOnStack(variable)
      #expect(unit[variable].flags.contains(.heap) == !analysed.escapes.livesOnStack(variable))
    }
    #expect(onStack["kept"] == false)
    #expect(onStack["local"] == true && onStack["p"] == true && onStack["b"] == true)
    var nodes: [String: Bool] = [:]
    unit.forEachNode(in: function) { node in
      nodes[String(describing: unit.operation(node))] = analysed.escapes.livesOnStack(node)
    }
    #expect(nodes["new"] == true && nodes["makeSlice"] == true && nodes["closure"] == true)
    let literal = try #require(unit.functions.first { $0.isLiteral })
    for capture in literal.captures {
      #expect(unit[unit.canonical(capture)].flags.contains(.byValue))
    }
  }

  @Test("concrete bodies have verdicts too")
  func concrete() throws {
    let text = AnalysedText(
      "package p\nfunc keep[T any](v T) *T { return &v }\nfunc f() *int { return keep(1) }\n",
      generics: .concrete)
    let analysed = try #require(text.result)
    let instance = try #require(analysed.unit.functions.first { $0.symbol.name == "keep[int]" })
    #expect(instance.symbol.kind == .instance)
    #expect(!analysed.escapes.livesOnStack(instance.parameters[0]))
  }

  @Test("what may allocate is told with its flow")
  func allocations() throws {
    let text = AnalysedText(
      """
      package p
      type t struct{ n int }
      func clean(p *t, q []int) int { return p.n + len(q) }
      func makes() *t { return &t{} }
      func calls(f func()) { f(); clean(nil, nil) }
      func joins(a, b string) string { return a + b }
      func grows(l []int) []int { return append(l, 1) }
      func enters(m map[int]int) { m[1] = 2 }
      func constants() any { return "text" }
      func boxes(n int) any { return n }
      """, keepsExplanations: true)
    let analysed = try #require(text.result)
    var found: [String: FunctionAllocations] = [:]
    for entry in analysed.allocations() { found[entry.symbol.name] = entry }
    #expect(found["clean"]?.sites.isEmpty == true && found["constants"]?.sites.isEmpty == true)
    #expect(found["makes"]?.sites.map(\.text) == ["&t{} escapes to heap"])
    #expect(
      found["makes"]?.sites.first?.explanation == [
        "x.go:4:26: &t{} escapes to heap in makes:",
        "x.go:4:26:   flow: ~r0 ← &{storage for &t{}}:",
        "x.go:4:26:     from &t{} (spill) at x.go:4:26",
        "x.go:4:26:     from return &t{} (return) at x.go:4:19",
      ])
    #expect(found["calls"]?.calls.map { $0.callees.map(\.name) } == [[], ["clean"]])
    #expect(found["joins"]?.sites.count == 1 && found["grows"]?.sites.count == 1)
    #expect(found["enters"]?.sites.count == 1)
    #expect(found["boxes"]?.sites.map(\.text) == ["n escapes to heap"])
  }
}
