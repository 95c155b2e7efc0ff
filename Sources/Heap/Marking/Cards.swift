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
// any grey object. Notes are odd or even, by turns: when marking begins stores go over to the other
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
// those of the old are, but only for what was stored since the last cycle's end (TC_NOTE_LATE):
// whatever it points to from before becomes old with it. That is most of what a program notes while
// marking runs, in the objects that it is making. A goroutine that waits must be looked at in two
// cycles before minor ones may pass it by (Scheduler/Collecting/Scan).
//
// Globals, stacks and specials are looked at in every cycle and need no cards.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  /// Pieces of an arena, each a root job of its own: where all of one was stored to, looking at its
  /// cards is scanning a megabyte, 0.1 to 1 ms. More: jobs for nothing; less: longer slices.
  static var cardPieces: UInt32 { 64 }

  /// Looks at the cards of a piece of an arena, and clears them. Pieces are numbered through all
  /// arenas that there were when the cycle began.
  func visitCards(ofPiece piece: UInt32, _ visitor: VisitorPointer) {
    guard let arena = tc_arena_numbered(pointee.heap, UInt(piece / Self.cardPieces)) else { return }
    let at = arena.pointee.base
    let scanning =
      pointee.cards == UInt32(TC_CARDS_SCAN) && pointee.faults & UInt32(TC_FAULT_LOST_CARDS) == 0
    let cards = tc_arena_cards(arena).unsafelyUnwrapped  // a field's address
    let turn = UInt64(pointee.card_turn) &* 0x0101_0101_0101_0101
    let past = turn | UInt64(TC_NOTE_LATE) &* 0x0101_0101_0101_0101
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
      let noted = tc_u64_and(cards + word, ~past)
      if !scanning { continue }
      // Spans begin and end with pages, so the eight cards lie in one.
      let first = at &+ UInt(word) &* Card.wordBytes
      guard let span = tc_span_of(pointee.heap, first), !tc_span_noscan(span) else { continue }
      visitCards(noted, late: noted & ~turn, at: first, of: span, visitor)
    }
  }

  /// Visits the noted ones of the eight cards from `first` on: those whose byte in `late` is 0 for
  /// the sake of old objects only.
  @inline(__always)
  private func visitCards(
    _ noted: UInt64, late: UInt64, at first: Address, of span: SpanPointer,
    _ visitor: VisitorPointer
  ) {
    // New objects' first stores note cards, and most of those have nobody else on them.
    if !SweptSlots(of: span, from: first, bytes: Card.wordBytes).contains(young: late != 0) {
      return
    }
    var noted = noted
    while noted != 0 {
      let card = UInt(noted.trailingZeroBitCount / 8)
      let byte = UInt64(0xff) &<< UInt64(card &* 8)
      noted &= ~byte
      let place = first &+ card &* Card.bytes
      visitCard(at: place, of: span, isLate: late & byte != 0, visitor)
    }
  }

  /// Visits the slots on the card at `first`, in `span`, that belong to marked objects. Notes the
  /// card anew if a slot of an object that will be old points to one that stays young.
  private func visitCard(
    at first: Address, of span: SpanPointer, isLate: Bool, _ visitor: VisitorPointer
  ) {
    let size = span.pointee.object_size
    let end = first &+ Card.bytes
    var staysNoted = false
    SweptSlots(of: span, from: first, bytes: Card.bytes).forEach(young: isLate) { index, isOld in
      let base = tc_object_base(span, index)
      visitor.pointee.bytes &+= min(size, Card.bytes)
      PointerMap.forEachSlot(
        in: span, base: base, from: max(base, first), to: min(base &+ size, end)
      ) { (slot: PointerSlot) in
        let value = tc_word_load(slot)
        if isOld { visitor.visit(value) }
        staysNoted = staysNoted || isLate && staysYoung(value)
      }
    }
    if staysNoted && pointee.faults & UInt32(TC_FAULT_STALE_CARDS) == 0 {
      tc_note_card_in(pointee.heap, first, pointee.heap.pointee.card_note)
    }
  }

  /// Words of the card table that are looked at to estimate what is on noted cards: 16 MB of heap;
  /// of larger heaps one word of several. It takes 0.2 ms at most, of a mutator's time.
  private static var sampledWords: Int { 4096 }

  /// About how many bytes of old objects lie on noted cards. Between cycles, everything swept; the
  /// world may run and note more.
  func oldBytesOnNotedCards() -> UInt64 {
    var words = 0
    forEachCardTable { _, _, count in words += count }
    let stride = words / Self.sampledWords + 1
    var bytes: UInt64 = 0
    forEachCardTable { base, cards, count in
      for word in Swift.stride(from: 0, to: count, by: stride) {
        let noted = tc_u64_load(cards + word)
        if noted == 0 { continue }
        bytes &+= oldBytes(onNoted: noted, at: base &+ UInt(word) &* Card.wordBytes)
      }
    }
    return bytes &* UInt64(stride)
  }

  /// Calls `body` with each arena's base, its cards, and how many words of them objects can be on.
  private func forEachCardTable(
    _ body: (_ base: Address, _ cards: UnsafeMutablePointer<UInt64>, _ words: Int) -> Void
  ) {
    let heap: UnsafeMutablePointer<tc_heap> = pointee.heap
    heap.forEachArena { (arena: ArenaPointer) in
      let used = tc_word_load(&arena.pointee.zeroed_base) &+ Card.wordBytes &- 1
      // The address of a field.
      let cards = tc_arena_cards(arena).unsafelyUnwrapped
      body(arena.pointee.base, cards, Int(used / Card.wordBytes))
    }
  }

  private func oldBytes(onNoted noted: UInt64, at first: Address) -> UInt64 {
    guard let span = tc_span_of(pointee.heap, first), !tc_span_noscan(span) else { return 0 }
    var (noted, objects) = (noted, UInt64(0))
    while noted != 0 {
      let card = UInt(noted.trailingZeroBitCount / 8)
      noted &= ~(UInt64(0xff) &<< UInt64(card &* 8))
      objects &+= SweptSlots(of: span, from: first &+ card &* Card.bytes, bytes: Card.bytes).old
    }
    return objects &* UInt64(min(span.pointee.object_size, Card.bytes))
  }

  /// Whether a word points to an object that is not there longer than the last cycle.
  @inline(__always)
  private func staysYoung(_ value: UInt) -> Bool {
    guard let span = tc_span_of(pointee.heap, value) else { return false }
    return !tc_was_swept(span, value) && tc_is_allocated(span, tc_object_index(span, value))
  }
}

/// The slots of a span that reach into a piece of it and held an object when the last cycle ended.
private struct SweptSlots {
  private let span: SpanPointer
  private let first: UInt32
  private let behind: UInt32

  @inline(__always)
  init(of span: SpanPointer, from address: Address, bytes: UInt) {
    self.span = span
    first = tc_object_index(span, address)
    let last = tc_object_index(span, address &+ bytes &- 1)
    behind = min(last &+ 1, UInt32(span.pointee.object_count))
  }

  /// Calls `body` with the number of each, and whether it is old; without the young ones unless
  /// they are asked for.
  @inline(__always)
  func forEach(young: Bool, _ body: (_ index: UInt32, _ isOld: Bool) -> Void) {
    var at = first
    while at < behind {
      let (slots, old) = word(at, young)
      var rest = slots
      while rest != 0 {
        body(at & ~63 | UInt32(rest.trailingZeroBitCount), old & rest & (0 &- rest) != 0)
        rest &= rest &- 1
      }
      at = (at & ~63) &+ 64
    }
  }

  /// How many of them are old.
  var old: UInt64 {
    var (at, count) = (first, UInt64(0))
    while at < behind {
      count &+= UInt64(word(at, false).slots.nonzeroBitCount)
      at = (at & ~63) &+ 64
    }
    return count
  }

  /// Whether there is one.
  @inline(__always)
  func contains(young: Bool) -> Bool {
    var at = first
    while at < behind {
      if word(at, young).slots != 0 { return true }
      at = (at & ~63) &+ 64
    }
    return false
  }

  /// Those of the 64 slots around `at` that lie in the piece, and which of all are old.
  @inline(__always)
  private func word(_ at: UInt32, _ young: Bool) -> (slots: UInt64, old: UInt64) {
    let number = Int(at &>> 6)
    let old = tc_u64_load(tc_span_marks(span) + number)
    let swept = tc_u64_load(tc_span_alloc_bits(span) + number)
    let inPiece = BitScan.mask(UInt(behind &- (at & ~63))) & ~0 &<< UInt64(at & 63)
    return (swept & (young ? ~0 : old) & inPiece, old)
  }
}
