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
// any grey object. Nothing notes a card meanwhile, so a job clears each one as it comes by.
//
// Objects that are new when marking ends were born black: they are marked objects of the next
// cycle. Globals, stacks and specials are looked at in every cycle and need no cards.
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
    // Pages that were never handed out have no objects.
    let used = tc_word_load(&arena.pointee.zeroed_base)
    let usedEnd = Int((used &+ Card.wordBytes &- 1) / Card.wordBytes)
    let words = Int(Arena.size / Card.wordBytes) / Int(Self.cardPieces)
    let start = Int(piece % Self.cardPieces) &* words
    let end = min(start &+ words, usedEnd)
    // A job that finds nothing has looked at this much of the table.
    visitor.pointee.bytes &+= UInt(words) &* 8
    for word in start..<max(start, end) {
      var noted = tc_u64_load(cards + word)
      if noted == 0 { continue }
      tc_u64_store(cards + word, 0)
      if !scanning { continue }
      // Spans begin and end with pages, so the eight cards lie in one. New objects' first stores
      // note cards in spans without marks.
      let first = at &+ UInt(word) &* Card.wordBytes
      guard let span = tc_span_of(pointee.heap, first), !tc_span_noscan(span),
        span.markCount != 0
      else { continue }
      while noted != 0 {
        let card = UInt(noted.trailingZeroBitCount / 8)
        noted &= noted &- 1
        visitCard(at: first &+ card &* Card.bytes, of: span, visitor)
      }
    }
  }

  /// Visits the slots on the card at `first`, in `span`, that belong to marked objects.
  private func visitCard(at first: Address, of span: SpanPointer, _ visitor: VisitorPointer) {
    visitor.pointee.bytes &+= Card.bytes
    let size = span.pointee.object_size
    let end = min(first &+ Card.bytes, span.limit)
    var index = tc_object_index(span, first)
    while index < UInt32(span.pointee.object_count) {
      let base = tc_object_base(span, index)
      if base >= end { return }
      if tc_is_marked(span, index) {
        PointerMap.forEachSlot(
          in: span, base: base, from: max(base, first), to: min(base &+ size, end)
        ) { (slot: PointerSlot) in visitor.visit(tc_word_load(slot)) }
      }
      index &+= 1
    }
  }
}

/// Measures of cards, in bytes.
private enum Card {
  /// One card's memory.
  static let bytes = UInt(1) &<< UInt(TC_CARD_SHIFT)
  /// The memory of the eight cards in a word of the table.
  static let wordBytes = bytes &* 8
}
