// Our side of the collector's works: Collector WORK [ARGUMENT].
//
//   trees DEPTH        binary trees
//   mark-lists MB      a live heap of linked lists, collected ten times: prints bytes marked per
//   mark-arrays MB       CPU second of collection on standard error
//   pauses MB          two threads churn lists of a live heap: pauses on standard error
//   barrier            pointer stores plain, with the barrier off, and on: ns each
import CTricolor
import CollectorWork
import Foundation
import TricolorHeap

let words = CommandLine.arguments
let work = words.count > 1 ? words[1] : ""
let argument = words.count > 2 ? Int(words[2]) ?? 0 : 0

func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// CPU seconds of all threads of this process so far.
func processCPU() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Attaches the calling thread with room for a shadow stack.
func attach(_ heap: HeapPointer) -> UnsafeMutablePointer<tc_thread> {
  guard let thread = tc_thread_attach(heap) else { fatalError("no memory for a thread") }
  thread.pointee.shadow_first = .allocate(capacity: 4096)
  thread.pointee.shadow_next = thread.pointee.shadow_first
  return thread
}

guard let world = ThreadWorld.create() else { fatalError("no memory for the world") }
var configuration = HeapConfiguration()
configuration.world = world.table
configuration.worldContext = UnsafeMutableRawPointer(world)
if work == "barrier" { configuration.collector.percent = -1 }
let heap = try Heap(configuration)
let main = attach(heap.pointer)

func tell(_ name: String, _ table: PauseTable) {
  func microseconds(_ share: Double) -> String {
    String(format: "%.0f", Double(table.percentile(share)) / 1000)
  }
  let longest = String(format: "%.0f", Double(table.longest) / 1000)
  note("\(name): \(table.count) pauses, p50 \(microseconds(0.5)) p99 \(microseconds(0.99)) "
    + "longest \(longest) µs")
}

@MainActor func tellPauses() {
  tell("sweep termination", heap.pauses.sweepTermination)
  tell("mark termination", heap.pauses.markTermination)
}

/// Collects a standing heap ten times.
@MainActor
func measureMarking(_ build: (UnsafeMutablePointer<tc_thread>, UInt) -> UnsafeMutableRawPointer?) {
  let root = build(main, UInt(argument) << 20)
  // One slot of the shadow stack keeps it.
  let slot = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
  slot.initialize(to: root)
  main.pointee.shadow_next.pointee = UnsafePointer(slot)
  main.pointee.shadow_next += 1
  tc_thread_collect(main)
  let before = processCPU()
  let rounds = 10
  for _ in 0..<rounds { tc_thread_collect(main) }
  let spent = processCPU() - before
  let bytes = Double(heap.stats().heapAlloc) * Double(rounds)
  print("objects \(heap.stats().heapObjects)")
  note(String(format: "%.0f MB marked per CPU second", bytes / spent / 1e6))
}

switch work {
case "trees":
  trees_run(main, argument)
case "mark-lists":
  measureMarking(lists_build)
case "mark-arrays":
  measureMarking(arrays_build)
case "pauses":
  nonisolated(unsafe) let root = lists_build(main, UInt(argument) << 20)
  nonisolated(unsafe) let pointer = heap.pointer
  let slot = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
  slot.initialize(to: root)
  main.pointee.shadow_next.pointee = UnsafePointer(slot)
  main.pointee.shadow_next += 1
  tc_thread_enter_blocking(main)
  let group = DispatchGroup()
  for index: UInt32 in 0..<2 {
    DispatchQueue.global().async(group: group) { @Sendable in
      let thread = attach(pointer)
      _ = lists_churn(thread, root, 20_000_000, index, 2)
      tc_thread_detach(thread)
    }
  }
  group.wait()
  tc_thread_leave_blocking(main)
  print("done")
  tellPauses()
case "barrier":
  let table = lists_build(main, 1 << 20)
  guard let table else { exit(1) }
  let slots = table.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  let rounds: UInt64 = 200_000
  @MainActor func nanoseconds(_ barrier: Bool) -> Double {
    let before = processCPU()
    let sum = stores_run(main.pointee.cache, slots, rounds, barrier)
    precondition(sum != 0)
    return (processCPU() - before) * 1e9 / Double(rounds) / 1024
  }
  _ = nanoseconds(true)
  for _ in 0..<3 {
    note(String(format: "plain %.3f ns, off %.3f ns", nanoseconds(false), nanoseconds(true)))
  }
  heap.beginCycle(main.pointee.cache)
  for _ in 0..<3 { note(String(format: "on %.3f ns", nanoseconds(true))) }
  print("done")
default:
  note("usage: Collector WORK [ARGUMENT]; see the program's first lines")
  exit(2)
}
if ProcessInfo.processInfo.environment["TELL"] != nil {
  tellPauses()
  note("cycles \(heap.finishedCycles) \(heap.lastCycle)")
}
