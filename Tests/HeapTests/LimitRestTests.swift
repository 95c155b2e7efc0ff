// When a heap rests after a cycle: only if no cycle can bring it under its memory limit. How long
// is the pacer's affair (PacingTests/ShareTests).
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct LimitRestTests {
  /// Nanoseconds for which a heap rests after a cycle that began with 8 MB alive, and during which
  /// `meanwhile` more was allocated and dropped.
  private func rest(limit: Int64, meanwhile: Int) throws -> UInt64 {
    let heap = try StepHeap { $0.collector.memoryLimit = limit }
    func chunk(_ next: UInt) -> UInt {
      let object = UInt(bitPattern: tc_allocate_masked(heap.cache, 512, 1))
      heap.set(object, 0, next)
      return object
    }
    for _ in 0..<(8 << 20) / 512 { heap.roots[0] = chunk(heap.roots[0]) }
    try #require(heap.begin())
    for _ in 0..<meanwhile / 512 { _ = chunk(0) }
    while heap.phase == .mark {
      while heap.markRoot() || heap.markSome(1 << 20) {}
      _ = heap.finish()
    }
    let collector = heap.collector
    return collector.pointee.restUntil > 0
      ? collector.pointee.restUntil - collector.pointee.times.finishEnd : 0
  }

  @Test func aHeapBeyondItsLimitRestsAfterACycle() throws {
    #expect(try rest(limit: 4 << 20, meanwhile: 0) > 0)
  }

  @Test func whatWasAllocatedMeanwhileDoesNotCutTheRestShort() throws {
    // A busy machine lets a program allocate much while the markers wait for a processor.
    #expect(try rest(limit: 4 << 20, meanwhile: 4 << 20) > 0)
  }

  @Test func aHeapThatFitsUnderItsLimitDoesNotRest() throws {
    #expect(try rest(limit: 64 << 20, meanwhile: 0) == 0)
    // Beyond it only for what was allocated meanwhile: the next cycle helps.
    #expect(try rest(limit: 14 << 20, meanwhile: 8 << 20) == 0)
  }

  @Test func aRestGoesOnUntilTheProcessHasHadItsTime() throws {
    let heap = try StepHeap { $0.collector.percent = 10 }
    for _ in 0..<100_000 { _ = heap.pair() }
    let collector = heap.collector
    #expect(collector.mayBegin(.heap))
    let (now, used) = (tc_os_now(), tc_os_process_time())
    let hour: UInt64 = 3_600_000_000_000
    // The clock says that it is over, but the processor was somebody else's.
    collector.pointee.restUntil = now
    collector.pointee.restProcessTime = used + hour
    collector.pointee.restAtMost = now + hour
    #expect(!collector.mayBegin(.heap))
    #expect(collector.pointee.restUntil > now + hour / 4096, "the system is not asked each time")
    // A program that sleeps does not put it off for ever.
    collector.pointee.restUntil = now
    collector.pointee.restAtMost = now
    #expect(collector.mayBegin(.heap))
    collector.pointee.restProcessTime = used
    collector.pointee.restAtMost = now + hour
    #expect(collector.mayBegin(.heap))
  }

  @Test func aHeapWithoutALimitDoesNotRest() throws {
    #expect(try rest(limit: .max, meanwhile: 0) == 0)
  }
}
