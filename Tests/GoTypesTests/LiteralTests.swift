// Facts about literals.
//
// The expected errors are those of Go 1.27 for the same programs.

import Testing

@testable import GoTypes

@Suite struct LiteralTests {
  @Test func structs() {
    check(
      #"""
      type T struct {
        A int
        B string
      }
      type E struct {
        T
        C float64
      }
      var _ = T{1, "x"}
      var _ = T{A: 1, B: "x"}
      var _ = T{1} /* ERROR "too few values in struct literal of type T" */
      var _ = T{1, "x", 2 /* ERROR "too many values in struct literal of type T" */}
      var _ = T{"x" /* ERROR "cannot use \"x\" (unt" */, 1 /* ERROR "cannot use 1 (untyped" */}
      var _ = T{A: "x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in" */}
      var _ = T{A: 1, A /* ERROR "duplicate field name A in struct literal" */: 2}
      var _ = T{C /* ERROR "unknown field C in struct literal of type T" */: 1}
      var _ = T{a /* ERROR "unknown field a in struct literal of type T, but does have A" */: 1}
      var _ = T{A: 1, "x" /* ERROR "mixture of field:value and value elements in struct" */}
      var _ = T{1, B /* ERROR "mixture of field:value and value elements in struct" */: "x"}
      var _ = T{1 /* ERROR "invalid field name 1 in struct literal" */: 2}
      var _ = &T{}
      var _ = E{A: 1, C: 2}
      var _ = E{T: T{}, A /* ERROR "cannot specify promoted field A and enclosing" */: 1}
      var _ = E{A: 1, T /* ERROR "cannot specify embedded field T and enclosed promoted" */: T{}}
      var _ = E{T{}, 1}
      var _ = []T{{1, "x"}, {A: 2}}
      var _ = []*T{{1, "x"}, {}}
      var _ = map[T]T{{1, "x"}: {2, "y"}}
      var _ = struct{ x int }{x: 1}
      var _ = T{}.A
      """#)
  }

  @Test func arraysSlicesAndMaps() {
    check(
      #"""
      var n int
      const c = 2
      var _ = [3]int{1, 2, 3}
      var _ = [3]int{1, 2, 3, 4 /* ERROR "index 3 is out of bounds (>= 3)" */}
      var _ = [...]int{1, 2, 5: 3}
      var _ [6]int = [...]int{1, 2, 5: 3}
      var _ = []int{0: 1, 0 /* ERROR "duplicate index 0 in array or slice literal" */: 2}
      var _ = []int{1, 0 /* ERROR "duplicate index 0 in array or slice literal" */: 2}
      var _ = []int{- /* ERROR "invalid argument: index -1 (constant of type int) must" */1: 1}
      var _ = []int{n /* ERROR "index n must be integer constant" */: 1}
      var _ = []int{"x" /* ERROR "cannot convert \"x\" (untyped string constant) to type" */: 1}
      var _ = []int{1.0: 1}
      var _ = [2]int{5 /* ERROR "invalid argument: index 5 out of bounds [0:2]" */: 1}
      var _ = []int{"x" /* ERROR "cannot use \"x\" (untyped string constant) as int value in" */}
      var _ = [][]int{{1}, {"x" /* ERROR "cannot use \"x\" (untyped string constant) as int" */}}
      var _ = [2][2]int{{1, 2}, {3, 4, 5 /* ERROR "index 2 is out of bounds (>= 2)" */}}
      var _ = map[string]int{"a": 1, "a" /* ERROR "duplicate key \"a\" in map literal" */: 2}
      var _ = map[string]int{"a": 1, 2 /* ERROR "missing key in map literal" */}
      var _ = map[string]int{1 /* ERROR "cannot use 1 (untyped int constant) as string" */: 1}
      var _ = map[interface{}]int{1: 1, 1.0: 2, "1": 3, 1 /* ERROR "duplicate key 1 in map" */: 4}
      var _ = map[float64]int{1: 1, 1.0 /* ERROR "duplicate key 1 in map literal" */: 2}
      var _ = map[bool]int{true: 1, false: 2, true /* ERROR "duplicate key true in map lit" */: 3}
      var _ = int /* ERROR "invalid composite literal type int" */{1}
      var _ = *[ /* ERROR "invalid operation: cannot indirect []int{…} (value of" */]int{1}
      var _ = []int{1, 2,}[5]
      var _ [ /* ERROR "invalid use of [...] array (outside a composite literal)" */...]int
      """#)
  }

  @Test func basic() {
    check(
      #"""
      var _ = 1_000
      var _ = 0x1p-2
      """#)
  }
}
