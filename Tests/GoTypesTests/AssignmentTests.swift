// Facts about assignments, declarations and unused variables.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct AssignmentTests {
  @Test func valuesMatchVariables() {
    check(
      #"""
      func f() (int, string) { return 1, "" }
      func g() int           { return 1 }
      func h()               {}
      type T struct{ x int }
      var m map[string]T
      var s []T
      func _() {
        var a, b int
        a, b = 1, 2
        a, b = 1 /* ERROR "assignment mismatch: 2 variables but 1 value" */
        a = 1 /* ERROR "assignment mismatch: 1 variable but 2 values" */, 2
        a, b = f /* ERROR "cannot use 2nd function result (value of type string) as int" */()
        a = f /* ERROR "assignment mismatch: 1 variable but f returns 2 values" */()
        a, b = g /* ERROR "assignment mismatch: 2 variables but g returns 1 value" */()
        a = h /* ERROR "h() (no value) used as value" */()
        _ = h /* ERROR "h() (no value) used as value" */()
        _ = nil /* ERROR "use of untyped nil in assignment to _ identifier" */
        _ = 1 /* ERROR "cannot use 1 << 70 (untyped int constant" */ << 70
        m /* ERROR "cannot assign to struct field m[\"x\"].x in map" */["x"].x = 1
        s[0].x = 1
        T /* ERROR "cannot assign to T{}.x (neither addressable nor a map index" */{}.x = 1
        g /* ERROR "cannot assign to g() (neither addressable nor a map index" */() = 1
        1 /* ERROR "cannot assign to 1 (neither addressable nor a map index expression)" */ = 2
        "x" /* ERROR "cannot assign to \"x\"[0] (neither addressable nor a map index" */[0] = 'y'
        f /* ERROR "cannot assign to f (neither addressable nor a map index expression)" */ = nil
        a /* ERROR "cannot assign to a + b (neither addressable nor a map index" */ + b = 1
        (a) = 1
        _, _ = a, b
        a, _ = 1, "x"
        _ /* ERROR "cannot use _ as value or type" */ += 1
        a /* ERROR "invalid operation: a += \"x\" (mismatched types int and untyped" */ += "x"
        a += 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */
        a <<= 1.5 /* ERROR "1.5 (untyped float constant) truncated to uint" */
        const c = 1
        c /* ERROR "cannot assign to c (neither addressable nor a map index expression)" */ = 2
        c /* ERROR "cannot assign to c (neither addressable nor a map index expression)" */++
        nil /* ERROR "cannot assign to nil (neither addressable nor a map index" */ = 1
        len /* ERROR "len (built-in) must be called" */ = nil
        T /* ERROR "T (type) is not an expression" */ = T{}
        var v, ok = m["x"]
        _, _ = v, ok
        v, ok = m["x"]
        v, ok = m["x"], 1 /* ERROR "cannot use 1 (untyped int constant) as bool value in" */
        var i interface{} = 1
        n, k := i.(int)
        _, _ = n, k
        var str string = "a" /* ERROR "invalid operation: \"a\" + 1 (mismatched types" */ + 1
        _ = str
        var e error = 1 /* ERROR "cannot use 1 (constant of type int) as error value in" */
        _ = e
        var fn func(int) = func /* ERROR "cannot use func(string) {} (value of" */(string) {}
        _ = fn
      }
      """#)
  }

  @Test func shortDeclarationsMakeNewVariables() {
    check(
      #"""
      func f() (int, string) { return 1, "" }
      var global int
      func _() {
        a := 1
        a := /* ERROR "no new variables on left side of :=" */ 2
        a, b := 3, 4
        a, b := /* ERROR "no new variables on left side of :=" */ 5, 6
        c /* ERROR "declared and not used:" */, c /* ERROR "c repeated on left side" */ := 1, 2
        _ := /* ERROR "no new variables on left side of :=" */ 1
        _, _ = a, b
        global /* ERROR "non-name global.x on l" */.x /* ERROR "global.x undefined (ty" */ := 1
        x, y, z := f /* ERROR "assignment mismatch: 3 variables but f returns 2 values" */()
        u, v := 1 /* ERROR "assignment mismatch: 2 variables but 1 value" */
        _, _, _, _, _ = x, y, z, u, v
        w /* ERROR "declared and not used: w" */ := f /* ERROR "assignment mismatch: 1 va" */()
        q /* ERROR "declared and not used: q" */ := nil /* ERROR "use of untyped nil in ass" */
        r, a := f /* ERROR "cannot use 2nd function result (value of type string) as int" */()
        s, t := 1, "x"
        _, _ = s, t
        _ = r
        {
          a, b := b, a
          _, _ = a, b
        }
        if a := 1; a > 0 {
        }
        d := func() { d /* ERROR "undefined: d" */() }
        _ = d
      }
      """#)
  }

  @Test func unusedVariablesAreReported() {
    check(
      #"""
      func _() {
        a /* ERROR "declared and not used: a" */ := 1
        var b /* ERROR "declared and not used: b" */ int
        var c /* ERROR "declared and not used: c" */, d = 1, 2
        _ = d
        e /* ERROR "declared and not used: e" */ := 1
        e = 2
        f := 1
        f++
        g /* ERROR "declared and not used: g" */ := 1
        func() { g = 2 }()
        h := 1
        _ = func() int { return h }
        var i *int
        *i = 1
        j := []int{}
        j[0] = 1
        k := struct{ x int }{}
        k.x = 1
        const l = 1
        type m int
        for n := 0; n < 1; n++ {
        }
        for o /* ERROR "declared and not used: o" */ := range []int{} {
        }
        switch q /* ERROR "q declared and not used" */ := interface{}(1).(type) {
        case int:
        }
        switch r := interface{}(1).(type) {
        case int:
          _ = r
        case string:
        }
        if s /* ERROR "declared and not used: s" */ := 1; true {
        }
        ( /* ERROR "non-name (t) on left side" */t /* ERROR "undefined: t" */) := 1
        var u /* ERROR "declared and not used:" */ int = u /* ERROR "undefined: u" */
      }
      func g(p int) (r int) { return 0 }
      """#)
  }
}
