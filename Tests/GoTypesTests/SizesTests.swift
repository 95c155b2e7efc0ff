// Facts about sizes, alignments and offsets: those that Go's compiler gives on amd64 and arm64.

import Testing

@testable import GoTypes

@Suite struct SizesTests {
  /// Both targets have the same sizes: 64-bit words and an alignment of at most 8.
  static let targets: [Sizes] = [.amd64, .arm64]

  @Test(arguments: [
    ("bool", 1, 1), ("int8", 1, 1), ("uint16", 2, 2), ("int32", 4, 4), ("rune", 4, 4),
    ("int", 8, 8), ("uintptr", 8, 8), ("float32", 4, 4), ("complex64", 8, 4),
    ("complex128", 16, 8), ("string", 16, 8), ("[]int", 24, 8), ("map[int]int", 8, 8),
    ("chan int", 8, 8), ("func()", 8, 8), ("*int", 8, 8), ("interface{}", 16, 8), ("error", 16, 8),
    ("[0]int", 0, 8), ("[3]int16", 6, 2), ("[5]struct{}", 0, 1), ("struct{}", 0, 1),
    ("struct{ a int8; b int64 }", 16, 8), ("struct{ a int8; b int16; c int8 }", 6, 2),
    ("struct{ a int64; b struct{} }", 16, 8), ("struct{ a struct{}; b int64 }", 8, 8),
    ("struct{ a byte; b string; c byte }", 32, 8), ("struct{ a [3]byte; b complex64 }", 12, 4),
  ])
  func sizesAndAlignmentsAreGos(type: String, size: Int64, alignment: Int64) {
    let program = check("type T = \(type)\nvar x T")
    for sizes in Self.targets {
      #expect(sizes.size(of: program.type("x")) == size)
      #expect(sizes.alignment(of: program.type("x")) == alignment)
    }
  }

  @Test func offsetsFollowAlignment() throws {
    let program = check("type T struct { a byte; b int32; c byte; d string; e [0]int64; f byte }")
    let structure = try #require(program.type("T").underlying.asStruct)
    for sizes in Self.targets {
      #expect(sizes.offsets(of: structure) == [0, 4, 8, 16, 32, 32])
      #expect(sizes.size(of: structure) == 40)
    }
  }

  @Test func sizesThatDoNotFitAreTooLarge() {
    let program = check(
      """
      type Huge [1 << 40][1 << 40]byte
      type S struct { a [1 << 62]byte; b [1 << 62]byte; c [1 << 62]byte }
      var h *Huge
      var s *S
      """)
    for sizes in Self.targets {
      #expect(sizes.size(of: program.type("Huge")) == -1)
      #expect(sizes.size(of: program.type("S")) == -1)
    }
  }
}
