// Our side of the managed programs, each the twin of its peers:
//
//   ManagedPrograms trees|lru|graph|lists [stopped] [SIZE]
//
// stopped: collections mark while the program stands still, as Boehm's do. With TRICOLOR_REPORT in
// the environment: where the memory is at the end, on standard error. Compiles ordinarily and in
// the Embedded subset.
import CommandWords
import Tricolor
// Not needed but in the Embedded subset, where a file names the modules of all that it uses.
import TricolorHeap

/// The generator that every twin uses.
struct Generator {
  var state: UInt64 = 88_172_645_463_325_252

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

func tell(_ text: String) {
  var text = text
  _ = text.withUTF8 { write(2, $0.baseAddress, $0.count) }
}

func tellMemory(of heap: ManagedHeap) {
  guard let report = heap.memoryReport() else { return }
  let parts: [(String, Int64)] = [
    ("live", Int64(report.live)), ("dead", Int64(report.dead)), ("unused", Int64(report.unused)),
    ("free", Int64(report.free)), ("metadata", Int64(report.metadata)),
    ("rounding", report.rounding), ("files", Int64(report.files)),
    ("library heap", Int64(report.libraryHeap)), ("main stack", Int64(report.mainStack)),
    ("other", report.otherAnonymous), ("resident", Int64(report.resident)),
  ]
  var line = ""
  for (name, bytes) in parts { line += "\(name) \(bytes >> 10) KiB, " }
  tell(line + "\(heap.statistics())\n")
}

/// Runs the program that the first word names; false if there is none.
func run(_ size: Int?, _ mutator: borrowing Mutator) -> Bool {
  if command_word_is(1, "trees") {
    runTrees(deepest: size ?? 18, mutator)
  } else if command_word_is(1, "lru") {
    runCache(operations: size ?? 5_000_000, mutator)
  } else if command_word_is(1, "graph") {
    runGraph(steps: size ?? 5_000_000, mutator)
  } else if command_word_is(1, "lists") {
    runLists(rounds: size ?? 20_000, mutator)
  } else {
    return false
  }
  return true
}

func main() throws(HeapError) {
  var configuration = ManagedHeap.Configuration()
  var next: Int32 = 2
  if command_word_is(next, "stopped") {
    configuration.marking = .stopped
    next += 1
  }
  let size = command_word(next).map { Int(strtol($0, nil, 10)) }
  let heap = try ManagedHeap(configuration)
  let mutator = try heap.attach()
  guard run(size, mutator) else {
    tell("usage: ManagedPrograms trees|lru|graph|lists [stopped] [SIZE]\n")
    exit(2)
  }
  if getenv("TRICOLOR_REPORT") != nil { tellMemory(of: heap) }
}

do throws(HeapError) {
  try main()
} catch {
  tell("ManagedPrograms: \(error.description)\n")
  exit(1)
}
