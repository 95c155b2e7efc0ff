// Maps hold what they are told to, through growth, deletion and collection, and ranges keep Go's
// promises.
import CGoRuntime
import CTricolor
import TestRandomness
import Testing

@Suite struct MapTests {
  /// TRICOLOR_TEST_SEED repeats a run.
  @Test(arguments: KeyKind.allCases, [false, true])
  func mapAgreesWithItsModelWhileCollected(kind: KeyKind, stress: Bool) throws {
    var random = SeededRandom.fromEnvironment()
    let comment = Comment(rawValue: "TRICOLOR_TEST_SEED=\(random.seed)")
    let runtime = try RuntimeHeap(stress: stress)
    let hint = random.below(3) == 0 ? random.below(5000) : 0
    let model = MapModel(runtime, kind, hint: hint)
    // From small maps to several tables: the bound grows on the way.
    var bound = 6
    for operation in 0..<(stress ? 3000 : 12000) {
      if operation % 1500 == 1499 { bound *= 4 }
      let number = random.below(bound)
      switch random.below(20) {
      case 0..<9: model.assign(number, random.next(), fast: random.oneIn(2))
      case 9..<14: model.check(number, fast: random.oneIn(2))
      case 14..<17: model.remove(number)
      default: runtime.step(&random)
      }
      if random.oneIn(2000) { model.clear() }
      if random.oneIn(1000) { #expect(model.entries() == model.expected, comment) }
      #expect(model.map.pointee.count == model.expected.count, comment)
    }
    #expect(model.entries() == model.expected, comment)
    runtime.collect()
    for number in model.expected.keys { model.check(number, fast: true) }
    #expect(model.entries() == model.expected, comment)
    #expect(runtime.violations == [], comment)
  }

  @Test(arguments: KeyKind.allCases)
  func rangesGiveEachEntryOnceWhateverTheBodyDoes(kind: KeyKind) throws {
    var random = SeededRandom.fromEnvironment()
    let comment = Comment(rawValue: "TRICOLOR_TEST_SEED=\(random.seed)")
    let runtime = try RuntimeHeap()
    for size in [0, 1, 7, 8, 9, 100, 900, 3000] {
      let model = MapModel(runtime, kind, hint: 0)
      for number in 0..<size { model.assign(number, UInt64(number), fast: true) }
      var given: Set<Int> = []
      var untouched = Set(0..<size)
      var iterator = tc_map_iterator()
      tc_go_map_begin(runtime.g, kind.type, model.map, &iterator)
      while let key = iterator.key {
        let number = model.number(of: key)
        #expect(given.insert(number).inserted, comment)
        // Deleted entries never come; what comes has its present value.
        #expect(model.expected[number] == model.value(of: iterator.element), comment)
        for _ in 0..<random.below(4) {
          let other = random.below(size * 3 + 10)
          switch random.below(3) {
          case 0 where other < size:
            model.remove(other)
            untouched.remove(other)
            // If it is added again it is a new entry, which may be given as well.
            given.remove(other)
          default: model.assign(other, random.next(), fast: random.oneIn(2))
          }
        }
        if random.oneIn(400) {
          model.clear()
          untouched = []
          given = []
        }
        tc_go_map_next(runtime.g, &iterator)
      }
      #expect(untouched.isSubset(of: given), comment)
    }
  }

  @Test func rangesBeginAnywhere() throws {
    let runtime = try RuntimeHeap()
    for size in [4, 8, 200] {
      let model = MapModel(runtime, .word, hint: 0)
      for number in 0..<size { model.assign(number, 1, fast: true) }
      var firsts: Set<Int> = []
      for _ in 0..<100 {
        var iterator = tc_map_iterator()
        tc_go_map_begin(runtime.g, KeyKind.word.type, model.map, &iterator)
        firsts.insert(model.number(of: iterator.key))
      }
      #expect(firsts.count > 2)
    }
  }

  @Test func keysThatAreEqualToNoneCanBeAddedCountedAndClearedOnly() throws {
    let runtime = try RuntimeHeap()
    let type = HandMade.map(
      HandMade.float, HandMade.word,
      hash: { _, key, seed in tc_go_hash_float(key!.load(as: Double.self), seed) },
      flags: Int(TC_MAP_NEED_KEY_UPDATE))
    let map = tc_go_make_map(runtime.g, type, 0, nil)!
    runtime.roots[0] = UInt(bitPattern: map)
    var key = Double.nan
    for value in 0..<3000 as Range<UInt64> {
      tc_go_map_assign(runtime.g, type, map, &key).storeBytes(of: value, as: UInt64.self)
    }
    #expect(map.pointee.count == 3000)
    #expect(tc_go_map_find(runtime.g, type, map, &key) == nil)
    tc_go_map_delete(runtime.g, type, map, &key)
    var values: Set<UInt64> = []
    var iterator = tc_map_iterator()
    tc_go_map_begin(runtime.g, type, map, &iterator)
    while iterator.key != nil {
      values.insert(iterator.element.load(as: UInt64.self))
      // Growth in the middle of the range: NaN is not found, and still given.
      var number = Double(values.count)
      _ = tc_go_map_assign(runtime.g, type, map, &number)
      tc_go_map_next(runtime.g, &iterator)
    }
    #expect(Set(0..<3000).isSubset(of: values))
    tc_go_map_clear(runtime.g, type, map)
    #expect(map.pointee.count == 0)
    // 0 and -0 are one key, and the one that was stored last is kept.
    var zero = 0.0
    var minus = -0.0
    _ = tc_go_map_assign(runtime.g, type, map, &zero)
    _ = tc_go_map_assign(runtime.g, type, map, &minus)
    #expect(map.pointee.count == 1)
    iterator = tc_map_iterator()
    tc_go_map_begin(runtime.g, type, map, &iterator)
    #expect(iterator.key.load(as: Double.self).sign == .minus)
  }

  @Test func keysWithoutAHashAreBlamed() throws {
    let runtime = try RuntimeHeap()
    let model = MapModel(runtime, .dynamic, hint: 0)
    let type = KeyKind.dynamic.type
    for number in [0, 5, 50] {
      if number > 0 { for key in 0..<number { model.assign(key, 1, fast: false) } }
      var box: (UInt, UInt, UInt) = (0, 0, 0)
      withUnsafeMutableBytes(of: &box) { bytes in
        var key = tc_any(type: HandMade.slice, data: bytes.baseAddress)
        // Where there is nothing to find, bit 0 is set: Go's message is another one.
        let odd = TypePointer(bitPattern: UInt(bitPattern: HandMade.slice) | 1)
        let blamed = number == 0 ? odd : HandMade.slice
        #expect(tc_go_map_find(runtime.g, type, model.map, &key) == nil)
        #expect(runtime.takeFault() == blamed)
        #expect(tc_go_map_assign(runtime.g, type, model.map, &key) == nil)
        #expect(runtime.takeFault() == HandMade.slice)
        tc_go_map_delete(runtime.g, type, model.map, &key)
        #expect(runtime.takeFault() == blamed)
        #expect(tc_go_map_find(runtime.g, type, nil, &key) == nil)
        #expect(runtime.takeFault() == odd)
      }
      #expect(model.map.pointee.count == number)
      #expect(model.entries().count == number)
    }
  }

  @Test func mapsWithoutEntriesAnswer() throws {
    let runtime = try RuntimeHeap()
    var iterator = tc_map_iterator()
    tc_go_map_begin(runtime.g, KeyKind.word.type, nil, &iterator)
    #expect(iterator.key == nil)
    tc_go_map_next(runtime.g, &iterator)
    #expect(iterator.key == nil)
    #expect(tc_go_map_find_word(runtime.g, KeyKind.word.type, nil, 1) == nil)
    tc_go_map_clear(runtime.g, KeyKind.word.type, nil)
    let model = MapModel(runtime, .word, hint: -5)
    model.check(1, fast: true)
    model.remove(1)
    model.clear()
    #expect(model.entries() == [:])
  }
}
