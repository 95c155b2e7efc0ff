// Imports, scopes of files, initialisation order, versions, sizes, and what is recorded.
import Testing

@testable import GoTypes

@Suite struct PackageTests {
  @Test func importsMustBeUsedAndFound() {
    check(
      """
      import "a" /* ERROR "\\"a\\" imported and not used" */
      import b /* ERROR "\\"a\\" imported as b and not used" */ "a"
      import _ "a"
      import . "c"
      import "x/y"
      import "none" /* ERROR "could not import none (no such package)" */
      import "a b" /* ERROR "invalid import path (invalid character U+0020 ' ')" */
      var v = V + y.W
      var n = none.Anything
      """,
      importing: [
        "a": "package a", "c": "package c; var V int", "x/y": "package y; var W int",
      ])
  }

  @Test func filesShareThePackageScopeButNotImports() {
    check(
      """
      package p
      import "a"
      var x = a.A
      ----
      package p
      var y = a /* ERROR "undefined: a" */ .A
      var x2 = x
      ----
      package /* ERROR "package q; expected package p" */ q
      """,
      importing: ["a": "package a; var A int"])
  }

  @Test func unexportedNamesOfPackagesAreNotAccessible() {
    check(
      """
      import "a"
      var _ = a.b /* ERROR "undefined: a.b" */
      var _ = a.hidden /* ERROR "name hidden not exported by package a" */
      var _ = a._ /* ERROR "undefined: a._" */
      var _ a.T
      """, importing: ["a": "package a; var hidden int; type T struct{}"])
  }

  @Test func variablesAreInitialisedAfterWhatTheyUse() {
    let program = check(
      """
      var a = b + f()
      var b = c
      var c = 1
      func f() int { return d }
      var d = g
      var g = 5
      var x, y = two()
      func two() (int, int) { return a, b }
      """)
    let order = program.info.initializationOrder.map { initializer in
      initializer.variables.map(\.text).joined(separator: ",")
    }
    #expect(order == ["c", "b", "g", "d", "a", "x,y"])
  }

  @Test func featuresAskForTheirVersion() {
    check(
      """
      type T[P /* ERROR "type parameter requires go1.18 or later" */ interface{}] struct{}
      type _ interface{ any /* ERROR "predeclared any requires go1.18 or later" */ }
      """,
      goVersion: "go1.17")
    check(
      "type A[P /* ERROR \"generic type alias requires go1.23 or later\" */ any] = []P",
      goVersion: "go1.22")
    check(
      """
      type T struct{}
      func (T) m[P /* ERROR "generic method requires go1.27 or later" */ any]() {}
      """, goVersion: "go1.26")
  }

  @Test func versionsAreRead() {
    #expect(GoVersion("go1.21.3")?.minor == 21)
    #expect(GoVersion("go1.22rc1")?.minor == 22)
    #expect(GoVersion("go1")?.minor == 0)
    #expect(GoVersion("1.21") == nil)
    #expect(GoVersion("go1.x") == nil)
    #expect(GoVersion.unspecified.allows(.current))
  }

  @Test func sizesAreThoseOfGoForAmd64() {
    let program = check(
      """
      import "unsafe"
      type S struct { a bool; b int64; c bool; d [0]int32 }
      type E struct{}
      const (
        s = unsafe.Sizeof(S{})
        o = unsafe.Offsetof(S{}.c)
        e = unsafe.Sizeof(E{})
        i = unsafe.Sizeof(any(nil))
        g = unsafe.Sizeof("")
        l = unsafe.Sizeof([]int{})
        z = unsafe.Sizeof(complex64(0))
        a = unsafe.Alignof(complex64(0))
        f = unsafe.Sizeof([3]struct{ x int32; y int8 }{})
      )
      """)
    let values = ["s", "o", "e", "i", "g", "l", "z", "a", "f"].map {
      program.object($0)?.asConstant?.value.int64Value ?? -1
    }
    #expect(values == [24, 16, 0, 16, 16, 24, 8, 4, 24])
  }

  @Test func typesPrintAsGoWritesThem() {
    let program = check(
      """
      var a func(x int, y ...string) (z []byte, err error)
      var b map[string]chan<- (<-chan int)
      var c struct { A int `json:"a"`; B, _ *rune }
      var d interface { M(any) (int, error); error }
      var e [3]struct{}
      func f[K comparable, V, W any, S ~[]V](K, V, W, S) {}
      """)
    let texts = ["a", "b", "c", "d", "e", "f"].map { typeString(program.type($0)) }
    #expect(
      texts == [
        "func(x int, y ...string) (z []byte, err error)",
        "map[string]chan<- <-chan int",
        "struct{A int \"json:\\\"a\\\"\"; B *rune; _ *rune}",
        "interface{M(any) (int, error); error}",
        "[3]struct{}",
        "func[K comparable, V, W any, S ~[]V](K, V, W, S)",
      ])
  }
}
