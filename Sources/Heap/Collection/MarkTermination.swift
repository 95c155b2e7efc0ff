// The end of marking: the barrier buffers, the leftovers of black runs, the second opinion.
import CTricolor

extension UnsafeMutablePointer where Pointee == Collector {
  /// Shades what the barrier buffers hold, one mutator after the other, without stopping the world.
  /// Only to make the stop that follows likely to be the last: a host that cannot bring mutators to
  /// a safepoint one by one leaves it out.
  func visitBarrierBuffers(_ marker: MarkerPointer) {
    guard let eachCache = heap.pointee.world.pointee.each_cache else { return }
    let flush: @convention(c) (UnsafeMutableRawPointer?, CachePointer?) -> Void = {
      (marker: UnsafeMutableRawPointer?, cache: CachePointer?) in
      guard let marker, let cache else { return }
      cache.flushBarrier(using: marker.assumingMemoryBound(to: tc_marker.self))
    }
    eachCache(heap.pointee.world_context, heap, flush, UnsafeMutableRawPointer(marker))
  }

  /// Shades what all barrier buffers hold. World stopped.
  func flushBarrierBuffers(_ marker: MarkerPointer) {
    forEachCache { (cache: CachePointer) in
      if mark.pointee.faults & UInt32(TC_FAULT_LOST_BUFFER) != 0 {
        cache.resetBarrierBuffer(entries: pointee.settings.barrierEntries)
      }
      cache.flushBarrier(using: marker)
    }
  }

  /// Whether cycles are checked by a second mark.
  var isVerified: Bool {
    switches.checkmark || heap.pointee.flags & UInt32(TC_HEAP_VERIFY) != 0
  }

  /// Makes every cache give back what is left of its runs, unmarked, and its spans. World stopped.
  func returnBlackRuns() {
    forEachCache { (cache: CachePointer) in ProcessorCache.flush(cache) }
  }

  /// Makes every span wait to be swept, but tenured ones between minor cycles. World stopped,
  /// caches empty, the next cycle's kind settled.
  func raiseSweepGeneration() {
    SweepWork.begin(heap, recalling: recallsTenured)
    let live = tc_u64_load(&heap.pointee.live_bytes)
    heap.sweeper.setProportion(pagesPerByte: pointee.sweepPagesPerByte, live: live)
  }

  /// Marks again from the roots and compares; dies if something reachable was not marked. World
  /// stopped, marking complete.
  func checkMarks() {
    guard var verifier = Verifier(heap: heap) else { fatal("out of memory in verify mode") }
    withUnsafeMutablePointer(to: &verifier) { (pointer: VerifierPointer) in
      var visitor = tc_visitor(
        marker: nil, verifier: UnsafeMutableRawPointer(pointer), bytes: 0)
      mark.visitAllRoots(&visitor)
      pointer.pointee.run()
    }
    pointee.verified.objects = verifier.objects
    pointee.verified.bytes = verifier.bytes
    let lost = verifier.lost
    let from = verifier.lostFrom
    verifier.destroy()
    if lost != 0 { reportLost(lost, from) }
  }

  /// A reachable object was left white: our bug, or a deliberate fault.
  private func reportLost(_ object: Address, _ holder: Address) {
    if let handler = pointee.settings.lostObject {
      handler(object, holder)
      return
    }
    corrupt("marking lost a reachable object", object, holder)
  }
}
