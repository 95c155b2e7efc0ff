// The jobs that a cycle's roots are cut into at mark setup: one a mutator, one a piece of the
// globals, one for the queue of ready specials, one an arena for its specials, and, in a cycle that
// looks at cards, one a piece of an arena.
// Each is taken by exactly one slice, in that order.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  /// Cuts the roots into jobs. World stopped, gate closed, range set, and what is to be done with
  /// cards.
  func prepareRoots() {
    let heap: UnsafeMutablePointer<tc_heap> = pointee.heap
    let world = heap.pointee.world!
    let context = heap.pointee.world_context
    pointee.mutator_jobs = UInt32(
      truncatingIfNeeded: world.pointee.mutator_count?(context, heap) ?? 0)
    pointee.global_jobs = UInt32(
      truncatingIfNeeded: world.pointee.global_pieces?(context, heap) ?? 0)
    let arenas = tc_arena_count(heap)
    pointee.special_jobs = UInt32(truncatingIfNeeded: arenas) &+ 1
    pointee.card_jobs =
      pointee.cards == UInt32(TC_CARDS_CLEAN)
      ? 0 : UInt32(truncatingIfNeeded: arenas) &* Self.cardPieces
    tc_u32_store(
      &pointee.root_jobs,
      pointee.mutator_jobs &+ pointee.global_jobs &+ pointee.special_jobs &+ pointee.card_jobs)
    tc_u32_store_release(&pointee.next_root, 0)
  }

  /// Does the next root job, if one is left: bytes that were visited, at least 1. Inside the gate.
  func runRootJob(_ marker: MarkerPointer) -> UInt? {
    guard tc_u32_load(&pointee.next_root) < pointee.root_jobs else { return nil }
    let job = tc_u32_add(&pointee.next_root, 1)
    guard job < pointee.root_jobs else { return nil }
    var visitor = tc_visitor(marker: marker, verifier: nil, bytes: 0)
    visitRoots(ofJob: job, &visitor)
    return max(visitor.bytes, 1)
  }

  /// Visits all roots, for the verifier. World stopped.
  func visitAllRoots(_ visitor: VisitorPointer) {
    for job in 0..<pointee.root_jobs { visitRoots(ofJob: job, visitor) }
  }

  private func visitRoots(ofJob job: UInt32, _ visitor: VisitorPointer) {
    let heap: UnsafeMutablePointer<tc_heap> = pointee.heap
    let world = heap.pointee.world!
    let context = heap.pointee.world_context
    let marking = visitor.pointee.marker != nil
    var index = job
    if index < pointee.mutator_jobs {
      _ = world.pointee.scan_mutator?(context, heap, UInt(index), visitor)
      if marking { _ = tc_u64_add(&pointee.stack_work, UInt64(visitor.pointee.bytes)) }
      return
    }
    index &-= pointee.mutator_jobs
    if index < pointee.global_jobs {
      _ = world.pointee.scan_globals?(context, heap, UInt(index), visitor)
      if marking { _ = tc_u64_add(&pointee.global_work, UInt64(visitor.pointee.bytes)) }
      return
    }
    index &-= pointee.global_jobs
    if index == 0 {
      heap.specialTable.visitReady(visitor)
      return
    }
    if index < pointee.special_jobs {
      visitSpecials(ofArena: index &- 1, visitor)
      return
    }
    // The verifier visits all objects that it reaches, whatever their cards.
    if marking { visitCards(ofPiece: index &- pointee.special_jobs, visitor) }
  }

  private func visitSpecials(ofArena index: UInt32, _ visitor: VisitorPointer) {
    let heap: UnsafeMutablePointer<tc_heap> = pointee.heap
    guard let arena = tc_arena_numbered(heap, UInt(index)) else { return }
    for word in 0..<UInt(tc_arena_words()) {
      var bits = tc_arena_specials_word(arena, word)
      while bits != 0 {
        let page = word &* 64 &+ UInt(bits.trailingZeroBitCount)
        bits &= bits &- 1
        let address = arena.pointee.base &+ page &<< UInt(TC_PAGE_SHIFT)
        if let span = tc_span_of(heap, address) { visitor.visitSpecials(of: span) }
      }
    }
  }
}

extension UnsafeMutablePointer where Pointee == tc_visitor {
  /// What the specials of a span keep alive (rules 1 and 2 of Objects/Specials.swift).
  func visitSpecials(of span: SpanPointer) {
    lock(&span.pointee.special_lock, .specials)
    var at = span.pointee.specials
    while let special = at {
      visitSpecial(special.pointee, of: span)
      at = special.pointee.next
    }
    unlock(&span.pointee.special_lock, .specials)
  }

  /// What one special on an object of `span` keeps alive.
  func visitSpecial(_ special: tc_special, of span: SpanPointer) {
    if special.kind == UInt32(TC_SPECIAL_FINALIZER) {
      let index = tc_object_index(span, span.pointee.base &+ special.offset)
      visitContents(of: tc_object_base(span, index), in: span)
    } else {
      visitAmbiguous(special.argument)
    }
    visitAmbiguous(special.function)
  }

  /// An object's slots, the object itself not.
  func visitContents(of base: Address, in span: SpanPointer) {
    if tc_span_noscan(span) { return }
    pointee.bytes &+= span.pointee.object_size
    if let marker = pointee.marker {
      marker.push(base | WorkEntry.grey)
    } else {
      pointee.verifier.assumingMemoryBound(to: Verifier.self).pointee
        .visitContents(of: base, in: span)
    }
  }
}

extension UnsafeMutablePointer where Pointee == SpecialTable {
  /// What the records that wait in the queue keep alive: the object of a finalizer included.
  func visitReady(_ visitor: VisitorPointer) {
    lock(&pointee.queueLock, .queue)
    var at = pointee.queueFirst
    while let special = at {
      visitor.visitAmbiguous(special.pointee.function)
      visitor.visitAmbiguous(special.pointee.argument)
      at = special.pointee.next
    }
    unlock(&pointee.queueLock, .queue)
  }
}
