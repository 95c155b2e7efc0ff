// One P's cache: a run of free slots and the span it lies in, for each span class. Allocation
// bumps `run.next` (allocate.h); everything here happens when a run is used up, or when the
// collector wants the runs back.
//
// The invariant: the slots of a run, from `next` to `end`, are zero, have the pointer bits that the
// run says, are black if marking is on, count as allocated in the span (free_index, alloc_count)
// and in the cache's counters, and belong to nobody but this cache.
//
//   take       the span's next free slots become the run
//   write back what is left of the run is free again: the span, the counters and the marks are as
//              if it had never been taken
//   refill     the span has no free slots left: it goes to the central spans, another one comes
//   flush      all spans go to the central spans; the cache holds nothing
//
// Who calls: the cache's owner; with the world stopped, the collector.
import CTricolor

/// See the top of the file.
enum ProcessorCache {
  /// Bytes that a cache counts before it adds them to the heap's live bytes. More: the collector
  /// starts later than it should, by this much a cache; fewer: all caches write one word often.
  static let liveGrain: UInt64 = 32 << 10

  /// Bytes of a cache with its counters behind it, a multiple of a cache line.
  static let bytes: UInt =
    (UInt(MemoryLayout<tc_cache>.size) + UInt(MemoryLayout<tc_counters>.size) + 63) & ~63

  // ---- Runs ----------------------------------------------------------------------------------

  /// Takes a new run from the span that the cache holds, and the first slot of it; nil if the
  /// span has no free slots left. The old run is used up.
  @inline(__always)
  static func takeRun(_ cache: CachePointer, _ spanClass: UInt32) -> Address? {
    let span = tc_cache_span(cache, spanClass).pointee.unsafelyUnwrapped
    let heap = cache.pointee.heap.unsafelyUnwrapped
    let isSingle = heap.pointee.flags & UInt32(TC_HEAP_STRESS | TC_HEAP_METERED) != 0
    let limit = isSingle ? 1 : span.runLimit
    let marking = heap.pointee.marking != 0
    if marking { beginBlack(span, heap) }
    let run = tc_cache_run(cache, spanClass)!
    let size = span.pointee.object_size
    let hasBits = span.spanClass.hasPointerBits
    // What was allocated last is what is allocated next, mostly.
    if hasBits && run.pointee.end != 0 {
      run.pointee.mask = PointerMap.bits(at: run.pointee.end &- size, size: size)
    }
    guard let slots = span.takeFreeSlots(limit: limit) else { return nil }
    let start = span.pointee.base &+ UInt(slots.first) &* size
    let bytes = UInt(slots.count) &* size
    if span.pointee.flags & UInt8(TC_SPAN_NEEDS_ZERO) != 0 {
      clear(start, bytes, heap)
    } else if size <= leastSystemPage {
      touch(from: start, to: start &+ bytes)
    }
    if hasBits {
      PointerMap.fillBits(from: start, to: start &+ bytes, size: size, run.pointee.mask)
    }
    if marking { cache.pointee.assist_bytes &-= Int64(bytes) }
    if isSingle { cache.count(bytes: UInt64(bytes)) }
    charge(cache, spanClass, slots: UInt64(slots.count), bytes: UInt64(bytes))
    if cache.pointee.barrier == UInt32(TC_BARRIER_CARDS)
      || tc_has_fault(heap, UInt32(TC_FAULT_STALE_FRESH))
    {
      noteFreshPage(cache, span, slots)
    }
    run.pointee.next = start &+ size
    run.pointee.end = start &+ bytes
    return start
  }

  /// Clears a run. In heaps of some size the memory was last used long ago, and a long run is
  /// cleared with an eye to what comes next; in small ones it is at hand, where asking for it takes
  /// longer than clearing.
  @inline(__always)
  private static func clear(_ start: Address, _ bytes: UInt, _ heap: HeapPointer) {
    let trigger = tc_u64_load(&heap.pointee.trigger_bytes)
    if bytes >= UInt(TC_CLEAR_AHEAD), trigger >= leastFarTrigger, trigger != .max {
      tc_clear_ahead(start, bytes)
    } else {
      tc_clear(start, bytes)
    }
  }

  /// Bytes at which a cycle is due in the smallest heap whose memory is not at hand when it comes
  /// to be used again: more than second-level caches hold. Heaps without a trigger may be small.
  private static let leastFarTrigger: UInt64 = 16 << 20

  /// Writes to each of the system's pages of memory that was never used and is free: it is zero and
  /// stays so. If an object were read before anything is written to its page, the system would lend
  /// it a page of zeros, fault again at the first store, and interrupt the other processors to tell
  /// them: 5% of the CPU of binary trees. Not for objects beyond a page, of which a part may
  /// never be used.
  private static func touch(from start: Address, to end: Address) {
    var at = start
    while at < end {
      PointerSlot(bitPattern: at).unsafelyUnwrapped.pointee = 0
      at = (at | (leastSystemPage &- 1)) &+ 1
    }
  }

  /// Bytes of the smallest pages of memory that systems have.
  private static let leastSystemPage: UInt = 4096

  /// The run that was taken may be a page of its own: then whatever is on that page was allocated
  /// since marking ended, and what is stored to it needs no cards until marking begins.
  @inline(__always)
  private static func noteFreshPage(_ cache: CachePointer, _ span: SpanPointer, _ run: SlotRange) {
    // Nobody stores pointers to what has none.
    if span.pointee.page_count != 1 || tc_span_noscan(span) { return }
    if run.count == UInt32(span.pointee.object_count)
      || tc_has_fault(cache.pointee.heap, UInt32(TC_FAULT_HALF_FRESH))
    {
      cache.pointee.fresh_page = span.pointee.base
    }
  }

  /// What is taken from the span of a cache from here on is black.
  private static func beginBlack(_ span: SpanPointer, _ heap: HeapPointer) {
    if tc_has_fault(heap, UInt32(TC_FAULT_WHITE_RUNS)) || span.pointee.object_count == 0 { return }
    tc_span_begin_black(span)
  }

  /// Gives back what is left of a run. The span stays.
  static func writeBackRun(_ cache: CachePointer, _ spanClass: UInt32) {
    let run = tc_cache_run(cache, spanClass)!
    let left = run.pointee.end &- run.pointee.next
    guard left != 0 else { return }
    let span = tc_cache_span(cache, spanClass).pointee.unsafelyUnwrapped
    let heap = cache.pointee.heap.unsafelyUnwrapped
    let first = tc_object_index(span, run.pointee.next)
    let slots = SlotRange(first: first, end: UInt32(span.pointee.free_index))
    span.returnFreeSlots(from: first)
    if tc_has_fault(heap, UInt32(TC_FAULT_STALE_RUNS)) { span.setFreeIndex(slots.end) }
    if heap.pointee.marking != 0 { cache.pointee.assist_bytes &+= Int64(left) }
    charge(cache, spanClass, slots: 0 &- UInt64(slots.count), bytes: 0 &- UInt64(left))
    forgetRun(cache, spanClass)
  }

  /// Gives back every run and the tiny block; the spans stay, so allocation goes on in them, and
  /// in new runs. At the beginning of marking: what is taken from here on is black.
  static func writeBackRuns(_ cache: CachePointer) {
    for spanClass in 2..<UInt32(SpanClass.count) { writeBackRun(cache, spanClass) }
    cache.pointee.tiny = 0
    cache.pointee.tiny_offset = 0
    flushCounts(cache)
  }

  // ---- Spans ---------------------------------------------------------------------------------

  /// What an owner does that leaves while marking is on, in a heap of ambiguous words. A marker may
  /// have found such a word that leads into a run, have seen that the slot counts as allocated, and
  /// be about to mark it: were it free by then, the mark would stay on a free slot. So what is left
  /// of the runs is black garbage until the next cycle.
  static func abandonRuns(_ cache: CachePointer) {
    for spanClass in 2..<UInt32(SpanClass.count) {
      forgetRun(cache, spanClass)
    }
  }

  /// Leaves a run, but for the pointer bits of the class.
  private static func forgetRun(_ cache: CachePointer, _ spanClass: UInt32) {
    let run = tc_cache_run(cache, spanClass)!
    run.pointee.next = 0
    run.pointee.end = 0
  }

  /// Exchanges the span of a class, whose run is used up, for one with free slots.
  /// - Returns: false if memory was refused; the cache holds no span of the class then.
  static func refill(_ cache: CachePointer, _ spanClass: UInt32) -> Bool {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    let slot = tc_cache_span(cache, spanClass)!
    let empty = heap.cacheSpace.pointee.emptySpan
    let old = slot.pointee.unsafelyUnwrapped
    let central = heap.central(UInt8(truncatingIfNeeded: spanClass))
    if old != empty {
      slot.pointee = empty
      forgetRun(cache, spanClass)
      central.give(old)
    }
    guard let span = central.take(cache) else { return false }
    slot.pointee = span
    if cache.pointee.allocated_since >= liveGrain { flushCounts(cache) }
    return true
  }

  /// Gives back every run and every span. The cache is as when it was new, but for its counters.
  /// With the world stopped at the end of marking, or by the owner.
  static func flush(_ cache: CachePointer) {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    let empty = heap.cacheSpace.pointee.emptySpan
    writeBackRuns(cache)
    for spanClass in 2..<UInt32(SpanClass.count) {
      let slot = tc_cache_span(cache, spanClass)!
      let span = slot.pointee.unsafelyUnwrapped
      guard span != empty else { continue }
      slot.pointee = empty
      forgetRun(cache, spanClass)
      heap.central(UInt8(truncatingIfNeeded: spanClass)).give(span)
    }
    heap.pageHeap.flush(cache)
    cache.pointee.flush_generation = heap.pointee.sweepgen
  }

  // ---- Counts --------------------------------------------------------------------------------

  @inline(__always)
  private static func charge(
    _ cache: CachePointer, _ spanClass: UInt32, slots: UInt64, bytes: UInt64
  ) {
    cache.pointee.allocated_since &+= bytes
    if spanClass & 1 == 0 { cache.pointee.scan_allocated &+= bytes }
    tc_counter_bump(tc_counter_small_allocated(cache.counters, spanClass &>> 1), slots)
  }

  /// Adds what the cache has counted to the heap's live and scannable bytes, and its tiny
  /// allocations to its counters. Owner, or world stopped.
  static func flushCounts(_ cache: CachePointer) {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    if cache.pointee.allocated_since != 0 {
      _ = tc_u64_add(&heap.pointee.live_bytes, cache.pointee.allocated_since)
      cache.pointee.allocated_since = 0
    }
    if cache.pointee.scan_allocated != 0 {
      _ = tc_u64_add(&heap.pointee.scan_bytes, cache.pointee.scan_allocated)
      cache.pointee.scan_allocated = 0
    }
    if cache.pointee.tiny_allocations != 0 {
      let tiny = UInt64(cache.pointee.tiny_allocations)
      tc_counter_bump(&cache.counters.pointee.tiny_allocated, tiny)
      cache.pointee.tiny_allocations = 0
    }
  }
}

extension UnsafeMutablePointer where Pointee == tc_cache {
  /// Counts one object at the cache's meter, if it has one: those of metered heaps do.
  func count(bytes: UInt64) {
    guard let meter = pointee.meter else { return }
    _ = tc_u64_add(&meter.pointee.objects, 1)
    _ = tc_u64_add(&meter.pointee.bytes, bytes)
  }

  /// What this cache has allocated, and what was swept on its account.
  @inline(__always)
  var counters: CountersPointer {
    pointee.statistics.assumingMemoryBound(to: tc_counters.self)
  }
}
