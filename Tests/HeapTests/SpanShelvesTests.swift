// The shards of the central spans: a cache comes back to the spans that it held, takes what others
// left before the heap grows, and nothing is forgotten when there are more caches than shards.
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct SpanShelvesTests {
  /// A heap with some caches, reclaimed by hand.
  private final class Rig {
    let heap: Heap
    let caches: [CachePointer]

    init(caches count: Int) throws {
      let heap = try Heap()
      var caches: [CachePointer] = []
      for _ in 0..<count { caches.append(heap.makeCache()) }
      self.caches = caches
      self.heap = heap
    }

    deinit { for cache in caches { heap.destroyCache(cache) } }

    /// `count` objects of 64 bytes by each cache in turn: the spans that each cache's lie in.
    func allocate(_ count: Int, by users: [CachePointer]) -> [[SpanPointer: UInt]] {
      var held = [[SpanPointer: UInt]](repeating: [:], count: users.count)
      for _ in 0..<count {
        for (number, cache) in users.enumerated() {
          let object = UInt(bitPattern: tc_allocate_noscan(cache, 64))
          held[number][tc_span_of(heap.pointer, object)!] = object
        }
      }
      return held
    }

    /// Everything dies but one object of each of these spans.
    func reclaim(keeping kept: [[SpanPointer: UInt]]) {
      Heap.prepareMarks(of: heap.pointer)
      for (span, object) in kept.joined() { _ = tc_mark(span, tc_object_index(span, object)) }
      Heap.reclaimUnmarked(in: heap.pointer)
    }

    var mapped: UInt64 { tc_u64_load(&heap.pointer.pageHeap.pointee.mapped) }
  }

  @Test(arguments: [2, 3, 4]) func aCacheComesBackToTheSpansThatItHeld(caches: Int) throws {
    let rig = try Rig(caches: caches)
    var before = rig.allocate(5000, by: rig.caches)
    for _ in 0..<3 {
      rig.reclaim(keeping: before)
      let after = rig.allocate(4000, by: rig.caches)
      for number in 0..<caches {
        let strangers = after[number].keys.filter { before[number][$0] == nil }
        #expect(strangers.isEmpty, "cache \(number) was given \(strangers.count) spans of others")
      }
      for number in 0..<caches { before[number].merge(after[number]) { old, _ in old } }
    }
  }

  @Test func whatOneCacheLeftAnotherTakesBeforeTheHeapGrows() throws {
    let rig = try Rig(caches: 2)
    let held = rig.allocate(50_000, by: [rig.caches[0]])
    rig.reclaim(keeping: held)
    let grown = rig.mapped
    _ = rig.allocate(45_000, by: [rig.caches[1]])
    #expect(rig.mapped == grown)
  }

  @Test func everySpanIsSweptWhenThereAreMoreCachesThanShards() throws {
    let rig = try Rig(caches: 11)
    let held = rig.allocate(2000, by: rig.caches)
    for _ in 0..<3 {
      rig.reclaim(keeping: held)
      Heap.sweep(rig.heap.pointer)
      let generation = rig.heap.pointer.sweepGeneration
      for span in held.joined().map(\.key) {
        #expect(span.sweepStatus(generation) == .swept)
        #expect(span.pointee.alloc_count == 1)
      }
      #expect(rig.heap.pointer.sweeper.pagesSwept >= UInt64(held.joined().count))
    }
  }
}
