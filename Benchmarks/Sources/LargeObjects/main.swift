// Our side of the large-object works: LargeObjects WORK SIZE-IN-KIB [TOTAL-IN-MIB].
import CTricolor
import Foundation
import LargeObjectsWork
import TricolorHeap

let works = ["fresh": LARGE_FRESH, "churn": LARGE_CHURN]
let words = CommandLine.arguments
guard words.count > 2, let work = works[words[1]], let kibibytes = Int(words[2]), kibibytes > 0
else {
  FileHandle.standardError.write(
    Data("usage: LargeObjects fresh|churn SIZE-IN-KIB [TOTAL-IN-MIB]\n".utf8))
  exit(2)
}
let total = words.count > 3 ? Int(words[3]) ?? 2048 : 2048

let heap = try Heap()
let cache = heap.makeCache()
let reclaimer = large_reclaimer(
  context: UnsafeMutableRawPointer(heap.pointer),
  begin: { Heap.prepareMarks(of: $0!.assumingMemoryBound(to: tc_heap.self)) },
  end: { Heap.reclaimUnmarked(in: $0!.assumingMemoryBound(to: tc_heap.self)) })
let sum = large_ours(Int32(work), cache, total << 20, kibibytes << 10, reclaimer)
heap.destroyCache(cache)
print("\(words[1]) \(sum)")
