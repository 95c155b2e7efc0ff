// The page heap: from "so many pages" to a span, and back. The bottom of the allocator; everything
// that a heap has from the system passes here.
//
// THE WAY DOWN, from a request for pages:
//  1. Up to 15 pages for a P: from its page cache, without the lock; an empty cache takes what is
//     free of a block of 64 pages.
//  2. Else, under the lock: the first run that fits, in address order (Pages/).
//  3. No run: grow by 4 MiB at least, out of a reservation of 64 MiB arenas (PageHeap+Grow).
//  4. The system refuses: nil. The caller says what that means.
//  5. A descriptor from the pool for its number of slots; fields, bits, page table; published last by
//     its state.
//
// THE WAY UP: a span without objects goes back as a whole; its pages are free at once and coalesce
// with their neighbours, its descriptor goes to its pool. Memory goes back to the system by
// `release` (PageHeap+Release); address space only when the heap is destroyed.
//
// INVARIANTS
//  - A descriptor whose state is not DEAD is complete, and each of its pages' table entries names it.
//  - Descriptors stay mapped as long as the heap lives: a concurrent reader that found one sees at
//    worst another span, whose range its address is not in.
//  - mapped = heap in use + manual in use + free + released (`checkCounts`), in bytes of pages.
import CTricolor

/// What a manual span is used for; kept in `tc_span.manual_kind`.
public enum ManualUse: UInt8, Sendable {
  /// Goroutine stacks.
  case stack = 0
  /// The collector's work buffers and bits.
  case collector
  /// Everything else.
  case other

  static let count = 3
}

/// The page heap of one heap. Lives in raw memory that never moves.
struct PageHeap {
  /// Guards `pages`, the pools and the region.
  var lock: UInt32 = 0
  let heap: UnsafeMutablePointer<tc_heap>
  let system: SystemMemoryPointer
  let accounting: AccountingPointer
  let metadata: MetadataSpacePointer
  var pages: PageAllocator
  /// Descriptors by bit words: 2, 4, 8, 16.
  var pools: (FixedPool, FixedPool, FixedPool, FixedPool)
  /// Page caches, one a P.
  var cachePool: FixedPool
  /// Reserved address space that the heap has not grown into yet.
  var region: (base: Address, end: Address) = (0, 0)
  /// All reservations, for the end: records of `Reservation`.
  var reservations: Address = 0
  /// The most bytes that the heap may map; 0: no bound.
  var mostBytes: Bytes = 0
  /// Asked, without the lock, before pages are used that had been given back, or that the heap grew
  /// by: the scavenger's chance to release others first. Bytes of growth, bytes to be backed again.
  var beforeUse: (@convention(c) (UnsafeMutablePointer<tc_heap>?, UInt64, UInt64) -> Void)?

  /// Bytes of pages that were ever grown into. Atomic, as the following.
  var mapped: UInt64 = 0
  /// Bytes of spans of objects.
  var heapInUse: UInt64 = 0
  /// Bytes of manual spans, by `ManualUse`.
  var manualInUse = (UInt64(0), UInt64(0), UInt64(0))
  /// Bytes of pages without memory behind them.
  var released: UInt64 = 0
  /// The most that heapInUse + manualInUse ever were.
  var peakInUse: UInt64 = 0

  /// A note of reserved address space.
  struct Reservation {
    var next: Address
    var base: Address
    var bytes: Bytes
  }
}

typealias PageHeapPointer = UnsafeMutablePointer<PageHeap>

extension UnsafeMutablePointer where Pointee == PageHeap {
  /// A span of objects of `spanClass` in `pages` pages; nil when the system refuses memory.
  ///
  /// - Parameters:
  ///   - pages: at least 1. Of a size class its own number; of a large object what it needs.
  ///   - cache: the P that asks, whose page cache then serves short runs.
  /// - Returns: a span whose slots are all free, swept as of now, in no list. Its memory is zero
  ///   unless TC_SPAN_NEEDS_ZERO is set.
  func allocateSpan(
    pages: PageCount, spanClass: SpanClass, cache: UnsafeMutablePointer<tc_cache>? = nil
  ) -> SpanPointer? {
    guard let (base, released) = readyPages(pages, cache) else { return nil }
    let words = spanClass.sizeClass.number == 0 ? 2 : spanClass.bitWords
    guard let span = takeDescriptor(words) else {
      giveBack(base, pages, released)
      return nil
    }
    describe(span, base, pages)
    span.pointee.span_class = spanClass.number
    if spanClass.sizeClass.number == 0 {
      span.pointee.object_size = pages &<< Page.shift
      span.pointee.object_count = 1
      span.pointee.div_magic = 0
    } else {
      span.pointee.object_size = spanClass.sizeClass.objectSize
      span.pointee.object_count = UInt16(truncatingIfNeeded: spanClass.objectCount)
      span.pointee.div_magic = spanClass.sizeClass.divisionMagic
    }
    span.pointee.bit_words = UInt8(truncatingIfNeeded: words)
    clearBits(span, words)
    span.pointee.alloc_cache = ~0
    publish(span, UInt8(TC_SPAN_IN_USE), pages, released)
    let arena = tc_arena_of(pointee.heap, base).unsafelyUnwrapped  // it was just allocated in
    tc_arena_note_in_use(arena, (base &>> Page.shift) & (Arena.pages &- 1), true)
    note(&pointee.heapInUse, Int(pages &<< Page.shift))
    return span
  }

  /// A manual span, for memory that its user frees by hand; nil when the system refuses memory.
  func allocateManual(pages: PageCount, use: ManualUse) -> SpanPointer? {
    guard let (base, released) = readyPages(pages, nil) else { return nil }
    guard let span = takeDescriptor(2) else {
      giveBack(base, pages, released)
      return nil
    }
    describe(span, base, pages)
    span.pointee.manual_kind = use.rawValue
    span.pointee.object_size = pages &<< Page.shift
    span.pointee.object_count = 0
    span.pointee.div_magic = 0
    span.pointee.bit_words = 2
    publish(span, UInt8(TC_SPAN_MANUAL), pages, released)
    note(manual(use), Int(pages &<< Page.shift))
    return span
  }

  /// Takes a span of objects back: none of its slots is in use, and it is in no list.
  func freeSpan(_ span: SpanPointer) {
    invariant(tc_span_state(span) == UInt8(TC_SPAN_IN_USE), "a span is freed that is not in use")
    let base = span.pointee.base
    let arena = tc_arena_of(pointee.heap, base).unsafelyUnwrapped  // a span in use lies in one
    tc_arena_note_in_use(arena, (base &>> Page.shift) & (Arena.pages &- 1), false)
    note(&pointee.heapInUse, -Int(PageCount(span.pointee.page_count) &<< Page.shift))
    retire(span)
  }

  /// Takes a manual span back.
  func freeManual(_ span: SpanPointer) {
    invariant(tc_span_state(span) == UInt8(TC_SPAN_MANUAL), "a manual span is freed twice")
    guard let use = ManualUse(rawValue: span.pointee.manual_kind) else {
      corrupt("a manual span without a use", span.pointee.base)
    }
    note(manual(use), -Int(PageCount(span.pointee.page_count) &<< Page.shift))
    retire(span)
  }

  // MARK: Pages

  /// Pages, and how many of them had been released: of these the scavenger has heard.
  private func readyPages(
    _ count: PageCount, _ cache: UnsafeMutablePointer<tc_cache>?
  ) -> (Address, PageCount)? {
    let before = tc_u64_load(&pointee.mapped)
    guard let (base, released) = takePages(count, cache) else { return nil }
    if released > 0, let beforeUse = pointee.beforeUse {
      // Growth by another thread in between counts for both, which releases a little more.
      let growth = tc_u64_load(&pointee.mapped) &- before
      beforeUse(pointee.heap, growth, UInt64(released &<< Page.shift))
    }
    return (base, released)
  }

  /// Pages, and how many of them had been released.
  private func takePages(
    _ count: PageCount, _ cache: UnsafeMutablePointer<tc_cache>?
  ) -> (Address, PageCount)? {
    if count <= PageCache.longestRun, let cache, let mine = pageCache(of: cache) {
      if let run = mine.pointee.allocate(count) { return (run.base, run.released) }
      if mine.pointee.isEmpty {
        lock(&pointee.lock, .pageHeap)
        mine.pointee = pointee.pages.takeBlock()
        unlock(&pointee.lock, .pageHeap)
        if let run = mine.pointee.allocate(count) { return (run.base, run.released) }
      }
    }
    lock(&pointee.lock, .pageHeap)
    defer { unlock(&pointee.lock, .pageHeap) }
    if let run = pointee.pages.allocate(count) { return (run.base, run.released) }
    guard growLocked(count), let run = pointee.pages.allocate(count) else { return nil }
    return (run.base, run.released)
  }

  private func giveBack(_ base: Address, _ count: PageCount, _ released: PageCount) {
    lock(&pointee.lock, .pageHeap)
    pointee.pages.free(base, count)
    unlock(&pointee.lock, .pageHeap)
    note(&pointee.released, -Int(released &<< Page.shift))
  }

  private func retire(_ span: SpanPointer) {
    tc_span_set_state(span, UInt8(TC_SPAN_DEAD))
    ArenaMap.clear(pointee.heap, span)
    lock(&pointee.lock, .pageHeap)
    pointee.pages.free(span.pointee.base, PageCount(span.pointee.page_count))
    freeDescriptor(span)
    unlock(&pointee.lock, .pageHeap)
  }

  // MARK: Descriptors

  private func takeDescriptor(_ words: UInt) -> SpanPointer? {
    lock(&pointee.lock, .pageHeap)
    defer { unlock(&pointee.lock, .pageHeap) }
    let memory =
      switch words {
      case 2: pointee.pools.0.tryAllocate()
      case 4: pointee.pools.1.tryAllocate()
      case 8: pointee.pools.2.tryAllocate()
      default: pointee.pools.3.tryAllocate()
      }
    return memory?.assumingMemoryBound(to: tc_span.self)
  }

  private func freeDescriptor(_ span: SpanPointer) {
    let memory = UnsafeMutableRawPointer(span)
    switch span.pointee.bit_words {
    case 2: pointee.pools.0.free(memory)
    case 4: pointee.pools.1.free(memory)
    case 8: pointee.pools.2.free(memory)
    default: pointee.pools.3.free(memory)
    }
  }

  /// Everything that all kinds of spans have; the state stays DEAD.
  private func describe(_ span: SpanPointer, _ base: Address, _ pages: PageCount) {
    span.pointee.base = base
    span.pointee.page_count = UInt32(truncatingIfNeeded: pages)
    span.pointee.heap = pointee.heap
    span.pointee.free_index = 0
    span.pointee.alloc_count = 0
    span.pointee.flags = needsZero(base, pages) ? UInt8(TC_SPAN_NEEDS_ZERO) : 0
    span.pointee.manual_kind = 0
    span.pointee.span_class = 0
    span.pointee.large_type = nil
    span.pointee.specials = nil
    span.pointee.next = nil
    span.pointee.previous = nil
    span.pointee.special_lock = 0
    span.pointee.list_tag = 0
  }

  private func clearBits(_ span: SpanPointer, _ words: UInt) {
    let bits = UnsafeMutableRawPointer(span + 1).assumingMemoryBound(to: UInt64.self)
    for index in 0..<Int(2 &* words) { bits[index] = 0 }
  }

  private func publish(_ span: SpanPointer, _ state: UInt8, _ pages: PageCount, _ released: UInt) {
    if released > 0 {
      pointee.system.reuse(span.pointee.base, pages &<< Page.shift)
      note(&pointee.released, -Int(released &<< Page.shift))
    }
    tc_span_set_sweepgen(span, pointee.heap.pointee.sweepgen)
    ArenaMap.set(pointee.heap, span)
    tc_span_set_state(span, state)
  }

  /// Whether some of these pages were handed out before; notes that now all of them were.
  private func needsZero(_ base: Address, _ pages: PageCount) -> Bool {
    var needs = false
    var at = base
    let end = base &+ pages &<< Page.shift
    while at < end {
      let arena = tc_arena_of(pointee.heap, at).unsafelyUnwrapped  // it was just allocated in
      let stop = min(end, at.roundedDown(to: Arena.size) &+ Arena.size)
      let offset = at & (Arena.size &- 1)
      let offsetEnd = offset &+ (stop &- at)
      var known = tc_word_load(&arena.pointee.zeroed_base)
      if offset < known { needs = true }
      while offsetEnd > known {
        if tc_word_cas(&arena.pointee.zeroed_base, known, offsetEnd) { break }
        known = tc_word_load(&arena.pointee.zeroed_base)
        if offset < known { needs = true }
      }
      at = stop
    }
    return needs
  }

  // MARK: Counts

  /// Adds to an atomic count of bytes.
  func note(_ count: UnsafeMutablePointer<UInt64>, _ bytes: Int) {
    _ = tc_u64_add(count, UInt64(bitPattern: Int64(bytes)))
  }

  private func manual(_ use: ManualUse) -> UnsafeMutablePointer<UInt64> {
    // The page heap never moves, so neither do its counts.
    withUnsafeMutablePointer(to: &pointee.manualInUse) { counts in
      UnsafeMutableRawPointer(counts).assumingMemoryBound(to: UInt64.self) + Int(use.rawValue)
    }
  }

  /// Bytes that are mapped and not given back: pages, and everything off the heap's pages. What a
  /// memory limit bounds.
  var readyBytes: UInt64 {
    let pages = tc_u64_load(&pointee.mapped) &- tc_u64_load(&pointee.released)
    var all = pages
    for use in 0..<MemoryUse.count {
      guard let use = MemoryUse(rawValue: use) else { continue }
      all &+= pointee.accounting.mapped(use)
    }
    return all
  }

  /// Bytes of manual spans of one use.
  func manualInUse(_ use: ManualUse) -> UInt64 { tc_u64_load(manual(use)) }

  /// Exhaustive check of the page allocator and the counts. Nobody allocates meanwhile.
  func checkCounts() -> Bool {
    lock(&pointee.lock, .pageHeap)
    defer { unlock(&pointee.lock, .pageHeap) }
    return pointee.pages.checkSummaries()
      && UInt64(pointee.pages.releasedPages &<< Page.shift) <= tc_u64_load(&pointee.released)
  }
}
