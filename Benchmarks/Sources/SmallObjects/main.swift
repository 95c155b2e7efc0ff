// Our side of the small-object works: SmallObjects WORK [OBJECTS [SIZE]].
import CTricolor
import Foundation
import SmallObjectsWork
import TricolorHeap

let works = ["batch": SMALL_BATCH, "survivors": SMALL_SURVIVORS, "ring": SMALL_RING]
let words = CommandLine.arguments
guard words.count > 1, let work = works[words[1]] else {
  FileHandle.standardError.write(
    Data("usage: SmallObjects batch|survivors|ring [OBJECTS [SIZE]]\n".utf8))
  exit(2)
}
let objects = words.count > 2 ? Int(words[2]) ?? 20_000_000 : 20_000_000
let size = words.count > 3 ? Int(words[3]) ?? 20_000 : 20_000

let heap = try Heap()
let cache = heap.makeCache()
let reclaimer = small_reclaimer(
  context: UnsafeMutableRawPointer(heap.pointer),
  begin: { Heap.prepareMarks(of: $0!.assumingMemoryBound(to: tc_heap.self)) },
  end: { Heap.reclaimUnmarked(in: $0!.assumingMemoryBound(to: tc_heap.self)) })
let sum = small_ours(Int32(work), cache, objects, size, reclaimer)
heap.destroyCache(cache)
print("\(words[1]) \(sum)")
