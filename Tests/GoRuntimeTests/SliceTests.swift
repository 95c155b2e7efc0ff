// Room that append gives, against what Go 1.27 gave for the same elements, and copying with
// barriers.
import CGoRuntime
import CTricolor
import TestRandomness
import Testing

@Suite struct SliceTests {
  /// Capacities that `s = append(s, x)` goes through, printed by a Go program whose slices are on
  /// the heap.
  private static let oneByOne: [(name: String, capacities: [Int])] = [
    (
      "byte",
      [
        8, 16, 32, 64, 128, 256, 512, 896, 1408, 2048, 3072, 4096, 5376, 6912, 9472, 12288, 16384,
        21760,
      ]
    ),
    ("int32", [2, 4, 8, 16, 32, 64, 128, 256, 512, 864, 1344, 2048, 3072, 4096, 5440]),
    ("int", [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 848, 1280, 1792, 2560, 3408, 5120]),
    ("pointer", [1, 2, 4, 8, 16, 32, 64, 143, 287, 607, 1023, 1535, 2303, 3071, 4095, 6144]),
    ("24 bytes", [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 853, 1365, 2048, 3072, 4096, 5461]),
    (
      "pointer and two words",
      [1, 2, 4, 8, 16, 37, 74, 170, 341, 682, 1135, 1706, 2389, 3413, 4778, 6485]
    ),
    ("40 bytes", [1, 2, 4, 8, 16, 32, 67, 134, 272, 544, 1024, 1638, 2252, 3072]),
    ("200 bytes", [1, 2, 4, 8, 16, 32, 67, 136, 286, 573]),
  ]

  /// Capacities of three elements and then so many at once.
  private static let added = [
    1, 2, 3, 5, 7, 9, 15, 17, 33, 65, 100, 129, 513, 1000, 5000, 100000,
  ]
  private static let atOnce: [(name: String, capacities: [Int])] = [
    ("byte", [8, 8, 8, 8, 16, 16, 24, 24, 48, 80, 112, 144, 576, 1024, 5376, 106496]),
    ("int32", [6, 6, 6, 8, 12, 12, 20, 20, 36, 72, 104, 144, 576, 1024, 5120, 100352]),
    ("int", [6, 6, 6, 8, 10, 12, 18, 20, 36, 72, 112, 144, 608, 1024, 5120, 100352]),
    ("pointer", [6, 6, 6, 8, 10, 12, 18, 20, 36, 71, 111, 143, 607, 1023, 5120, 100352]),
    ("24 bytes", [6, 6, 6, 8, 10, 12, 18, 20, 37, 74, 112, 133, 565, 1024, 5120, 100010]),
    (
      "pointer and two words",
      [6, 6, 6, 8, 10, 12, 18, 20, 37, 74, 111, 133, 565, 1023, 5120, 100010]
    ),
    ("40 bytes", [6, 6, 6, 8, 10, 12, 19, 22, 38, 76, 121, 134, 544, 1024, 5120, 100147]),
    ("200 bytes", [6, 6, 6, 8, 10, 13, 20, 20, 40, 71, 108, 136, 532, 1024, 5038, 100024]),
  ]

  private static func type(_ name: String) -> TypePointer {
    switch name {
    case "byte": HandMade.type(size: 1, kind: 8)
    case "int32": HandMade.half
    case "int": HandMade.word
    case "pointer": HandMade.pointer
    case "24 bytes": HandMade.type(size: 24, kind: 25)
    case "pointer and two words": HandMade.slice
    case "40 bytes": HandMade.type(size: 40, kind: 25)
    default: HandMade.type(size: 200, kind: 17)
    }
  }

  @Test func capacitiesAreGosElementByElement() throws {
    let runtime = try RuntimeHeap()
    for (name, expected) in Self.oneByOne {
      let type = Self.type(name)
      var slice = tc_slice()
      var seen: [Int] = []
      while seen.count < expected.count {
        slice = tc_go_grow(runtime.g, type, slice, slice.length + 1)
        seen.append(slice.capacity)
        slice.length = slice.capacity
      }
      #expect(seen == expected, "\(name)")
    }
    #expect(runtime.violations == [])
  }

  @Test func capacitiesAreGosForManyAtOnce() throws {
    let runtime = try RuntimeHeap()
    for (name, expected) in Self.atOnce {
      let type = Self.type(name)
      let three = tc_slice(
        data: tc_go_make_array(runtime.g, type, 3).assumingMemoryBound(to: UInt8.self), length: 3,
        capacity: 3)
      let seen = Self.added.map { tc_go_grow(runtime.g, type, three, 3 + $0).capacity }
      #expect(seen == expected, "\(name)")
    }
  }

  @Test func grownSlicesHoldTheOldElementsAndZeroes() throws {
    let runtime = try RuntimeHeap()
    for (type, count) in [(HandMade.word, 9000), (HandMade.pointer, 9000), (HandMade.half, 20000)] {
      let size = Int(type.pointee.size)
      var slice = tc_slice()
      var length = 1
      while length < count {
        let old = slice.length
        slice = tc_go_grow(runtime.g, type, slice, length)
        let bytes = UnsafeRawBufferPointer(start: slice.data, count: slice.capacity * size)
        #expect(bytes[(old * size)...].allSatisfy { $0 == 0 })
        if type == HandMade.half {
          #expect(bytes[..<(old * size)].allSatisfy { $0 == 7 })
          for index in 0..<(length * size) { slice.data[index] = 7 }
        }
        length = slice.capacity + 1
      }
    }
  }

  @Test func whatCannotBeIsBlamed() throws {
    let runtime = try RuntimeHeap()
    for count in [-1, Int.max, 1 << 46] {
      #expect(tc_go_make_array(runtime.g, HandMade.word, count) == nil)
      #expect(runtime.takeFault() == HandMade.word)
      #expect(tc_go_grow(runtime.g, HandMade.word, tc_slice(), count).data == nil)
      #expect(runtime.takeFault() == HandMade.word)
    }
    #expect(tc_go_make_array(runtime.g, HandMade.nothing, Int.max) != nil)
    let many = tc_go_grow(runtime.g, HandMade.nothing, tc_slice(), 1 << 60)
    #expect(many.capacity == 1 << 60 && many.data != nil)
    #expect(runtime.takeFault() == nil)
  }

  /// Objects are moved between two arrays while they are marked: each must live on.
  @Test func movedPointersSurviveMarking() throws {
    var random = SeededRandom.fromEnvironment()
    let comment = Comment(rawValue: "TRICOLOR_TEST_SEED=\(random.seed)")
    let runtime = try RuntimeHeap()
    let g = runtime.g
    let count = 64
    var arrays: [UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>] = []
    for place in 0..<2 {
      let array = tc_go_make_array(g, HandMade.pointer, count)!
      runtime.roots[place] = UInt(bitPattern: array)
      arrays.append(array.assumingMemoryBound(to: UnsafeMutablePointer<UInt64>?.self))
    }
    var held = [[UInt64?]](repeating: [UInt64?](repeating: nil, count: count), count: 2)
    for operation in 0..<20000 as Range<UInt64> {
      let side = random.below(2)
      let at = random.below(count)
      let length = random.below(count - at) + 1
      switch random.below(8) {
      case 0, 1, 2:
        let object = tc_allocate_noscan(runtime.cache, 16)!
        object.storeBytes(of: operation, as: UInt64.self)
        let slot = UnsafeMutableRawPointer(arrays[side] + at)
        tc_store(
          runtime.cache, slot.assumingMemoryBound(to: UnsafeMutableRawPointer?.self), object)
        held[side][at] = operation
      case 3:
        tc_go_clear(g, HandMade.pointer, arrays[side] + at, length)
        for index in at..<at + length { held[side][index] = nil }
      case 4, 5:
        let from = random.below(count - length + 1)
        let other = random.below(2)
        tc_go_move(g, HandMade.pointer, arrays[other] + at, arrays[side] + from, length)
        let moved = Array(held[side][from..<from + length])
        held[other].replaceSubrange(at..<at + length, with: moved)
      default: runtime.step(&random)
      }
    }
    runtime.collect()
    for side in 0..<2 {
      for index in 0..<count {
        #expect(arrays[side][index]?.pointee == held[side][index], comment)
      }
    }
    #expect(runtime.violations == [], comment)
  }
}
