// What the process does: blocks of a kilobyte in a table, replaced, dropped, made again.
import Tricolor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A kilobyte without references, of which a few words are touched.
struct Block: ReferenceFree {
  var words: InlineArray<128, UInt64>
}

struct Work {
  let heap: ManagedHeap
  let samples: Samples
  private let table: ManagedArray<Ref<Block>?>
  private var random: UInt64 = 88_172_645_463_325_252

  /// Room for 512 MB of blocks.
  private static let capacity = 524_288
  private static let blocksOfMegabyte = 1000

  init(heap: ManagedHeap, _ mutator: borrowing Mutator, _ samples: Samples) {
    self.heap = heap
    self.samples = samples
    table = mutator.makeArray(count: Self.capacity, repeating: nil)
  }

  @inline(never)
  private func block(_ value: UInt64, _ mutator: borrowing Mutator) -> Ref<Block> {
    mutator.make(Block(words: .init(repeating: value)))
  }

  private mutating func next() -> UInt64 {
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    return random
  }

  private func fill(megabytes: Int, _ mutator: borrowing Mutator) {
    for index in 0..<(megabytes * Self.blocksOfMegabyte) {
      table[index] = block(UInt64(index), mutator)
    }
  }

  private func clear(from megabytes: Int) {
    for index in (megabytes * Self.blocksOfMegabyte)..<Self.capacity { table[index] = nil }
  }

  /// Replaces random ones of the first blocks, as fast as it goes.
  private mutating func replace(_ count: Int, of megabytes: Int, _ mutator: borrowing Mutator) {
    let blocks = UInt64(megabytes * Self.blocksOfMegabyte)
    for _ in 0..<count {
      let at = Int(next() % blocks)
      table[at] = block(next(), mutator)
    }
  }

  /// Sleeps as a thread that the collector need not wait for.
  private func rest(_ seconds: Double, _ mutator: borrowing Mutator) {
    mutator.blocking { _ = usleep(UInt32(seconds * 1e6)) }
  }

  /// A live heap of so many megabytes whose blocks are replaced all the time.
  mutating func churn(megabytes: Int, seconds: Double, _ mutator: borrowing Mutator) {
    fill(megabytes: megabytes, mutator)
    let begin = now()
    let (cpuBefore, ownBefore) = (samples.programSeconds, threadSeconds())
    let assistsBefore = assists
    var replaced = 0
    while now() - begin < seconds {
      replace(500, of: megabytes, mutator)
      replaced += 500
    }
    let cpu = samples.programSeconds - cpuBefore
    let own = threadSeconds() - ownBefore - (assists - assistsBefore)
    samples.note("replaced-per-second", Double(replaced) / (now() - begin))
    samples.note("cpu-seconds", cpu)
    samples.note("program-share", own / cpu)
    samples.note("collections", Double(heap.statistics().collections))
  }

  /// Seconds that this thread, the only one that allocates, has marked for the collector.
  private var assists: Double {
    guard case .number(let seconds) = heap.metric("/cpu/classes/gc/mark/assist:cpu-seconds") else {
      return 0
    }
    return seconds
  }

  /// Keeps so many megabytes, drops them, and allocates `rate` megabytes a second from then on.
  mutating func drop(
    megabytes: Int, seconds: Double, rate: Int, _ mutator: borrowing Mutator
  ) {
    let before = residentKiB()
    fill(megabytes: megabytes, mutator)
    rest(1, mutator)
    samples.note("baseline-kib", Double(before))
    clear(from: 0)
    if rate > 0 { heap.collect() }
    samples.note("dropped-at", samples.elapsed)
    let cpu = samples.programSeconds
    let begin = now()
    light(seconds: seconds, rate: rate, mutator)
    samples.note("cpu-share", (samples.programSeconds - cpu) / (now() - begin))
    samples.note("heap-in-use-kib", Double(heap.memStats().heapInuse >> 10))
  }

  /// Allocates so many megabytes a second, a hundredth every ten milliseconds.
  private mutating func light(seconds: Double, rate: Int, _ mutator: borrowing Mutator) {
    let begin = now()
    if rate == 0 { return rest(seconds, mutator) }
    while now() - begin < seconds {
      replace(rate * Self.blocksOfMegabyte / 100, of: 4, mutator)
      rest(0.01, mutator)
    }
  }

  /// One life: the shares of `seconds` are those of 480.
  mutating func phases(seconds: Double, _ mutator: borrowing Mutator) {
    let unit = seconds / 480
    func mark(_ name: String) { samples.note("phase-\(name)", samples.elapsed) }
    mark("grow")
    for megabytes in stride(from: 15, through: 150, by: 15) {
      fill(megabytes: megabytes, mutator)
      rest(unit, mutator)
    }
    mark("steady")
    let begin = now()
    while now() - begin < 30 * unit {
      replace(2000, of: 150, mutator)
      rest(0.1, mutator)
    }
    mark("drop")
    clear(from: 15)
    heap.collect()
    light(seconds: 140 * unit, rate: 4, mutator)
    mark("spike")
    fill(megabytes: 120, mutator)
    light(seconds: 10 * unit, rate: 4, mutator)
    clear(from: 15)
    mark("light")
    light(seconds: 90 * unit, rate: 4, mutator)
    mark("idle")
    rest(200 * unit, mutator)
  }
}
