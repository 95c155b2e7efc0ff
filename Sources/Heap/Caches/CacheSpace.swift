// What the caches of one heap share: the sets of spans that no cache holds, the list of the caches
// themselves, and the memory that both come from.
import CTricolor

/// See the top of the file. Off-heap, one a heap, never moves.
struct CacheSpace {
  /// The spans that no cache holds. The first field: `shelves` counts on it.
  var shelves: SpanShelves
  /// Stands for "no span" in the caches: without slots, never written to.
  let emptySpan: SpanPointer
  /// Guards the fields below.
  var cacheLock: UInt32 = 0
  /// The caches, linked by `next`.
  var first: CachePointer?
  /// How many there are.
  var count: UInt32 = 0
  /// The id of the next cache.
  var nextID: UInt32 = 0
  /// Where caches and their counters come from: `ProcessorCache.bytes` each.
  var pool: FixedPool
}

typealias CacheSpacePointer = UnsafeMutablePointer<CacheSpace>

extension UnsafeMutablePointer where Pointee == tc_heap {
  @inline(__always)
  var cacheSpace: CacheSpacePointer {
    pointee.centrals.assumingMemoryBound(to: CacheSpace.self)
  }

  @inline(__always)
  var pageHeap: PageHeapPointer { pointee.page_heap.assumingMemoryBound(to: PageHeap.self) }

  /// The central spans of a span class.
  @inline(__always)
  func central(_ spanClass: UInt8) -> CentralSpans {
    CentralSpans(heap: self, spanClass: SpanClass(spanClass))
  }

  /// The spans that no cache holds.
  @inline(__always)
  var shelves: SpanShelvesPointer {
    pointee.centrals.assumingMemoryBound(to: SpanShelves.self)
  }

  /// Calls `body` with every cache. World stopped, or the caller holds the space's lock.
  func forEachCache(_ body: (CachePointer) -> Void) {
    var next = cacheSpace.pointee.first
    while let cache = next {
      next = cache.pointee.next
      body(cache)
    }
  }
}

extension CacheSpace {
  /// The space of a new heap; nil if memory is refused.
  static func make(_ space: MetadataSpacePointer) -> CacheSpace? {
    let (setBytes, noteBytes) = (SpanShelves.setBytes, SpanShelves.noteBytes)
    let spanBytes = UInt(MemoryLayout<tc_span>.stride)
    guard let memory = space.allocate(setBytes &+ noteBytes &+ spanBytes, .other) else {
      return nil
    }
    let sets = memory.bindMemory(to: SpanSet.self, capacity: SpanShelves.setCount)
    let notes = (memory + Int(setBytes)).bindMemory(
      to: UInt64.self, capacity: SpanShelves.notesCount * SpanShelves.kinds)
    // All fields zero: no slots, so no free one, and the state DEAD.
    let empty = (memory + Int(setBytes &+ noteBytes)).bindMemory(to: tc_span.self, capacity: 1)
    let shelves = SpanShelves(storage: SpanSetStorage(space: space), sets: sets, notes: notes)
    return CacheSpace(
      shelves: shelves, emptySpan: empty,
      pool: FixedPool(size: ProcessorCache.bytes, use: .caches, space: space))
  }
}
