// Our side of the collector's works: Collector WORK [ARGUMENT].
//
//   trees DEPTH        binary trees
//   mark-trees DEPTH   a live heap of one tree, collected ten times: prints bytes marked per CPU
//                        second of collection on standard error
//   mark-lists MB      the same of linked lists
//   mark-arrays MB     the same of arrays of pointers
//   cores DEPTH        four marking loops over one tree: ns an object (CollectorWork/cores.c)
//   cores-lists MB       the same over lists
//   pauses MB          two threads churn lists of a live heap: pauses on standard error
//   barrier            pointer stores plain, with the barrier off, noting cards before a minor
//                        cycle, and on: ns each, in tables whose slots are copied and in lists that
//                        are reversed
//
// GOGC and GODEBUG mean what they mean to a Go program. THREADS: how many markers there are.
import CTricolor
import CollectorWork
import Dispatch
import TricolorHeap

// Not Foundation, whose libraries would be 16 MiB of the memory that is compared.
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let words = CommandLine.arguments
let work = words.count > 1 ? words[1] : ""
let argument = words.count > 2 ? Int(words[2]) ?? 0 : 0

func note(_ text: String) {
  var line = text + "\n"
  _ = line.withUTF8 { write(2, $0.baseAddress, $0.count) }
}

/// The number with so many digits behind the point.
func fixed(_ number: Double, _ digits: Int = 0) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((number * scale).rounded())
  if digits == 0 { return String(scaled) }
  let text = String(scaled)
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
  return padded.dropLast(digits) + "." + padded.suffix(digits)
}

/// An environment variable.
func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

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
  // The works keep every pointer on the shadow stack.
  thread.pointee.exact = 1
  return thread
}

guard let world = ThreadWorld.create() else { fatalError("no memory for the world") }
var configuration = HeapConfiguration()
configuration.world = world.table
configuration.worldContext = UnsafeMutableRawPointer(world)
configuration.readEnvironment()
if let threads = variable("THREADS") {
  configuration.collector.workerThreads = Int(threads)
}
if work == "barrier" {
  configuration.collector.percent = -1
  // So that stores note cards after each full cycle.
  configuration.collector.minorCycles = .always
}
let heap = try Heap(configuration)
let main = attach(heap.pointer)

func tell(_ name: String, _ table: PauseTable) {
  func microseconds(_ share: Double) -> String {
    fixed(Double(table.percentile(share)) / 1000)
  }
  let longest = fixed(Double(table.longest) / 1000)
  note(
    "\(name): \(table.count) pauses, p50 \(microseconds(0.5)) p99 \(microseconds(0.99)) "
      + "longest \(longest) µs")
}

@MainActor func tellPauses() {
  tell("sweep termination", heap.pauses.sweepTermination)
  tell("mark termination", heap.pauses.markTermination)
}

/// Keeps `root` in one slot of the shadow stack, for good: that slot.
@discardableResult
@MainActor func keep(_ root: UnsafeMutableRawPointer?)
  -> UnsafeMutablePointer<UnsafeMutableRawPointer?>
{
  guard let slot = main.pointee.shadow_next else { fatalError("no shadow stack") }
  slot.pointee = root
  main.pointee.shadow_next += 1
  return slot
}

/// Times `body`, which stores `stores` pointers with the barrier or plain, with the barrier in each
/// of its states; the best of seven each.
@MainActor func compareBarriers(_ name: String, stores: UInt64, _ body: (Bool) -> Void) {
  func nanoseconds(_ barrier: Bool) -> Double {
    let before = processCPU()
    body(barrier)
    return (processCPU() - before) * 1e9 / Double(stores)
  }
  func best(_ barrier: Bool) -> Double {
    (0..<7).reduce(Double.infinity) { least, _ in min(least, nanoseconds(barrier)) }
  }
  // In turn: the machine's speed changes.
  var (plain, off) = (Double.infinity, Double.infinity)
  for _ in 0..<7 {
    plain = min(plain, nanoseconds(false))
    off = min(off, nanoseconds(true))
  }
  tc_thread_collect(main)
  let cards = best(true)
  // Who begins a cycle is no running mutator.
  tc_thread_enter_blocking(main)
  heap.beginCycle(main.pointee.cache)
  tc_thread_leave_blocking(main)
  let on = best(true)
  note(
    "\(name): plain \(fixed(plain, 3)) off \(fixed(off, 3)) "
      + "cards \(fixed(cards, 3)) on \(fixed(on, 3)) ns")
  tc_thread_collect(main)
  // Three minor cycles follow a full one; then the barrier is off again.
  for _ in 0..<3 {
    // Whoever ended the last one may still be about it.
    var isBegun = false
    while !isBegun {
      tc_thread_enter_blocking(main)
      isBegun = heap.beginCycle(main.pointee.cache, mayBeMinor: true)
      tc_thread_leave_blocking(main)
    }
    while heap.phase != .off { tc_thread_poll(main) }
  }
  precondition(main.pointee.cache.pointee.barrier == 0)
}

/// Collects a standing heap ten times.
@MainActor
func measureMarking(_ build: (UnsafeMutablePointer<tc_thread>, UInt) -> UnsafeMutableRawPointer?) {
  keep(build(main, UInt(argument) << 20))
  tc_thread_collect(main)
  let before = processCPU()
  let rounds = 10
  for _ in 0..<rounds { tc_thread_collect(main) }
  let spent = processCPU() - before
  let bytes = Double(heap.stats().heapAlloc) * Double(rounds)
  print("done")
  note("\(fixed(bytes / spent / 1e6)) MB marked per CPU second")
}

/// Marks everything that `root` reaches ten times with each of four loops: the best time of each.
@MainActor func measureCores(_ root: UnsafeMutableRawPointer?) {
  typealias Core = (HeapPointer, UnsafeMutableRawPointer?) -> UInt64
  let cores: [(String, Core)] = [
    ("plain", { cores_plain($0, $1) }), ("ring", { cores_ring($0, $1) }),
    ("batches", { cores_batches($0, $1) }), ("batched", { cores_batched($0, $1) }),
  ]
  keep(root)
  tc_thread_collect(main)
  var best = [Double](repeating: .infinity, count: cores.count)
  for _ in 0..<10 {
    for (index, core) in cores.enumerated() {
      Heap.prepareMarks(of: heap.pointer)
      let before = processCPU()
      let objects = core.1(heap.pointer, root)
      best[index] = min(best[index], (processCPU() - before) * 1e9 / Double(objects))
      Heap.reclaimUnmarked(in: heap.pointer)
    }
  }
  for (index, core) in cores.enumerated() {
    note("\(core.0): \(fixed(best[index], 1)) ns an object")
  }
  print("done")
}

switch work {
case "trees":
  trees_run(main, argument)
case "mark-trees":
  measureMarking { thread, _ in trees_build(thread, argument) }
case "cores":
  measureCores(trees_build(main, argument))
case "cores-lists":
  measureCores(lists_build(main, UInt(argument) << 20))
case "mark-lists":
  measureMarking(lists_build)
case "mark-arrays":
  measureMarking(arrays_build)
case "pauses":
  nonisolated(unsafe) let root = lists_build(main, UInt(argument) << 20)
  nonisolated(unsafe) let pointer = heap.pointer
  keep(root)
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
  // A table in the first-level cache, and one beyond the second level's size; lists likewise.
  for count: UInt64 in [1024, 1 << 18] {
    let slots = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: Int(count))
    for index in 0..<Int(count) { slots[index] = tc_thread_allocate_noscan(main, 16) }
    let rounds = (50 << 20) / count
    compareBarriers("table of \(count)", stores: rounds * count) { barrier in
      let sum = stores_run(main.pointee.cache, slots, count, rounds, barrier)
      precondition(sum != 0)
    }
  }
  let list = keep(nil)
  for count: UInt64 in [1024, 1 << 18] {
    list.pointee = links_build(main, count)
    let rounds = (50 << 20) / count
    compareBarriers("reversing \(count)", stores: rounds * count) { barrier in
      list.pointee = links_reverse(main.pointee.cache, list.pointee, rounds, barrier)
    }
  }
  print("done")
default:
  note("usage: Collector WORK [ARGUMENT]; see the program's first lines")
  exit(2)
}
if variable("TELL") != nil {
  tellPauses()
  note("cycles \(heap.finishedCycles) \(heap.lastCycle)")
}
