// Facts about expressions: constants, operators, indices, selectors.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct ExpressionTests {
  @Test func untypedConstantsTakeTheTypeAroundThem() {
    check(
      #"""
      var a int8 = 127
      var b int8 = 128 /* ERROR "cannot use 128 (untyped int constant) as int8 value in" */
      var c uint = - /* ERROR "cannot use -1 (untyped int constant) as uint value in" */1
      var d int = 1.0
      var e int = 1.5 /* ERROR "cannot use 1.5 (untyped float constant) as int value in" */
      var f float32 = 1e39 /* ERROR "cannot use 1e39 (untyped float constant 1e+39) as" */
      var g = 1 /* ERROR "cannot use 1 << 63 (untyped int constant 9223372036854775808)" */ << 63
      var h rune = 'x' + 1.0
      var i string = 65 /* ERROR "cannot use 65 (untyped int constant) as string value in" */
      var j bool = 1 /* ERROR "cannot use 1 (untyped int constant) as bool value in variable" */
      var k complex64 = 1i
      var l float64 = 1i /* ERROR "cannot use 1i (untyped complex constant (0 + 1i)) as" */
      var m byte = 'ā' /* ERROR "cannot use 'ā' (untyped rune constant 257) as byte value" */
      var n uint64 = 1<<64 - 1
      var o int64 = 1 /* ERROR "cannot use 1 << 64 - 1 (untyped int constant" */<<64 - 1
      """#)
  }

  @Test func constantOperationsAreChecked() {
    check(
      #"""
      const huge = 1 << /* ERROR "constant shift overflow" */ 1000
      const a = huge * huge
      const b = 1 << /* ERROR "constant shift overflow" */ 600
      const c int8 = 100 /* ERROR "cannot use 100 + 100 (untyped int constant 200) as" */ + 100
      const d int8 = 100
      const e = d /* ERROR "d * 2 (constant 200 of type int8) overflows int8" */ * 2
      const f = - /* ERROR "-d - 100 (constant -200 of type int8) overflows int8" */d - 100
      const g = ^uint8(0)
      const h uint8 = ^ /* ERROR "cannot use ^0 (untyped int constant -1) as uint8 value in" */0
      const i = 10 / 0 /* ERROR "invalid operation: division by zero" */
      const j = 10 % 0 /* ERROR "invalid operation: division by zero" */
      const k = 1.0 / 0 /* ERROR "invalid operation: division by zero" */
      const l = 1i / 0i /* ERROR "invalid operation: division by zero" */
      const m = 1e1000000000 /* ERROR "malformed constant: 1e1000000000" */
      const n = uint /* ERROR "uint(1) - 2 (constant -1 of type uint) overflows uint" */(1) - 2
      const o = int8 /* ERROR "int8(-128) / -1 (constant 128 of type int8)" */(-128) / -1
      const p = "a" /* ERROR "invalid operation: \"a\" + 'b' (mismatched types untyped" */ + 'b'
      const q = len("héllo") + 1
      var x int
      var y = x / 0 /* ERROR "invalid operation: division by zero" */
      var z = 1.5 / 0.0 /* ERROR "invalid operation: division by zero" */
      var w = x % 0 /* ERROR "invalid operation: division by zero" */
      """#)
  }

  @Test func operatorsNeedTheirTypes() {
    check(
      #"""
      var s string
      var n int
      var f float64
      var b bool
      var p *int
      type T struct{ x int }
      var t T
      var _ = s /* ERROR "invalid operation: operator - not defined on s (variable of" */ - s
      var _ = s /* ERROR "invalid operation: s && b (mismatched types string and bool)" */ && b
      var _ = f /* ERROR "invalid operation: operator % not defined on f (variable of" */ % f
      var _ = f /* ERROR "invalid operation: operator & not defined on f (variable of" */ & f
      var _ = !n /* ERROR "invalid operation: operator ! not defined on n (variable of type" */
      var _ = -s /* ERROR "invalid operation: operator - not defined on s (variable of type" */
      var _ = ^f /* ERROR "invalid operation: operator ^ not defined on f (variable of type" */
      var _ = +b /* ERROR "invalid operation: operator + not defined on b (variable of type" */
      var _ = t /* ERROR "invalid operation: operator + not defined on t (variable of" */ + t
      var _ = n /* ERROR "invalid operation: n + f (mismatched types int and float64)" */ + f
      var _ = n /* ERROR "invalid operation: n + \"x\" (mismatched types int and" */ + "x"
      var _ = s /* ERROR "invalid operation: s + 1 (mismatched types string and untyped" */ + 1
      var _ = nil /* ERROR "invalid operation: operator + not defined on nil" */ + nil
      var _ = p /* ERROR "invalid operation: p + 1 (mismatched types *int and untyped int)" */ + 1
      var _ = & /* ERROR "invalid operation: &n + 1 (mismatched types *int and untyped" */n + 1
      var _ = b /* ERROR "invalid operation: b || n (mismatched types bool and int)" */ || n
      """#)
  }

  @Test func addressesAndIndirections() {
    check(
      #"""
      var n int
      var p *int
      func f() int { return 1 }
      type T struct{ x int }
      var m map[string]T
      var _ = &1 /* ERROR "invalid operation: cannot take address of 1 (untyped int constant)" */
      var _ = &f /* ERROR "invalid operation: cannot take address of f() (value of type int)" */()
      var _ = &m /* ERROR "invalid operation: cannot take address of m[\"x\"] (map index" */["x"]
      var _ = &T{}
      var _ = &(T{1})
      var _ = &(& /* ERROR "invalid operation: cannot take address of &n (value of type" */n)
      var _ = *n /* ERROR "invalid operation: cannot indirect n (variable of type int)" */
      var _ = *p
      var _ = *nil /* ERROR "invalid operation: cannot indirect nil" */
      var _ = *f /* ERROR "invalid operation: cannot indirect f (value of type func() int)" */
      var _ = &f /* ERROR "invalid operation: cannot take address of f (value of type func()" */
      var _ *T = &m /* ERROR "invalid operation: cannot take address of m[\"x\"].x" */["x"].x
      """#)
  }

  @Test func comparisonsNeedComparableOperands() {
    check(
      #"""
      type S struct{ f []int }
      type Fn func()
      var sl, sl2 []int
      var m map[int]int
      var fn, fn2 Fn
      var s, s2 S
      var a, a2 [2]func()
      var i interface{}
      var e error
      var n int
      var str string
      var ch chan int
      var p *int
      var _ = sl /* ERROR "invalid operation: sl == sl2 (slice can only be compared to" */ == sl2
      var _ = sl == nil
      var _ = m /* ERROR "invalid operation: m == m (map can only be compared to nil)" */ == m
      var _ = fn /* ERROR "invalid operation: fn == fn2 (func can only be compared to" */ == fn2
      var _ = fn == nil
      var _ = s /* ERROR "invalid operation: s == s2 (struct containing []int cannot be" */ == s2
      var _ = a /* ERROR "invalid operation: a == a2 ([2]func() cannot be compared)" */ == a2
      var _ = i == e
      var _ = i == n
      var _ = i == sl /* ERROR "invalid operation: i == sl (slice can only be compared to nil)" */
      var _ = e == n /* ERROR "invalid operation: e == n (mismatched types error and int)" */
      var _ = n == str /* ERROR "invalid operation: n == str (mismatched types int and string)" */
      var _ = n == nil /* ERROR "invalid operation: n == nil (mismatched types int and" */
      var _ = nil == nil /* ERROR "invalid operation: nil == nil (operator == not defined on" */
      var _ = str < "x"
      var _ = i /* ERROR "invalid operation: i < i (operator < not defined on interface)" */ < i
      var _ = ch /* ERROR "invalid operation: ch < ch (operator < not defined on chan)" */ < ch
      var _ = p == ch /* ERROR "invalid operation: p == ch (mismatched types *int and chan" */
      var _ = p /* ERROR "invalid operation: p > p (operator > not defined on pointer)" */ > p
      var _ = true /* ERROR "invalid operation: true < false (operator < not defined" */ < false
      var _ bool = n == 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */
      var _ = struct{ x int }{1} == struct{ x int }{2}
      """#)
  }

  @Test func shiftsNeedIntegers() {
    check(
      #"""
      var s uint = 33
      var i = 1.0 /* ERROR "invalid operation: shifted operand 1.0 (type float64) must" */ << s
      var j int32 = 1 << s
      var k = uint64(1 << s)
      var m int = 1.0 << s
      var n = 1.0<<s == j
      var u = 1.0 /* ERROR "invalid operation: shifted operand 1.0 (type float64) must" */ << s
      var v float32 = 1 /* ERROR "invalid operation: shifted operand 1 (type float32)" */ << s
      var w int64 = 1.0 << 33
      var x = make([]byte, 1.0<<s)
      var _ = 1 << - /* ERROR "invalid operation: negative shift count -1 (untyped int" */1
      var _ = 1 << 1.5 /* ERROR "1.5 (untyped float constant) truncated to uint" */
      var _ = 1.5 /* ERROR "invalid operation: shifted operand 1.5 (untyped float" */ << 1
      var _ = "a" /* ERROR "invalid operation: shifted operand \"a\" (untyped string" */ << 1
      var _ = 1 << "a" /* ERROR "cannot convert \"a\" (untyped string constant) to type uint" */
      var _ = 1 << 2000 /* ERROR "invalid operation: invalid shift count 2000 (untyped int" */
      var sh int
      var _ = 1 << sh
      var _ = uint8 /* ERROR "uint8(1) << 8 (constant 256 of type uint8) overflows" */(1) << 8
      const c = uint8 /* ERROR "uint8(1) << 8 (constant 256 of type uint8) overflows" */(1) << 8
      var f float64
      var _ = f /* ERROR "invalid operation: shifted operand f (variable of type" */ << 1
      var _ = 1 << f /* ERROR "invalid operation: shift count f (variable of type float64)" */
      var _ = float64(1 /* ERROR "invalid operation: shifted operand 1 (type float64)" */ << s)
      var _ = []int{1 << s}
      var _ interface{} = 1 << s
      """#)
  }

  @Test func indicesAreCheckedAgainstKnownLengths() {
    check(
      #"""
      var a [3]int
      var s []int
      var str string
      var p *[3]int
      var m map[string]int
      var n int
      const c = "abc"
      var _ = a[3 /* ERROR "invalid argument: index 3 out of bounds [0:3]" */]
      var _ = a[- /* ERROR "invalid argument: index -1 (constant of type int) must not be" */1]
      var _ = a["x" /* ERROR "cannot convert \"x\" (untyped string constant) to type int" */]
      var _ = a[1.0]
      var _ = a[1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */]
      var _ = s[1 /* ERROR "1 << 70 (untyped int constant 1180591620717411303424)" */<<70]
      var _ = c[3 /* ERROR "invalid argument: index 3 out of bounds [0:3]" */]
      var _ = "abc"[5 /* ERROR "invalid argument: index 5 out of bounds [0:3]" */]
      var _ = str[5]
      var _ = p[3 /* ERROR "invalid argument: index 3 out of bounds [0:3]" */]
      var _ = m[1 /* ERROR "cannot use 1 (untyped int constant) as string value in map index" */]
      var _ = n[ /* ERROR "cannot index n (variable of type int)" */0]
      var _ = s[nil /* ERROR "cannot convert nil to type int" */]
      var _ byte = c[1]
      var _ int = str /* ERROR "cannot use str[0] (value of type byte) as int value in" */[0]
      var _ = a[int8(2)]
      """#)
  }

  @Test func slicesAreCheckedAgainstKnownLengths() {
    check(
      #"""
      var a [3]int
      var s []int
      var str string
      var p *[3]int
      func arr() [3]int { return a }
      var _ = a[1:5 /* ERROR "invalid argument: index 5 out of bounds [0:4]" */]
      var _ = a[2:1 /* ERROR "invalid slice indices: 1 < 2" */]
      var _ = s[2:1 /* ERROR "invalid slice indices: 1 < 2" */]
      var _ = s[5:3 /* ERROR "invalid slice indices: 3 < 5" */:4]
      var _ = s[1:2:0 /* ERROR "invalid slice indices: 0 < 1" */]
      var _ = str[1:2:3 /* ERROR "invalid operation: 3-index slice of string" */]
      var _ = arr /* ERROR "cannot slice unaddressable value arr() (value of type [3]int)" */()[:]
      var _ = p[:4 /* ERROR "invalid argument: index 4 out of bounds [0:4]" */]
      var _ = "abc"[1:7 /* ERROR "invalid argument: index 7 out of bounds [0:4]" */]
      var _ = "abc"[3:2 /* ERROR "invalid slice indices: 2 < 3" */]
      var _ string = "abc"[1:]
      var _ = 5 /* ERROR "cannot slice 5 (untyped int constant)" */[:]
      var _ = s["x" /* ERROR "cannot convert \"x\" (untyped string constant) to type int" */:]
      var m map[int]int
      var _ = m /* ERROR "cannot slice m (variable of type map[int]int)" */[1:]
      """#)
  }

  @Test func selectorsFindFieldsAndMethods() {
    check(
      #"""
      type T struct {
        A int
        b string
        E
        *F
      }
      type E struct{ x, same int }
      type F struct{ y, same int }
      func (T) Val()  {}
      func (*T) Ptr() {}
      type I interface{ M() }
      var t T
      var p *T
      var pp **T
      var i I
      var pi *I
      var _ = t.A
      var _ = t.a /* ERROR "t.a undefined (type T has no field or method a, but does have" */
      var _ = t.B /* ERROR "t.B undefined (type T has no field or method B, but does have" */
      var _ = t.x
      var _ = t.y
      var _ = t.same /* ERROR "ambiguous selector t.same" */
      var _ = t.E.same
      var _ = p.A
      var _ = pp.A /* ERROR "pp.A undefined (type **T has no field or method A)" */
      var _ = T.Val
      var _ = T.Ptr /* ERROR "invalid method expression T.Ptr (needs pointer receiver" */
      var _ = (*T).Ptr
      var _ = T /* ERROR "operand for field selector A must be value of type T" */.A
      var _ = T{}.Ptr /* ERROR "cannot call pointer method Ptr on T" */
      var _ = i.m /* ERROR "i.m undefined (type I has no field or method m, but does have" */
      var _ = pi.M /* ERROR "pi.M undefined (type *I is pointer to interface, not interface)" */
      var _ = t.zzz /* ERROR "t.zzz undefined (type T has no field or method zzz)" */
      var _ func(T) = T.Val
      var _ func(*T) = (*T).Val
      var _ func() = t.Ptr
      var _ = T.missing /* ERROR "T.missing undefined (type T has no field or method missing)" */
      """#)
  }

  @Test func typeAssertionsNeedInterfaces() {
    check(
      #"""
      type I interface{ M() }
      type T struct{}
      type P struct{}
      func (*P) M() {}
      var i I
      var e interface{}
      var n int
      var _ = n /* ERROR "invalid operation: n (variable of type int) is not an" */.(int)
      var _ = i /* ERROR "impossible type assertion: i.(T)\n\tT does not implement I" */.(T)
      var _ = i /* ERROR "impossible type assertion: i.(P)\n\tP does not implement I" */.(P)
      var _ = i.(*P)
      var _ = e.(T)
      var _ = e.(I)
      var _, ok = e.(int)
      var _ bool = ok
      func f[T any](x T) { _ = x /* ERROR "invalid operation: cannot use type" */.(int) }
      """#)
  }
}
