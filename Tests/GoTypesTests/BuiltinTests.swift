// Facts about built-in functions.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct BuiltinTests {
  @Test func containers() {
    check(
      #"""
      var s []int
      var b []byte
      var str string
      var a [3]int
      var pa *[3]int
      var m map[string]int
      var ch chan int
      var ro <-chan int
      var so chan<- int
      var n int
      func f() [3]int { return a }
      func _() {
        _ = append(s, 1, 2)
        _ = append(s, "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value" */)
        _ = append(s, s...)
        _ = append(b, str...)
        _ = append(b, str /* ERROR "cannot use str (variable of type string) as byte value" */)
        _ = append(nil /* ERROR "invalid append: argument must be a slice; have untyped" */, 1)
        _ = append /* ERROR "invalid operation: not enough arguments for append() (expected" */()
        _ = append(n /* ERROR "invalid append: argument must be a slice; have n (variable" */, 1)
        append /* ERROR "append(s, 1) (value of type []int) is not used" */(s, 1)
        _ = len(s) + cap(s) + len(str) + len(m) + len(ch) + cap(ch) + cap(pa)
        _ = cap(m /* ERROR "invalid argument: m (variable of type map[string]int) for" */)
        _ = cap(str /* ERROR "invalid argument: str (variable of type string) for built-in" */)
        _ = len(n /* ERROR "invalid argument: n (variable of type int) for built-in len" */)
        _ = len /* ERROR "invalid operation: not enough arguments for len() (expected 1," */()
        _ = len /* ERROR "invalid operation: too many arguments for len(s, s) (expected" */(s, s)
        const c = len(a) + len(pa)
        const d = len /* ERROR "len(f()) (value of type int) is not constant" */(f())
        const e = len /* ERROR "len(s) (value of type int) is not constant" */(s)
        copy(s, s)
        copy(b, str)
        copy(s /* ERROR "invalid copy: arguments s (variable of type []int) and b" */, b)
        copy(str /* ERROR "invalid copy: argument must be a slice; have str (variable of" */, b)
        copy(n /* ERROR "invalid copy: argument must be a slice; have n (variable of type" */, s)
        _ = copy(s, s)
        delete(m, "x")
        delete(m, 1 /* ERROR "cannot use 1 (untyped int constant) as string value in" */)
        delete(s /* ERROR "invalid argument: s (variable of type []int) is not a map" */, 1)
        clear(m)
        clear(s)
        clear(n /* ERROR "invalid argument: cannot clear n (variable of type int): argument" */)
        close(ch)
        close(so)
        close(ro /* ERROR "invalid operation: cannot close receive-only channel ro (variable" */)
        close(n /* ERROR "invalid operation: cannot close non-channel n (variable of type" */)
        len /* ERROR "len(s) (value of type int) is not used" */(s)
        _ = len /* ERROR "len (built-in) must be called" */
        _ = len /* ERROR "invalid operation: invalid use of ... with built-in len" */(s...)
        defer append /* ERROR "defer discards result of append(s, 1) (value of type" */(s, 1)
        go len /* ERROR "go discards result of len(s) (value of type int)" */(s)
        defer copy(s, s)
      }
      """#)
  }

  @Test func allocation() {
    check(
      #"""
      var n int
      var f float64
      type T struct{ x int }
      func _() {
        _ = make([]int, 1)
        _ = make([]int, 1, 2)
        _ = make([]int, 2 /* ERROR "invalid argument: length and capacity swapped" */, 1)
        _ = make /* ERROR "invalid operation: make([]int) expects 2 or 3 arguments;" */([]int)
        _ = make /* ERROR "invalid operation: make([]int, 1, 2, 3) expects 2" */([]int, 1, 2, 3)
        _ = make(map[int]int)
        _ = make(map[int]int, 10)
        _ = make(chan int, n)
        _ = make(int /* ERROR "invalid argument: cannot make int: type must be slice, map," */)
        _ = make(T /* ERROR "invalid argument: cannot make T: type must be slice, map, or" */, 1)
        _ = make([]int, - /* ERROR "invalid argument: index -1 (constant of type int) must" */1)
        _ = make([]int, 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */)
        _ = make([]int, f /* ERROR "invalid argument: index f (variable of type float64)" */)
        _ = make([]int, "x" /* ERROR "cannot convert \"x\" (untyped string constant) to type" */)
        _ = make /* ERROR "invalid operation: not enough arguments for make() (expected 1," */()
        _ = make(1 /* ERROR "1 is not a type" */)
        _ = new(int)
        _ = new(T)
        _ = new(1)
        _ = new("x")
        _ = new(nil /* ERROR "use of untyped nil in argument to new" */)
        _ = new /* ERROR "invalid operation: not enough arguments for new() (expected 1," */()
        _ = new /* ERROR "invalid operation: too many arguments for new(int, int)" */(int, int)
        _ = new(n + 1)
        var _ *int = new(10)
        var _ *int64 = new /* ERROR "cannot use new(10) (value of type *int) as *int64" */(10)
        var _ *string = new("x" + "y")
        new /* ERROR "new(int) (value of type *int) is not used" */(int)
        panic(1)
        panic /* ERROR "invalid operation: not enough arguments for panic() (expected 1," */()
        panic(nil)
        print(1, "x", nil /* ERROR "use of untyped nil in argument to built-in print" */)
        println(n, f)
        println(1 /* ERROR "cannot use 1 << 70 (untyped int constant" */ << 70)
        _ = recover()
        recover()
        _ = recover /* ERROR "invalid operation: too many arguments for recover(1)" */(1)
        _ = panic /* ERROR "panic(1) (no value) used as value" */(1)
        _ = print /* ERROR "print() (no value) used as value" */()
      }
      """#)
  }

  @Test func numbers() {
    check(
      #"""
      var f32 float32
      var f64 float64
      var c64 complex64
      var c128 complex128
      var n int
      var s string
      func _() {
        _ = complex(f32, f32)
        _ = complex(f32 /* ERROR "invalid operation: complex(f32, f64) (mismatched" */, f64)
        _ = complex(f32, 1)
        _ = complex(1, 2)
        _ = complex(n /* ERROR "invalid argument: arguments have type int, expected" */, n)
        _ = complex("x" /* ERROR "invalid operation: complex(\"x\", 1) (mismatched types" */, 1)
        _ = complex /* ERROR "invalid operation: not enough arguments for complex(1)" */(1)
        var _ complex64 = complex(f32, 0)
        var _ float32 = real(c64)
        var _ float64 = imag(c128)
        _ = real(f64 /* ERROR "invalid argument: argument has type float64, expected complex" */)
        _ = imag(n /* ERROR "invalid argument: argument has type int, expected complex type" */)
        _ = real(1i)
        const c = real(1+2i) + imag(3i)
        var _ int = real(2)
        _ = max(1, 2.5, 'a')
        const m = max(1, 2, 3)
        var _ int = m
        _ = min(n, 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */)
        _ = min(n, f64 /* ERROR "invalid argument: mismatched types int (previous argument)" */)
        _ = min(s, "x")
        _ = min(s, 1 /* ERROR "invalid argument: mismatched types string (previous argument)" */)
        _ = max(true /* ERROR "invalid argument: true (untyped bool constant) cannot be" */)
        _ = max(nil /* ERROR "invalid argument: nil cannot be ordered" */)
        _ = max /* ERROR "invalid operation: not enough arguments for max() (expected 1," */()
        _ = max /* ERROR "invalid operation: invalid use of ... with built-in max" */([]int{}...)
        _ = max(n)
        _ = max(c128 /* ERROR "invalid argument: c128 (variable of type complex128) cannot" */)
      }
      """#)
  }

  @Test func packageUnsafe() {
    check(
      #"""
      import "unsafe"
      type T struct {
        a int8
        b int64
        c string
        E
        *F
      }
      type E struct{ x int16 }
      type F struct{ y int }
      func (T) M() {}
      var t T
      var p *int
      var s []int
      var str string
      var u unsafe.Pointer
      const size = unsafe.Sizeof(t)
      const align = unsafe.Alignof(t.b)
      const off = unsafe.Offsetof(t.b)
      var _ [size]int = [ /* ERROR "cannot use [56]int{} (value of type [56]int) as" */56]int{}
      var _ [align]int = [8]int{}
      var _ [off]int = [8]int{}
      const off2 = unsafe.Offsetof(t.x)
      const off3 = unsafe.Offsetof(t /* ERROR "invalid argument: field y is embedded via a" */.y)
      const off4 = unsafe.Offsetof(t /* ERROR "invalid argument: t.M is a method value" */.M)
      const off5 = unsafe.Offsetof(t /* ERROR "invalid argument: t is not a selector" */)
      const off6 = unsafe.Offsetof(t /* ERROR "invalid argument: T has no single field zz" */.zz)
      var _ = unsafe.Add(u, 1)
      var _ = unsafe.Add(p /* ERROR "cannot use p (variable of type *int) as" */, 1)
      var _ = unsafe.Add(u, 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */)
      var _ []int = unsafe.Slice(p, 3)
      var _ = unsafe.Slice(s /* ERROR "invalid argument: s (variable of type []int) is" */, 3)
      var _ = unsafe.Slice(p, - /* ERROR "invalid argument: length -1 (constant of type" */1)
      var _ *int = unsafe.SliceData(s)
      var _ = unsafe.SliceData(p /* ERROR "invalid argument: p (variable of type *int) is" */)
      var _ = unsafe.String(p /* ERROR "cannot use p (variable of type *int) as *byte" */, 1)
      var _ *byte = unsafe.StringData(str)
      var _ = unsafe.StringData(1 /* ERROR "cannot use 1 (untyped int constant) as string" */)
      var _ = unsafe.Pointer(p)
      var _ = unsafe.Pointer(1 /* ERROR "cannot convert 1 (untyped int constant) to type" */)
      var _ = uintptr(u)
      var _ = (*string)(u)
      var _ = unsafe /* ERROR "invalid operation: not enough arguments for" */.Sizeof()
      var _ = unsafe.Nope /* ERROR "undefined: unsafe.Nope" */
      func g[P any](x P) { const c = unsafe /* ERROR "unsafe.Sizeof(x) (value of t" */.Sizeof(x) }
      """#)
  }
}
