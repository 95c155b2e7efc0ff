// Metered heaps: each object is counted at the meter that its cache has at that moment, whatever
// way it was allocated, and nothing else changes.
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct MeterTests {
  /// A heap with a cache and two meters.
  private final class Rig {
    let heap: Heap
    let cache: CachePointer
    let meters = UnsafeMutablePointer<tc_meter>.allocate(capacity: 2)

    init(metered: Bool = true) throws {
      meters.initialize(repeating: tc_meter(), count: 2)
      var configuration = HeapConfiguration()
      configuration.metered = metered
      heap = try Heap(configuration)
      cache = heap.makeCache()
      cache.pointee.meter = meters
    }

    deinit {
      heap.destroyCache(cache)
      meters.deallocate()
    }

    func isCounted(_ index: Int, _ objects: UInt64, _ bytes: UInt64) -> Bool {
      meters[index].objects == objects && meters[index].bytes == bytes
    }
  }

  @Test func smallObjectsCountWithTheirSlots() throws {
    let rig = try Rig()
    for _ in 0..<1000 { _ = tc_allocate_noscan(rig.cache, 100) }
    #expect(rig.isCounted(0, 1000, 112_000))
    for _ in 0..<10 { _ = tc_allocate_masked(rig.cache, 24, 0b101) }
    #expect(rig.isCounted(0, 1010, 112_240))
    #expect(rig.heap.stats().mallocs == 1010)
  }

  @Test func eachTinyObjectCountsAndSharesItsBlock() throws {
    let rig = try Rig()
    var blocks: Set<UInt> = []
    for _ in 0..<160 {
      blocks.insert(UInt(bitPattern: tc_allocate_tiny(rig.cache, 1)) & ~15)
    }
    #expect(rig.isCounted(0, 160, 160) && blocks.count == 10)
    for _ in 0..<10 {
      let at = UInt(bitPattern: tc_allocate_tiny(rig.cache, 8))
      #expect(at & 7 == 0)
    }
    #expect(rig.isCounted(0, 170, 160 + 5 * 16))
  }

  @Test func largeObjectsCountWithTheirPages() throws {
    let rig = try Rig()
    _ = tc_allocate(rig.cache, 100_000, nil)
    #expect(rig.isCounted(0, 1, 13 * 8192))
  }

  @Test func theMeterOfTheMomentCounts() throws {
    let rig = try Rig()
    _ = tc_allocate_noscan(rig.cache, 64)
    rig.cache.pointee.meter = rig.meters + 1
    _ = tc_allocate_noscan(rig.cache, 64)
    _ = tc_allocate_noscan(rig.cache, 64)
    rig.cache.pointee.meter = nil
    _ = tc_allocate_noscan(rig.cache, 64)
    #expect(rig.isCounted(0, 1, 64) && rig.isCounted(1, 2, 128))
  }

  @Test func aHeapThatIsNotMeteredAllocatesInRunsAndCountsNothing() throws {
    let rig = try Rig(metered: false)
    for _ in 0..<1000 { _ = tc_allocate_noscan(rig.cache, 64) }
    #expect(rig.isCounted(0, 0, 0))
  }
}
