// All sets of spans that no cache holds, and notes of which of them were used.
//
// A shelf is a place for the spans of one class, with free slots or without, in one shard. It has
// two sets: one holds the swept spans and the other those that are not. Which one is which is told
// by a bit of the sweep generation, so that raising it turns every set of swept spans into one of
// unswept ones at once.
//
// A shelf of spans without free slots has two more: one holds the tenured spans, which sweeps
// between minor cycles pass over, and the other those that were recalled to be swept. Which one is
// which changes when spans are recalled.
//
// Of a thousand shelves a program uses some dozens. So a set that gets its first span is noted, a
// bit a set; the sweep, and the reset while the world stands still, look at no other.
import CTricolor

/// One place for spans: a class, with free slots or without, in a shard.
struct SpanShelf: Equatable {
  let spanClass: SpanClass
  let isFull: Bool
  let shard: UInt8

  /// A power of two. More: caches of many processors meet less often; fewer: less memory, and a
  /// shorter way to what other caches left.
  static let shards: UInt8 = 4
  /// Shelves of one shard, and of all.
  static let countOfShard = SpanClass.count * 2
  static let count = countOfShard * Int(shards)

  @inline(__always)
  init(_ spanClass: SpanClass, isFull: Bool, shard: UInt8) {
    self.spanClass = spanClass
    self.isFull = isFull
    self.shard = shard & (SpanShelf.shards &- 1)
  }

  /// Where a span belongs that no cache holds.
  @inline(__always)
  init(of span: SpanPointer, isFull: Bool) {
    self.init(span.spanClass, isFull: isFull, shard: span.pointee.home)
  }

  /// The shard of a cache.
  @inline(__always)
  static func shard(of cache: CachePointer) -> UInt8 {
    UInt8(truncatingIfNeeded: cache.pointee.id) & (shards &- 1)
  }

  /// 0 ..< count: a shard's shelves lie together, so that those of a shard that is not used take no
  /// memory.
  @inline(__always)
  var index: Int {
    Int(shard) &* SpanShelf.countOfShard &+ spanClass.index &* 2 &+ (isFull ? 1 : 0)
  }
}

/// See the top of the file. A part of CacheSpace, which never moves.
struct SpanShelves {
  /// Blocks of the sets.
  var storage: SpanSetStorage
  /// Two a shelf, and then two a shelf of spans without free slots, for tenured ones.
  let sets: SpanSetPointer
  /// A bit a shelf whose set was used since its last reset, for the sets of each of the four kinds:
  /// `notesCount` words each. Atomic.
  let notes: UnsafeMutablePointer<UInt64>
  /// Which of a shelf's two last sets holds the tenured spans: 0 or 1. Written with the world
  /// stopped.
  var tenuredTurn = 0
  /// How many shards may hold spans: rises with the caches. Atomic.
  var shardsInUse: UInt32 = 1

  static let notesCount = (SpanShelf.count + 63) / 64
  /// Kinds of sets: two by the sweep generation, two of tenured spans.
  static let kinds = 4
  static let setCount = SpanShelf.count * 3
  /// Bytes of the sets and of the notes.
  static let setBytes = UInt(setCount * MemoryLayout<SpanSet>.stride)
  static let noteBytes = UInt(notesCount * kinds * MemoryLayout<UInt64>.stride)
}

typealias SpanShelvesPointer = UnsafeMutablePointer<SpanShelves>

extension UnsafeMutablePointer where Pointee == SpanShelves {
  // The first field; the pointee never moves.
  @inline(__always)
  private var storage: SpanSetStoragePointer {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: SpanSetStorage.self)
  }

  /// How many shards may hold spans.
  @inline(__always)
  var shardsInUse: UInt8 {
    UInt8(truncatingIfNeeded: tc_u32_load(&pointee.shardsInUse))
  }

  /// Notes that a cache of this number exists.
  func noteCache(_ id: UInt32) {
    let needed = min(UInt32(SpanShelf.shards), id &+ 1)
    var known = tc_u32_load(&pointee.shardsInUse)
    while known < needed {
      if tc_u32_cas(&pointee.shardsInUse, known, needed) { return }
      known = tc_u32_load(&pointee.shardsInUse)
    }
  }

  // ---- Kinds of sets -------------------------------------------------------------------------

  /// Which of a shelf's two first sets holds the swept spans.
  @inline(__always)
  private func sweptKind(_ generation: SweepGeneration) -> Int {
    Int(generation.current &>> 1 & 1)
  }

  @inline(__always)
  private func unsweptKind(_ generation: SweepGeneration) -> Int { 1 &- sweptKind(generation) }

  @inline(__always)
  private var tenuredKind: Int { 2 &+ pointee.tenuredTurn }

  @inline(__always)
  private var recalledKind: Int { 3 &- pointee.tenuredTurn }

  /// The set of a kind. Of the shelves' two kinds only those without free slots, whose numbers are
  /// odd, have sets of tenured spans: those lie as close as the others.
  @inline(__always)
  private func set(_ shelf: Int, _ kind: Int) -> SpanSetPointer {
    if kind < 2 { return pointee.sets + (shelf &* 2 &+ kind) }
    return pointee.sets + (SpanShelf.count &* 2 &+ (shelf & ~1) &+ (kind &- 2))
  }

  @inline(__always)
  private func note(_ kind: Int, _ word: Int) -> UnsafeMutablePointer<UInt64> {
    pointee.notes + (kind &* SpanShelves.notesCount &+ word)
  }

  // ---- Putting -------------------------------------------------------------------------------

  /// Publishes a span as swept and puts it where the verdict on it says. Not an empty one. Any
  /// thread.
  func file(_ span: SpanPointer, _ verdict: SweepVerdict, _ generation: SweepGeneration) {
    let isTenured = verdict == .tenured
    if isTenured { span.markTenured(generation) } else { span.markSwept(generation) }
    let shelf = SpanShelf(of: span, isFull: verdict != .partial)
    let kind = isTenured ? tenuredKind : sweptKind(generation)
    if set(shelf.index, kind).push(span, storage) { noteUse(of: shelf, kind) }
  }

  /// Puts swept spans without free slots where they belong. Any thread.
  func push(full batch: borrowing SpanBatch, _ generation: SweepGeneration) {
    push(batch, sweptKind(generation))
  }

  /// Puts tenured spans where they belong. Any thread.
  func push(tenured batch: borrowing SpanBatch) { push(batch, tenuredKind) }

  /// Of spans that were popped together all belong onto one shelf.
  private func push(_ batch: borrowing SpanBatch, _ kind: Int) {
    var place = 0
    while place < batch.count {
      let shelf = SpanShelf(of: batch.span(place), isFull: true)
      var end = place + 1
      while end < batch.count, SpanShelf(of: batch.span(end), isFull: true) == shelf { end += 1 }
      if set(shelf.index, kind).push(batch, place..<end, storage) { noteUse(of: shelf, kind) }
      place = end
    }
  }

  private func noteUse(of shelf: SpanShelf, _ kind: Int) {
    let index = shelf.index
    _ = tc_u64_or(note(kind, index &>> 6), 1 &<< UInt64(index & 63))
  }

  // ---- Taking --------------------------------------------------------------------------------

  /// Takes a swept span. Any thread.
  func popSwept(_ shelf: SpanShelf, _ generation: SweepGeneration) -> SpanPointer? {
    set(shelf.index, sweptKind(generation)).pop(storage)
  }

  /// Takes a span that may need sweeping. Any thread.
  func popUnswept(_ shelf: SpanShelf, _ generation: SweepGeneration) -> SpanPointer? {
    if let span = set(shelf.index, unsweptKind(generation)).pop(storage) { return span }
    guard shelf.isFull, generation.recalls else { return nil }
    return set(shelf.index, recalledKind).pop(storage)
  }

  /// Takes at most `most` spans of one shelf that may need sweeping, from the set that `cursor`
  /// says on; false if there are none. First all that were swept in the last cycle, shelf by shelf,
  /// then those that were recalled. During a sweep no such set gets another span: the cursor never
  /// goes back.
  func popUnswept(
    into batch: inout SpanBatch, most: Int, from cursor: UnsafeMutablePointer<UInt32>,
    _ generation: SweepGeneration
  ) -> Bool {
    let end = SpanShelf.count &* (generation.recalls ? 2 : 1)
    var seen = tc_u32_load(cursor)
    while seen < end {
      let isRecalled = seen >= SpanShelf.count
      let first = isRecalled ? SpanShelf.count : 0
      let kind = isRecalled ? recalledKind : unsweptKind(generation)
      let shelf = usedShelf(from: Int(seen) &- first, kind)
      if let shelf {
        set(shelf, kind).pop(into: &batch, most: most, storage)
        if batch.count > 0 { return true }
      }
      // Another sweeper may have seen the same.
      let next = first &+ (shelf.map { $0 &+ 1 } ?? SpanShelf.count)
      _ = tc_u32_cas(cursor, seen, UInt32(truncatingIfNeeded: next))
      seen = tc_u32_load(cursor)
    }
    return false
  }

  /// The first shelf from `first` on whose set of that kind was used.
  private func usedShelf(from first: Int, _ kind: Int) -> Int? {
    var word = first &>> 6
    guard word < SpanShelves.notesCount else { return nil }
    var bits = tc_u64_load(note(kind, word)) & (~0 &<< UInt64(first & 63))
    while bits == 0 {
      word &+= 1
      guard word < SpanShelves.notesCount else { return nil }
      bits = tc_u64_load(note(kind, word))
    }
    return word &<< 6 &+ bits.trailingZeroBitCount
  }

  // ---- Between two sweeps --------------------------------------------------------------------

  /// Makes the sets of unswept spans, which hold none, count from 0 again, so that they can take
  /// swept ones after the generation was raised. World stopped.
  func resetUnswept(_ generation: SweepGeneration) { reset(unsweptKind(generation)) }

  /// Makes the tenured spans recalled ones; those of before were all swept. World stopped.
  func recallTenured() {
    reset(recalledKind)
    pointee.tenuredTurn = 1 &- pointee.tenuredTurn
  }

  private func reset(_ kind: Int) {
    var next = 0
    while let shelf = usedShelf(from: next, kind) {
      set(shelf, kind).reset(storage)
      next = shelf &+ 1
    }
    for word in 0..<SpanShelves.notesCount { tc_u64_store(note(kind, word), 0) }
  }
}
