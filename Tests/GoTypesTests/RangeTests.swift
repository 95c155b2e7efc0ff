// Facts about loops over something.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct RangeTests {
  @Test func overEverything() {
    check(
      #"""
      var a [3]int
      var pa *[3]int
      var s []string
      var m map[string]bool
      var ch chan int
      var so chan<- int
      var n int
      var str string
      type MyInt int
      func seq0(yield func() bool)            {}
      func seq1(yield func(int) bool)         {}
      func seq2(yield func(int, string) bool) {}
      func seq3(yield func(a, b, c int) bool) {}
      func bad1(yield func(int))              {}
      func bad2(yield int)                    {}
      func bad3()                             {}
      func bad4(yield func(int) bool) int     { return 1 }
      func _() {
        for i, x := range a { var _ int = i; var _ int = x }
        for i, x := range pa { var _ int = i; var _ int = x }
        for i, x := range s { var _ int = i; var _ string = x }
        for k, v := range m { var _ string = k; var _ bool = v }
        for x := range ch { var _ int = x }
        for x, y /* ERROR "range over ch (variable of type chan" */ := range ch { _, _ = x, y }
        for x := range so /* ERROR "cannot range over so (variable of type chan<-" */ { _ = x }
        for i, r := range str { var _ int = i; var _ rune = r }
        for i := range 10 { var _ int = i }
        for i := range MyInt(10) { var _ MyInt = i }
        for i, j /* ERROR "range over 10 (untyped int constant)" */ := range 10 { _, _ = i, j }
        for range 10 {}
        for range 1.5 /* ERROR "cannot range over 1.5 (untyped float constant)" */ {}
        for i := range 1.0 /* ERROR "cannot range over 1.0 (untyped float constant" */ { _ = i }
        for i := range 1 /* ERROR "cannot use 1 << 70 (untyped int constant" */ << 70 { _ = i }
        for i := range 'x' { var _ rune = i }
        for range seq0 {}
        for x /* ERROR "range over seq0 (value of type func(yield" */ := range seq0 { _ = x }
        for x := range seq1 { var _ int = x }
        for x, y /* ERROR "range over seq1 (value of type" */ := range seq1 { _, _ = x, y }
        for x, y := range seq2 { var _ int = x; var _ string = y }
        for range seq2 {}
        for range seq3 /* ERROR "cannot range over seq3 (value of type func(yield func(a" */ {}
        for range bad1 /* ERROR "cannot range over bad1 (value of type func(yield" */ {}
        for range bad2 /* ERROR "cannot range over bad2 (value of type func(yield int)):" */ {}
        for range bad3 /* ERROR "cannot range over bad3 (value of type func()): func must" */ {}
        for range bad4 /* ERROR "cannot range over bad4 (value of type func(yield" */ {}
        for range nil /* ERROR "cannot range over nil" */ {}
        for range struct /* ERROR "cannot range over struct{}{} (value of type" */{}{} {}
        for range & /* ERROR "cannot range over &n (value of type *int)" */n {}
        var x /* ERROR "declared and not used: x" */ int8
        for x = range 100 {}
        for x = range 300 /* ERROR "cannot use 300 (untyped int constant) as int8 value in" */ {}
        for n = range s {}
        for str /* ERROR "cannot use str (value of type int) as string value in" */ = range s {}
        for n, n /* ERROR "cannot use n (value of type string) as int value in" */ = range s {}
        for _, _ = range s {}
        for /* ERROR "no new variables on left side of :=" */ _ := range s {}
        for n, str, n /* ERROR "range clause permits at most two iteration" */ = range s {}
        for s[0] = range m {}
        for i /* ERROR "declared and not used: i" */ := range n { i = 5 }
        var f /* ERROR "declared and not used: f" */ float64
        for f /* ERROR "cannot use iteration variable of type float64" */ = range 10 {}
      }
      func g[T []int | map[int]string](x T) {
        for i := range x /* ERROR "cannot range over x (variable of type T" */ { _ = i }
      }
      func h[T []int | []string](x T) {
        for range x /* ERROR "cannot range over x (variable of type T constrained by []int" */ {}
      }
      func k[T ~[]int](x T) {
        for i, e := range x { var _, _ int = i, e }
      }
      """#)
  }
}
