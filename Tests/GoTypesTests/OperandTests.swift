// Facts about the words for operands and assignability.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct OperandTests {
  @Test func theirDescriptionTellsWhatTheyAre() {
    check(
      #"""
      type T struct{ x int }
      type My int
      type Al = T
      var t T
      var al Al
      var my My
      var f func()
      var m map[string]int
      var i interface{ M() }
      const c = 10
      const tc My = 5
      func fn()                    {}
      func fn2() (int, int)        { return 1, 2 }
      func g[P interface{ ~int }](p P) { var _ string = p /* ERROR "cannot use p (variable o" */ }
      func h[P any](p P)           { var _ int = p /* ERROR "cannot use p (variable of type" */ }
      var _ int = t /* ERROR "cannot use t (variable of struct type T) as int value in" */
      var _ int = al /* ERROR "cannot use al (variable of struct type Al) as int value in" */
      var _ string = my /* ERROR "cannot use my (variable of int type My) as string value in" */
      var _ int = f /* ERROR "cannot use f (variable of type func()) as int value in variable" */
      var _ int = m /* ERROR "cannot use m (variable of type map[string]int) as int value in" */
      var _ int = m["x"].y /* ERROR "m[\"x\"].y undefined (type int has no field or method y)" */
      var _ string = m /* ERROR "cannot use m[\"x\"] (map index expression of type int)" */["x"]
      var _ int = i /* ERROR "cannot use i (variable of type interface{M()}) as int value in" */
      var _ string = c /* ERROR "cannot use c (untyped int constant 10) as string value in" */
      var _ string = tc /* ERROR "cannot use tc (constant 5 of int type My) as string value" */
      var _ string = tc /* ERROR "cannot use tc + 1 (constant 6 of int type My) as string" */ + 1
      var _ string = 1 /* ERROR "cannot use 1 + 2 (untyped int constant 3) as string" */ + 2
      var _ int = fn /* ERROR "cannot use fn (value of type func()) as int value in variable" */
      var _ int = fn /* ERROR "fn() (no value) used as value" */()
      var _ int = fn2 /* ERROR "multiple-value fn2() (value of type (int, int)) in" */()
      var _ int = T /* ERROR "T (type) is not an expression" */
      var _ int = len /* ERROR "len (built-in) must be called" */
      var _ int = nil /* ERROR "cannot use nil as int value in variable declaration" */
      var _ int = "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in" */
      var _ int = true /* ERROR "cannot use true (untyped bool constant) as int value in" */
      var _ int = 'x' /* ERROR "cannot use 'x' + 0.5 (untyped float constant 120.5) as" */ + 0.5
      var _ int = t /* ERROR "cannot use t.x == 1 (untyped bool value) as int value in" */.x == 1
      var _ int = & /* ERROR "cannot use &t (value of type *T) as int value in variable" */t
      var _ int = struct /* ERROR "cannot use struct{}{} (value of type struct{}) as int" */{}{}
      var _ int = [ /* ERROR "cannot use []int{…} (value of type []int) as int value" */]int{1}
      var _ int = func /* ERROR "cannot use func() {} (value of type func()) as int" */() {}
      var _ int = [ /* ERROR "cannot use [2]int{} (value of type [2]int) as int value" */2]int{}
      var _ int = make /* ERROR "cannot use make(chan int) (value of type chan int)" */(chan int)
      """#)
  }

  @Test func assignabilityNamesItsCause() {
    check(
      #"""
      type I interface{ M(); N(int) string }
      type A struct{}
      func (A) M() {}
      type B struct{}
      func (*B) M()             {}
      func (*B) N(int) string   { return "" }
      type C struct{}
      func (C) M()              {}
      func (C) N(string) string { return "" }
      type D struct{}
      func (D) m()              {}
      func (D) N(int) string    { return "" }
      var a A
      var b B
      var c C
      var d D
      var i I
      var e interface{ M() }
      var _ I = a /* ERROR "cannot use a (variable of struct type A) as I value in variable" */
      var _ I = b /* ERROR "cannot use b (variable of struct type B) as I value in variable" */
      var _ I = &b
      var _ I = c /* ERROR "cannot use c (variable of struct type C) as I value in variable" */
      var _ I = d /* ERROR "cannot use d (variable of struct type D) as I value in variable" */
      var _ I = e /* ERROR "cannot use e (variable of type interface{M()}) as I value in" */
      var _ interface{ M() } = i
      var _ A = e /* ERROR "cannot use e (variable of type interface{M()}) as A value in" */
      var _ *I = i /* ERROR "cannot use i (variable of interface type I) as *I value in" */
      var _ I = & /* ERROR "cannot use &i (value of type *I) as I value in variable" */i
      var _ error = a /* ERROR "cannot use a (variable of struct type A) as error value in" */
      type Fn func()
      type Fn2 func()
      var fn Fn
      var fn2 Fn2 = fn /* ERROR "cannot use fn (variable of func type Fn) as Fn2 value in" */
      var fn3 func() = fn
      var ch chan int
      var ro <-chan int = ch
      var so chan<- int = ro /* ERROR "cannot use ro (variable of type <-chan int) as chan<-" */
      type NC chan int
      type NR <-chan int
      var nc NC
      var nr NR = nc /* ERROR "cannot use nc (variable of chan type NC) as NR value in" */
      func g[T interface{ int | string }](x T) {
        var _ int = x /* ERROR "cannot use x (variable of type T constrained by interface{int" */
        var _ T = 1 /* ERROR "cannot use 1 (untyped int constant) as T value in variable" */
        var _ T = "x" /* ERROR "cannot use \"x\" (untyped string constant) as T value in" */
        var _ interface{} = x
        var _ error = x /* ERROR "cannot use x (variable of type T constrained by" */
      }
      """#)
  }
}
