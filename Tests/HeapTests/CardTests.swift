// What stores note between cycles, and where: the table of the heap's first arenas, the cards of
// arenas that lie elsewhere, and nothing on pages that hold only what is young.
import CTricolor
import Testing
import TricolorPacing

@testable import TricolorHeap

@Suite struct CardTests {
  /// A heap whose next cycle is minor, and an old object on a page that is full.
  private func make() throws -> (StepHeap, old: UInt) {
    let it = try StepHeap {
      $0.collector.minorCycles = .always
      $0.verify = true
    }
    for _ in 0..<1000 { it.roots[0] = it.pair(it.roots[0]) }
    it.collect()
    #expect(it.heap.nextCycleKind == .minor)
    return (it, it.roots[0])
  }

  /// What is noted on the card of `address`, found through its arena.
  private func note(_ it: StepHeap, _ address: UInt) throws -> UInt8 {
    let arena = try #require(tc_arena_of(it.pointer, address))
    return arena.pointee.cards[Int((address & (Arena.size - 1)) / Card.bytes)]
  }

  private func cardBytes(_ it: StepHeap) -> UInt { tc_word_load(&it.pointer.pointee.card_bytes) }

  /// The type of a pointer.
  private static let pointerType = makeLastingType(size: 8)

  /// So many bytes without pointers, and a table of pointers behind them, both held by roots.
  private func makeTable(_ it: StepHeap, _ bytes: UInt, behind filler: UInt) -> UInt {
    it.roots[2] = UInt(bitPattern: tc_allocate(it.cache, filler, nil))
    let type = UnsafePointer<tc_type>(bitPattern: CardTests.pointerType)
    it.roots[1] = UInt(bitPattern: tc_allocate(it.cache, bytes, type))
    return it.roots[1]
  }

  /// Objects until one is the first on its page.
  private func firstOnItsPage(_ it: StepHeap) -> UInt {
    while true {
      let object = it.pair()
      if object & (Page.size - 1) == 0 { return object }
    }
  }

  @Test func aStoreToTheOldNotesItsCardAndNoOther() throws {
    let (it, old) = try make()
    #expect(try note(it, old) == 0)
    it.set(old, 1, it.pair())
    #expect(try note(it, old + 8) != 0)
    let next = (old & ~(Card.bytes - 1)) + Card.bytes
    #expect(try note(it, next) == 0)
  }

  @Test func aStoreOfNilNotesNothing() throws {
    let (it, old) = try make()
    it.set(old, 1, 0)
    #expect(try note(it, old) == 0)
  }

  @Test func whatWasMadeOnAFreePageIsStoredToWithoutNotes() throws {
    let (it, old) = try make()
    let fresh = firstOnItsPage(it)
    it.roots[1] = fresh
    let after = it.pair()
    it.set(fresh, 0, after)
    it.set(after, 0, it.pair(old))
    #expect(try note(it, fresh) == 0)
    // It is none any more once marking has begun, nor when it has ended.
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    #expect(!tc_is_fresh(it.cache, fresh))
    it.complete()
    #expect(it.isAlive(after) && it.isAlive(it.get(after, 0)))
    it.set(fresh, 0, it.pair())
    #expect(try note(it, fresh) != 0)
    let young = it.get(fresh, 0)
    it.collect()
    #expect(it.isAlive(young))
    #expect(it.violations.isEmpty)
  }

  @Test func whatHasSharedItsPageWithTheOldIsNoted() throws {
    let (it, old) = try make()
    // The old page has room: its span goes on to be allocated from.
    let beside = it.pair()
    #expect(beside & ~(Page.size - 1) == old & ~(Page.size - 1))
    it.set(beside, 0, it.pair())
    #expect(try note(it, beside) != 0)
  }

  @Test func pagesWithoutPointersDoNotTakeTheFreshOnesPlace() throws {
    let (it, _) = try make()
    let fresh = firstOnItsPage(it)
    for _ in 0..<1000 { _ = tc_allocate(it.cache, 64, nil) }
    #expect(tc_is_fresh(it.cache, fresh))
  }

  @Test func pagesThatAreTakenWhileMarkingRunsAreNotFresh() throws {
    let (it, _) = try make()
    #expect(it.beginAsPlanned())
    let born = firstOnItsPage(it)
    #expect(!tc_is_fresh(it.cache, born))
    it.roots[1] = born
    it.complete()
    #expect(!tc_is_fresh(it.cache, born))
  }

  @Test func theTableGrowsWithTheHeap() throws {
    var it = try make().0
    // Of heaps that live at the same time two may have wanted to begin at one place.
    for _ in 0..<20 {
      if tc_word_load(&it.pointer.pointee.card_base) & (Card.tableCovers - 1) == 0 { break }
      it = try make().0
    }
    #expect(cardBytes(it) == Arena.size)
    let table = makeTable(it, 8 << 20, behind: 2 * Arena.size)
    #expect(cardBytes(it) >= 3 * Arena.size)
    let last = (8 << 20) / 8 - 1
    it.set(table, last, it.pair())
    #expect(try note(it, table + UInt(last) * 8) == 0, "the whole arena is younger than the cycle")
    let young = it.get(table, last)
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    it.complete()
    #expect(it.isAlive(young))
    it.set(table, last, it.pair(young))
    #expect(try note(it, table + UInt(last) * 8) != 0)
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    it.complete()
    #expect(it.isAlive(young))
    #expect(it.violations.isEmpty)
  }

  @Test func arenasThatDoNotAdjoinHaveCardsOfTheirOwn() throws {
    let (it, old) = try make()
    // Something of somebody else's follows the first arena, if not before then now.
    let end = (old & ~(Arena.size - 1)) + Arena.size
    let foreign = tc_os_map(end, Page.size, Int32(TC_ACCESS_NONE))
    defer { _ = tc_os_unmap(foreign, Page.size) }
    let table = makeTable(it, 16 << 20, behind: 48 << 20)
    #expect(table < old || table > end + Page.size)
    #expect(cardBytes(it) == Arena.size, "the table ends where the first arena does")
    it.collect()
    let last = (16 << 20) / 8 - 1
    it.set(table, last, it.pair())
    #expect(try note(it, table + UInt(last) * 8) != 0)
    let young = it.get(table, last)
    #expect(it.beginAsPlanned() && it.cycleKind == .minor)
    let jobs = it.pointer.markState.pointee.root_jobs
    #expect(jobs < 1000, "what lies between arenas costs nothing")
    it.complete()
    #expect(it.isAlive(young))
    #expect(it.violations.isEmpty)
  }

  @Test func storesToMemoryThatIsNoHeapsAreLetPass() throws {
    let (it, _) = try make()
    var outside: UnsafeMutableRawPointer?
    let object = it.pair()
    tc_store(it.cache, &outside, UnsafeMutableRawPointer(bitPattern: object))
    #expect(UInt(bitPattern: outside) == object)
  }

  @Test(arguments: 1...12)
  func arenasThatAreRefusedLeaveTheTable(call: Int) throws {
    let (it, _) = try make()
    let system = it.pointer.pageHeap.pointee.system
    system.refuse(after: Int64(call))
    let refused = tc_allocate(it.cache, 3 * Arena.size, nil) == nil
    system.refuseNothing()
    var at = tc_word_load(&it.pointer.pointee.card_base)
    let end = at + cardBytes(it)
    while at < end {
      #expect(tc_arena_of(it.pointer, at) != nil, "the table covers arenas that are there")
      at += Arena.size
    }
    if refused {
      let again = tc_allocate(it.cache, 3 * Arena.size, nil)
      #expect(again != nil)
    }
    it.collect()
    #expect(it.violations.isEmpty)
  }
}
