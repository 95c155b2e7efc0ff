// What single operations of a managed heap cost, in nanoseconds, medians of rounds in turn:
//
//   allocate 32 B      inlined into the loop, against a bump pointer that clears its memory
//   attach, detach     of a thread that has been attached before
//   store a reference  while nothing is marked, against a plain store
//
// Usage: ManagedCosts [ROUNDS]
import Tricolor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Four: BitwiseCopyable {
  var a: Ref<Four>?
  var b: Int
  var c: Int
  var d: Int
}

struct FourNumbers: ReferenceFree {
  var a: Int
  var b: Int
  var c: Int
  var d: Int
}

func nanoseconds() -> UInt64 {
  var now = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// A bump pointer over a region that it goes through again and again, clearing a piece before it
/// hands it out: what an allocator costs that never frees one object and collects for nothing.
struct Bump {
  let region: UnsafeMutableRawPointer
  let bytes: Int
  let piece = 8192
  var next: Int
  var end: Int

  init(bytes: Int) {
    region = .allocate(byteCount: bytes, alignment: 8192)
    memset(region, 1, bytes)
    self.bytes = bytes
    next = 0
    end = 0
  }

  @inline(__always)
  mutating func make<Value: BitwiseCopyable>(_ value: Value) -> UnsafeMutablePointer<Value> {
    if next == end { refill() }
    let at = (region + next).assumingMemoryBound(to: Value.self)
    next += MemoryLayout<Value>.stride
    at.initialize(to: value)
    return at
  }

  @inline(never)
  mutating func refill() {
    if end == bytes { end = 0 }
    next = end
    end += piece
    memset(region + next, 0, piece)
  }
}

/// The same loop over either allocator; what it makes is used once, so that nothing is left out.
@inline(never)
func bumpLoop(_ count: Int, _ bump: inout Bump) -> Int {
  var sum = 0
  for index in 0..<count {
    sum &+= bump.make(Four(a: nil, b: index, c: 1, d: 2)).pointee.b
  }
  return sum
}

@inline(never)
func managedLoop(_ count: Int, _ mutator: borrowing Mutator) -> Int {
  var sum = 0
  for index in 0..<count {
    sum &+= mutator.make(Four(a: nil, b: index, c: 1, d: 2)).b
  }
  return sum
}

@inline(never)
func numbersLoop(_ count: Int, _ mutator: borrowing Mutator) -> Int {
  var sum = 0
  for index in 0..<count {
    sum &+= mutator.make(FourNumbers(a: 0, b: index, c: 1, d: 2)).b
  }
  return sum
}

@inline(never)
func attachLoop(_ count: Int, _ heap: ManagedHeap) throws {
  for _ in 0..<count {
    let mutator = try heap.attach()
    mutator.poll()
  }
}

@inline(never)
func storeLoop(_ count: Int, _ nodes: ManagedArray<Ref<Four>?>) {
  guard let first = nodes[0], let second = nodes[1] else { return }
  for index in 0..<count { nodes[index & 1023] = index & 1 == 0 ? first : second }
}

@inline(never)
func plainStoreLoop(_ count: Int, _ words: UnsafeMutableBufferPointer<UInt>) {
  let (first, second) = (words[0], words[1])
  for index in 0..<count { words[index & 1023] = index & 1 == 0 ? first : second }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func line(_ name: String, _ ours: [Double], _ theirs: [Double], _ what: String) {
  let ratios = zip(ours, theirs).map { (a: Double, b: Double) -> Double in a / b }
  func show(_ number: Double) -> String { String(Int((number * 100).rounded()) * 1).hundredths }
  print(
    "\(name): \(show(median(ours))) ns, \(what) \(show(median(theirs))) ns, ratio "
      + "\(show(median(ratios))) [\(show(ratios.min() ?? 0))–\(show(ratios.max() ?? 0))]")
}

extension String {
  /// A whole number of hundredths as a decimal.
  var hundredths: String {
    let digits = String(repeating: "0", count: max(0, 3 - count)) + self
    return "\(digits.dropLast(2)).\(digits.suffix(2))"
  }
}

func run(rounds: Int) throws {
  let count = 4_000_000
  let heap = try ManagedHeap()
  var bump = Bump(bytes: 4 << 20)
  var results: [[Double]] = Array(repeating: [], count: 6)
  func time(_ place: Int, _ count: Int, _ body: () throws -> Void) rethrows {
    let before = nanoseconds()
    try body()
    results[place].append(Double(nanoseconds() - before) / Double(count))
  }
  var checks = 0
  let words = UnsafeMutableBufferPointer<UInt>.allocate(capacity: 1024)
  words.initialize(repeating: 7)
  for _ in 0..<rounds {
    try attachLoop(100, heap)
    try time(3, 2000) { try attachLoop(2000, heap) }
    try heap.enter { mutator in
      let nodes: ManagedArray<Ref<Four>?> = mutator.makeArray(count: 1024, repeating: nil)
      for index in 0..<1024 { nodes[index] = mutator.make(Four(b: index, c: 0, d: 0)) }
      time(0, count) { checks ^= managedLoop(count, mutator) }
      time(1, count) { checks ^= bumpLoop(count, &bump) }
      time(2, count) { checks ^= numbersLoop(count, mutator) }
      time(4, count) { storeLoop(count, nodes) }
      time(5, count) { plainStoreLoop(count, words) }
    }
  }
  line("allocate 32 B", results[0], results[1], "bump pointer")
  line("allocate 32 B without references", results[2], results[1], "bump pointer")
  line("store a reference", results[4], results[5], "plain store")
  print("attach and detach a thread: \(String(Int(median(results[3]))) ) ns")
  if checks == 1 { print("unlikely") }
}

try run(rounds: CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 9 : 9)
