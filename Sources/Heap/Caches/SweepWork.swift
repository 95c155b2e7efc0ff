// Sweeping as work: the next unswept spans, swept and filed. In pieces for the background, in
// proportion for an allocation, and to the end for whoever needs a clean heap.
//
// The background takes them sixteen at a time, and gives those that are dead back together: it
// meets the mutators, which take their own, at a sixteenth of the words and locks.
//
// Spans are taken shelf by shelf (SpanShelves); `cursor` says which are empty already. Sets of
// unswept spans only shrink during a sweep.
import CTricolor

/// See the top of the file.
enum SweepWork {
  /// Sweeps some spans and files them: at most `most`, which is at most what a batch holds.
  /// - Returns: their pages, or nil if no unswept span is left.
  static func some(_ heap: HeapPointer, most: Int, _ counters: CountersPointer) -> UInt? {
    let sweeper = heap.sweeper
    guard sweeper.enter() else { return nil }
    let generation = heap.sweepGeneration
    var batch = SpanBatch()
    var pages: UInt = 0
    while pages == 0 {
      guard
        heap.shelves.popUnswept(
          into: &batch, most: most, from: &sweeper.pointee.cursor, generation)
      else {
        sweeper.drained()
        sweeper.leave(swept: 0)
        return nil
      }
      pages = sweepAndFile(&batch, heap, counters)
    }
    sweeper.leave(swept: pages)
    return pages
  }

  /// Sweeps at least `pages` pages if there are so many.
  /// - Returns: whether something is left.
  static func slice(_ heap: HeapPointer, pages: UInt, _ counters: CountersPointer) -> Bool {
    var done: UInt = 0
    while done < pages {
      guard let swept = some(heap, most: SpanBatch.capacity, counters) else { return false }
      done &+= swept
    }
    return true
  }

  /// Sweeps all that is unswept, and waits for other sweepers.
  static func finish(_ heap: HeapPointer) {
    while some(heap, most: SpanBatch.capacity, heap.totals) != nil {}
    while !heap.sweeper.isComplete { tc_os_yield() }
  }

  /// Starts a new sweep generation: every span needs sweeping now. World stopped, the last sweep
  /// complete, all caches flushed.
  /// - Parameter recalling: whether tenured spans need it, too: unless the cycle that ends was a
  ///   minor one, and another one is to come.
  static func begin(_ heap: HeapPointer, recalling: Bool) {
    invariant(heap.sweeper.isComplete, "a cycle ends before the sweep of the last one did")
    let generation = heap.sweepGeneration
    heap.shelves.resetUnswept(generation)
    if recalling { heap.shelves.recallTenured() }
    generation.next(recalling: recalling).write(to: heap)
    heap.sweeper.begin(recalling: recalling)
  }

  /// Sweeps what allocating `bytes` owes.
  /// - Parameter credit: pages that the caller answers for otherwise.
  @inline(__always)
  static func pay(_ heap: HeapPointer, bytes: UInt, credit: UInt) {
    if tc_u64_load(&heap.sweeper.pointee.pagesPerByteBits) == 0 { return }
    paySlowly(heap, bytes: bytes, credit: credit)
  }

  private static func paySlowly(_ heap: HeapPointer, bytes: UInt, credit: UInt) {
    let sweeper = heap.sweeper
    let live = tc_u64_load(&heap.pointee.live_bytes)
    while sweeper.pagesOwed(bytes: bytes, live: live, credit: credit) > 0 {
      if some(heap, most: 1, heap.totals) == nil {
        sweeper.forgive()
        return
      }
    }
  }

  /// Sees to it that `span` is swept before its marks or specials are changed. Any thread; the
  /// span is in use, and the caller keeps a cycle from starting.
  static func ensureSwept(_ span: SpanPointer, _ heap: HeapPointer) {
    let generation = heap.sweepGeneration
    while true {
      switch span.sweepStatus(generation) {
      case .swept, .cachedSwept, .tenured: return
      case .needsSweeping:
        guard heap.sweeper.enter() else { break }
        let claimed = span.claimForSweeping(generation)
        let pages = UInt(span.pointee.page_count)
        if claimed { sweepAndFile(span, heap, heap.totals) }
        heap.sweeper.leave(swept: claimed ? pages : 0)
        if claimed { return }
      case .beingSwept, .cachedUnswept, nil: break
      }
      tc_os_yield()
    }
  }

  /// Sweeps a span that was claimed and puts it where it belongs. The caller counts its pages.
  @discardableResult
  static func sweepAndFile(
    _ span: SpanPointer, _ heap: HeapPointer, _ counters: CountersPointer
  ) -> SweepVerdict {
    var tally = SweepTally(heap, counters)
    let verdict = Sweep.claimed(span, &tally)
    tally.post()
    let generation = heap.sweepGeneration
    if verdict == .empty {
      span.markSwept(generation)
      heap.pageHeap.freeSpan(span)
    } else {
      heap.shelves.file(span, verdict, generation)
    }
    return verdict
  }

  /// The same for spans that were popped together, of which those are passed over that somebody
  /// else has claimed: stale entries, swept elsewhere, perhaps freed, and the descriptor perhaps in
  /// use again.
  /// - Returns: pages of those that were swept.
  private static func sweepAndFile(
    _ batch: inout SpanBatch, _ heap: HeapPointer, _ counters: CountersPointer
  ) -> UInt {
    let generation = heap.sweepGeneration
    var tally = SweepTally(heap, counters)
    var pages: UInt = 0
    var dead = 0
    var full = SpanBatch()
    var tenured = SpanBatch()
    for place in 0..<batch.count {
      let span = batch.span(place)
      guard span.claimForSweeping(generation) else { continue }
      pages &+= UInt(span.pointee.page_count)
      switch Sweep.claimed(span, &tally) {
      case .empty:
        span.markSwept(generation)
        batch.spans[dead] = UInt(bitPattern: span)
        dead += 1
      case .partial: heap.shelves.file(span, .partial, generation)
      case .full:
        span.markSwept(generation)
        full.append(span)
      case .tenured:
        span.markTenured(generation)
        tenured.append(span)
      }
    }
    tally.post()
    heap.shelves.push(full: full, generation)
    heap.shelves.push(tenured: tenured)
    batch.count = dead
    heap.pageHeap.freeSpans(batch)
    return pages
  }
}
