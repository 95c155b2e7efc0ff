// Arenas: 64 MiB of address space each, their tables off-heap, found through a sparse index. And
// the page tables in them: which span a page belongs to.
import CTricolor

typealias ArenaPointer = UnsafeMutablePointer<tc_arena>

/// The sparse index of one heap: reserved whole, touched only where arenas are.
enum ArenaMap {
  /// The index of a new heap, hung into it; nil when the system refuses.
  static func makeIndex(
    _ heap: UnsafeMutablePointer<tc_heap>, _ system: SystemMemoryPointer,
    _ accounting: AccountingPointer
  ) -> SparseTable? {
    let bytes = (1 &<< (UInt(TC_ADDRESS_BITS) &- Arena.shift)) &* UInt(MemoryLayout<UInt>.stride)
    guard let index = SparseTable(bytes, .collector, system, accounting) else { return nil }
    heap.pointee.arenas = UnsafeMutablePointer(bitPattern: index.base)
    return index
  }

  /// Describes and publishes the arena at `base`, whose pages are all taken until the page
  /// allocator grows into them. False when memory for its tables is refused.
  static func add(
    _ heap: UnsafeMutablePointer<tc_heap>, at base: Address, _ space: MetadataSpacePointer
  ) -> Bool {
    guard
      let memory = space.allocate(UInt(MemoryLayout<tc_arena>.size), .collector)
    else { return false }
    let arena = memory.assumingMemoryBound(to: tc_arena.self)
    arena.pointee.base = base
    arena.pointee.heap = heap
    let taken = tc_arena_taken(arena).unsafelyUnwrapped  // a field's address
    for word in 0..<Int(Arena.pages / 64) { taken[word] = ~0 }
    tc_arena_slot_store(heap.pointee.arenas + Int(base &>> Arena.shift), arena)
    tc_widen_range(heap, base)
    return true
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
