// Cards: how a minor cycle learns which marked objects point to unmarked ones.
//
// A minor cycle keeps the marks of the cycle before it (Demers and others, "Combining generational
// and conservative garbage collection: framework and implementations", POPL 1990: sticky mark
// bits). When marking ended, everything that could be reached was marked; so a pointer from a
// marked object to an unmarked one was stored since, and the barrier, which between such cycles
// notes for each store the 512 bytes that it went to, knows where. The marked objects on those
// cards are roots of the minor cycle, as far as they lie on them.
//
// THE INVARIANT
//
//   While a minor cycle is to come, every pointer from a marked object to an unmarked one lies in
//   a slot whose card is noted.
//
// A card that is noted stands for a grey piece of memory: jobs look at cards while marking runs and
// mutators change the same objects, under the protection of the marking barrier, as they look at
// any grey object. A note is a 1 or a 2, by turns: when marking begins stores go over to the other
// one, so that jobs clear away what was noted before, and nothing else. They look at all.
//
// WHO IS YOUNG
//
// At the end of a minor cycle the marks that are kept are those of objects that the cycle before
// had kept (the allocation bits say which): what was allocated since is young once more, whether it
// was found alive or was born black. So a tree is not old because it was being built when a cycle
// came, and its garbage does not fill the room until a full one comes. After a full cycle that
// follows minor ones all that was marked is old, and what was born while it marked is young; after
// others, all is old.
//
// The invariant holds: a pointer to what stays young was stored since the end of the last cycle. If
// before marking began, its card was noted; a job has looked at it, has found that it leads to
// something young, and has noted it anew. If later, the store noted the card: while marking runs
// stores note cards, too. What becomes old without having been so must have its cards looked at, as
// those of the old are. A goroutine that waits must be looked at in two cycles before minor ones
// may pass it by (Scheduler/Collecting/Scan).
//
// Globals, stacks and specials are looked at in every cycle and need no cards.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  /// Pieces of an arena, each a root job of its own: where all of one was stored to, looking at its
  /// cards is scanning a megabyte, 0.1 to 1 ms. More: jobs for nothing; less: longer slices.
  static var cardPieces: UInt32 { 64 }

  /// Looks at the cards of a piece of an arena, and clears them. Pieces are numbered through all
  /// arenas of the cycle's range.
  func visitCards(ofPiece piece: UInt32, _ visitor: VisitorPointer) {
    let at = pointee.low &+ UInt(piece / Self.cardPieces) &<< Arena.shift
    guard let arena = tc_arena_of(pointee.heap, at) else { return }
    let scanning =
      pointee.cards == UInt32(TC_CARDS_SCAN) && pointee.faults & UInt32(TC_FAULT_LOST_CARDS) == 0
    let cards = tc_arena_cards(arena).unsafelyUnwrapped  // a field's address
    let old = UInt64(pointee.card_note) &* 0x0101_0101_0101_0101
    // Pages that were never handed out have no objects.
    let used = tc_word_load(&arena.pointee.zeroed_base)
    let usedEnd = Int((used &+ Card.wordBytes &- 1) / Card.wordBytes)
    let words = Int(Arena.size / Card.wordBytes) / Int(Self.cardPieces)
    let start = Int(piece % Self.cardPieces) &* words
    let end = min(start &+ words, usedEnd)
    // A job that finds nothing has looked at this much of the table.
    visitor.pointee.bytes &+= UInt(words) &* 8
    for word in start..<max(start, end) {
      if tc_u64_load(cards + word) == 0 { continue }
      // What was noted since marking began may stand where something older was.
      var noted = tc_u64_and(cards + word, ~old)
      if !scanning { continue }
      // Spans begin and end with pages, so the eight cards lie in one. New objects' first stores
      // note cards in new spans.
      let first = at &+ UInt(word) &* Card.wordBytes
      guard let span = tc_span_of(pointee.heap, first), !tc_span_noscan(span),
        span.wasInUse
      else { continue }
      while noted != 0 {
        let card = UInt(noted.trailingZeroBitCount / 8)
        noted &= noted &- 1
        visitCard(at: first &+ card &* Card.bytes, of: span, visitor)
      }
    }
  }

  /// Visits the slots on the card at `first`, in `span`, that belong to marked objects. Notes the
  /// card anew if a slot of an object that will be old points to one that stays young.
  private func visitCard(at first: Address, of span: SpanPointer, _ visitor: VisitorPointer) {
    visitor.pointee.bytes &+= Card.bytes
    let size = span.pointee.object_size
    let end = min(first &+ Card.bytes, span.limit)
    var index = tc_object_index(span, first)
    var staysNoted = false
    while index < UInt32(span.pointee.object_count) {
      let base = tc_object_base(span, index)
      if base >= end { break }
      if tc_was_swept(span, base) {
        let isOld = tc_is_marked(span, index)
        PointerMap.forEachSlot(
          in: span, base: base, from: max(base, first), to: min(base &+ size, end)
        ) { (slot: PointerSlot) in
          let value = tc_word_load(slot)
          if isOld { visitor.visit(value) }
          staysNoted = staysNoted || staysYoung(value)
        }
      }
      index &+= 1
    }
    if staysNoted && pointee.faults & UInt32(TC_FAULT_STALE_CARDS) == 0 {
      tc_note_card_in(pointee.heap, first)
    }
  }

  /// Whether a word points to an object that is not there longer than the last cycle.
  @inline(__always)
  private func staysYoung(_ value: UInt) -> Bool {
    guard let span = tc_span_of(pointee.heap, value) else { return false }
    return !tc_was_swept(span, value) && tc_is_allocated(span, tc_object_index(span, value))
  }
}

/// Measures of cards, in bytes.
enum Card {
  /// One card's memory.
  static let bytes = UInt(1) &<< UInt(TC_CARD_SHIFT)
  /// The memory of the eight cards in a word of the table.
  static let wordBytes = bytes &* 8
}
