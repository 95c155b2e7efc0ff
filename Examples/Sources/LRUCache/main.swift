// Drives the cache with random keys and prints how often it helped.
import Tricolor

func run(_ operations: Int) throws {
  let heap = try ManagedHeap()
  let mutator = try heap.attach()
  var cache = Cache(capacity: 100_000, buckets: 131_072, mutator)
  var state: UInt64 = 88_172_645_463_325_252
  var sum: UInt64 = 0
  for _ in 0..<operations {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    sum &+= UInt64(cache.get(Int(state % 200_000), mutator) { $0 * 3 })
  }
  print("\(operations) operations, \(cache.hits) hits, sum \(sum)")
}

try run(CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000)
