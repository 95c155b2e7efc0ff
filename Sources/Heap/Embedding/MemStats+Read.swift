// Gathering MemStats: from the caches' counters and runs, the page heap's counts and the accounts.
import CTricolor
import TricolorTelemetry

extension MemStats {
  /// The figures of `heap`. Exact with the world stopped; else each is right for some moment
  /// during the call.
  static func read(_ heap: HeapPointer) -> MemStats {
    var counters = tc_counters()
    var stats = MemStats()
    // Pages before objects: the background sweeps even while the world is stopped, and counts what
    // it frees before it gives the pages back. So no object is seen without its page.
    stats.readPages(heap.pageHeap)
    withUnsafeMutablePointer(to: &counters) { (sum: CountersPointer) in
      sum.add(heap.totals)
      lock(&heap.cacheSpace.pointee.cacheLock, .caches)
      heap.forEachCache { (cache: CachePointer) in
        sum.add(cache.counters)
        sum.pointee.tiny_allocated &+= UInt64(cache.pointee.tiny_allocations)
        takeBackRuns(of: cache, from: sum)
      }
      unlock(&heap.cacheSpace.pointee.cacheLock, .caches)
      stats.readObjects(sum)
    }
    return stats
  }

  /// Slots that a cache has taken in a run and not handed out are not allocated.
  private static func takeBackRuns(of cache: CachePointer, from sum: CountersPointer) {
    for spanClass in 2..<UInt32(SpanClass.count) {
      let run = tc_cache_run(cache, spanClass).pointee
      let left = run.end &- run.next
      guard left != 0 else { continue }
      let number = spanClass &>> 1
      let slots = UInt64(left / tc_class_size_of(number))
      tc_counter_small_allocated(sum, number).pointee &-= slots
    }
  }

  private mutating func readObjects(_ sum: CountersPointer) {
    bySize = [
      Class(size: 0, mallocs: sum.pointee.large_allocated, frees: sum.pointee.large_freed)
    ]
    var allocated = sum.pointee.large_allocated_bytes
    var freed = sum.pointee.large_freed_bytes
    mallocs = sum.pointee.large_allocated &+ sum.pointee.tiny_allocated
    frees = sum.pointee.large_freed &+ sum.pointee.tiny_allocated
    for number in 1..<UInt32(SizeClass.count) {
      let size = UInt64(tc_class_size_of(number))
      let entry = Class(
        size: UInt32(size), mallocs: tc_counter_small_allocated(sum, number).pointee,
        frees: tc_counter_small_freed(sum, number).pointee)
      bySize.append(entry)
      allocated &+= entry.mallocs &* size
      freed &+= entry.frees &* size
      mallocs &+= entry.mallocs
      frees &+= entry.frees
    }
    totalAlloc = allocated
    heapAlloc = allocated &- freed
    alloc = heapAlloc
    heapObjects = mallocs &- frees
  }

  private mutating func readPages(_ pages: PageHeapPointer) {
    let accounts = pages.pointee.accounting
    let collector = pages.manualInUse(.collector)
    let other = pages.manualInUse(.other)
    stackInuse = pages.manualInUse(.stack)
    heapInuse = tc_u64_load(&pages.pointee.heapInUse)
    heapSys = tc_u64_load(&pages.pointee.mapped) &- stackInuse &- collector &- other
    heapIdle = heapSys &- heapInuse
    heapReleased = tc_u64_load(&pages.pointee.released)
    stackSys = stackInuse
    mspanInuse = accounts.inUse(.spans)
    mspanSys = accounts.mapped(.spans)
    mcacheInuse = accounts.inUse(.caches)
    mcacheSys = accounts.mapped(.caches)
    buckHashSys = accounts.mapped(.buckets)
    gcSys = accounts.mapped(.collector) &+ collector
    otherSys = accounts.mapped(.other) &+ other
    sys = heapSys &+ stackSys &+ mspanSys &+ mcacheSys &+ buckHashSys &+ gcSys &+ otherSys
  }
}
