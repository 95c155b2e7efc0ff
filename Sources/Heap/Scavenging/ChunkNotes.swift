// What the scavenger remembers of each chunk: how full it was when the last cycle had been swept,
// and (for the periodic policies alone) since when groups of pages have been as they are.
//
// A chunk that is nearly full, now or then, will likely be filled again: first fit packs low
// addresses densely. Releasing its few free pages would cost faults and break huge pages.
import CTricolor
import TricolorPacing

/// Notes of one arena, off-heap, reached through `tc_arena.scavenger_notes`.
struct ChunkNotes {
  /// Chunks of an arena.
  static let chunks = Int(Arena.size / Chunk.size)
  /// Words of page bits in an arena: a group of 64 pages each.
  static let words = Int(Arena.pages / 64)
  /// More taken pages than this make a chunk dense: 31 of 32.
  static let denseLimit: PageCount = 495

  /// The cycle, in the upper half, after which a bit for each dense chunk was noted. Atomic.
  var density: UInt64 = 0
  /// A bit a chunk: the system was told not to make huge pages of it. Atomic.
  var small: UInt32 = 0

  /// For ages: each group's taken bits when they last changed, and when that was, in seconds.
  var seen = InlineArray<128, UInt64>(repeating: 0)
  var since = InlineArray<128, UInt32>(repeating: 0)

  /// Whether the chunk at `address` was dense when cycle `generation` had been swept.
  static func wasDense(_ address: Address, in heap: HeapPointer, _ generation: UInt32) -> Bool {
    guard let arena = tc_arena_of(heap, address), let notes = of(arena) else { return false }
    let density = tc_u64_load(&notes.pointee.density)
    let chunk = UInt64((address & (Arena.size &- 1)) &>> Chunk.shift)
    return density &>> 32 == UInt64(generation) && density & (1 &<< chunk) != 0
  }

  /// The notes of an arena, nil before the first.
  static func of(_ arena: ArenaPointer) -> UnsafeMutablePointer<ChunkNotes>? {
    UnsafeMutablePointer(bitPattern: tc_word_load_acquire(&arena.pointee.scavenger_notes))
  }
}

extension UnsafeMutablePointer where Pointee == Scavenger {
  /// The notes of an arena, made if there are none; nil when memory is refused: then nothing is
  /// remembered of it, which costs nothing but quality.
  private func notes(_ arena: ArenaPointer) -> UnsafeMutablePointer<ChunkNotes>? {
    if let notes = ChunkNotes.of(arena) { return notes }
    let bytes = UInt(MemoryLayout<ChunkNotes>.stride)
    guard let memory = pageHeap.pointee.metadata.allocate(bytes, .collector) else { return nil }
    memory.initializeMemory(as: ChunkNotes.self, to: ChunkNotes())
    // Who loses a race to publish them leaves a KiB unused until the heap ends.
    _ = tc_word_cas(&arena.pointee.scavenger_notes, 0, UInt(bitPattern: memory))
    return ChunkNotes.of(arena)
  }

  private func forEachArena(_ body: (ArenaPointer) -> Void) {
    pointee.heap.forEachArena(body)
  }

  /// Notes how full every chunk is: once a cycle, some microseconds a gigabyte.
  func noteDensity() {
    let generation = tc_u32_add(&pointee.generation, 1) &+ 1
    forEachArena { (arena: ArenaPointer) -> Void in
      guard let notes = notes(arena) else { return }
      let dense = denseChunks(arena)
      for chunk in 0..<ChunkNotes.chunks where dense & (1 &<< UInt64(chunk)) != 0 {
        allowHuge(arena, notes, chunk)
      }
      tc_u64_store(&notes.pointee.density, UInt64(generation) &<< 32 | dense)
    }
  }

  /// A bit for each chunk that is nearly full.
  private func denseChunks(_ arena: ArenaPointer) -> UInt64 {
    lock(&pageHeap.pointee.lock, .pageHeap)
    defer { unlock(&pageHeap.pointee.lock, .pageHeap) }
    let words = tc_arena_taken(arena).unsafelyUnwrapped  // a field's address
    var dense: UInt64 = 0
    for chunk in 0..<ChunkNotes.chunks {
      let taken = PageBits(words: words + chunk * Chunk.words).count(0, Chunk.pages)
      if taken > ChunkNotes.denseLimit { dense |= 1 &<< UInt64(chunk) }
    }
    return dense
  }

  // A chunk that may have huge pages and has holes is filled up by the system in its spare time:
  // what was given back would come back by itself, in an idle program too. So a chunk of which
  // something was given back keeps small pages until it is dense again.

  /// Something of the chunks at `base` ..< `end` was given back.
  func forbidHuge(_ base: Address, _ end: Address) {
    var at = base.roundedDown(to: Chunk.size)
    while at < end {
      if let arena = tc_arena_of(pointee.heap, at), let notes = ChunkNotes.of(arena) {
        let bit: UInt32 = 1 &<< UInt32((at &- arena.pointee.base) &>> Chunk.shift)
        if tc_u32_or(&notes.pointee.small, bit) & bit == 0 {
          pageHeap.pointee.system.adviseSmall(at, Chunk.size)
        }
      }
      at &+= Chunk.size
    }
  }

  /// A chunk is dense: huge pages again, if the heap is large enough to ask for them.
  private func allowHuge(
    _ arena: ArenaPointer, _ notes: UnsafeMutablePointer<ChunkNotes>, _ chunk: Int
  ) {
    let bit: UInt32 = 1 &<< UInt32(chunk)
    guard tc_u32_load(&notes.pointee.small) & bit != 0, !pageHeap.pointee.forbidsHuge,
      tc_u64_load(&pageHeap.pointee.mapped) > UInt64(pageHeap.pointee.hugeFrom)
    else { return }
    // Nobody else changes the bit to 0, and who sets it meanwhile asks for small pages again later.
    tc_u32_store(&notes.pointee.small, tc_u32_load(&notes.pointee.small) & ~bit)
    pageHeap.pointee.system.adviseHuge(arena.pointee.base &+ UInt(chunk) &* Chunk.size, Chunk.size)
  }

  /// Notes which groups of pages have changed since the last call. By whoever holds `working`.
  func noteAges() {
    let now = UInt32(truncatingIfNeeded: tc_os_now() / 1_000_000_000)
    forEachArena { (arena: ArenaPointer) -> Void in
      guard let notes = notes(arena) else { return }
      let words = tc_arena_taken(arena).unsafelyUnwrapped  // a field's address
      for word in 0..<ChunkNotes.words where notes.pointee.seen[word] != words[word] {
        notes.pointee.seen[word] = words[word]
        notes.pointee.since[word] = now
      }
    }
  }

  /// Releases what has been free for `order.unusedFor`, as far as the notes tell.
  func releaseOld(_ order: ScavengeOrder) -> UInt64 {
    let now = UInt32(truncatingIfNeeded: tc_os_now() / 1_000_000_000)
    let age = UInt32(clamping: order.unusedFor / 1_000_000_000)
    var done: UInt64 = 0
    forEachArena { (arena: ArenaPointer) -> Void in
      guard let notes = ChunkNotes.of(arena) else { return }
      for word in 0..<ChunkNotes.words where now &- notes.pointee.since[word] &+ 1 >= age {
        while done < order.bytes, let run = takeOld(arena, word, notes.pointee.seen[word]) {
          guard give(run, order.advice) else { return }
          done &+= UInt64(run.count &<< Page.shift)
        }
      }
    }
    return done
  }

  /// Takes a run of free pages of a group whose bits are still as they were seen.
  private func takeOld(
    _ arena: ArenaPointer, _ word: Int, _ seen: UInt64
  ) -> PageAllocator.Releasable? {
    lock(&pageHeap.pointee.lock, .pageHeap)
    defer { unlock(&pageHeap.pointee.lock, .pageHeap) }
    let taken = tc_arena_taken(arena).unsafelyUnwrapped[word]  // a field's address
    guard taken == seen else { return nil }
    let free = ~(taken | tc_arena_released(arena).unsafelyUnwrapped[word])  // likewise
    guard free != 0 else { return nil }
    let first = free.trailingZeroBitCount
    let count = (~(free &>> UInt64(first))).trailingZeroBitCount
    let page = UInt(word &* 64 &+ first)
    let run = PageAllocator.Releasable(
      base: arena.pointee.base &+ page &<< Page.shift, count: UInt(min(count, 64 - first)))
    _ = pageHeap.pointee.pages.take(run.base, run.count)
    return run
  }
}
