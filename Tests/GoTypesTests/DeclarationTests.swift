// Declarations: names, constants and iota, arity, methods, init and main.
import Testing

@testable import GoTypes

@Suite struct DeclarationTests {
  @Test func aNameIsDeclaredOncePerBlock() {
    check(
      """
      var a int
      var a /* ERROR "a redeclared in this block" */ string
      func f(x int) {
        var x /* ERRORx "x redeclared in this block\\n\\tp.go:4:8: other declaration of x" */ = 1
        { x := 2; _ = x }
      }
      """)
  }

  @Test func constantsInheritExpressionsAndCountIota() {
    let program = check(
      """
      const (
        A = 1 << iota
        B
        _
        D
        E, F = iota, "f"
        G, H
      )
      const I = iota
      """)
    let values = ["A", "B", "D", "E", "F", "G", "H", "I"].map {
      program.object($0)?.asConstant?.value.description ?? "?"
    }
    #expect(values == ["1", "2", "8", "4", "\"f\"", "5", "\"f\"", "0"])
  }

  @Test func errorsInInheritedExpressionsAreReportedAtTheConstant() {
    check(
      """
      const (
        A uint8 = 255 + iota
        B /* ERRORx "cannot use 255 . iota .*constant 256.* as uint8 value" */
      )
      """)
  }

  @Test func namesAndValuesMustAgreeInNumber() {
    check(
      """
      const a, b /* ERROR "missing init expr for b" */ = 1
      const c = 1, 2 /* ERROR "extra init expr 2" */
      var d, e = 1, 2, 3 /* ERROR "extra init expr 3" */
      var g, h, i /* ERROR "missing init expr for i" */ = 1, 2
      func two() (int, int)
      var j, k = two()
      var l, m, n = two /* ERROR "assignment mismatch: 3 variables but two returns 2 values" */ ()
      """)
  }

  @Test func initAndMainAreFunctionsWithoutParameters() {
    check(
      """
      package main
      var init /* ERROR "cannot declare init - must be func" */ int
      var main /* ERROR "cannot declare main - must be func" */ int
      func init /* ERROR "func init must have no arguments and no return values" */ (x int) {}
      func init /* ERROR "func init must have a body" */ ()
      func init() { init /* ERROR "undefined: init" */ () }
      """)
  }

  @Test func methodsAndFieldsOfATypeHaveDifferentNames() {
    check(
      """
      type T struct { f int }
      func (T) f /* ERRORx "method with the same name f\\n\\tp.go:2:17: other declaration" */ () {}
      func (T) m() {}
      func (*T) m /* ERROR "method T.m already declared at p.go:4:10" */ () {}
      """)
  }

  @Test func receiversAreLocalDefinedTypes() {
    check(
      """
      import "q"
      type P *int
      type I interface{}
      func (P /* ERROR "invalid receiver type P (pointer or interface type)" */ ) m() {}
      func (I /* ERROR "invalid receiver type I (pointer or interface type)" */ ) m() {}
      func (int /* ERROR "cannot define new methods on non-local type int" */ ) m() {}
      func (q /* ERROR "cannot define new methods on non-local type q.T" */ .T) m() {}
      func ([ /* ERROR "invalid receiver type []int" */ ]int) m() {}
      func (undefined /* ERROR "undefined: undefined" */ ) m() {}
      """, importing: ["q": "package q; type T int"])
  }

  @Test func methodsMayBeDeclaredThroughAliases() {
    let program = check(
      """
      type T struct{}
      type A = T
      type B = *A
      func (A) m() {}
      func (B) n() {}
      """)
    let named = program.type("T").asNamed
    #expect(named?.methodCount == 2)
    #expect(named?.method(1).hasPointerReceiver == true)
  }

  @Test func unusedVariablesAreReportedInEachBlock() {
    check(
      """
      func f(p int) (r int) {
        a /* ERROR "declared and not used: a" */ := 1
        b := 2
        b = 3 // assignment is no use, and yet b is captured below
        if c /* ERROR "declared and not used: c" */ := 1; true { d := b; _ = d }
        _ = func() { var e /* ERROR "declared and not used: e" */ int }
        return
      }
      """)
  }

  @Test func localTypesAreVisibleFromTheirNameOn() {
    check(
      """
      func f() {
        type T struct { next *T }
        var x T
        x.next = &x
        type U /* ERROR "invalid recursive type" */ struct { u U }
      }
      """)
  }
}
