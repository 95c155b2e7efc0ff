// Minor cycles: marks that are kept, cards that lead to the young, and full cycles between them.
// Three of four cycles are minor here, and each is verified by a second mark.
import CTricolor
import Testing
import TricolorPacing

@testable import TricolorHeap

@Suite struct MinorCycleTests {
  private func make(_ adjust: (inout HeapConfiguration) -> Void = { _ in }) throws -> StepHeap {
    try StepHeap {
      $0.collector.minorCycles = .always
      $0.verify = true
      adjust(&$0)
    }
  }

  /// A heap whose next cycle is minor, with `root` old.
  private func makeOld(_ it: StepHeap, _ root: UInt) {
    it.roots[0] = root
    it.collect()
    #expect(it.heap.nextCycleKind == .minor)
  }

  private func minor(_ it: StepHeap) {
    #expect(it.beginAsPlanned())
    #expect(it.cycleKind == .minor)
    it.complete()
  }

  /// The type of a pointer, of which arrays are made.
  private static let pointerType = makeLastingType(size: 8)

  private func withPointerType(_ body: (UnsafePointer<tc_type>) -> Void) {
    UnsafePointer<tc_type>(bitPattern: MinorCycleTests.pointerType).map(body)
  }

  @Test func theFirstCycleIsFullAndTheNextMinor() throws {
    let it = try make()
    it.roots[0] = it.pair()
    #expect(it.beginAsPlanned() && it.cycleKind == .full)
    it.complete()
    #expect(it.cache.pointee.barrier == UInt32(TC_BARRIER_CARDS))
    for _ in 0..<3 { minor(it) }
    #expect(it.cache.pointee.barrier == UInt32(TC_BARRIER_OFF), "a full one comes next")
    #expect(it.heap.minorCycles == 3)
    #expect(it.violations.isEmpty)
  }

  @Test func aMinorCycleKeepsWhatOnlyAnOldObjectPointsTo() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    it.set(old, 1, it.pair(it.pair()))
    let young = it.get(old, 1)
    minor(it)
    #expect(it.isAlive(young) && it.isAlive(it.get(young, 0)))
    #expect(it.objectCount == 3)
  }

  @Test func aMinorCycleFreesYoungGarbageAndLeavesOldGarbageToAFullOne() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    let young = it.pair()
    it.roots[0] = 0
    minor(it)
    #expect(it.isAlive(old), "it is old and nobody looked")
    #expect(!it.isAlive(young))
    for _ in 0..<2 { minor(it) }
    #expect(it.isAlive(old))
    #expect(it.beginAsPlanned() && it.cycleKind == .full)
    it.complete()
    #expect(!it.isAlive(old))
    #expect(it.objectCount == 0)
  }

  @Test func aRequestedCycleIsFullWhateverWasPlanned() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    it.roots[0] = 0
    #expect(it.heap.nextCycleKind == .minor)
    it.collect()
    #expect(it.cycleKind == .full && it.objectCount == 0)
    #expect(!it.isAlive(old))
  }

  @Test func aMinorCycleLooksIntoNothingThatWasNotStoredTo() throws {
    let it = try make { $0.verify = false }
    var chain: UInt = 0
    for _ in 0..<10_000 { chain = it.pair(chain) }
    makeOld(it, chain)
    #expect(it.beginAsPlanned())
    it.complete()
    let work = Int64(bitPattern: tc_u64_load(&it.pointer.markState.pointee.heap_work))
    #expect(work < 1000, "\(work) bytes were scanned of a heap that nobody has changed")
  }

  @Test func copiedRangesAndLargeObjectsAreSeen() throws {
    let it = try make()
    let count = 40_000  // pieces of a large object, and many cards
    withPointerType { type in
      let array = UInt(bitPattern: tc_allocate(it.cache, UInt(count) * 8, type))
      makeOld(it, array)
      let source = UInt(bitPattern: tc_allocate(it.cache, 8 * 64, type))
      it.roots[1] = source
      for index in 0..<64 { it.set(source, index, it.pair()) }
      let target = array + UInt(count - 100) * 8
      tc_before_copy(
        it.cache, UnsafeMutableRawPointer(bitPattern: target),
        UnsafeRawPointer(bitPattern: source), 8 * 64)
      UnsafeMutableRawPointer(bitPattern: target)!  // inside the array
        .copyMemory(from: UnsafeRawPointer(bitPattern: source)!, byteCount: 8 * 64)
      it.set(array, 5, it.pair())
      it.roots[1] = 0
      minor(it)
      #expect((0..<64).allSatisfy { it.isAlive(it.get(target, $0)) })
      #expect(it.isAlive(it.get(array, 5)))
      #expect(it.objectCount == 66, "the array, its 65 pairs, and not what they were copied from")
      it.collect()
    }
    #expect(it.violations.isEmpty)
  }

  @Test func noJobLooksAtTheCardsOfMoreThanAPieceOfAnArena() throws {
    let it = try make()
    withPointerType { type in
      let megabyte = 1 << 20
      let array = UInt(bitPattern: tc_allocate(it.cache, UInt(8 * megabyte), type))
      makeOld(it, array)
      let young = (0..<8).map { piece in
        let pair = it.pair()
        it.set(array, piece * megabyte / 8 + 7, pair)
        return pair
      }
      #expect(it.beginAsPlanned())
      var marked = 0
      while it.markRoot() {
        let now = young.count { it.isMarked($0) }
        #expect(now <= marked + 1, "one job looked at more than a megabyte")
        marked = now
      }
      it.complete()
      #expect(young.allSatisfy { it.isAlive($0) })
    }
    #expect(it.violations.isEmpty)
  }

  @Test func whatIsBornDuringMarkingIsYoungInTheNextMinorCycle() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    for _ in 0..<3 { minor(it) }
    #expect(it.beginAsPlanned() && it.cycleKind == .full)
    it.set(old, 0, it.pair(it.pair()))
    let kept = it.get(old, 0)
    let dead = it.pair()
    it.complete()
    #expect(it.isAlive(dead), "it was born black")
    minor(it)
    #expect(!it.isAlive(dead))
    #expect(it.isAlive(kept) && it.isAlive(it.get(kept, 0)))
    #expect(it.violations.isEmpty)
  }

  @Test func whatHasSeenOneMinorCycleIsYoungInTheNext() throws {
    let it = try make()
    makeOld(it, it.pair())
    let building = it.pair(it.pair())
    it.roots[1] = building
    minor(it)
    #expect(it.isAlive(building))
    it.roots[1] = 0
    minor(it)
    #expect(!it.isAlive(building))
    #expect(it.objectCount == 1)
    #expect(it.violations.isEmpty)
  }

  @Test func whatHasSeenTwoMinorCyclesIsOld() throws {
    let it = try make()
    makeOld(it, it.pair())
    let object = it.pair()
    it.roots[1] = object
    for _ in 0..<2 { minor(it) }
    it.roots[1] = 0
    minor(it)
    #expect(it.isAlive(object), "a full one is needed now")
    it.collect()
    #expect(!it.isAlive(object))
  }

  @Test func aPointerToWhatStaysYoungIsFollowedInTheNextMinorCycle() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    it.set(old, 0, it.pair())
    let young = it.get(old, 0)
    for cycle in 1...3 {
      minor(it)
      #expect(it.isAlive(young), "minor cycle \(cycle); nothing was stored since the first")
    }
  }

  @Test func whatBecomesOldHasItsPointersToTheYoungFollowed() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    it.set(old, 0, it.pair())
    let parent = it.get(old, 0)
    minor(it)
    // Not yet old, and its card is noted while it has no mark.
    it.set(parent, 1, it.pair())
    let child = it.get(parent, 1)
    for cycle in 2...3 {
      minor(it)
      #expect(it.isAlive(parent) && it.isAlive(child), "minor cycle \(cycle)")
    }
    #expect(it.violations.isEmpty)
  }

  @Test func aStoreWhileMarkingRunsLeadsToWhatIsBornThen() throws {
    let it = try make()
    let old = it.pair()
    makeOld(it, old)
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    it.set(old, 0, it.pair())
    let born = it.get(old, 0)
    it.complete()
    for _ in 0..<2 { minor(it) }
    #expect(it.isAlive(born))
    #expect(it.violations.isEmpty)
  }

  /// What looking at all cards comes to now, in bytes, beyond reading their table. Marking runs.
  private func cardWork(_ it: StepHeap) -> UInt {
    var visitor = tc_visitor(marker: it.cache.marker, verifier: nil, bytes: 0)
    let mark = it.pointer.markState
    for piece in 0..<MarkStatePointer.cardPieces { mark.visitCards(ofPiece: piece, &visitor) }
    return visitor.bytes - Arena.size / Card.bytes
  }

  @Test func storesToTheYoungAreLookedAtOnlyIfMarkingWasOver() throws {
    let it = try make()
    makeOld(it, it.pair())
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    for _ in 0..<1000 {
      let link = it.pair()
      it.set(link, 0, it.roots[1])
      it.roots[1] = link
    }
    it.complete()
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    // The old one lies beside them.
    #expect(cardWork(it) < 100, "a thousand links become old together")
    it.complete()
    #expect(it.isAlive(it.roots[1]))
    // Old by now; this store could lead to what is born later.
    it.set(it.roots[1], 1, it.pair())
    #expect(it.beginAsPlanned())
    #expect(cardWork(it) > 0)
    it.complete()
    #expect(it.isAlive(it.get(it.roots[1], 1)))
    #expect(it.violations.isEmpty)
  }

  @Test func whatIsBornDuringMarkingIsOldAfterwards() throws {
    let it = try make()
    makeOld(it, it.pair())
    #expect(it.beginAsPlanned())
    let born = it.pair()
    it.roots[1] = born
    it.complete()
    it.collect()
    it.set(born, 0, it.pair())
    let young = it.get(born, 0)
    minor(it)
    #expect(it.isAlive(young))
  }

  @Test func finalizersOfYoungObjectsRunAfterAMinorCycleAndOfOldOnesAfterAFullOne() throws {
    let it = try make()
    let old = it.pair()
    #expect(tc_set_finalizer(it.cache, UnsafeMutableRawPointer(bitPattern: old), 1, 0))
    makeOld(it, old)
    let young = it.pair()
    #expect(tc_set_finalizer(it.cache, UnsafeMutableRawPointer(bitPattern: young), 2, 0))
    it.roots[0] = 0
    minor(it)
    #expect(it.ready().map(\.argument) == [young])
    it.collect()
    #expect(it.ready().map(\.argument) == [old])
  }

  @Test func aYoungObjectThatOnlyAFinalizerOfAnOldOneReachesStays() throws {
    let it = try make()
    let old = it.pair()
    #expect(tc_set_finalizer(it.cache, UnsafeMutableRawPointer(bitPattern: old), 1, 0))
    makeOld(it, old)
    it.set(old, 0, it.pair())
    let young = it.get(old, 0)
    it.roots[0] = 0
    minor(it)
    #expect(it.isAlive(young))
    it.collect()
    #expect(it.ready().count == 1 && it.isAlive(young), "its finalizer may still look at it")
  }

  @Test func whatFinalizersReviveCountsAsLive() throws {
    let it = try make()
    let before = tc_u64_load(&it.pointer.pointee.live_bytes)
    let size: UInt = 4096
    let object = tc_allocate_noscan(it.cache, size)
    #expect(tc_set_finalizer(it.cache, object, 1, 0))
    tc_cache_flush(it.cache)
    #expect(it.beginAsPlanned())
    it.complete()
    let after = tc_u64_load(&it.pointer.pointee.live_bytes)
    #expect(after >= before + UInt64(size), "it waits for its finalizer and takes room")
    _ = it.ready()
    it.collect()
    #expect(tc_u64_load(&it.pointer.pointee.live_bytes) < before + UInt64(size))
  }

  /// A heap that has just kept a chain of 20,000 and freed as much, so that a trial comes next.
  private func makeTrial() throws -> StepHeap {
    let it = try make { $0.collector.minorCycles = .whenWorthwhile }
    for _ in 0..<20_000 {
      it.roots[0] = it.pair(it.roots[0])
      _ = it.pair()
    }
    it.collect()
    #expect(it.heap.nextCycleKind == .minor)
    #expect(it.cache.pointee.barrier == UInt32(TC_BARRIER_CARDS))
    return it
  }

  @Test func aTrialThatWouldLookAtMuchForLittleIsCalledOff() throws {
    let it = try makeTrial()
    // Every old object is stored to; 2,000 are born.
    var link = it.roots[0]
    while link != 0 {
      it.set(link, 1, it.roots[0])
      link = it.get(link, 0)
    }
    for _ in 0..<2000 { _ = it.pair() }
    let cycles = it.finishedCycles
    #expect(it.beginAsPlanned(), "a step was taken")
    #expect(it.phase == .off && it.finishedCycles == cycles && it.heap.minorCycles == 0)
    #expect(it.heap.nextCycleKind == .full)
    #expect(it.cache.pointee.barrier == UInt32(TC_BARRIER_OFF), "stores note nothing")
    it.set(it.roots[0], 1, it.pair())
    let born = it.get(it.roots[0], 1)
    #expect(it.beginAsPlanned() && it.cycleKind == .full)
    it.complete()
    #expect(it.isAlive(born))
    #expect(it.objectCount == 20_001)
    #expect(it.heap.nextCycleKind == .full, "it rests")
    #expect(it.violations.isEmpty)
  }

  @Test func aTrialThatHasLittleToLookAtIsHeld() throws {
    let it = try makeTrial()
    for _ in 0..<10_000 { it.set(it.roots[0], 1, it.pair()) }
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    it.complete()
    #expect(it.objectCount == 20_001)
    #expect(it.violations.isEmpty)
  }

  @Test func minorCyclesDoNotPutOffWhatTheClockAsksFor() throws {
    let it = try make()
    makeOld(it, it.pair())
    let fullEnd = it.collector.pointee.schedule.lastCycleEnd
    minor(it)
    #expect(it.collector.pointee.schedule.lastCycleEnd == fullEnd)
    it.collect()
    #expect(it.collector.pointee.schedule.lastCycleEnd > fullEnd)
  }

  @Test func heapsThatNeverCollectMinorlyNoteNothing() throws {
    let it = try StepHeap { $0.collector.minorCycles = .never }
    it.roots[0] = it.pair()
    for _ in 0..<3 {
      #expect(it.beginAsPlanned() && it.cycleKind == .full)
      it.complete()
      #expect(it.cache.pointee.barrier == UInt32(TC_BARRIER_OFF))
    }
  }
}
