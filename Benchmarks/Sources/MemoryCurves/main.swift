// How much memory a process has over time, under a limit, after a drop, and under each policy of
// giving memory back. The Go twin is Peers/go/curves.go; Scripts/memory-curves.sh runs both.
//
//   MemoryCurves limit SECONDS       64 MiB limit, 40 MB live, replaced as fast as it goes
//   MemoryCurves over SECONDS        64 MiB limit, 80 MB live: how much of the CPU is the program's
//   MemoryCurves drop-light SECONDS  500 MB dropped, then 4 MB a second are allocated
//   MemoryCurves drop-idle SECONDS   500 MB dropped, then nothing happens
//   MemoryCurves phases SECONDS      grow, steady, drop, light, spike, drop, idle; SECONDS in all
//
// Prints a line a sample: seconds, resident KiB, CPU milliseconds; then `key value` lines behind #.
import Tricolor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

let words = CommandLine.arguments
guard words.count == 3, let seconds = Double(words[2]), seconds > 0 else {
  print("usage: MemoryCurves limit|over|drop-light|drop-idle|phases SECONDS")
  exit(2)
}

var configuration = ManagedHeap.Configuration()
let isLimited = words[1] == "limit" || words[1] == "over"
if isLimited && getenv("GOMEMLIMIT") == nil { configuration.memoryLimit = 64 << 20 }
let samples = Samples(every: words[1] == "phases" ? 0.25 : 0.01)
let heap = try ManagedHeap(configuration)
try heap.enter { mutator in
  var work = Work(heap: heap, mutator, samples)
  switch words[1] {
  case "limit": work.churn(megabytes: 40, seconds: seconds, mutator)
  case "over": work.churn(megabytes: 80, seconds: seconds, mutator)
  case "drop-light": work.drop(megabytes: 500, seconds: seconds, rate: 4, mutator)
  case "drop-idle": work.drop(megabytes: 500, seconds: seconds, rate: 0, mutator)
  case "phases": work.phases(seconds: seconds, mutator)
  default:
    print("no such work: \(words[1])")
    exit(2)
  }
}
samples.finish()
