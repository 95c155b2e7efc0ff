// Type parameters, constraints, instances, inference.
import Testing

@testable import GoTypes

@Suite struct GenericsTests {
  @Test func typeArgumentsAreInferredFromArguments() {
    let program = check(
      """
      func Map[S ~[]E, E, R any](s S, f func(E) R) []R { return nil }
      type Names []string
      var names Names
      var a = Map(names, func(s string) int { return len(s) })
      func Max[T int | float64](a, b T) T { return a }
      var b = Max(1, 2.5)
      var c = Max(1, 2)
      func New[P *T, T any]() P { return new(T) }
      var d = New[*int]()
      """)
    #expect(typeString(program.type("a")) == "[]int")
    #expect(typeString(program.type("b")) == "float64")
    #expect(typeString(program.type("c")) == "int")
    #expect(typeString(program.type("d")) == "*int")
  }

  @Test func failuresOfInferenceSayWhatDoesNotMatch() {
    check(
      """
      func f[T any](x, y T) {}
      func g[K comparable, V any](m map[K]V) {}
      func h[T any]() {}
      func _(i int, s string) {
        f(i, s /* ERROR "type string of s does not match inferred type int for T" */ )
        g(s /* ERROR "type string of s does not match map[K]V (cannot infer K and V)" */ )
        h( /* ERROR "in call to h, cannot infer T (declared at p.go:4:8)" */ )
        f(1, "x" /* ERROR "mismatched types untyped int and untyped string (cannot infer T)" */ )
      }
      """)
  }

  @Test func functionsMayBeAssignedWithoutTypeArguments() {
    check(
      """
      func id[T any](x T) T { return x }
      var a func(int) int = id
      var b func(int) string = id /* ERRORx "type func.T. T of id|inferred type|does not match" */
      func apply[A, B any](f func(A) B, x A) B { return f(x) }
      var c string = apply(id, "x")
      """)
  }

  @Test func argumentsMustSatisfyConstraints() {
    check(
      """
      type Number interface { ~int | ~float64 }
      type MyInt int
      func f[T Number](T) {}
      func g[T interface{ M() }](T) {}
      func h[T comparable](T) {}
      type N struct{}
      func (*N) M() {}
      func _(m MyInt, n N, x any) {
        f(m)
        f( /* ERROR "string does not satisfy Number (string missing in ~int | ~float64)" */ "")
        g(&n)
        g( /* ERROR "T (type N) does not satisfy interface{M()} (method M has" */ n)
        h(x)
        h( /* ERROR "func() does not satisfy comparable" */ func() {})
      }
      type S[T interface{ int }] struct{}
      var _ S[MyInt /* ERROR "possibly missing ~ for int in interface{int}" */ ]
      """)
  }

  @Test func genericMethodsAreInstantiatedLikeFunctions() {
    let program = check(
      """
      type Box[T any] struct { value T }
      func (b Box[T]) Map[R any](f func(T) R) Box[R] { return Box[R]{f(b.value)} }
      var a = Box[int]{1}.Map(func(i int) string { return "" })
      """)
    #expect(typeString(program.type("a"), qualifier: { _ in "" }) == "Box[string]")
  }

  @Test func genericAliasesAreInstantiated() {
    let program = check(
      """
      type Set[T comparable] = map[T]struct{}
      var a Set[string]
      var b map[string]struct{} = a
      var c Set /* ERROR "cannot use generic type Set[T comparable] without instantiation" */
      var d Set[[ /* ERROR "[]int does not satisfy comparable" */ ]int]
      """)
    #expect(typeString(program.type("a"), qualifier: { _ in "" }) == "Set[string]")
  }

  @Test func unionsHaveRules() {
    check(
      """
      type M interface { m() }
      type MyInt int
      type _ interface { int | ~ /* ERROR "overlapping terms ~int and int" */ int }
      type _ interface { int | M /* ERRORx "cannot use .*M in union .*contains methods" */ }
      type _ interface { ~ /* ERROR "invalid use of ~ (underlying type of MyInt is int)" */ MyInt }
      type _ interface { int | comparable /* ERROR "cannot use comparable in union" */ }
      func _[P any]() {
        type _ interface { P /* ERROR "term cannot be a type parameter" */ }
      }
      var x interface /* ERROR "interface contains type constraints" */ { ~int }
      var y comparable /* ERROR "interface is (or embeds) comparable" */
      """)
  }

  @Test func methodsOfInstancesAreSubstituted() {
    let program = check(
      """
      type List[T any] struct { head *node[T] }
      type node[T any] struct { value T; next *node[T] }
      func (l *List[E]) Each(f func(E) bool) {}
      type Eacher[T any] interface { Each(func(T) bool) }
      var _ Eacher[int] = (*List[int])(nil)
      var f = (*List[string]).Each
      """)
    #expect(
      typeString(program.type("f"), qualifier: { _ in "" })
        == "func(l *List[string], f func(string) bool)")
  }

  @Test func numbersOfTypeArgumentsAreChecked() {
    check(
      """
      type T[A, B any] struct{}
      var a T /* ERROR "not enough type arguments for type T: have 1, want 2" */ [int]
      var b T /* ERROR "too many type arguments for type T: have 3, want 2" */ [int, int, int]
      """)
  }
}
