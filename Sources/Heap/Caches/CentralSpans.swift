// The spans of one span class that no cache holds, and the two ways between them and the caches.
//
// Four sets: spans with free slots and spans without, each once swept and once not. Which of two
// sets is the swept one is told by a bit of the sweep generation, so that raising it turns every
// swept set into an unswept one at once. Two more hold tenured spans, which have no free slots:
// those that minor cycles leave alone, and those that were recalled to be swept.
//
//   down (take):  swept with free slots -> unswept with free slots, swept here -> unswept without,
//                 swept here in the hope that something died -> new pages
//   up (give):    a span whose cache is done with it, into the swept set that it belongs in
//
// The sets exist in four shards. A span is filed into the shard of the cache that held it last, and
// a cache looks into its own first: so that its processor finds spans whose memory is near to it,
// and that caches rarely meet at one word. Nothing else depends on the shard that a span is in.
//
// A span that was swept from elsewhere (the reclaimer, a special that is attached) is filed into
// a swept set at once, and its entry in an unswept set goes stale: whoever pops it fails to claim
// the span and goes on. The sets of unswept spans are empty before a cycle begins.
import CTricolor

/// See the top of the file. A handle: the sets lie in the heap's CacheSpace.
struct CentralSpans {
  let heap: HeapPointer
  let spanClass: SpanClass

  /// Unswept spans that `take` tries before it asks for new pages. More: less memory, longer
  /// refills when nothing dies; fewer: the heap grows although there is room.
  static let sweepBudget = 100

  /// A swept span with free slots for a cache, published as cached; nil if memory was refused.
  /// - Parameter cache: who asks; what sweeping frees is counted there.
  func take(_ cache: CachePointer) -> SpanPointer? {
    let pages = spanClass.sizeClass.pageCount
    SweepWork.pay(heap, bytes: pages &<< UInt(TC_PAGE_SHIFT), credit: 0)
    let generation = heap.sweepGeneration
    let own = SpanShelf.shard(of: cache)
    if let span = takeSwept(own, generation) ?? takeUnswept(own, generation, cache.counters)
      ?? grow(pages, cache)
    {
      span.pointee.home = own
      span.markCached(generation)
      return span
    }
    return nil
  }

  /// Files a span that its cache is done with.
  func give(_ span: SpanPointer) {
    let generation = heap.sweepGeneration
    if span.sweepStatus(generation) == .cachedUnswept {
      // It was cached when the cycle began: nobody else can claim it.
      tc_span_set_sweepgen(span, generation.current &- 1)
      heap.sweeper.note(swept: UInt(span.pointee.page_count))
      _ = SweepWork.sweepAndFile(span, heap, heap.totals)
      return
    }
    heap.shelves.file(span, span.freeSlotCount == 0 ? .full : .partial, generation)
  }

  private func shelf(_ isFull: Bool, _ shard: UInt8) -> SpanShelf {
    SpanShelf(spanClass, isFull: isFull, shard: shard)
  }

  /// The shards in the order in which a cache looks into them, without its own.
  @inline(__always)
  private func forOthers(_ own: UInt8, _ body: (UInt8) -> SpanPointer?) -> SpanPointer? {
    let shards = heap.shelves.shardsInUse
    var shard = (own &+ 1) & (SpanShelf.shards &- 1)
    while shard != own {
      if shard < shards, let span = body(shard) { return span }
      shard = (shard &+ 1) & (SpanShelf.shards &- 1)
    }
    return nil
  }

  private func takeSwept(_ own: UInt8, _ generation: SweepGeneration) -> SpanPointer? {
    let shelves = heap.shelves
    if let span = shelves.popSwept(shelf(false, own), generation) { return span }
    return forOthers(own) { shelves.popSwept(shelf(false, $0), generation) }
  }

  private func takeUnswept(
    _ own: UInt8, _ generation: SweepGeneration, _ counters: CountersPointer
  ) -> SpanPointer? {
    guard heap.sweeper.enter() else { return nil }
    var swept: UInt = 0
    defer { heap.sweeper.leave(swept: swept &* spanClass.sizeClass.pageCount) }
    var budget = CentralSpans.sweepBudget
    var tally = SweepTally(heap, counters)
    defer { tally.post() }
    if let span = sweepForFree(shelf(false, own), generation, &tally, &budget, &swept)
      ?? sweepForFree(shelf(true, own), generation, &tally, &budget, &swept)
    {
      return span
    }
    return forOthers(own) { shard in
      sweepForFree(shelf(false, shard), generation, &tally, &budget, &swept)
        ?? sweepForFree(shelf(true, shard), generation, &tally, &budget, &swept)
    }
  }

  /// Sweeps spans of one set until one has free slots, or the budget is used up.
  private func sweepForFree(
    _ shelf: SpanShelf, _ generation: SweepGeneration, _ tally: inout SweepTally,
    _ budget: inout Int, _ swept: inout UInt
  ) -> SpanPointer? {
    while budget > 0, let span = heap.shelves.popUnswept(shelf, generation) {
      budget -= 1
      guard span.claimForSweeping(generation) else { continue }
      let verdict = Sweep.claimed(span, &tally)
      swept &+= 1
      if verdict == .empty || verdict == .partial { return span }
      heap.shelves.file(span, verdict, generation)
    }
    return nil
  }

  private func grow(_ pages: UInt, _ cache: CachePointer) -> SpanPointer? {
    PageReclaim.reclaim(pages, heap)
    return heap.pageHeap.allocateSpan(pages: pages, spanClass: spanClass, cache: cache)
  }
}
