// Barriers for many words at once: before memory that may hold pointers is overwritten by a copy,
// or cleared, the old and the new values of its pointer slots are remembered; between cycles the
// cards that are copied to are noted.
//
// What the slots are is known in one of three ways, best first: the caller says the type; the
// destination is a heap object and its map says; or nobody knows (globals without a description),
// and each word is looked at as one that may be anything.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_cache {
  /// Before `bytes` bytes at `destination` are overwritten with those at `source` (0: cleared).
  /// Barrier on; owner of the cache. Cost: a few instructions a word.
  func bulkBarrier(destination: Address, source: Address, bytes: UInt) {
    let from = destination & ~7
    let to = (destination &+ bytes &+ 7) & ~7
    if bytes == 0 { return }
    if !tc_is_marking(self) {
      noteBetweenCycles(destination, source, bytes)
      return
    }
    noteWhileMarking(destination, source, bytes)
    guard let span = tc_span_of(pointee.heap, destination) else {
      bulkBarrierUnknown(from: from, to: to, source: source, destination: destination)
      return
    }
    var at = from
    // A range of one object is the rule; one of adjacent values in a large object likewise.
    let index = tc_object_index(span, at)
    guard index < UInt32(span.pointee.object_count) else { return }
    let base = tc_object_base(span, index)
    at = max(at, base)
    let end = min(to, base &+ span.pointee.object_size)
    PointerMap.forEachSlot(in: span, base: base, from: at, to: end) { (slot: PointerSlot) in
      rememberSlot(slot, source: source, destination: destination)
    }
  }

  /// As `bulkBarrier`, for `bytes` bytes of values of `type`, one behind the other.
  func bulkBarrier(
    destination: Address, source: Address, bytes: UInt, type: TypePointer
  ) {
    if type.pointee.ptr_bytes == 0 || bytes == 0 { return }
    if !tc_is_marking(self) {
      noteBetweenCycles(destination, source, bytes)
      return
    }
    noteWhileMarking(destination, source, bytes)
    PointerMap.forEachSlot(
      of: type, valuesAt: destination, from: destination, to: destination &+ bytes
    ) { (slot: PointerSlot) in
      rememberSlot(slot, source: source, destination: destination)
    }
  }

  /// One object's range, so what begins on a fresh page ends there.
  @inline(__always)
  private func noteBetweenCycles(_ destination: Address, _ source: Address, _ bytes: UInt) {
    if source == 0 || tc_is_fresh(self, destination) { return }
    tc_note_cards(self, destination, bytes)
  }

  @inline(__always)
  private func noteWhileMarking(_ destination: Address, _ source: Address, _ bytes: UInt) {
    let notes = pointee.barrier & UInt32(TC_BARRIER_CARDS) != 0
    if notes && source != 0 && bytes != 0 { tc_note_cards(self, destination, bytes) }
  }

  @inline(__always)
  private func rememberSlot(_ slot: PointerSlot, source: Address, destination: Address) {
    var new: UInt = 0
    if source != 0 {
      let from = source &+ (UInt(bitPattern: slot) &- destination)
      new = tc_word_load(PointerSlot(bitPattern: from).unsafelyUnwrapped)
    }
    remember(old: tc_word_load(slot), new: new)
  }

  /// Words of which nothing is known: each is shaded only if it proves to be a pointer.
  private func bulkBarrierUnknown(
    from: Address, to: Address, source: Address, destination: Address
  ) {
    guard let marker else { return }
    marker.beginSlice()
    let shared: MarkStatePointer = marker.pointee.shared
    let marking = shared.shareAtOnce()
    var at = from
    while at &+ 8 <= to {
      let slot = PointerSlot(bitPattern: at).unsafelyUnwrapped
      marker.shade(tc_word_load(slot), ambiguous: true, marking: marking)
      if source != 0 {
        let other = PointerSlot(bitPattern: source &+ (at &- destination)).unsafelyUnwrapped
        marker.shade(tc_word_load(other), ambiguous: true, marking: marking)
      }
      at &+= 8
    }
    if marking { shared.leave(.shared) }
    marker.endSlice()
  }
}
