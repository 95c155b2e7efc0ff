// The page heap: from "so many pages" to a span, and back. The bottom of the allocator; everything
// that a heap has from the system passes here.
//
// THE WAY DOWN, from a request for pages:
//  1. A descriptor for the number of slots: of those that the P keeps, else from the pool, 16 at a
//     time.
//  2. Up to 15 pages for a P: from its block of 64 pages, without the lock; when nothing is left of
//     that, from the next block that has free pages.
//  3. Else, under the lock: the first run that fits, in address order (Pages/).
//  4. No run: grow by 4 MiB at least, out of a reservation of 64 MiB arenas (PageHeap+Grow).
//  5. The system refuses: nil, and nothing has changed. The caller says what that means.
//  6. Fields, bits, page table; published last, by the state.
//
// THE WAY UP: a span without objects goes back as a whole. Its pages go into the P's block if they
// are of it, else to the page allocator, where they coalesce with their neighbours; its descriptor
// to the P, else to its pool. Memory goes back to the system by `release` (PageHeap+Lifetime);
// address space only when the heap is destroyed.
//
// ZEROES. Pages need no clearing if they were never handed out: they lie above `zeroed_base` of
// their arena. Nor if none of them has memory behind it, and released memory reads as zero:
// whatever was there is gone. So what was given back to the system is not cleared again by us.
//
// INVARIANTS
//  - A descriptor whose state is not DEAD is complete, and each of its pages' table entries names
//    it; the entry of every other page is NULL.
//  - Descriptors stay mapped as long as the heap lives: a concurrent reader that found one sees at
//    worst another span, whose range its address is not in.
//  - Each page of a chunk that the heap grew into is in one place: a span, a P's block, the page
//    allocator's free pages, or a release under way.
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
  /// What leads to the arenas.
  let arenas: ArenaTables
  var pages: PageAllocator
  /// Descriptors by size.
  var pools: (FixedPool, FixedPool, FixedPool, FixedPool)
  /// Page caches, one a P.
  var cachePool: FixedPool
  /// Reserved address space that the heap has not grown into yet.
  var region: (base: Address, end: Address) = (0, 0)
  /// All reservations, for the end: records of `Reservation`.
  var reservations: Address = 0
  /// The most bytes that the heap may map; 0: no bound.
  var mostBytes: Bytes = 0
  /// Heaps of so many bytes ask for huge pages where they grow; `.max`: none does.
  var hugeFrom: Bytes = .max
  /// Whether the heap asks for small pages where it grows, whatever the system's policy.
  var forbidsHuge = false
  /// Told, without the lock, before pages are used that had been given back, or that the heap grew
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
  ///   - cache: the P that asks, whose own pages and descriptors then serve short runs.
  /// - Returns: a span whose slots are all free, swept as of now, in no list. Its memory is zero
  ///   unless TC_SPAN_NEEDS_ZERO is set.
  func allocateSpan(
    pages: PageCount, spanClass: SpanClass, cache: UnsafeMutablePointer<tc_cache>? = nil
  ) -> SpanPointer? {
    let isLarge = spanClass.sizeClass.number == 0
    let size = DescriptorSize(words: isLarge ? 2 : spanClass.bitWords)
    guard let (span, released) = obtain(pages, size, share(of: cache)) else { return nil }
    span.pointee.span_class = spanClass.number
    if isLarge {
      span.pointee.object_size = pages &<< Page.shift
      span.pointee.object_count = 1
      span.pointee.div_magic = 0
    } else {
      span.pointee.object_size = spanClass.sizeClass.objectSize
      span.pointee.object_count = UInt16(truncatingIfNeeded: spanClass.objectCount)
      span.pointee.div_magic = spanClass.sizeClass.divisionMagic
    }
    clearBits(span, size.words)
    span.pointee.alloc_cache = ~0
    publish(span, UInt8(TC_SPAN_IN_USE), pages, released)
    noteInUse(span, true)
    note(&pointee.heapInUse, Int(pages &<< Page.shift))
    return span
  }

  /// A manual span, for memory that its user frees by hand; nil when the system refuses memory. Its
  /// contents are zero unless TC_SPAN_NEEDS_ZERO is set.
  func allocateManual(
    pages: PageCount, use: ManualUse, cache: UnsafeMutablePointer<tc_cache>? = nil
  ) -> SpanPointer? {
    guard let (span, released) = obtain(pages, .words2, share(of: cache)) else { return nil }
    span.pointee.span_class = 0
    span.pointee.manual_kind = use.rawValue
    span.pointee.object_size = pages &<< Page.shift
    span.pointee.object_count = 0
    span.pointee.div_magic = 0
    publish(span, UInt8(TC_SPAN_MANUAL), pages, released)
    note(manual(use), Int(pages &<< Page.shift))
    return span
  }

  /// Takes a span of objects back: none of its slots is in use, and it is in no list.
  /// - Parameter cache: the P that frees it, which then keeps what it can use.
  func freeSpan(_ span: SpanPointer, cache: UnsafeMutablePointer<tc_cache>? = nil) {
    noteFreed(span)
    note(&pointee.heapInUse, -Int(span.byteCount))
    retire(span, share(of: cache))
  }

  /// Takes back several spans of objects, as `freeSpan` does one. Cost: the lock once, and one
  /// update of the page allocator's summaries for spans that lie side by side.
  func freeSpans(_ batch: borrowing SpanBatch) {
    if batch.count == 0 { return }
    var bytes: Bytes = 0
    for place in 0..<batch.count {
      let span = batch.span(place)
      noteFreed(span)
      unpublish(span)
      bytes &+= span.byteCount
    }
    note(&pointee.heapInUse, -Int(bytes))
    var run: Address = 0
    var count: PageCount = 0
    lock(&pointee.lock, .pageHeap)
    putBackDescriptors(batch)
    for place in 0..<batch.count {
      let span = batch.span(place)
      let base = span.pointee.base
      let pages = PageCount(span.pointee.page_count)
      if base == run &+ count &<< Page.shift {
        count &+= pages
        continue
      }
      if count > 0 { pointee.pages.free(run, count) }
      run = base
      count = pages
    }
    pointee.pages.free(run, count)
    unlock(&pointee.lock, .pageHeap)
  }

  /// Gives descriptors to their pools, which leave them as they are. The lock is held.
  private func putBackDescriptors(_ batch: borrowing SpanBatch) {
    var counts = InlineArray<4, Int>(repeating: 0)
    for place in 0..<batch.count {
      let span = batch.span(place)
      let size = DescriptorSize(words: UInt(span.pointee.bit_words))
      pool(size).pointee.putBack(span)
      counts[size.rawValue] += 1
    }
    for size in 0..<DescriptorSize.count where counts[size] > 0 {
      pool(DescriptorSize(rawValue: size).unsafelyUnwrapped).pointee.noteLive(-counts[size])
    }
  }

  /// Takes a manual span back.
  func freeManual(_ span: SpanPointer, cache: UnsafeMutablePointer<tc_cache>? = nil) {
    invariant(tc_span_state(span) == UInt8(TC_SPAN_MANUAL), "a manual span is freed twice")
    guard let use = ManualUse(rawValue: span.pointee.manual_kind) else {
      corrupt("a manual span without a use", span.pointee.base)
    }
    let bytes = PageCount(span.pointee.page_count) &<< Page.shift
    note(manual(use), -Int(bytes))
    let isReleased =
      span.pointee.flags & UInt8(TC_SPAN_MOVED_AWAY) != 0
      && pointee.system.release(span.pointee.base, bytes, lazily: false)
    retire(span, share(of: cache), isReleased: isReleased)
  }

  // MARK: Steps

  /// Pages and a descriptor that says so, with everything that all kinds of spans have; its state
  /// stays DEAD. With it how many of the pages had been released.
  @inline(__always)
  private func obtain(
    _ pages: PageCount, _ size: DescriptorSize, _ share: ProcessorPagesPointer?
  ) -> (SpanPointer, PageCount)? {
    guard pages > 0, let span = takeDescriptor(size, share) else { return nil }
    var growth: Bytes = 0
    guard let run = takePages(pages, share, &growth) else {
      giveDescriptor(span, size, share)
      return nil
    }
    if run.released > 0, let beforeUse = pointee.beforeUse {
      beforeUse(pointee.heap, UInt64(growth), UInt64(run.released &<< Page.shift))
    }
    span.pointee.base = run.base
    span.pointee.page_count = UInt32(truncatingIfNeeded: pages)
    span.pointee.heap = pointee.heap
    span.pointee.free_index = 0
    span.pointee.alloc_count = 0
    span.pointee.bit_words = UInt8(truncatingIfNeeded: size.words)
    span.pointee.flags =
      needsZero(run.base, pages, released: run.released) ? UInt8(TC_SPAN_NEEDS_ZERO) : 0
    span.pointee.manual_kind = 0
    span.pointee.large_type = nil
    span.pointee.specials = nil
    span.pointee.next = nil
    span.pointee.previous = nil
    span.pointee.special_lock = 0
    span.pointee.black_from = UInt16(TC_NO_SLOT)
    return (span, run.released)
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

  private func noteInUse(_ span: SpanPointer, _ isInUse: Bool) {
    let base = span.pointee.base
    let arena = tc_arena_of(pointee.heap, base).unsafelyUnwrapped  // a span's pages lie in one
    tc_arena_note_in_use(arena, (base &>> Page.shift) & (Arena.pages &- 1), isInUse)
  }

  /// A span of objects is about to be taken back.
  private func noteFreed(_ span: SpanPointer) {
    invariant(tc_span_state(span) == UInt8(TC_SPAN_IN_USE), "a span is freed that is not in use")
    noteInUse(span, false)
  }

  /// From here on nobody finds the span by an address.
  private func unpublish(_ span: SpanPointer) {
    tc_span_set_state(span, UInt8(TC_SPAN_DEAD))
    ArenaMap.clear(pointee.heap, span)
  }

  private func retire(
    _ span: SpanPointer, _ share: ProcessorPagesPointer?, isReleased: Bool = false
  ) {
    unpublish(span)
    let base = span.pointee.base
    let pages = PageCount(span.pointee.page_count)
    giveDescriptor(span, DescriptorSize(words: UInt(span.pointee.bit_words)), share)
    if let share, !isReleased, share.pointee.pages.covers(base, pages) {
      share.pointee.pages.give(base, pages)
      return
    }
    if isReleased { note(&pointee.released, Int(pages &<< Page.shift)) }
    lock(&pointee.lock, .pageHeap)
    pointee.pages.putBack(.init(base: base, count: pages), isReleased: isReleased)
    unlock(&pointee.lock, .pageHeap)
  }

  // MARK: Pages

  /// Pages, and how many of them had been released.
  /// - Parameter growth: set to the bytes that the heap had to grow by, if it had to.
  @inline(__always)
  private func takePages(
    _ count: PageCount, _ share: ProcessorPagesPointer?, _ growth: inout Bytes
  ) -> (base: Address, released: PageCount)? {
    if count <= PageCache.longestRun, let share {
      if let run = share.pointee.pages.allocate(count) { return run }
      return takePagesLocking(count, share.pointee.pages.isEmpty ? share : nil, &growth)
    }
    return takePagesLocking(count, nil, &growth)
  }

  /// As `takePages`, under the lock; growing if need be. Fills the empty block of a share first.
  @inline(never)
  private func takePagesLocking(
    _ count: PageCount, _ share: ProcessorPagesPointer?, _ growth: inout Bytes
  ) -> (base: Address, released: PageCount)? {
    lock(&pointee.lock, .pageHeap)
    defer { unlock(&pointee.lock, .pageHeap) }
    if let run = takePagesLocked(count, share) { return run }
    growth = growLocked(count)
    return growth > 0 ? takePagesLocked(count, share) : nil
  }

  private func takePagesLocked(
    _ count: PageCount, _ share: ProcessorPagesPointer?
  ) -> (base: Address, released: PageCount)? {
    if let share {
      share.pointee.pages = pointee.pages.takeBlock()
      if let run = share.pointee.pages.allocate(count) { return run }
    }
    return pointee.pages.allocate(count)
  }

  /// Whether these pages may hold old contents; notes that all of them were handed out.
  private func needsZero(_ base: Address, _ pages: PageCount, released: PageCount) -> Bool {
    var isOld = false
    var at = base
    let end = base &+ pages &<< Page.shift
    while at < end {
      let arena = tc_arena_of(pointee.heap, at).unsafelyUnwrapped  // it was just allocated in
      let stop = min(end, at.roundedDown(to: Arena.size) &+ Arena.size)
      let offset = at & (Arena.size &- 1)
      let offsetEnd = offset &+ (stop &- at)
      var known = tc_word_load(&arena.pointee.zeroed_base)
      if offset < known { isOld = true }
      while offsetEnd > known {
        if tc_word_cas(&arena.pointee.zeroed_base, known, offsetEnd) { break }
        known = tc_word_load(&arena.pointee.zeroed_base)
      }
      at = stop
    }
    return isOld && !(released == pages && pointee.system.releasedIsZero)
  }

  // MARK: Descriptors

  func pool(_ size: DescriptorSize) -> UnsafeMutablePointer<FixedPool> {
    // Four pools in a row.
    withUnsafeMutablePointer(to: &pointee.pools) { pools in
      UnsafeMutableRawPointer(pools).assumingMemoryBound(to: FixedPool.self) + size.rawValue
    }
  }

  @inline(__always)
  private func takeDescriptor(
    _ size: DescriptorSize, _ share: ProcessorPagesPointer?
  ) -> SpanPointer? {
    share?.takeDescriptor(size) ?? takeDescriptorLocking(size, share)
  }

  @inline(never)
  private func takeDescriptorLocking(
    _ size: DescriptorSize, _ share: ProcessorPagesPointer?
  ) -> SpanPointer? {
    lock(&pointee.lock, .pageHeap)
    defer { unlock(&pointee.lock, .pageHeap) }
    let pool = pool(size)
    if let share {
      var taken = 0
      while taken < ProcessorPages.kept / 2, let memory = pool.pointee.take() {
        _ = share.keep(memory.assumingMemoryBound(to: tc_span.self), size)
        taken += 1
      }
      pool.pointee.noteLive(taken)
      return share.takeDescriptor(size)
    }
    return pool.pointee.tryAllocate()?.assumingMemoryBound(to: tc_span.self)
  }

  @inline(__always)
  private func giveDescriptor(
    _ span: SpanPointer, _ size: DescriptorSize, _ share: ProcessorPagesPointer?
  ) {
    if let share, share.keep(span, size) { return }
    giveDescriptorLocking(span, size, share)
  }

  @inline(never)
  private func giveDescriptorLocking(
    _ span: SpanPointer, _ size: DescriptorSize, _ share: ProcessorPagesPointer?
  ) {
    lock(&pointee.lock, .pageHeap)
    let pool = pool(size)
    pool.pointee.free(UnsafeMutableRawPointer(span))
    if let share { giveDescriptorsLocked(size, ProcessorPages.kept / 2, share) }
    unlock(&pointee.lock, .pageHeap)
  }

  /// Gives `count` descriptors of a share, or all, to their pool. The lock is held.
  func giveDescriptorsLocked(_ size: DescriptorSize, _ count: Int, _ share: ProcessorPagesPointer) {
    for _ in 0..<count {
      guard let span = share.takeDescriptor(size) else { return }
      pool(size).pointee.free(UnsafeMutableRawPointer(span))
    }
  }

  // MARK: Counts

  /// Adds to an atomic count of bytes.
  @inline(__always)
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
}
