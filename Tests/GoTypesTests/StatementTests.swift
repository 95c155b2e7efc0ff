// Facts about statements.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct StatementTests {
  @Test func expressionsMustBeUsed() {
    check(
      #"""
      var n int
      var ch chan int
      func f() int { return 1 }
      type T int
      func _() {
        f()
        n /* ERROR "n (variable of type int) is not used" */
        n /* ERROR "n + 1 (value of type int) is not used" */ + 1
        "x" /* ERROR "\"x\" (untyped string constant) is not used" */
        f /* ERROR "f (value of type func() int) is not used" */
        len /* ERROR "len(\"x\") (constant 1 of type int) is not used" */("x")
        T /* ERROR "T(1) (constant 1 of int type T) is not used" */(1)
        <-ch
        - /* ERROR "-n (value of type int) is not used" */n
        (f())
        func /* ERROR "func() {} (value of type func()) is not used" */() {}
        func() {}()
        T /* ERROR "T (type) is not an expression" */
        [ /* ERROR "[]int{…} (value of type []int) is not used" */]int{1}
        nil /* ERROR "nil is not used" */
        true /* ERROR "true (untyped bool constant) is not used" */
        n /* ERROR "n == 1 (untyped bool value) is not used" */ == 1
        & /* ERROR "&n (value of type *int) is not used" */n
        len /* ERROR "len (built-in) must be called" */
        _ /* ERROR "cannot use _ as value or type" */
        undefined /* ERROR "undefined: undefined" */
        n.x /* ERROR "n.x undefined (type int has no field or method x)" */
      }
      """#)
  }

  @Test func conditionsAreBooleans() {
    check(
      #"""
      var n int
      type B bool
      var b B
      func _() {
        if n /* ERROR "non-boolean condition in if statement" */ {
        }
        if b {
        }
        if n == 1 {
        }
        if nil /* ERROR "non-boolean condition in if statement" */ {
        }
        if "x" /* ERROR "non-boolean condition in if statement" */ {
        }
        for n /* ERROR "non-boolean condition in for statement" */ {
        }
        for b {
        }
        for 1 /* ERROR "non-boolean condition in for statement" */ {
        }
        if x := 1; x /* ERROR "non-boolean condition in if statement" */ {
        }
        if f := func() bool { return true }; f /* ERROR "non-boolean condition in if" */ {
        }
      }
      """#)
  }

  @Test func incrementsNeedNumbers() {
    check(
      #"""
      var n int
      var s string
      var f float64
      var c complex64
      var m map[string]int
      var p *int
      func _() {
        n++
        f--
        c++
        s /* ERROR "invalid operation: s++ (non-numeric type string)" */++
        p /* ERROR "invalid operation: p++ (non-numeric type *int)" */++
        m["x"]++
        *p++
        1 /* ERROR "cannot assign to 1 (neither addressable nor a map index expression)" */++
        n.x /* ERROR "n.x undefined (type int has no field or method x)" */++
        s /* ERROR "cannot assign to s[0] (neither addressable nor a map index" */[0]++
      }
      """#)
  }

  @Test func sendsAndReceivesNeedChannels() {
    check(
      #"""
      var ch chan int
      var ro <-chan int
      var so chan<- int
      var n int
      func _() {
        ch <- 1
        ch <- "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in send" */
        ro /* ERROR "invalid operation: cannot send to receive-only channel <-chan int" */ <- 1
        so <- 1
        n /* ERROR "invalid operation: cannot send to non-channel int n (variable of" */ <- 1
        _ = <-ch
        _ = <-so /* ERROR "invalid operation: cannot receive from send-only channel chan<-" */
        _ = <-n /* ERROR "invalid operation: cannot receive from non-channel int n (variable" */
        _, _ = <-ch
        x, ok := <-ro
        _, _ = x, ok
        ch <- ch /* ERROR "cannot use ch (variable of type chan int) as int value in send" */
        var s string = <- /* ERROR "cannot use <-ch (comma, ok expression of type int) as" */ch
        _ = s
      }
      """#)
  }

  @Test func switchesCompareTheirCases() {
    check(
      #"""
      var n int
      var s string
      var i interface{}
      var fn func()
      var sl []int
      type T struct{ f func() }
      var t T
      func _() {
        switch n {
        case 1, 2, 1 /* ERROR "duplicate case 1 (constant of type int) in expression switch" */:
        case "x" /* ERROR "cannot convert \"x\" (untyped string constant) to type int" */:
        case 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */:
        case 3:
        case 3 /* ERROR "duplicate case 3 (constant of type int) in expression switch" */:
        default:
        default /* ERROR "multiple defaults" */:
        }
        switch s {
        case "a":
        case "a" /* ERROR "duplicate case \"a\" (constant of type string) in expression" */:
        case n /* ERROR "invalid case n in switch on s (mismatched types int and string)" */:
        }
        switch i {
        case 1:
        case 1.0:
        case 1 /* ERROR "duplicate case 1 (constant of type int) in expression switch" */:
        case "x":
        case nil:
        }
        switch {
        case n == 1:
        case n /* ERROR "invalid case n in switch on true (mismatched types int and bool)" */:
        case true:
        case false:
        }
        switch fn {
        case nil:
        }
        switch t /* ERROR "cannot switch on t (variable of struct type T) (T is not" */ {
        }
        switch sl {
        case nil:
        case sl /* ERROR "invalid case sl in switch on sl (slice can only be compared to nil)" */:
        }
        switch nil /* ERROR "use of untyped nil in switch expression" */ {
        }
        switch x := 1; x {
        case 1:
        }
        switch n /* ERROR "declared and not used: n" */ := n; {
        }
        switch 1 /* ERROR "cannot use 1 << 70 (untyped int constant" */ << 70 {
        }
        switch n {
        case 1:
          fallthrough
        case 2:
          fallthrough /* ERROR "cannot fallthrough final case in switch" */
        }
      }
      """#)
  }

  @Test func typeSwitchesNeedInterfaces() {
    check(
      #"""
      type I interface{ M() }
      type P struct{}
      func (*P) M() {}
      var i I
      var e interface{}
      var n int
      func _() {
        switch e.(type) {
        case int, string:
        case int /* ERROR "duplicate case int in type switch" */:
        case nil:
        case nil /* ERROR "duplicate case nil in type switch" */:
        case error:
        case 5 /* ERROR "5 is not a type" */:
        case undefined /* ERROR "undefined: undefined" */:
        default:
        }
        switch i.(type) {
        case P /* ERROR "impossible type switch case: P\n\ti (variable of interface type I)" */:
        case *P:
        case I:
        case int /* ERROR "impossible type switch case: int\n\ti (variable of interface type" */:
        }
        switch n /* ERROR "n (variable of type int) is not an interface" */.(type) {
        }
        switch x := e.(type) {
        case int:
          var _ int = x
        case string, bool:
          var _ string = x /* ERROR "cannot use x (variable of type interface{}) as string" */
        case nil:
          var _ int = x /* ERROR "cannot use x (variable of type interface{}) as int value in" */
        default:
          _ = x
        }
        switch x /* ERROR "x declared and not used" */ := e.(type) {
        }
        switch _ /* ERROR "no new variable on left side of :=" */ := e.(type) {
        }
        switch x /* ERROR "declared and not used: x" */ := 1; y := e.(type) {
        case int:
          _ = y
        }
        _ = e /* ERROR "invalid syntax tree: use of .(type) outside type switch" */.(type)
      }
      func g[T any](x T) {
        switch x /* ERROR "cannot use type switch on type parameter value x" */.(type) {
        }
        switch any(x).(type) {
        case T:
        case int:
        }
      }
      """#)
  }

  @Test func selectsCommunicate() {
    check(
      #"""
      var ch chan int
      var n int
      func _() {
        select {
        case <-ch:
        case x /* ERROR "declared and not used: x" */ := <-ch:
        case n = <-ch:
        case ch <- 1:
        case ch <- "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in" */:
        case x, ok := <-ch:
          _, _ = x, ok
        default:
        default /* ERROR "multiple defaults" */:
        }
        select {
        case n /* ERROR "select case must be send or receive (possibly with assignment)" */:
        case n == /* ERROR "select case must be send or receive (possibly with assignment)" */ 1:
        case n /* ERROR "select case must be send or receive (possibly with assignment)" */++:
        case (<-ch):
        case n := (<-ch):
          _ = n
        }
        select {}
      }
      """#)
  }

  @Test func goAndDeferNeedCalls() {
    check(
      #"""
      func f() int { return 1 }
      var n int
      func _() {
        go f()
        defer f()
        go f /* ERROR "expression in go must be function call" */
        defer n /* ERROR "expression in defer must be function call" */
        go func() {}()
        defer func /* ERROR "expression in defer must be function call" */() {}
        go int /* ERROR "go requires function call, not conversion int(1) (constant 1 of" */(1)
        defer recover()
        defer panic(1)
        defer ( /* ERROR "expression in defer must not be parenthesized" */f())
        go len /* ERROR "go discards result of len(\"x\") (constant 1 of type int)" */("x")
        defer new /* ERROR "defer discards result of new(int) (value of type *int)" */(int)
      }
      """#)
  }

  @Test func returnsMatchResults() {
    check(
      #"""
      func f0() {
        return
        return 1 /* ERROR "too many return values\n\thave (number)\n\twant ()" */
      }
      func f1() int {
        return /* ERROR "not enough return values\n\thave ()\n\twant (int)" */
        return 1
        return 1, 2 /* ERROR "too many return values\n\thave (number, number)\n\twant (int)" */
        return "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in" */
        return f2 /* ERROR "too many return values\n\thave (int, string)\n\twant (int)" */()
        return f1()
        return f0 /* ERROR "f0() (no value) used as value" */()
      }
      func f2() (int, string) {
        return 1 /* ERROR "not enough return values\n\thave (number)\n\twant (int, string)" */
        return 1, "x"
        return "x" /* ERROR "cannot use \"x\" (unty" */, 1 /* ERROR "cannot use 1 (untyped" */
        return f2()
        return f1 /* ERROR "not enough return values\n\thave (int)\n\twant (int, string)" */()
        return f2 /* ERROR "multiple-value f2() (v" */(), 1 /* ERROR "cannot use 1 (untyped" */
        return 1, "x", 2 /* ERROR "too many return values\n\thave (number, string," */
      }
      func f3() (a int, b error) {
        return
        return 1, nil
        {
          a := 1
          _ = a
          return /* ERROR "result parameter a not in scope at return" */
        }
        return nil /* ERROR "cannot use nil as int value in return statement" */, nil
      }
      """#)
  }

  @Test func functionsWithResultsEndInTerminatingStatements() {
    check(
      #"""
      func a() int {} /* ERROR "missing return" */
      func b() int { return 1 }
      func c() int { panic(1) }
      func d() int { for {} }
      func e() int { for true {} } /* ERROR "missing return" */
      func f() int { for { break } } /* ERROR "missing return" */
      func g(x int) int { if x > 0 { return 1 } } /* ERROR "missing return" */
      func h(x int) int { if x > 0 { return 1 } else { return 2 } }
      func i(x int) int { if x > 0 { return 1 } else if x < 0 { return 2 } else { panic(3) } }
      func j(x int) int { switch x { case 1: return 1; default: return 2 } }
      func k(x int) int { switch x { case 1: return 1 } } /* ERROR "missing return" */
      func l(x int) int { switch x { case 1: return 1; default: break }; return 2 }
      func m(x int) int { switch x { case 1: fallthrough; default: return 2 } }
      func n() int { select {} }
      func o(c chan int) int { select { case <-c: return 1 } }
      func p(c chan int) int { select { case <-c: break } } /* ERROR "missing return" */
      func q() int { L: for { for { break L } } } /* ERROR "missing return" */
      func r() int { L: for { for { break }; continue L } }
      func s() int { { return 1 } }
      func t() int { goto L; L: return 1 }
      func u() int { for range 10 { return 1 } } /* ERROR "missing return" */
      func v() int { panic := func(int) {}; panic(1) } /* ERROR "missing return" */
      func w() int { L: switch { default: for { break L } } } /* ERROR "missing return" */
      func x() int { return 1; ; }
      func y() (n int) { defer func() {}() } /* ERROR "missing return" */
      """#)
  }
}
