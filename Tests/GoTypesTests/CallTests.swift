// Facts about calls, conversions and instances of generic functions.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct CallTests {
  @Test func argumentsMatchParameters() {
    check(
      #"""
      func f0()                      {}
      func f1(a int)                 {}
      func f2(a int, b string)       {}
      func fv(a int, b ...string)    {}
      func r2() (int, string)        { return 1, "" }
      func r1() int                  { return 1 }
      var ss []string
      func _() {
        f0(1 /* ERROR "too many arguments in call to f0\n\thave (number)\n\twant ()" */)
        f1 /* ERROR "not enough arguments in call to f1\n\thave ()\n\twant (int)" */()
        f1(1, 2 /* ERROR "too many arguments in call to f1\n\thave (number, number)\n\twant" */)
        f1("x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in argument" */)
        f2(1 /* ERROR "not enough arguments in call to f2\n\thave (number)\n\twant (int," */)
        f2(r2())
        f2(r2 /* ERROR "multiple-value r2() (value of type (int, string)) in" */(), "x")
        f1(r2 /* ERROR "too many arguments in call to f1\n\thave (int, string)\n\twant" */())
        f1(r1())
        f1(f0 /* ERROR "f0() (no value) used as value" */())
        fv /* ERROR "not enough arguments in call to fv\n\thave ()\n\twant (int, ...string)" */()
        fv(1)
        fv(1, "a", "b")
        fv(1, ss...)
        fv(1, "a", ss /* ERROR "too many arguments in call to fv\n\thave (number, string," */...)
        fv(1, 2 /* ERROR "cannot use 2 (untyped int constant) as string value in argument to" */)
        fv(r2())
        f2 /* ERROR "cannot use ... in call to non-variadic f2" */(1, ss...)
        fv(ss /* ERROR "not enough arguments in call to fv\n\thave ([]string...)\n\twant" */...)
        f0(f0 /* ERROR "too many arguments in cal" */ /* ERROR "f0() (no value) used as v" */())
        f1(nil /* ERROR "cannot use nil as int value in argument to f1" */)
        f1(1.5 /* ERROR "cannot use 1.5 (untyped float constant) as int value in argument to" */)
        var x int
        x /* ERROR "invalid operation: cannot call x (variable of type int): int is not a" */(1)
        f1.x /* ERROR "f1.x undefined (type func(a int) has no field or method x)" */()
        nil /* ERROR "invalid operation: cannot call nil: untyped nil is not a function" */()
        r2 /* ERROR "multiple-value r2() (value of type (int, string)) in single-value" */().x()
        _ = r2 /* ERROR "assignment mismatch: 1 variable but r2 returns 2 values" */()
        _ = f0 /* ERROR "f0() (no value) used as value" */()
      }
      """#)
  }

  @Test func conversionsLookLikeCalls() {
    check(
      #"""
      type My int
      type S []int
      var n int
      var s string
      var f float64
      var sl []int
      var p *int
      var i interface{}
      type I interface{ M() }
      var _ = My(n)
      var _ = My /* ERROR "missing argument in conversion to My" */()
      var _ = My(1, 2 /* ERROR "too many arguments in conversion to My" */)
      var _ = My("x" /* ERROR "cannot convert \"x\" (untyped string constant) to type My" */)
      var _ = string(n)
      var _ = string(f /* ERROR "cannot convert f (variable of type float64) to type string" */)
      var _ = int(f)
      var _ = int(1.5 /* ERROR "cannot convert 1.5 (untyped float constant) to type int" */)
      var _ = int8(300 /* ERROR "constant 300 overflows int8" */)
      var _ = uint(- /* ERROR "constant -1 overflows uint" */1)
      var _ = float32(1e100 /* ERROR "cannot convert 1e100 (untyped float constant 1e+100)" */)
      var _ = []byte(s)
      var _ = []rune("x")
      var _ = []int(s /* ERROR "cannot convert s (variable of type string) to type []int" */)
      var _ = S(sl)
      var _ = [2]int(sl)
      var _ = (*[2]int)(sl)
      var _ = [2]string(sl /* ERROR "cannot convert sl (variable of type []int) to type" */)
      var _ = (*int)(p)
      var _ = (*My)(p)
      var _ = (*float64)(p /* ERROR "cannot convert p (variable of type *int) to type" */)
      var _ = I(n /* ERROR "cannot convert n (variable of type int) to type I: int does not" */)
      var _ = bool(1 /* ERROR "cannot convert 1 (untyped int constant) to type bool" */)
      var _ = int("1" /* ERROR "cannot convert \"1\" (untyped string constant) to type int" */)
      var _ = interface{}(nil)
      var _ = My(nil /* ERROR "cannot convert nil to type My" */)
      var _ = func( /* ERROR "func() nil (type) is" */)(nil /* ERROR "nil (untyped nil) is" */)
      var _ = chan int(nil)
      var _ = string(1 << 40)
      const c = string(65)
      var _ = My(sl /* ERROR "invalid use of ... in conversion to My" */...)
      var _ = complex64(1)
      var _ = uintptr(1.5 /* ERROR "cannot convert 1.5 (untyped float constant) to type" */)
      """#)
  }

  @Test func genericFunctionsAreInstantiated() {
    check(
      #"""
      func id[T any](x T) T                            { return x }
      func pair[K comparable, V any](k K, v V) map[K]V { return nil }
      func num[T int | float64](x T) T                 { return x }
      func apply[T, R any](x T, f func(T) R) R         { return f(x) }
      func none[T any]()                               {}
      var _ int = id(1)
      var _ string = id /* ERROR "cannot use id(1) (value of type int) as string value in" */(1)
      var _ = id[int]("x" /* ERROR "cannot use \"x\" (untyped string constant) as int value" */)
      var _ = id[int, string /* ERROR "got 2 type arguments but want 1" */](1)
      var _ = pair[func( /* ERROR "func() does not satisfy comparable" */)](nil, 1)
      var _ = num( /* ERROR "string does not satisfy int | float64 (string missing in int" */"x")
      var _ = num[string /* ERROR "string does not satisfy int | float64 (string" */]("x")
      var _ = apply(1, func(x int) string { return "" })
      var _ = apply(1, id)
      var _ = apply(1 /* ERROR "cannot use 1 (untyped int constant) as string" */, id[string])
      var _ func(int) int = id
      var _ func(int) string = id /* ERROR "inferred type func(x int) int for func(x T) T" */
      var _ = id /* ERROR "cannot use generic function id without instantiation" */
      var _ = pair[string]("x", 1)
      func _() {
        none( /* ERROR "in call to none, cannot infer T" */)
        none[int]()
        id(1)
        f := id /* ERROR "cannot use generic function id without instantiation" */
        _ = f
        var g func(string) string
        g = id
        _ = g
        _ = num( /* ERROR "in call to num, cannot infer T" */nil)
        _ = id( /* ERROR "in call to id, cannot infer T" */nil)
        _ = pair(1, id[int](2))
      }
      """#)
  }
}
