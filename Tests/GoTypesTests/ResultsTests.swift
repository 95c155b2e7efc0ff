// Facts about what is recorded for later stages: types, modes, values, selections, instances.

import Testing

@testable import GoSyntax
@testable import GoTypes

/// The first expression of package p with some text of which something is recorded, and the results
/// of its file. Names that are declared are no expressions.
private struct Found {
  let file: FileTypes
  let node: NodeID

  init?(_ text: String, in program: CheckedProgram) {
    for file in program.info.files {
      for raw in 1..<UInt32(file.tree.nodeCount) {
        let node = NodeID(raw: raw)
        let actual = file.tree.kind(node)
        guard actual.isExpression, file.typeAndValue(node) != nil else { continue }
        if file.tree.text(of: node) == text {
          self.file = file
          self.node = node
          return
        }
      }
    }
    return nil
  }

  /// The recorded type and value: `int`, `float64 = 1.5`; empty if nothing is recorded.
  var result: String {
    guard let found = file.typeAndValue(node) else { return "" }
    let value = found.constant.map { " = \($0)" } ?? ""
    return typeString(found.type, qualifier: { _ in "" }) + value
  }

  var mode: OperandMode { file.typeAndValue(node)?.mode ?? .invalid }
}

@Suite struct ResultsTests {
  @Test func untypedExpressionsAreRecordedWithTheirFinalTypes() {
    let program = check(
      """
      var s uint
      var a float32 = 10
      var b interface{} = 'x'
      var c = 11 + 2.5
      var d int64 = 12 << s
      var e = "s" + "t"
      var f = 13 == 14
      var g complex64 = 15
      var h *int = nil
      var i = []byte("bytes")
      var j = string('y')
      const k = 16
      var l uint8 = k
      """)
    #expect(Found("10", in: program)?.result == "float32 = 10")
    #expect(Found("'x'", in: program)?.result == "rune = 120")
    #expect(Found("11 + 2.5", in: program)?.result == "float64 = 13.5")
    // The operands of a constant expression never become values.
    #expect(Found("11", in: program)?.result == "untyped float = 11")
    #expect(Found("12", in: program)?.result == "int64 = 12")
    #expect(Found("12 << s", in: program)?.result == "int64")
    #expect(Found("\"s\" + \"t\"", in: program)?.result == "string = \"st\"")
    #expect(Found("13 == 14", in: program)?.result == "bool = false")
    #expect(Found("15", in: program)?.result == "complex64 = (15 + 0i)")
    #expect(Found("nil", in: program)?.result == "*int")
    #expect(Found("nil", in: program)?.mode == .nilValue)
    #expect(Found("\"bytes\"", in: program)?.result == "string = \"bytes\"")
    #expect(Found("'y'", in: program)?.result == "untyped rune = 121")
    #expect(Found("16", in: program)?.result == "untyped int = 16")
  }

  @Test func comparisonsGiveTheirOperandsDefaultTypes() {
    let program = check(
      """
      type B bool
      var x interface{}
      var s uint
      var a B = x == 20
      var b bool = 21 << s == 2
      func f(x bool) {}
      func _() { f(x == "22") }
      """)
    #expect(Found("x == 20", in: program)?.result == "B")
    #expect(Found("20", in: program)?.result == "int = 20")
    #expect(Found("21", in: program)?.result == "int = 21")
    #expect(Found("x == \"22\"", in: program)?.result == "bool")
  }

  @Test func modesTellHowAnExpressionMayBeUsed() {
    let program = check(
      """
      var v int
      var m map[string]int
      var ch chan int
      func f() {}
      func g() (int, error) { return 0, nil }
      type T struct{ x int }
      func _(p *T, t T) {
        _ = v
        m["a"] = 1
        <-ch
        f()
        g()
        _ = p.x
        _ = t.x
        _ = T{}.x
        _ = len(m)
        _ = T(t)
      }
      """)
    #expect(Found("v", in: program)?.mode == .variable)
    #expect(Found("m[\"a\"]", in: program)?.mode == .mapIndex)
    #expect(Found("<-ch", in: program)?.mode == .commaOK)
    #expect(Found("f()", in: program)?.mode == .noValue)
    #expect(Found("g()", in: program)?.result == "(int, error)")
    #expect(Found("p.x", in: program)?.mode == .variable)
    #expect(Found("t.x", in: program)?.mode == .variable)
    #expect(Found("T{}.x", in: program)?.mode == .value)
    #expect(Found("len", in: program)?.mode == .builtin)
    #expect(Found("len", in: program)?.result == "func(map[string]int) int")
    #expect(Found("T(t)", in: program)?.mode == .value)
    #expect(Found("chan int", in: program)?.mode == .type)
  }

  @Test func commaOKExpressionsHaveTuplesWhereBothValuesAreUsed() {
    let program = check(
      """
      var m map[string]int
      var i interface{}
      var ch chan string
      func _() {
        a, ok := m["a"]
        b, yes := (i.(int))
        var c, done = <-ch
        _, _, _, _, _, _ = a, ok, b, yes, c, done
        _ = m["b"]
      }
      """)
    #expect(Found("m[\"a\"]", in: program)?.result == "(int, bool)")
    #expect(Found("i.(int)", in: program)?.result == "(int, bool)")
    #expect(Found("<-ch", in: program)?.result == "(string, bool)")
    #expect(Found("m[\"b\"]", in: program)?.result == "int")
  }

  @Test func selectionsHaveTheWayThroughEmbeddedFields() throws {
    let program = check(
      """
      type Inner struct{ y, x int }
      func (*Inner) M() {}
      type Outer struct {
        a int
        *Inner
      }
      var o Outer
      var _ = o.x
      var _ = o.M
      var _ = (*Inner).M
      """)
    let field = try #require(Found("o.x", in: program))
    let selection = try #require(field.file.selections[field.node])
    #expect(selection.kind == .field && selection.path == [1, 1] && selection.isIndirect)
    let method = try #require(Found("o.M", in: program))
    let bound = try #require(method.file.selections[method.node])
    #expect(bound.kind == .methodValue && bound.path == [1, 0])
    #expect(method.result == "func()")
    let expression = try #require(Found("(*Inner).M", in: program))
    #expect(expression.file.selections[expression.node]?.kind == .methodExpression)
    #expect(expression.result == "func(*Inner)")
  }

  @Test func instancesAreRecordedAtTheNameOfTheFunction() throws {
    let program = check(
      """
      func id[T any](x T) T { return x }
      func apply[A, B any](x A, f func(A) B) B { return f(x) }
      var a = id("s")
      var b = apply(1, id)
      """)
    let call = try #require(Found("id(\"s\")", in: program))
    #expect(call.result == "string")
    let function = call.file.tree.call(call.node).function
    let instance = try #require(call.file.instances[function])
    #expect(instance.typeArguments.map { typeString($0) } == ["string"])
    #expect(typeString(instance.type) == "func(x string) string")
    let outer = try #require(Found("apply(1, id)", in: program))
    let passed = outer.file.tree.call(outer.node).arguments[1]
    #expect(outer.file.instances[passed]?.typeArguments.map { typeString($0) } == ["int"])
  }

  @Test func clausesOfTypeSwitchesHaveVariablesOfTheirOwn() {
    let program = check(
      """
      func f(e interface{}) {
        switch x := e.(type) {
        case int:
          _ = x
        case string, bool:
          _ = x
        }
      }
      """)
    let types = program.info.files.flatMap { file in
      file.implicits.sorted { $0.key < $1.key }.compactMap { $0.value.type.map { typeString($0) } }
    }
    #expect(types.contains("int") && types.contains("interface{}"))
  }

  @Test func lengthsOfArraysAreConstantOnlyWithoutCalls() {
    let program = check(
      """
      var a [3]int
      func f() [3]int { return a }
      var ch chan *[4]int
      var _ = len(a)
      var _ = len(f())
      var _ = cap(<-ch)
      func _() { for range a {} }
      """)
    #expect(Found("len(a)", in: program)?.result == "int = 3")
    #expect(Found("len(f())", in: program)?.result == "int")
    #expect(Found("cap(<-ch)", in: program)?.result == "int")
  }
}
