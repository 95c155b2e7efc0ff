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

  @Test func nestedStructsAreMeasuredInLinearTime() {
    var source = "import \"unsafe\"\n"
    for index in 0..<60 { source += "type T\(index) struct { x T\(index + 1) }\n" }
    source += "type T60 int32\nconst size = unsafe.Sizeof(T0{})"
    let program = check(source)
    #expect(program.object("size")?.asConstant?.value.int64Value == 4)
  }
}
