// Pointer maps in their four forms against the type's own mask.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

/// A type descriptor that owns its mask.
final class TestType {
  let pointer: UnsafeMutablePointer<tc_type>
  let mask: UnsafeMutablePointer<UInt8>
  /// One entry a word: whether it may hold a pointer.
  let words: [Bool]

  init(_ words: [Bool]) {
    self.words = words
    let prefix = words.lastIndex(of: true).map { $0 + 1 } ?? 0
    mask = .allocate(capacity: max(1, (prefix + 7) / 8))
    for byte in 0..<max(1, (prefix + 7) / 8) { mask[byte] = 0 }
    for index in 0..<prefix where words[index] { mask[index / 8] |= 1 << UInt8(index % 8) }
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: tc_type())
    pointer.pointee.size = UInt(words.count * 8)
    pointer.pointee.ptr_bytes = UInt(prefix * 8)
    pointer.pointee.align = 8
    pointer.pointee.mask = UnsafePointer(mask)
  }

  deinit {
    pointer.deallocate()
    mask.deallocate()
  }

  /// A type of 1…`maxWords` words, at least one of them a pointer.
  static func random(_ random: inout SeededRandom, maxWords: Int) -> TestType {
    let count = 1 + random.below(maxWords)
    var words = (0..<count).map { (_: Int) -> Bool in random.oneIn(3) }
    words[random.below(count)] = true
    return TestType(words)
  }

  var type: TypePointer { TypePointer(pointer) }

  /// Word offsets of the pointers in `count` words of values of this type.
  func pointerWords(in count: Int) -> [Int] {
    (0..<count).filter { words[$0 % words.count] }
  }
}

@Suite struct PointerMapTests {
  /// Word offsets that the map of the slot at `base` gives, from `base` on.
  private func visited(
    _ span: SpanPointer, _ base: Address, from: Address? = nil, to: Address? = nil
  ) -> [Int] {
    var found: [Int] = []
    let end = base + span.pointee.object_size
    PointerMap.forEachSlot(in: span, base: base, from: from ?? base, to: to ?? end) {
      (slot: PointerSlot) in
      found.append(Int(UInt(bitPattern: slot) - base) / 8)
    }
    return found
  }

  @Test func bitsOfNeighboursDoNotTouch() {
    var random = SeededRandom.fromEnvironment()
    for number in stride(from: UInt8(2), through: 52, by: 2) {
      let loose = LooseSpan(SpanClass(number))
      let size = loose.span.pointee.object_size
      let words = Int(size / 8)
      var expected: [[Int]] = []
      for index in 0..<loose.slots {
        let base = tc_object_base(loose.span, UInt32(index))
        let type = TestType.random(&random, maxWords: words)
        PointerMap.fillBits(
          from: base, to: base + size, size: size, PointerMap.bits(of: type.type, size: size))
        // As many values as fit; the last may be cut off by the slot's end.
        expected.append(type.pointerWords(in: words))
      }
      for index in 0..<loose.slots {
        let base = tc_object_base(loose.span, UInt32(index))
        #expect(visited(loose.span, base) == expected[index], "seed \(random.seed)")
      }
      // A run's slots are given one type's bits, and no others.
      let first = random.below(loose.slots)
      let end = first + random.below(loose.slots - first) + 1
      let type = TestType.random(&random, maxWords: words)
      PointerMap.fillBits(
        from: tc_object_base(loose.span, UInt32(first)),
        to: tc_object_base(loose.span, UInt32(end)), size: size,
        PointerMap.bits(of: type.type, size: size))
      for index in 0..<loose.slots {
        let base = tc_object_base(loose.span, UInt32(index))
        let wanted = index >= first && index < end ? type.pointerWords(in: words) : expected[index]
        #expect(visited(loose.span, base) == wanted, "seed \(random.seed)")
      }
    }
  }

  @Test func headerGivesEveryValueBehindIt() {
    var random = SeededRandom.fromEnvironment()
    for number in stride(from: UInt8(54), through: 134, by: 8) {
      let loose = LooseSpan(SpanClass(number))
      let words = Int(loose.span.pointee.object_size / 8)
      for index in 0..<loose.slots {
        let type = TestType.random(&random, maxWords: min(words - 1, 200))
        let base = tc_object_base(loose.span, UInt32(index))
        #expect(visited(loose.span, base).isEmpty)
        tc_header_store(base, type.type)
        let wanted = type.pointerWords(in: words - 1).map { $0 + 1 }
        #expect(visited(loose.span, base) == wanted, "seed \(random.seed)")
        tc_header_store(base, nil)
      }
    }
  }

  @Test func largeObjectIsTheSumOfItsPieces() {
    var random = SeededRandom.fromEnvironment()
    for _ in 0..<20 {
      let loose = LooseSpan(SpanClass(0), largeBytes: 40_000 + UInt(random.below(200_000)))
      let base = loose.span.pointee.base
      let words = Int(loose.span.pointee.object_size / 8)
      #expect(visited(loose.span, base).isEmpty)
      let type = TestType.random(&random, maxWords: random.oneIn(2) ? 5 : 1000)
      tc_span_set_large_type(loose.span, type.type)
      let wanted = type.pointerWords(in: words)
      #expect(visited(loose.span, base) == wanted, "seed \(random.seed)")
      var pieces: [Int] = []
      var at = base
      let piece = UInt(8 * (1 + random.below(3000)))
      while at < base + UInt(words * 8) {
        let end = min(at + piece, base + UInt(words * 8))
        pieces += visited(loose.span, base, from: at, to: end)
        at = end
      }
      #expect(pieces == wanted, "seed \(random.seed)")
    }
  }

  @Test func noscanSpanHasNoPointers() {
    let loose = LooseSpan(SpanClass(21))
    #expect(visited(loose.span, loose.span.pointee.base).isEmpty)
  }

  @Test func partOfASmallObjectGivesItsSlotsOnly() {
    let loose = LooseSpan(SpanClass(52))
    let base = tc_object_base(loose.span, 1)
    PointerMap.fillBits(from: base, to: base + 512, size: 512, ~0)
    #expect(visited(loose.span, base, from: base + 16, to: base + 40) == [2, 3, 4])
    #expect(visited(loose.span, base, from: base, to: base + 512).count == 64)
    #expect(visited(loose.span, base, from: base + 504, to: base + 512) == [63])
  }
}
