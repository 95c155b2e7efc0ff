// Reclaiming by hand, for clients that know what is alive without tracing: they mark it
// themselves, and what they did not mark dies. The collector does the same between its stops.
//
//   Heap.prepareMarks(of: heap)      everything is swept, no run is out, no slot is marked
//   tc_mark                          for each object that is to live
//   Heap.reclaimUnmarked(in: heap)   the rest is dead; allocation and `sweep` find it so
//
// Between the first and the last nothing is allocated, by any cache.
import CTricolor

extension Heap {
  /// Completes the last sweep and takes every run and span from every cache. Cost: that of the
  /// sweep that is left, and some thousand instructions a cache.
  public static func prepareMarks(of heap: HeapPointer) {
    SweepWork.finish(heap)
    heap.forEachCache { (cache: CachePointer) in ProcessorCache.flush(cache) }
  }

  /// Makes everything that is not marked dead: every span needs sweeping from here on.
  public static func reclaimUnmarked(in heap: HeapPointer) {
    SweepWork.begin(heap, recalling: true)
  }

  /// Sweeps up to `pages` pages; all that is left if nil. Any thread.
  /// - Returns: whether anything is left.
  @discardableResult
  public static func sweep(_ heap: HeapPointer, pages: UInt? = nil) -> Bool {
    guard let pages else {
      SweepWork.finish(heap)
      return false
    }
    return SweepWork.slice(heap, pages: pages, heap.totals)
  }
}
