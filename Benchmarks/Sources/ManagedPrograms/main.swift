// Our side of the managed programs: trees, lru, graph, lists, each the twin of its peers.
import Tricolor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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

let programs: [String: (Int?, borrowing Mutator) -> Void] = [
  "trees": { runTrees(deepest: $0 ?? 18, $1) },
  "lru": { runCache(operations: $0 ?? 5_000_000, $1) },
  "graph": { runGraph(steps: $0 ?? 5_000_000, $1) },
  "lists": { runLists(rounds: $0 ?? 20_000, $1) },
]

let words = CommandLine.arguments
guard words.count > 1, let program = programs[words[1]] else {
  print("usage: ManagedPrograms trees|lru|graph|lists [SIZE]")
  exit(2)
}
let heap = try ManagedHeap()
try heap.enter { mutator in program(words.count > 2 ? Int(words[2]) : nil, mutator) }
// With TRICOLOR_REPORT set: where the memory is, at the end.
if getenv("TRICOLOR_REPORT") != nil, let report = heap.memoryReport() {
  let parts: [(String, Int64)] = [
    ("live", Int64(report.live)), ("dead", Int64(report.dead)), ("unused", Int64(report.unused)),
    ("free", Int64(report.free)), ("metadata", Int64(report.metadata)),
    ("rounding", report.rounding), ("files", Int64(report.files)),
    ("library heap", Int64(report.libraryHeap)), ("main stack", Int64(report.mainStack)),
    ("other", report.otherAnonymous), ("resident", Int64(report.resident)),
  ]
  var line = ""
  for (name, bytes) in parts { line += "\(name) \(bytes >> 10) KiB, " }
  line += "\(heap.statistics())\n"
  _ = line.withCString { write(2, $0, strlen($0)) }
}
