// The spans of one span class that no cache holds, and the two ways between them and the caches.
//
// Four sets: spans with free slots and spans without, each once swept and once not. Which of two
// sets is the swept one is told by a bit of the sweep generation, so that raising it turns every
// swept set into an unswept one at once.
//
//   down (take):  swept with free slots -> unswept with free slots, swept here -> unswept without,
//                 swept here in the hope that something died -> new pages
//   up (give):    a span whose cache is done with it, into the swept set that it belongs in
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

  /// Sets of a span class.
  static let setsPerClass = 4

  @inline(__always)
  private var sets: SpanSetPointer {
    heap.cacheSpace.pointee.sets + spanClass.index * CentralSpans.setsPerClass
  }

  @inline(__always)
  private var storage: SpanSetStoragePointer {
    // The first field of the space.
    UnsafeMutableRawPointer(heap.cacheSpace).assumingMemoryBound(to: SpanSetStorage.self)
  }

  @inline(__always)
  func partialSwept(_ generation: UInt32) -> SpanSetPointer {
    sets + Int(generation &>> 1 & 1)
  }

  @inline(__always)
  func partialUnswept(_ generation: UInt32) -> SpanSetPointer {
    sets + Int(1 &- generation &>> 1 & 1)
  }

  @inline(__always)
  func fullSwept(_ generation: UInt32) -> SpanSetPointer {
    sets + 2 + Int(generation &>> 1 & 1)
  }

  @inline(__always)
  func fullUnswept(_ generation: UInt32) -> SpanSetPointer {
    sets + 2 + Int(1 &- generation &>> 1 & 1)
  }

  /// A swept span with free slots for a cache, published as cached; nil if memory was refused.
  /// - Parameter cache: who asks; what sweeping frees is counted there.
  func take(_ cache: CachePointer) -> SpanPointer? {
    let pages = spanClass.sizeClass.pageCount
    SweepWork.pay(heap, bytes: pages &<< UInt(TC_PAGE_SHIFT), credit: 0)
    let generation = heap.pointee.sweepgen
    if let span = takeSwept(generation) ?? takeUnswept(generation, cache.counters)
      ?? grow(pages, cache)
    {
      span.markCached(generation)
      return span
    }
    return nil
  }

  /// Files a span that its cache is done with.
  func give(_ span: SpanPointer) {
    let generation = heap.pointee.sweepgen
    if span.sweepStatus(generation) == .cachedUnswept {
      // It was cached when the cycle began: nobody else can claim it.
      tc_span_set_sweepgen(span, generation &- 1)
      _ = SweepWork.sweepAndFile(span, heap, heap.totals)
      return
    }
    span.markSwept(generation)
    file(span, isFull: span.freeSlotCount == 0)
  }

  /// Puts a swept span into the set where it belongs.
  func file(_ span: SpanPointer, isFull: Bool) {
    let generation = heap.pointee.sweepgen
    let set = isFull ? fullSwept(generation) : partialSwept(generation)
    set.push(span, storage)
  }

  private func takeSwept(_ generation: UInt32) -> SpanPointer? {
    partialSwept(generation).pop(storage)
  }

  private func takeUnswept(_ generation: UInt32, _ counters: CountersPointer) -> SpanPointer? {
    guard heap.sweeper.enter() else { return nil }
    defer { heap.sweeper.leave() }
    var budget = CentralSpans.sweepBudget
    while budget > 0, let span = partialUnswept(generation).pop(storage) {
      budget -= 1
      guard span.claimForSweeping(generation) else { continue }
      let verdict = SweepWork.sweep(span, heap, counters)
      if verdict != .full { return span }
      span.markSwept(generation)
      file(span, isFull: true)
    }
    while budget > 0, let span = fullUnswept(generation).pop(storage) {
      budget -= 1
      guard span.claimForSweeping(generation) else { continue }
      let verdict = SweepWork.sweep(span, heap, counters)
      if verdict != .full { return span }
      span.markSwept(generation)
      file(span, isFull: true)
    }
    return nil
  }

  private func grow(_ pages: UInt, _ cache: CachePointer) -> SpanPointer? {
    PageReclaim.reclaim(pages, heap)
    return heap.pageHeap.allocateSpan(pages: pages, spanClass: spanClass, cache: cache)
  }

  /// An unswept span for whoever sweeps the whole heap, with free slots or without.
  /// - Parameter full: from which of the two sets.
  func popUnswept(_ generation: UInt32, full: Bool) -> SpanPointer? {
    (full ? fullUnswept(generation) : partialUnswept(generation)).pop(storage)
  }

  /// Empties the cell counts of the unswept sets, which hold no span, so that they can take swept
  /// ones after the generation was raised. World stopped.
  func resetUnswept(_ generation: UInt32) {
    partialUnswept(generation).reset(storage)
    fullUnswept(generation).reset(storage)
  }
}
