// Scanning objects of more than 512 bytes, and those that come back from a work list grey: the
// rarer half of Drain.swift's loop, kept out of its registers' way.
//
// A large object is scanned in pieces, so that no slice lasts longer than one piece and several
// workers share a large array: marking the object pushes a grey entry for each piece but the
// first, which it scans at once.
import CTricolor

extension Drain {
  /// Where the primary buffer's next entry goes now, and how many bytes were scanned.
  typealias ScanResult = (top: EntryPointer, scanned: UInt)

  /// Scans a marked object that has a type header, or the first piece of a large one.
  @inline(never)
  static func scanBig(
    _ marker: MarkerPointer, _ base: Address, in span: SpanPointer, _ top: EntryPointer
  ) -> ScanResult {
    WorkBuffer.close(top)
    let size = span.pointee.object_size
    let piece = marker.pointee.shared.pointee.piece_bytes
    if !span.isLarge || size <= piece {
      return scan(marker, from: base, to: base &+ size, base: base, in: span)
    }
    // Latest piece first: the list is a stack, and memory is best read upward.
    var at = base &+ (size &- 1) / piece &* piece
    while at > base {
      marker.push(at | WorkEntry.grey)
      at &-= piece
    }
    return scan(marker, from: base, to: base &+ piece, base: base, in: span)
  }

  /// Scans what a grey entry stands for: an object, or the piece of a large one at `address`.
  @inline(never)
  static func scanGrey(
    _ marker: MarkerPointer, _ address: Address, _ top: EntryPointer
  ) -> ScanResult {
    guard let span = tc_span_of(marker.pointee.heap, address) else { return (top, 0) }
    let base = tc_object_base(span, tc_object_index(span, address))
    if address == base && span.isLarge { return scanBig(marker, base, in: span, top) }
    WorkBuffer.close(top)
    let end = base &+ span.pointee.object_size
    if span.isLarge {
      let piece = marker.pointee.shared.pointee.piece_bytes
      return scan(marker, from: address, to: min(address &+ piece, end), base: base, in: span)
    }
    return scan(marker, from: base, to: end, base: base, in: span)
  }

  /// Pushes what the slots at `from`…`to` point to. The primary buffer is closed.
  @inline(__always)
  private static func scan(
    _ marker: MarkerPointer, from: Address, to: Address, base: Address, in span: SpanPointer
  ) -> ScanResult {
    let low = marker.pointee.low
    let range = marker.pointee.span_bytes
    PointerMap.forEachSlot(in: span, base: base, from: from, to: to) { (slot: PointerSlot) in
      let word = tc_word_load(slot)
      if word &- low < range { marker.push(word) }
    }
    return (WorkBuffer.open(marker.pointee.primary.unsafelyUnwrapped), to &- from)
  }
}
