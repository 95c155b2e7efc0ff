// Arenas: 64 MiB of address space each, their tables off-heap, found through a sparse index. And
// the page tables in them: which span a page belongs to.
import CTricolor

typealias ArenaPointer = UnsafeMutablePointer<tc_arena>

/// What leads to the arenas of one heap, and their cards: tables that are reserved whole and
/// touched only where arenas are.
struct ArenaTables {
  /// By address, `tc_heap.arenas`.
  let index: SparseTable
  /// By number, `tc_heap.arena_list`.
  let list: SparseTable
  /// The cards of the first of them, `tc_heap.card_table`.
  let cards: SparseTable

  /// The tables of a new heap, hung into it; nil when the system refuses.
  init?(
    _ heap: UnsafeMutablePointer<tc_heap>, _ system: SystemMemoryPointer,
    _ accounting: AccountingPointer
  ) {
    let word = UInt(MemoryLayout<UInt>.stride)
    let words = (1 &<< (UInt(TC_ADDRESS_BITS) &- Arena.shift)) &* word
    guard let index = SparseTable(words, .collector, system, accounting) else { return nil }
    guard let list = SparseTable(words, .collector, system, accounting) else {
      index.destroy()
      return nil
    }
    let cardCount = Card.tableCovers / Card.bytes
    guard let cards = SparseTable(cardCount, .collector, system, accounting) else {
      list.destroy()
      index.destroy()
      return nil
    }
    self.index = index
    self.list = list
    self.cards = cards
    heap.pointee.arenas = UnsafeMutablePointer(bitPattern: index.base)
    heap.pointee.arena_list = UnsafeMutablePointer(bitPattern: list.base)
    heap.pointee.card_table = UnsafeMutablePointer(bitPattern: cards.base)
  }

  /// Makes the entries for an arena at `base`, whose number is `number`, writable.
  func commit(_ base: Address, number: UInt) -> Bool {
    let word = UInt(MemoryLayout<UInt>.stride)
    return index.commit(offset: (base &>> Arena.shift) &* word, count: word)
      && list.commit(offset: number &* word, count: word)
  }

  /// Calls `body` with the address space of each.
  func forEachRange(_ body: (Address, Bytes) -> Void) {
    body(index.range.base, index.range.bytes)
    body(list.range.base, list.range.bytes)
    body(cards.range.base, cards.range.bytes)
  }

  func destroy() {
    cards.destroy()
    list.destroy()
    index.destroy()
  }
}

/// The arenas of one heap and their page tables.
enum ArenaMap {
  /// Describes and publishes the arena at `base` of a reservation from `first` on. Its pages are
  /// all taken until the page allocator grows into them. False when memory for its tables is
  /// refused.
  static func add(
    _ heap: UnsafeMutablePointer<tc_heap>, at base: Address, from first: Address,
    _ tables: ArenaTables, _ space: MetadataSpacePointer
  ) -> Bool {
    let number = tc_arena_count(heap)
    guard tables.commit(base, number: number),
      let memory = space.allocate(UInt(MemoryLayout<tc_arena>.size), .collector),
      let cards = makeCards(heap, at: base, from: first, tables.cards, space)
    else { return false }
    let arena = memory.assumingMemoryBound(to: tc_arena.self)
    arena.pointee.cards = cards
    arena.pointee.base = base
    arena.pointee.heap = heap
    let taken = tc_arena_taken(arena).unsafelyUnwrapped  // a field's address
    for word in 0..<Int(Arena.pages / 64) { taken[word] = ~0 }
    tc_arena_slot_store(heap.pointee.arenas + Int(base &>> Arena.shift), arena)
    tc_widen_range(heap, base)
    tc_arena_slot_store(heap.pointee.arena_list + Int(number), arena)
    tc_word_store_release(&heap.pointee.arena_count, number &+ 1)
    return true
  }

  /// Takes the arena at `base` out again: the one that came last, and nothing was ever in it.
  static func remove(_ heap: UnsafeMutablePointer<tc_heap>, at base: Address) {
    tc_arena_slot_store(heap.pointee.arenas + Int(base &>> Arena.shift), nil)
    // Whoever has read the number still finds an arena without spans there.
    tc_word_store_release(&heap.pointee.arena_count, tc_arena_count(heap) &- 1)
  }

  /// Lets stores find the cards of a reservation, all of whose arenas are described, in the table.
  static func publishCards(
    _ heap: UnsafeMutablePointer<tc_heap>, _ base: Address, _ length: Bytes
  ) {
    guard continuesTable(heap, base) else { return }
    let covered = base &- tc_word_load(&heap.pointee.card_base) &+ length
    tc_word_store_release(&heap.pointee.card_bytes, min(covered, Card.tableCovers))
  }

  /// Whether a reservation begins where the table's cards end.
  private static func continuesTable(
    _ heap: UnsafeMutablePointer<tc_heap>, _ base: Address
  ) -> Bool {
    let covered = tc_word_load(&heap.pointee.card_bytes)
    return covered == 0 || base == tc_word_load(&heap.pointee.card_base) &+ covered
  }

  /// The cards of a new arena at `base` of a reservation from `first` on: in the table where that
  /// continues it, else for themselves.
  private static func makeCards(
    _ heap: UnsafeMutablePointer<tc_heap>, at base: Address, from first: Address,
    _ table: SparseTable, _ space: MetadataSpacePointer
  ) -> UnsafeMutablePointer<UInt8>? {
    if tc_word_load(&heap.pointee.card_bytes) == 0 {
      tc_word_store(&heap.pointee.card_base, first)
    }
    let count = Arena.size / Card.bytes
    let offset = base &- tc_word_load(&heap.pointee.card_base)
    guard continuesTable(heap, first) && offset < Card.tableCovers else {
      return space.allocate(count, .collector)?.assumingMemoryBound(to: UInt8.self)
    }
    guard table.commit(offset: offset / Card.bytes, count: count) else { return nil }
    return heap.pointee.card_table + Int(offset / Card.bytes)
  }

  /// Enters `span` for its pages: all of them, so that interior addresses find it.
  static func set(_ heap: UnsafeMutablePointer<tc_heap>, _ span: SpanPointer) {
    enter(heap, span.pointee.base, PageCount(span.pointee.page_count), span)
  }

  /// Takes the entries of a span's pages away.
  static func clear(_ heap: UnsafeMutablePointer<tc_heap>, _ span: SpanPointer) {
    enter(heap, span.pointee.base, PageCount(span.pointee.page_count), nil)
  }

  private static func enter(
    _ heap: UnsafeMutablePointer<tc_heap>, _ base: Address, _ count: PageCount, _ span: SpanPointer?
  ) {
    var at = base
    var left = count
    while left > 0 {
      // Invariant: pages that are handed out lie in arenas that are set up.
      let arena = tc_arena_of(heap, at).unsafelyUnwrapped
      let here = min(left, (Arena.size &- (at & (Arena.size &- 1))) &>> Page.shift)
      let slots = tc_arena_span_slot(arena, at).unsafelyUnwrapped
      for index in 0..<Int(here) { tc_span_slot_store(slots + index, span) }
      at &+= here &<< Page.shift
      left &-= here
    }
  }
}

extension UnsafeMutablePointer where Pointee == tc_heap {
  /// Calls `body` with every arena that there is, in the order in which they came.
  @inline(__always)
  func forEachArena(_ body: (_ arena: ArenaPointer) -> Void) {
    var number: UInt = 0
    while number < tc_arena_count(self) {
      if let arena = tc_arena_numbered(self, number) { body(arena) }
      number &+= 1
    }
  }
}
