// Tenured spans: spans of old objects only, which sweeps between minor cycles pass over, and which
// full cycles recall. Three of four cycles are minor here, and each is verified by a second mark.
import CTricolor
import Testing
import TricolorPacing

@testable import TricolorHeap

@Suite struct TenuredSpanTests {
  /// A heap with a chain of old objects that fills some pages, the last one's address in root 0; a
  /// minor cycle comes next.
  private final class Rig {
    let it: StepHeap
    /// A span in the middle of the chain.
    let span: SpanPointer
    static let length = 4000

    init() throws {
      it = try StepHeap {
        $0.collector.minorCycles = .always
        $0.verify = true
      }
      var middle: UInt = 0
      for number in 0..<Rig.length {
        it.roots[0] = it.pair(it.roots[0])
        if number == Rig.length / 2 { middle = it.roots[0] }
      }
      span = try #require(tc_span_of(it.pointer, middle))
      it.collect()
      try #require(it.heap.nextCycleKind == .minor)
    }

    var status: SweepStatus? { span.sweepStatus(it.pointer.sweepGeneration) }
    var tenuredPages: UInt64 { tc_u64_load(&it.pointer.sweeper.pointee.tenuredPages) }
    var pagesSwept: UInt64 { it.pointer.sweeper.pagesSwept }

    func cycle(_ kind: CycleKind) {
      #expect(it.beginAsPlanned() && it.cycleKind == kind)
      it.complete()
      #expect(it.violations.isEmpty)
    }
  }

  @Test func sweepsBetweenMinorCyclesPassOverThem() throws {
    let rig = try Rig()
    let pages = UInt64(Rig.length * 24) / UInt64(Page.size)
    #expect(rig.status == .tenured && rig.tenuredPages >= pages - 1)
    for _ in 0..<2 {
      let young = rig.it.pair()
      rig.cycle(.minor)
      #expect(!rig.it.isAlive(young))
      #expect(rig.status == .tenured && rig.pagesSwept < pages / 2)
    }
    let old = tc_u64_load(&rig.it.pointer.pointee.old_bytes)
    #expect(old == UInt64(Rig.length * 24), "they count as old")
    #expect(rig.it.objectCount == UInt64(Rig.length))
  }

  @Test func theSweepBeforeAFullCycleClearsTheirMarks() throws {
    let rig = try Rig()
    for _ in 0..<3 { rig.cycle(.minor) }
    #expect(rig.it.heap.nextCycleKind == .full)
    #expect(rig.status == .swept && rig.tenuredPages == 0 && rig.span.markCount == 0)
    rig.cycle(.full)
    #expect(rig.status == .tenured && rig.it.objectCount == UInt64(Rig.length))
  }

  @Test func aFullCycleFreesWhatDiedInThem() throws {
    let rig = try Rig()
    rig.cycle(.minor)
    rig.it.roots[0] = 0
    rig.cycle(.minor)
    #expect(rig.it.objectCount == UInt64(Rig.length), "minor cycles free nothing old")
    rig.it.collect()
    #expect(rig.it.cycleKind == .full && rig.it.objectCount == 0)
    #expect(rig.tenuredPages == 0)
    #expect(tc_u64_load(&rig.it.pointer.pageHeap.pointee.heapInUse) == 0, "its pages go back")
  }

  @Test func thoseOfWhichHalfDiesAreAllocatedFromAgain() throws {
    let rig = try Rig()
    // Each second object goes.
    var object = rig.it.roots[0]
    while object != 0 {
      let next = rig.it.get(object, 0)
      if next != 0 { rig.it.set(object, 0, rig.it.get(next, 0)) }
      object = rig.it.get(object, 0)
    }
    rig.it.collect()
    #expect(rig.it.objectCount == UInt64(Rig.length / 2))
    #expect(rig.status == .swept)
    let inUse = tc_u64_load(&rig.it.pointer.pageHeap.pointee.heapInUse)
    for _ in 0..<Rig.length / 2 { rig.it.roots[0] = rig.it.pair(rig.it.roots[0]) }
    #expect(tc_u64_load(&rig.it.pointer.pageHeap.pointee.heapInUse) <= inUse + UInt64(Page.size))
    for kind in [CycleKind.minor, .minor, .minor, .full] { rig.cycle(kind) }
    #expect(rig.it.objectCount == UInt64(Rig.length))
  }

  @Test func aFinalizerOnOneOfTheirObjectsRunsWhenAFullCycleFindsItDead() throws {
    let rig = try Rig()
    let object = rig.it.roots[0]
    let swept = rig.pagesSwept
    #expect(rig.it.finalize(rig.span.pointee.base, 7) && rig.it.finalize(object, 8))
    #expect(rig.pagesSwept == swept, "there is nothing to sweep first")
    rig.it.roots[0] = 0
    rig.cycle(.minor)
    #expect(rig.it.ready().isEmpty)
    rig.it.collect()
    #expect(rig.it.ready().map(\.function) == [8], "the other one is reachable from it")
    rig.it.collect()
    #expect(rig.it.ready().map(\.function) == [7])
  }

  @Test func aLargeObjectIsTenuredAndFreed() throws {
    let rig = try Rig()
    let type = try #require(UnsafePointer<tc_type>(bitPattern: makeLastingType(size: 8)))
    let large = UInt(bitPattern: tc_allocate(rig.it.cache, 100_000, type))
    rig.it.roots[1] = large
    rig.it.collect()
    let span = try #require(tc_span_of(rig.it.pointer, large))
    #expect(span.sweepStatus(rig.it.pointer.sweepGeneration) == .tenured)
    let young = rig.it.pair()
    rig.it.set(large, 5, young)
    rig.cycle(.minor)
    #expect(rig.it.isAlive(young), "stores to it are seen")
    rig.it.roots[1] = 0
    rig.cycle(.minor)
    #expect(rig.it.isAlive(young))
    rig.it.collect()
    #expect(rig.it.objectCount == UInt64(Rig.length))
  }
}
