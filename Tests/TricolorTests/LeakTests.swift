// That nothing leaks: cycles of every kind, under verify and under stress, for long; and that heaps
// that come and go leave the process as it was.
import Testing
import Tricolor

/// A ring of nodes, each also leading to the first.
@inline(never)
private func ring(_ count: Int, _ mutator: borrowing Mutator) {
  let first = mutator.make(Node(value: 0))
  var last = first
  for value in 1..<count {
    let node = mutator.make(Node(next: first, other: last, value: value))
    last.next = node
    last = node
  }
  last.next = first
  first.other = last
}

/// An object with a box, in a cycle with an array that holds it.
private struct Boxed: BitwiseCopyable {
  var text: SideBox<String>
  var holder: ManagedArray<Ref<Boxed>?>?
}

@inline(never)
private func boxedCycle(_ number: Int, _ mutator: borrowing Mutator) {
  let boxed = mutator.make(with: "number \(number)") { Boxed(text: $0, holder: nil) }
  let holder: ManagedArray<Ref<Boxed>?> = mutator.makeArray(count: 16, repeating: nil)
  holder[number % 16] = boxed
  boxed.holder = holder
}

@Suite(.serialized) struct LeakTests {
  @Test(arguments: [false, true])
  func aMillionNodesInCyclesLeaveNothing(stress: Bool) throws {
    let heap = try testHeap(stress: stress)
    try heap.enter { mutator in
      for _ in 0..<(stress ? 40 : 1000) { ring(1000, mutator) }
      for number in 0..<(stress ? 500 : 5000) { boxedCycle(number, mutator) }
    }
    clearStack()
    for _ in 0..<3 { heap.collect() }
    let statistics = heap.statistics()
    #expect(statistics.objects < 3_000, "a few rings may be named by stale words: \(statistics)")
    #expect(statistics.memStats.violations() == [])
    #expect(heap.violations() == [])
  }

  @Test func memoryStaysWhereItIsHoweverLongTheProgramRuns() throws {
    let heap = try testHeap()
    func round(_ mutator: borrowing Mutator) {
      for _ in 0..<200 { ring(1000, mutator) }
    }
    try heap.enter { mutator in
      round(mutator)
      let early = heap.statistics().systemBytes
      for _ in 0..<9 { round(mutator) }
      let late = heap.statistics().systemBytes
      #expect(late < early + (16 << 20), "\(early) and then \(late)")
    }
  }

  // In a process of its own: what other tests allocate meanwhile is resident, too.
  @Test func heapsThatEndGiveEverythingBack() async {
    await #expect(processExitsWith: .success) {
      let tests = LeakTests()
      for _ in 0..<5 { try tests.life() }
      let before = try tests.resident()
      for _ in 0..<60 { try tests.life() }
      let after = try tests.resident()
      // A life has some megabytes; sixty that stayed would be hundreds.
      #expect(after < before + (24 << 20), "\(before) and then \(after)")
    }
  }

  private func life() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      for _ in 0..<20 { ring(1000, mutator) }
      for number in 0..<100 { boxedCycle(number, mutator) }
    }
  }

  private func resident() throws -> UInt64 {
    try #require(testHeap().memoryReport()).resident
  }
}
