// Sweeping as work: the next unswept span, swept and filed. In pieces for the background, in
// proportion for an allocation, and to the end for whoever needs a clean heap.
//
// Spans are taken class by class, the full sets of a class after its partial ones; `cursor` says
// which sets are empty already. Sets of unswept spans only shrink during a sweep.
import CTricolor

/// See the top of the file.
enum SweepWork {
  /// Sweeps one span and files it.
  /// - Returns: its pages, or nil if no unswept span is left.
  static func one(_ heap: HeapPointer, _ counters: CountersPointer) -> UInt? {
    let sweeper = heap.sweeper
    guard sweeper.enter() else { return nil }
    defer { sweeper.leave() }
    let generation = heap.pointee.sweepgen
    while let span = next(heap, generation) {
      // A stale entry: swept elsewhere, perhaps freed, and the descriptor perhaps in use again.
      guard span.claimForSweeping(generation) else { continue }
      let pages = UInt(span.pointee.page_count)
      sweepAndFile(span, heap, counters)
      return pages
    }
    sweeper.drained()
    return nil
  }

  /// Sweeps at least `pages` pages if there are so many.
  /// - Returns: whether something is left.
  static func slice(_ heap: HeapPointer, pages: UInt, _ counters: CountersPointer) -> Bool {
    var done: UInt = 0
    while done < pages {
      guard let swept = one(heap, counters) else { return false }
      done &+= swept
    }
    return true
  }

  /// Sweeps all that is unswept, and waits for other sweepers.
  static func finish(_ heap: HeapPointer) {
    while one(heap, heap.totals) != nil {}
    while !heap.sweeper.isComplete { tc_os_yield() }
  }

  /// Starts a new sweep generation: every span needs sweeping now. World stopped, the last sweep
  /// complete, all caches flushed.
  static func begin(_ heap: HeapPointer) {
    invariant(heap.sweeper.isComplete, "a cycle ends before the sweep of the last one did")
    let generation = heap.pointee.sweepgen
    for number in 0..<UInt8(SpanClass.count) { heap.central(number).resetUnswept(generation) }
    heap.pointee.sweepgen = generation &+ 2
    heap.sweeper.begin()
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
      if one(heap, heap.totals) == nil {
        sweeper.forgive()
        return
      }
    }
  }

  /// Sees to it that `span` is swept before its marks or specials are changed. Any thread; the
  /// span is in use, and the caller keeps a cycle from starting.
  static func ensureSwept(_ span: SpanPointer, _ heap: HeapPointer) {
    let generation = heap.pointee.sweepgen
    while true {
      switch span.sweepStatus(generation) {
      case .swept, .cachedSwept: return
      case .needsSweeping:
        guard heap.sweeper.enter() else { break }
        let claimed = span.claimForSweeping(generation)
        if claimed { sweepAndFile(span, heap, heap.totals) }
        heap.sweeper.leave()
        if claimed { return }
      case .beingSwept, .cachedUnswept, nil: break
      }
      tc_os_yield()
    }
  }

  /// Sweeps a span that was claimed, and counts its pages. The caller files it.
  @inline(__always)
  static func sweep(
    _ span: SpanPointer, _ heap: HeapPointer, _ counters: CountersPointer
  ) -> SweepVerdict {
    _ = tc_u64_add(&heap.sweeper.pointee.pagesSwept, UInt64(span.pointee.page_count))
    return Sweep.claimed(span, of: heap, counters: counters)
  }

  /// Sweeps a span that was claimed and puts it where it belongs.
  @discardableResult
  static func sweepAndFile(
    _ span: SpanPointer, _ heap: HeapPointer, _ counters: CountersPointer
  ) -> SweepVerdict {
    let verdict = sweep(span, heap, counters)
    span.markSwept(heap.pointee.sweepgen)
    switch verdict {
    case .empty: heap.pageHeap.freeSpan(span)
    case .partial: heap.central(span.pointee.span_class).file(span, isFull: false)
    case .full: heap.central(span.pointee.span_class).file(span, isFull: true)
    }
    return verdict
  }

  /// The next entry of a set of unswept spans.
  private static func next(_ heap: HeapPointer, _ generation: UInt32) -> SpanPointer? {
    let end = UInt32(SpanClass.count) &* 2
    var cursor = tc_u32_load(&heap.sweeper.pointee.cursor)
    while cursor < end {
      let central = heap.central(UInt8(truncatingIfNeeded: cursor &>> 1))
      if let span = central.popUnswept(generation, full: cursor & 1 != 0) { return span }
      // Another sweeper may have seen the same; the cursor never goes back.
      _ = tc_u32_cas(&heap.sweeper.pointee.cursor, cursor, cursor &+ 1)
      cursor = tc_u32_load(&heap.sweeper.pointee.cursor)
    }
    return nil
  }
}
