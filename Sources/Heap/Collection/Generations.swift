// Which cycles are minor, and what that asks of marks, cards and barriers. When it pays is decided
// in the pacer (GenerationPlan); what makes it right is told in Marking/Cards.swift.
//
//   a minor cycle is to come    sweeping keeps the marks of the old; stores note cards
//   it begins                   marks stay; cards are roots; stores note cards for the next one
//   a full cycle is to come     sweeping clears the marks, stores note nothing until it marks
//   asked for, in place of a    marks are cleared span by span first, cards by the root jobs
//   minor one
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// What a cycle that begins for this reason is. Requests, the clock and idleness want everything
  /// that is garbage.
  func kind(for reason: CycleReason) -> CycleKind {
    let mayBeMinor = reason == .heap || reason == .stress
    return mayBeMinor && heap.pointee.keeps_marks != 0 ? .minor : .full
  }

  /// Makes everything white, where sweeping has kept marks. Everything is swept, `transition` is
  /// held; the world may run: until marking begins nobody asks what is marked.
  func forgetMarks() {
    invariant(heap.sweeper.isComplete, "marks are forgotten before they were swept")
    heap.forEachArena { (arena: ArenaPointer) in forgetMarks(in: arena) }
  }

  private func forgetMarks(in arena: ArenaPointer) {
    let inUse = tc_arena_page_in_use(arena).unsafelyUnwrapped  // a field's address
    for word in 0..<Int(Arena.pages / 64) {
      var spans = tc_u64_load_acquire(inUse + word)
      while spans != 0 {
        let page = UInt(word) &* 64 &+ UInt(spans.trailingZeroBitCount)
        spans &= spans &- 1
        let slot = tc_arena_span_slot(arena, arena.pointee.base &+ page &<< Page.shift)!
        if let span = tc_span_slot_load(slot) { span.clearMarks() }
      }
    }
  }

  /// Whether the minor cycle that is due is a trial that can not pay: what stores have noted alone
  /// is too much to look at. Sweeps what waits. `transition` is held; the world may run.
  var isTrialHopeless: Bool {
    lock(&pointee.paceLock, .pace)
    let plan = pointee.generations
    let kept = pointee.controller.marked
    unlock(&pointee.paceLock, .pace)
    guard plan.isTrial else { return false }
    sweepEverything()
    let live = tc_u64_load(&heap.pointee.live_bytes)
    return mark.oldBytesOnNotedCards() > plan.mostScanned(forAllocated: live &- min(live, kept))
  }

  /// Has the next cycle be a full one, at its time, in place of the minor one that is due.
  /// `transition` is held, everything is swept.
  func callTrialOff() {
    whileStoppedInTransition(.other) {
      // Cards stay as they are: the next cycle clears them.
      switchBarriers(to: Int(TC_BARRIER_OFF))
      _ = takeNotedStores()
      heap.pointee.keeps_marks = UInt32(TC_MARKS_CLEARED)
      lock(&pointee.paceLock, .pace)
      pointee.generations.callTrialOff()
      pointee.nextKind = .full
      pointee.controller.plan(.full)
      commitPacing(sweepDone: true)
      unlock(&pointee.paceLock, .pace)
    }
    forgetMarks()
  }

  /// Says what root jobs do with cards, and has stores note another note. World stopped, before
  /// barriers change.
  func prepareCards() {
    let duty = pointee.kind == .minor ? TC_CARDS_SCAN : TC_CARDS_CLEAR
    mark.pointee.cards = UInt32(pointee.cardsAreNoted ? duty : TC_CARDS_CLEAN)
    let isEven = heap.pointee.card_note & UInt(TC_NOTE_EVEN) != 0
    mark.pointee.card_turn = UInt32(isEven ? TC_NOTE_EVEN : TC_NOTE_ODD)
    // The other note was cleared away by the cycle that looked at it.
    let nextIsEven = isEven != pointee.cardsAreNoted
    heap.pointee.card_note = UInt(nextIsEven ? TC_NOTE_EVEN : TC_NOTE_ODD)
    pointee.cardsAreNoted = notesWhileMarking
  }

  /// Whether stores note cards while this cycle marks.
  var notesWhileMarking: Bool {
    pointee.bornStayYoung && mark.pointee.faults & UInt32(TC_FAULT_BLIND_MARKING) == 0
  }

  /// Settles what the next cycle is to be. World stopped, marking complete, barriers off, the cycle
  /// settled; nothing is swept yet.
  func prepareNextKind() {
    let isMinor = pointee.nextKind == .minor
    heap.pointee.keeps_marks = UInt32(isMinor ? oldMarks : TC_MARKS_CLEARED)
    let oldStay = recallsTenured ? 0 : tc_u64_load(&heap.sweeper.pointee.tenuredBytes)
    tc_u64_store(&heap.pointee.old_bytes, oldStay)
    if isMinor {
      if mark.pointee.faults & UInt32(TC_FAULT_EARLY_NOTES) == 0 {
        heap.pointee.card_note |= UInt(TC_NOTE_LATE)
      }
      switchBarriers(to: Int(TC_BARRIER_CARDS))
      pointee.cardsAreNoted = true
    }
  }

  /// Whether the sweep after this cycle looks at tenured spans: where objects of theirs may have
  /// died, or their marks are to go.
  var recallsTenured: Bool {
    if mark.pointee.faults & UInt32(TC_FAULT_NO_RECALL) != 0 { return false }
    return pointee.kind == .full || pointee.nextKind == .full
  }

  /// Whose marks the cycle that ends leaves for a minor one.
  private var oldMarks: Int {
    if pointee.kind == .minor { return TC_MARKS_OF_AGED }
    return pointee.bornStayYoung ? TC_MARKS_OF_OLD : TC_MARKS_KEPT
  }

  /// How many stores have noted cards since the last cycle; the count begins anew. World stopped.
  func takeNotedStores() -> UInt64 {
    var stores: UInt64 = 0
    forEachCache { (cache: CachePointer) in
      stores &+= cache.pointee.noted_stores
      cache.pointee.noted_stores = 0
    }
    return stores
  }
}
