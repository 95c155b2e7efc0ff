// All sets of spans that no cache holds, and notes of which of them were used.
//
// A shelf is a place for the spans of one class, with free slots or without, in one shard. It has
// two sets: one holds the swept spans and the other those that are not. Which one is which is told
// by a bit of the sweep generation, so that raising it turns every set of swept spans into one of
// unswept ones at once.
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

  /// Where a span without free slots belongs.
  @inline(__always)
  init(full span: SpanPointer) {
    self.init(span.spanClass, isFull: true, shard: span.pointee.home)
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
  /// Two a shelf.
  let sets: SpanSetPointer
  /// A bit a shelf whose set was used since its last reset, for the sets of each of the two kinds:
  /// `notesCount` words each. Atomic.
  let notes: UnsafeMutablePointer<UInt64>
  /// How many shards may hold spans: rises with the caches. Atomic.
  var shardsInUse: UInt32 = 1

  static let notesCount = (SpanShelf.count + 63) / 64
  /// Bytes of the sets and of the notes.
  static let setBytes = UInt(SpanShelf.count * 2 * MemoryLayout<SpanSet>.stride)
  static let noteBytes = UInt(notesCount * 2 * MemoryLayout<UInt64>.stride)
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

  /// Which of a shelf's two sets holds the swept spans.
  @inline(__always)
  private func sweptKind(_ generation: UInt32) -> Int { Int(generation &>> 1 & 1) }

  @inline(__always)
  private func set(_ shelf: Int, _ kind: Int) -> SpanSetPointer {
    pointee.sets + (shelf &* 2 &+ kind)
  }

  @inline(__always)
  private func note(_ kind: Int, _ word: Int) -> UnsafeMutablePointer<UInt64> {
    pointee.notes + (kind &* SpanShelves.notesCount &+ word)
  }

  /// Puts a swept span onto its shelf. Any thread.
  func push(_ span: SpanPointer, _ shelf: SpanShelf, _ generation: UInt32) {
    let kind = sweptKind(generation)
    if set(shelf.index, kind).push(span, storage) { noteUse(of: shelf, kind) }
  }

  /// Puts swept spans without free slots onto their shelves, which is one for what was popped
  /// together. Any thread.
  func pushFull(_ batch: borrowing SpanBatch, _ generation: UInt32) {
    var place = 0
    while place < batch.count {
      let shelf = SpanShelf(full: batch.span(place))
      var end = place + 1
      while end < batch.count, SpanShelf(full: batch.span(end)) == shelf { end += 1 }
      let kind = sweptKind(generation)
      if set(shelf.index, kind).push(batch, place..<end, storage) { noteUse(of: shelf, kind) }
      place = end
    }
  }

  private func noteUse(of shelf: SpanShelf, _ kind: Int) {
    let index = shelf.index
    _ = tc_u64_or(note(kind, index &>> 6), 1 &<< UInt64(index & 63))
  }

  /// Takes a swept span. Any thread.
  func popSwept(_ shelf: SpanShelf, _ generation: UInt32) -> SpanPointer? {
    set(shelf.index, sweptKind(generation)).pop(storage)
  }

  /// Takes a span that may need sweeping. Any thread.
  func popUnswept(_ shelf: SpanShelf, _ generation: UInt32) -> SpanPointer? {
    set(shelf.index, 1 &- sweptKind(generation)).pop(storage)
  }

  /// Takes at most `most` spans of one shelf that may need sweeping, from the shelf `cursor` on,
  /// shelf by shelf; false if there are none. During a sweep no set of unswept spans gets another
  /// one: the cursor never goes back.
  func popUnswept(
    into batch: inout SpanBatch, most: Int, from cursor: UnsafeMutablePointer<UInt32>,
    _ generation: UInt32
  ) -> Bool {
    let kind = 1 &- sweptKind(generation)
    var seen = tc_u32_load(cursor)
    while let shelf = usedShelf(from: Int(seen), kind) {
      set(shelf, kind).pop(into: &batch, most: most, storage)
      if batch.count > 0 { return true }
      // Another sweeper may have seen the same.
      _ = tc_u32_cas(cursor, seen, UInt32(truncatingIfNeeded: shelf &+ 1))
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

  /// Makes the sets of unswept spans, which hold none, count from 0 again, so that they can take
  /// swept ones after the generation was raised. World stopped.
  func resetUnswept(_ generation: UInt32) {
    let kind = 1 &- sweptKind(generation)
    var next = 0
    while let shelf = usedShelf(from: next, kind) {
      set(shelf, kind).reset(storage)
      next = shelf &+ 1
    }
    for word in 0..<SpanShelves.notesCount { tc_u64_store(note(kind, word), 0) }
  }
}
