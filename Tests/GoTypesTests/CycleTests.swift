// Declarations and types that lead back to themselves.
import Testing

@testable import GoTypes

@Suite struct CycleTests {
  @Test func namesThatLeadBackToThemselvesAreReportedOnce() {
    check(
      """
      type A /* ERROR "invalid recursive type: A refers to itself" */ A
      type B /* ERRORx "type B\\n.*3:6: B refers to C\\n.*4:6: C refers to B" */ C
      type C = B
      var a A
      var b B
      """)
  }

  @Test func typesThatContainThemselvesAreInvalid() {
    check(
      """
      type S /* ERROR "invalid recursive type S" */ struct { t T }
      type T struct { s [2]S }
      type P struct { p *P; f func(P) P; m map[string]P; c chan P; s []P }
      type I /* ERROR "invalid recursive type: I refers to itself" */ interface { I }
      """)
  }

  @Test func genericTypesThatContainThemselvesAreInvalid() {
    check(
      """
      type A[P any] struct { _ B[P] }
      type B[P any] struct { _ P }
      var _ A[A[string]]
      type T[P any] struct { f *P; t U /* ERROR "U[P] refers to T[P]" */ [P] }
      type U[P any] struct { t T[P] }
      """)
  }

  @Test func constantsAndVariablesMayNotNeedThemselves() {
    check(
      """
      const a /* ERRORx "initialization cycle.*a refers to itself" */ = a
      var x /* ERRORx "cycle for x\\n.*3:5: x refers to f\\n.*f refers to x" */ = f()
      func f() int { return x }
      """)
  }

  @Test func sizesMayNotDependOnTheTypeItself() {
    check(
      """
      import "unsafe"
      type T /* ERROR "invalid recursive type" */ [unsafe.Sizeof(T{})]int
      """)
  }

  @Test func aliasesNeedADefinedTypeInTheirCycle() {
    check(
      """
      type A /* ERROR "invalid recursive type" */ = *B
      type B = *A
      type C = struct { next *D }
      type D C
      """)
  }

  @Test func lookupEndsInTypesThatEmbedEverLargerInstances() {
    check(
      """
      type T /* ERROR "instances of T nest too deeply" */ [P, Q any] struct { *T[Q, []Q] }
      func f(t T[int, int]) { _ = t.x /* ERROR "t.x undefined" */ }
      """)
  }

  @Test func anonymousInterfacesMayNotReferToThemselves() {
    check(
      """
      type T interface /* ERROR "anonymous interface refers to itself" */ { m() interface{ T } }
      """)
  }

  @Test func instancesWithoutEndAreReported() {
    check(
      """
      func f[T /* ERRORx "instantiation cycle:\\n\\tp.go:3:5: T instantiated as .T" */ any]() {
        f[*T]()
      }
      func g[T any]() { g[T]() }
      """)
  }
}

/// Programs that are large in one direction: nothing may take time out of proportion, or the stack.
@Suite struct LongProgramTests {
  @Test func chainsOfDeclarationsAreResolved() {
    let count = 500
    var source = ""
    for index in 0..<count {
      source += "type T\(index) struct { x T\(index + 1) }\n"
      source += "type A\(index) = A\(index + 1)\n"
      source += "type N\(index) N\(index + 1)\n"
      source += "const c\(index) = c\(index + 1) + 1\n"
    }
    source += "type T\(count) int; type A\(count) = int; type N\(count) int; const c\(count) = 0\n"
    source += "var a A0 = c0; var n N0 = 1; var t T0"
    let program = check(source)
    #expect(program.object("c0")?.asConstant?.value.int64Value == Int64(count))
  }

  /// Twice as deep with every name, and so beyond every limit.
  @Test func aliasesThatDoubleTheirDepthAreStopped() {
    var source = "type P0[T any] = *T\n"
    for index in 1...30 {
      source += "type P\(index)[T any] = P\(index - 1)[P\(index - 1)[T]]\n"
    }
    let program = CheckedProgram(["p": "package p\n\(source)var x P30[int]"])
    #expect(program.messages.first?.hasSuffix("type nests too deeply") == true)
    #expect(program.collector.diagnostics.first?.code == .limit)
  }

  @Test func calculatedDepthIsStopped() {
    var source = "func f[T any](x T) []T { return nil }\nvar v0 int\n"
    for index in 1...12_000 { source += "var v\(index) = &v\(index - 1)\n" }
    let program = CheckedProgram(["p": "package p\n\(source)var y = f(v12000)"])
    #expect(program.messages.first?.hasSuffix("type nests too deeply") == true)
  }

  /// Doubled forty times: whatever walks such a type has to see that its parts are shared.
  @Test func typesThatShareTheirPartsAreCheckedInLinearTime() {
    let type = String(repeating: "W[", count: 40) + "T" + String(repeating: "]", count: 40)
    let program = check(
      """
      import "unsafe"
      type W[T any] = struct{ a, b T }
      func g[T any](x \(type)) {}
      var f = g[int8]
      var v \(type.replacing("T", with: "int8"))
      const size = unsafe.Sizeof(v)
      """)
    #expect(program.object("size")?.asConstant?.value.int64Value == 1 << 40)
  }

  /// The same of literals that no alias holds together: inference, substitution and comparison.
  @Test func literalsThatShareTheirPartsAreCheckedInLinearTime() {
    var source = "func pair[A any](x A) struct{ a, b A } { panic(0) }\n"
    source += "func keep[K comparable, V any](k K, v V) map[K]V { return nil }\n"
    source += "func h[T comparable](t T) {\n  x0 := t\n"
    for index in 1...40 { source += "  x\(index) := pair(x\(index - 1))\n" }
    source += "  m := keep(x40, x40)\n  _ = m[x40].a == x39\n  _ = any(x40)\n}\n"
    let program = check(source)
    #expect(program.object("h") != nil)
  }

  /// Arguments nest as deep as they are written, unlike instances that expansion asks for.
  @Test func writtenInstancesNestDeeply() {
    let depth = 300
    let type = String(repeating: "G[", count: depth) + "int" + String(repeating: "]", count: depth)
    let calls = String(repeating: ".m()", count: depth)
    let source = "type G[T any] struct{ x *T }\nfunc (g G[T]) m() T { return *g.x }\n"
    let program = check("\(source)var x \(type)\nvar y = x\(calls)")
    #expect(program.type("y") === BasicType.int)
  }

  @Test func typesArePrintedInFullButNotWithoutEnd() {
    var deep: GoType = BasicType.int
    var wide: GoType = BasicType.int
    for _ in 0..<5_000 { deep = SliceType(element: deep) }
    for _ in 0..<60 { wide = MapType(key: wide, element: wide) }
    #expect(typeString(deep) == String(repeating: "[]", count: 5_000) + "int")
    #expect(typeString(wide).utf8.count < 2 << 20)
  }

  @Test func nestedStructsAreMeasuredInLinearTime() {
    var source = "import \"unsafe\"\n"
    for index in 0..<60 { source += "type T\(index) struct { x T\(index + 1) }\n" }
    source += "type T60 int32\nconst size = unsafe.Sizeof(T0{})"
    let program = check(source)
    #expect(program.object("size")?.asConstant?.value.int64Value == 4)
  }
}
