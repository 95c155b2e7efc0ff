// Making and unmaking caches, and the counts of all of them together.
import CTricolor

extension ProcessorCache {
  /// A new cache of `heap`, which holds nothing. Fatal if metadata memory is refused.
  static func create(_ heap: HeapPointer) -> CachePointer {
    let space = heap.cacheSpace
    lock(&space.pointee.cacheLock, .caches)
    let memory = space.pointee.pool.allocate()
    tc_clear(UInt(bitPattern: memory), bytes)
    let cache = memory.assumingMemoryBound(to: tc_cache.self)
    cache.pointee.heap = heap
    cache.pointee.id = space.pointee.nextID
    cache.pointee.statistics = memory + MemoryLayout<tc_cache>.size
    cache.pointee.flush_generation = heap.pointee.sweepgen
    cache.pointee.random = space.pointee.nextID &* 0x9E37_79B9 | 1
    cache.pointee.barrier_next = tc_cache_barrier_start(cache)
    cache.pointee.barrier_end = tc_cache_barrier_start(cache) + Int(TC_BARRIER_ENTRIES)
    for spanClass in 0..<UInt32(SpanClass.count) {
      tc_cache_span(cache, spanClass).pointee = space.pointee.emptySpan
    }
    heap.shelves.noteCache(space.pointee.nextID)
    space.pointee.nextID &+= 1
    space.pointee.count &+= 1
    cache.pointee.next = space.pointee.first
    space.pointee.first = cache
    unlock(&space.pointee.cacheLock, .caches)
    heap.pageHeap.attach(cache)
    return cache
  }

  /// Takes everything from a cache and gives its memory back. By its owner, or with the world
  /// stopped; its barrier buffer is empty.
  static func destroy(_ cache: CachePointer) {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    let isAmbiguous = heap.pointee.flags & UInt32(TC_HEAP_AMBIGUOUS) != 0
    if isAmbiguous && heap.pointee.marking != 0 { abandonRuns(cache) }
    flush(cache)
    heap.pageHeap.detach(cache)
    let space = heap.cacheSpace
    lock(&space.pointee.cacheLock, .caches)
    heap.totals.add(cache.counters)
    var link: CachePointer?
    var at = space.pointee.first
    while let other = at, other != cache {
      link = other
      at = other.pointee.next
    }
    if let link {
      link.pointee.next = cache.pointee.next
    } else {
      space.pointee.first = cache.pointee.next
    }
    space.pointee.count &-= 1
    space.pointee.pool.free(UnsafeMutableRawPointer(cache))
    unlock(&space.pointee.cacheLock, .caches)
  }
}

extension UnsafeMutablePointer where Pointee == tc_counters {
  /// Adds `other` to these counters. Atomic a counter, not as a whole.
  func add(_ other: CountersPointer) {
    let words = MemoryLayout<tc_counters>.size / 8
    let from = UnsafeMutableRawPointer(other).assumingMemoryBound(to: UInt64.self)
    let to = UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt64.self)
    for index in 0..<words { _ = tc_u64_add(to + index, tc_u64_load(from + index)) }
  }
}
