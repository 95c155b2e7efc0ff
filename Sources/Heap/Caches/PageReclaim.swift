// Whole dead spans for whoever needs pages: before the heap grows, spans in which nothing was
// marked are swept and their pages freed, whatever their class. So a heap in which one kind of
// object dies and another is born does not grow by the sum of both.
//
// Callers take turns at pieces of 512 pages of all arenas, and sweep the spans that begin there and
// have no mark. The marks lie next to what a claim reads, so marking need not keep a note of each
// span in a second place. What one caller wins beyond its need is credit for the next.
import CTricolor

/// See the top of the file.
enum PageReclaim {
  /// Pages whose bits one step looks at: a piece of an arena.
  static let piecePages: UInt = 512

  private static var piecesPerArena: UInt64 { UInt64(Arena.pages / piecePages) }

  /// Frees at least `pages` pages if so many can be won from unswept spans. Cheap when the sweep is
  /// complete, or this cycle's arenas were all looked at.
  @inline(__always)
  static func reclaim(_ pages: UInt, _ heap: HeapPointer) {
    if heap.sweeper.isDrained { return }
    reclaimSlowly(pages, heap)
  }

  private static func reclaimSlowly(_ pages: UInt, _ heap: HeapPointer) {
    let sweeper = heap.sweeper
    var wanted = pages
    while wanted > 0 {
      wanted &-= takeCredit(wanted, sweeper)
      if wanted == 0 { return }
      let piece = tc_u64_add(&sweeper.pointee.reclaimCursor, 1)
      let number = piece / piecesPerArena
      guard number < UInt64(tc_arena_count(heap)),
        let arena = tc_arena_numbered(heap, UInt(number))
      else {
        // Beyond the last arena: the cursor must not wrap, however often this happens.
        _ = tc_u64_sub(&sweeper.pointee.reclaimCursor, 1)
        return
      }
      guard sweeper.enter() else { return }
      let won = sweepDead(arena, piece: UInt(piece % piecesPerArena), heap)
      // What had no mark was swept and is empty, but for the rare span that a finalizer kept.
      sweeper.leave(swept: won)
      let used = min(won, wanted)
      wanted &-= used
      if won > used { _ = tc_u64_add(&sweeper.pointee.reclaimCredit, UInt64(won &- used)) }
    }
  }

  /// Takes at most `pages` pages of what others won beyond their need.
  private static func takeCredit(_ pages: UInt, _ sweeper: SweeperPointer) -> UInt {
    var credit = tc_u64_load(&sweeper.pointee.reclaimCredit)
    while credit > 0 {
      let taken = min(credit, UInt64(pages))
      if tc_u64_cas(&sweeper.pointee.reclaimCredit, credit, credit &- taken) {
        return UInt(taken)
      }
      credit = tc_u64_load(&sweeper.pointee.reclaimCredit)
    }
    return 0
  }

  /// Sweeps the spans of a piece that have no mark: how many pages were freed.
  private static func sweepDead(
    _ arena: UnsafeMutablePointer<tc_arena>, piece: UInt, _ heap: HeapPointer
  ) -> UInt {
    let generation = heap.sweepGeneration
    let inUse = tc_arena_page_in_use(arena)!
    let firstWord = Int(piece &* piecePages / 64)
    var won: UInt = 0
    for word in firstWord..<firstWord + Int(piecePages / 64) {
      var spans = tc_u64_load_acquire(inUse + word)
      while spans != 0 {
        let page = UInt(word) &* 64 &+ UInt(spans.trailingZeroBitCount)
        spans &= spans &- 1
        let slot = tc_arena_span_slot(arena, arena.pointee.base &+ page &<< Page.shift)!
        // Several sweepers may be after it: the claim decides, and the descriptor, if it is in use
        // for another span by now, is of this generation.
        guard let span = tc_span_slot_load(slot), span.markCount == 0,
          span.claimForSweeping(generation)
        else { continue }
        let pages = UInt(span.pointee.page_count)
        if SweepWork.sweepAndFile(span, heap, heap.totals) == .empty { won &+= pages }
      }
    }
    return won
  }
}
