// Objects above 32 KiB: pages of their own, straight from the page heap.
//
// A large object is one slot in a span of class 0. Without pointers it is visible to the collector
// at once, cleared or not; with pointers its span has no type until the memory is zero, and marking
// finds nothing in it before that. So clearing, which can take milliseconds, needs no lock.
import CTricolor

/// See the top of the file.
enum AllocateLarge {
  /// A large object; 0 if memory was refused.
  /// - Parameters:
  ///   - size: bytes, above TC_MAX_SMALL less the header of a scan object.
  ///   - type: of its values; nil: without pointers.
  ///   - zeroed: false if the caller overwrites all of it at once.
  @inline(never)
  static func object(
    _ cache: CachePointer, size: UInt, type: TypePointer?, zeroed: Bool
  ) -> Address {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    guard size <= Allocate.maxBytes else { return Allocate.refuse(heap, bytes: size) }
    let pages = size.roundedUp(to: Page.size) &>> Page.shift
    let bytes = pages &<< Page.shift
    SweepWork.pay(heap, bytes: bytes, credit: pages)
    PageReclaim.reclaim(pages, heap)
    let spanClass = SpanClass(.large, noscan: type == nil)
    guard
      let span = heap.pageHeap.allocateSpan(pages: pages, spanClass: spanClass, cache: cache)
    else { return Allocate.refuse(heap, bytes: size) }
    let dirty = tc_span_flags(span) & UInt8(TC_SPAN_NEEDS_ZERO) != 0
    if heap.pointee.marking != 0 {
      tc_span_begin_black(span)
      cache.pointee.assist_bytes &-= Int64(bytes)
    }
    _ = span.takeFreeSlots(limit: 1)
    charge(cache, heap, bytes: UInt64(bytes), scan: type != nil)
    span.pointee.home = SpanShelf.shard(of: cache)
    // From here on the sweeper can come by the span; it is marked or of this generation.
    heap.shelves.file(span, .full, heap.sweepGeneration)
    let base = span.pointee.base
    if dirty && (zeroed || type != nil) { tc_clear(base, bytes) }
    if let type {
      tc_span_set_large_type(span, type)
      tc_span_set_flag(span, UInt8(TC_SPAN_LARGE_READY))
    }
    return base
  }

  private static func charge(
    _ cache: CachePointer, _ heap: HeapPointer, bytes: UInt64, scan: Bool
  ) {
    let counters = cache.counters
    tc_counter_bump(&counters.pointee.large_allocated, 1)
    tc_counter_bump(&counters.pointee.large_allocated_bytes, bytes)
    cache.pointee.allocated_since &+= bytes
    if scan { cache.pointee.scan_allocated &+= bytes }
    cache.count(bytes: bytes)
    ProcessorCache.flushCounts(cache)
  }
}
