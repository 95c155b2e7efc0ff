// Our side of the small-object works: SmallObjects WORK [OBJECTS [SIZE]]. WORK is batch, survivors,
// ring, threads1, threads2 …, large (OBJECTS: KiB), or metadata (prints shares, allocates 1 GiB).
import CTricolor
import Foundation
import SmallObjectsWork
import TricolorHeap

let words = CommandLine.arguments
let work = words.count > 1 ? words[1] : ""
let objects = words.count > 2 ? Int(words[2]) ?? 20_000_000 : 20_000_000
let size = words.count > 3 ? Int(words[3]) ?? 20_000 : 20_000

let heap = try Heap()
let cache = heap.makeCache()
let reclaimer = makeReclaimer(heap.pointer)

/// Fills 1 GiB with 64-byte objects and says what share of it the heap needs for itself.
@MainActor func printMetadata() throws {
  let count: UInt64 = 1 << 24
  for _ in 0..<count { _ = try heap.allocate(64, cache: cache) }
  let stats = heap.stats()
  let own = stats.mspanSys + stats.mcacheSys + stats.gcSys + stats.otherSys
  let percent = Double(own) * 100 / Double(stats.heapAlloc)
  print("metadata \(own) bytes for \(stats.heapAlloc) bytes of objects: \(percent)%")
  print(
    "spans \(stats.mspanSys) caches \(stats.mcacheSys) gc \(stats.gcSys) other \(stats.otherSys)")
}

switch work {
case "batch":
  print("batch \(small_ours(Int32(SMALL_BATCH), cache, objects, size, reclaimer))")
case "survivors":
  print("survivors \(small_ours(Int32(SMALL_SURVIVORS), cache, objects, size, reclaimer))")
case "ring":
  print("ring \(small_ours(Int32(SMALL_RING), cache, objects, size, reclaimer))")
case "large":
  print("large \(small_ours_large(cache, UInt64(objects) << 10, reclaimer))")
case "metadata":
  try printMetadata()
case _ where work.hasPrefix("threads"):
  let threads = Int32(work.dropFirst(7)) ?? 1
  print("\(work) \(small_ours_threads(heap.pointer, threads, objects, size, reclaimer))")
default:
  FileHandle.standardError.write(
    Data("usage: SmallObjects WORK [OBJECTS [SIZE]]; see the program's first lines\n".utf8))
  exit(2)
}
heap.destroyCache(cache)
