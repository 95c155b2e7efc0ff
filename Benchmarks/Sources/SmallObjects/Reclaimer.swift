// What C calls to reclaim, from whichever thread.
import CTricolor
import SmallObjectsWork
import TricolorHeap

/// Marks and reclaims `heap`.
func makeReclaimer(_ heap: HeapPointer) -> small_reclaimer {
  small_reclaimer(
    context: UnsafeMutableRawPointer(heap),
    begin: { Heap.prepareMarks(of: $0!.assumingMemoryBound(to: tc_heap.self)) },
    end: { Heap.reclaimUnmarked(in: $0!.assumingMemoryBound(to: tc_heap.self)) })
}
