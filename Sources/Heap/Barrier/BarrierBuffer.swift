// Emptying a P's barrier buffer: the deferred half of the write barrier. The inline half is
// CTricolor/barrier.h; why it shades what it shades is told in Marking/Colours.swift.
//
// An entry pair is (old value, new value) of one store. Flushing shades each value that is a
// pointer into the heap, in order: the owner of the P pays about two
// instructions a store when marking is off, and for each white object it touches one mark when it
// is on; everything else is the markers' work.
//
// The buffer is empty exactly when `barrier_next` points to its first word. Its end lies at a
// whole number of pairs, and lower in stress mode, so that flushes come at every few stores.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_cache {
  /// The marker that belongs to this P.
  @inline(__always)
  var marker: MarkerPointer? {
    pointee.mark_work?.assumingMemoryBound(to: tc_marker.self)
  }

  /// Entries in the barrier buffer.
  @inline(__always)
  var barrierEntries: Int {
    guard let next = pointee.barrier_next else { return 0 }
    return next - tc_cache_barrier_buffer(self)
  }

  /// Makes the barrier buffer empty with room for `entries` (even, 2…TC_BARRIER_ENTRIES).
  func resetBarrierBuffer(entries: Int) {
    let buffer = tc_cache_barrier_buffer(self)!
    pointee.barrier_next = buffer
    pointee.barrier_end = buffer + entries
  }

  /// Shades every value in the buffer and empties it. The owner of the cache.
  func flushBarrier() {
    guard let marker else { return }
    flushBarrier(using: marker)
  }

  /// As `flushBarrier()`, by anyone while the owner is at a safepoint (where it may be marking with
  /// its own marker). While the barrier is off nothing is to be remembered: the buffer is just
  /// emptied. The marker is empty before and afterwards.
  func flushBarrier(using marker: MarkerPointer) {
    let count = barrierEntries
    let buffer = tc_cache_barrier_buffer(self)!
    pointee.barrier_next = buffer
    guard count > 0, tc_is_marking(self) else { return }
    marker.beginSlice()
    let shared: MarkStatePointer = marker.pointee.shared
    let marking = shared.shareAtOnce()
    let ambiguous = marker.pointee.shared.pointee.ambiguous != 0
    let faults = marker.pointee.shared.pointee.faults
    for index in 0..<count {
      if faults != 0 && Self.isForgotten(index, faults) { continue }
      marker.shade(buffer[index], ambiguous: ambiguous, marking: marking)
    }
    if marking { shared.leave(.shared) }
    marker.endSlice()
  }

  /// Whether a deliberate fault drops this half of an entry pair.
  private static func isForgotten(_ index: Int, _ faults: UInt32) -> Bool {
    let fault = index & 1 == 0 ? TC_FAULT_NO_OLD : TC_FAULT_NO_NEW
    return faults & UInt32(fault) != 0
  }

  /// Shades one value at once. For hosts that hand pointers over outside of managed memory, for
  /// example to a mutator that is just being born. Owner of the cache.
  @inline(__always)
  func shade(_ word: UInt) {
    if tc_is_marking(self) { remember(old: word, new: 0) }
  }

  /// One entry pair. Only while the barrier is on. Owner of the cache.
  @inline(__always)
  func remember(old: UInt, new: UInt) {
    let next = pointee.barrier_next!
    next[0] = old
    next[1] = new
    pointee.barrier_next = next + 2
    if next + 2 == pointee.barrier_end { flushBarrier() }
  }
}
