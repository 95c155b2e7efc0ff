// The stopped part of a cycle's beginning.
import CTricolor
import TricolorPacing

extension UnsafeMutablePointer where Pointee == Collector {
  /// Enters a phase. World stopped.
  func enter(_ phase: CollectorPhase) {
    tc_u32_store_release(&heap.pointee.phase, phase.rawValue)
  }

  /// Makes the barrier of every cache TC_BARRIER_*, one or several, with empty buffers. World
  /// stopped.
  func switchBarriers(to barrier: Int) {
    let kind = UInt32(barrier)
    forEachCache { (cache: CachePointer) in
      invariant(
        barrier & Int(TC_BARRIER_BOTH) != 0 || cache.barrierEntries == 0
          || mark.pointee.faults != 0,
        "a barrier buffer holds pointers at the end of marking")
      cache.resetBarrierBuffer(entries: pointee.settings.barrierEntries)
      cache.pointee.barrier = kind
      tc_view_cards(cache)
      if mark.pointee.faults & UInt32(TC_FAULT_STALE_FRESH) == 0 { cache.pointee.fresh_page = 0 }
    }
    tc_u32_store(&heap.pointee.marking, barrier & Int(TC_BARRIER_BOTH) != 0 ? 1 : 0)
    // Swift clients, whose stores know no cache, look at one word for all heaps first.
    let (was, now) = (heap.pointee.barrier != 0, kind != 0)
    if was != now { tc_note_barrier(now) }
    heap.pointee.barrier = kind
  }

  /// Everything that must be true before the world marks. World stopped, everything swept, caches
  /// without runs.
  func setUpMarking(_ reason: CycleReason, _ kind: CycleKind) {
    invariant(mark.fullList.isEmpty, "marking begins with entries on the list")
    pointee.reason = reason
    // Where minor cycles follow each other, full ones between them.
    pointee.bornStayYoung = kind == .minor || pointee.kind == .minor
    pointee.kind = kind
    heap.pointee.keeps_marks = UInt32(kind == .minor ? TC_MARKS_KEPT : TC_MARKS_CLEARED)
    tc_u32_store(&pointee.due, 0)
    mark.resetCounts()
    setRange()
    prepareCards()
    mark.prepareRoots()
    beginPacing(reason)
    enter(.mark)
    switchBarriers(to: Int(TC_BARRIER_BOTH) | (notesWhileMarking ? Int(TC_BARRIER_CARDS) : 0))
    tc_u32_store_release(&pointee.started, pointee.started &+ 1)
    mark.openGate()
  }

  /// Fixes the addresses that this cycle looks at: all arenas of this moment. What the heap grows
  /// by while marking runs holds black objects only.
  private func setRange() {
    let low = tc_word_load(&heap.pointee.arenas_low)
    mark.pointee.low = low
    mark.pointee.span_bytes = tc_word_load(&heap.pointee.arenas_high) &- low
  }

  /// Makes every cache give its runs back. World stopped.
  func giveRunsBack() {
    if mark.pointee.faults & UInt32(TC_FAULT_OLD_RUNS) != 0 { return }
    forEachCache { (cache: CachePointer) in ProcessorCache.writeBackRuns(cache) }
  }
}
