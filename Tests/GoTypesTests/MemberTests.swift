// Fields and methods, embedding, and what interfaces ask for.
import Testing

@testable import GoTypes

@Suite struct MemberTests {
  @Test func theShallowestMemberWins() {
    let program = check(
      """
      type A struct { x int; y int }
      type B struct { x string }
      type C struct { A; *B; y string }
      var c C
      var y = c.y
      var z = c.A.x
      var w = c.x /* ERROR "ambiguous selector c.x" */
      """)
    #expect(typeString(program.type("y")) == "string")
  }

  @Test func missingMembersAreDescribed() {
    check(
      """
      import "q"
      type T struct { Name string }
      func (T) run() {}
      func f(t T, u q.T, p *interface{ M() }) {
        _ = t.name /* ERROR "has no field or method name, but does have field Name" */
        t.Run /* ERROR "type T has no field or method Run, but does have method run" */ ()
        _ = t.x /* ERROR "t.x undefined (type T has no field or method x)" */
        _ = u.hidden /* ERROR "u.hidden undefined (cannot refer to unexported field hidden)" */
        p.M /* ERROR "type *interface{M()} is pointer to interface, not interface" */ ()
      }
      """, importing: ["q": "package q; type T struct { hidden int }"])
  }

  @Test func interfacesSayWhichMethodIsMissing() {
    check(
      """
      type I interface { M(int) string; N() }
      type A struct{}
      type B struct{}
      func (B) M(string) string { return "" }
      func (B) N() {}
      type C struct{}
      func (*C) M(int) string { return "" }
      func (*C) N() {}
      type D struct{ M func(int) string }
      func (D) N() {}
      var _ I = A /* ERROR "A does not implement I (missing method M)" */ {}
      var _ I = B /* ERRORx "have M.string. string\\n\\t\\twant M.int. string" */ {}
      var _ I = C /* ERROR "C does not implement I (method M has pointer receiver)" */ {}
      var _ I = D /* ERROR "D does not implement I (D.M is a field, not a method)" */ {}
      var _ I = &C{}
      """)
  }

  @Test func embeddedFieldsHaveRules() {
    check(
      """
      import "unsafe"
      type P *int
      type I interface{}
      type T struct {
        P /* ERROR "embedded field type cannot be a pointer" */
        * /* ERROR "cannot be a pointer to an interface" */ I
        unsafe /* ERROR "embedded field type cannot be unsafe.Pointer" */ .Pointer
        a, a /* ERROR "a redeclared" */ int
      }
      func _[Q any]() {
        type _ struct { Q /* ERROR "cannot be a (pointer to a) type parameter" */ }
      }
      """)
  }

  @Test func overlappingMethodsMustBeIdentical() {
    check(
      """
      type A interface { m(); n() }
      type B interface { m() }
      type C interface { m() int }
      type _ interface { A; B }
      type _ interface { A; C /* ERROR "duplicate method m" */ }
      type _ interface { m(); m /* ERROR "duplicate method m" */ () }
      """)
  }

  @Test func selectionsRecordThePath() {
    let program = check(
      """
      type A struct { x, y int }
      type B struct { z int; *A }
      func (b B) m() {}
      var b B
      var v = b.y
      var w = b.m
      var u = (*B).m
      """)
    let selections = program.info.files[0].selections.values.sorted {
      $0.kind.rawValue < $1.kind.rawValue
    }
    #expect(selections.map(\.kind) == [.field, .methodValue, .methodExpression])
    #expect(selections[0].path == [1, 1])
    #expect(selections[0].isIndirect)
    #expect(selections[1].path == [0])
    #expect(typeString(program.type("u"), qualifier: { _ in "" }) == "func(*B)")
  }
}
