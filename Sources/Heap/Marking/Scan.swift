// Scanning objects of more than 512 bytes, and those that come back from a work list grey: the
// rarer half of Drain.swift's loop, kept out of its registers' way.
//
// A large object is scanned in pieces, so that no slice lasts longer than one piece and several
// workers share a large array: marking the object pushes a grey entry for each piece but the
// first, which it scans at once.
import CTricolor

extension Drain {
  /// Scans a marked object that has a type header, or the first piece of a large one.
  @inline(never)
  mutating func scanBig(_ base: Address, in span: SpanPointer) {
    let size = span.pointee.object_size
    let piece = marker.pointee.shared.pointee.piece_bytes
    if !span.isLarge || size <= piece {
      scan(from: base, to: base &+ size, base: base, in: span)
      return
    }
    // Latest piece first: the list is a stack, and memory is best read upward.
    var at = base &+ (size &- 1) / piece &* piece
    while at > base {
      push(at | WorkEntry.grey)
      at &-= piece
    }
    scan(from: base, to: base &+ piece, base: base, in: span)
  }

  /// Scans what a grey entry stands for: an object, or the piece of a large one at `address`.
  @inline(never)
  mutating func scanGrey(_ address: Address) {
    guard let span = tc_span_of(heap, address) else { return }
    let base = tc_object_base(span, tc_object_index(span, address))
    let end = base &+ span.pointee.object_size
    if address == base && (span.isLarge || span.pointee.object_size > UInt(TC_MAX_BITMAP)) {
      scanBig(base, in: span)
    } else if span.isLarge {
      let piece = marker.pointee.shared.pointee.piece_bytes
      scan(from: address, to: min(address &+ piece, end), base: base, in: span)
    } else {
      scan(from: base, to: end, base: base, in: span)
    }
  }

  private mutating func scan(
    from: Address, to: Address, base: Address, in span: SpanPointer
  ) {
    PointerMap.forEachSlot(in: span, base: base, from: from, to: to) { (slot: PointerSlot) in
      let word = tc_word_load(slot)
      if word &- low < rangeBytes { push(word) }
    }
    scanned &+= to &- from
  }
}
