// What is kept and what goes: locals, roots, cycles, weak references, finalizers, cleanups.
import Testing
import Tricolor

@Suite(.serialized) struct CollectionTests {
  @Test func localsKeepWhatTheyLeadTo() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let list = makeList(10_000, mutator)
      for _ in 0..<3 {
        heap.collect()
        _ = makeList(10_000, mutator)
      }
      #expect(sum(list) == 10_000 * 9_999 / 2)
    }
  }

  @Test func garbageIsCollectedWithoutBeingAsked() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      for _ in 0..<400 { _ = makeList(5_000, mutator) }
    }
    let statistics = heap.statistics()
    #expect(statistics.totalAllocatedBytes >= 48_000_000)
    #expect(statistics.systemBytes < 60 << 20, "2 million nodes of 24 bytes went through")
  }

  @Test func cyclesGoLikeEverythingElse() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      for _ in 0..<1000 {
        let first = mutator.make(Node(value: 0))
        var last = first
        for value in 1..<100 {
          let node = mutator.make(Node(next: nil, other: last, value: value))
          last.next = node
          last = node
        }
        last.next = first
        first.other = last
      }
      clearStack()
      heap.collect()
      #expect(heap.statistics().objects < 5_000)
    }
  }

  @Test func rootsKeepTheirObjectsAndLetThemGo() throws {
    let heap = try testHeap()
    let mutator = try heap.attach()
    func fill(_ mutator: borrowing Mutator) -> [RootTable<Node>] {
      let table = RootTable<Node>(heap: heap)
      for value in 0..<1000 { table.append(mutator.make(Node(value: value))) }
      return [table]
    }
    var tables = fill(mutator)
    clearStack()
    heap.collect()
    #expect((0..<1000).allSatisfy { tables[0][$0].value == $0 })
    tables.removeAll()
    clearStack()
    heap.collect()
    heap.collect()
    #expect(heap.statistics().objects < 200)
  }

  @Test func aRootMayBeReadOnAnotherThread() throws {
    let heap = try testHeap()
    let root: Root<Node>
    do {
      let mutator = try heap.attach()
      guard let list = makeList(1000, mutator) else { return }
      root = Root(list, in: heap)
    }
    heap.collect()
    let total = Counter()
    let holder = Holder(root)
    onThreads(2) { _ in
      guard let mutator = try? heap.attach() else { return }
      mutator.poll()
      if sum(holder.root.ref) == 1000 * 999 / 2 { total.add() }
    }
    #expect(total.value == 2)
  }

  @Test func weakReferencesLeadNowhereOnceTheirObjectIsGone() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let kept = mutator.make(Node(value: 1))
      let keptWeak = mutator.weak(kept)
      let weak: ManagedArray<WeakRef<Node>?> = mutator.makeArray(count: 100, repeating: nil)
      @inline(never) func fill(
        _ weak: ManagedArray<WeakRef<Node>?>, _ mutator: borrowing Mutator
      ) {
        for index in 0..<100 { weak[index] = mutator.weak(mutator.make(Node(value: index))) }
      }
      fill(weak, mutator)
      clearStack()
      heap.collect()
      let left = (0..<100).filter { weak[$0]?.ref != nil }.count
      #expect(left < 5, "stale words on the stack may name a few")
      #expect(keptWeak.ref == kept)
      let again = mutator.weak(kept)
      #expect(again.ref == kept)
    }
  }

  @Test func finalizersRunOnceWithTheirObject() async throws {
    let heap = try testHeap()
    let finalized = Counter()
    try heap.enter { mutator in
      @inline(never) func fill(_ mutator: borrowing Mutator) {
        for value in 0..<100 {
          let node = mutator.make(Node(value: value))
          mutator.onFinalize(node) { node in if node.value >= 0 { finalized.add() } }
        }
      }
      fill(mutator)
      clearStack()
      heap.collect()
      heap.collect()
    }
    heap.collect()
    await eventually { finalized.value >= 95 }
    #expect(finalized.value >= 95)
    let before = finalized.value
    heap.collect()
    heap.collect()
    #expect(finalized.value - before <= 5 && finalized.value <= 100)
  }

  @Test func cleanupsRunEvenForCyclesAndCanBeTakenBack() async throws {
    let heap = try testHeap()
    let cleaned = Counter()
    try heap.enter { mutator in
      @inline(never) func fill(_ mutator: borrowing Mutator) {
        for index in 0..<100 {
          let node = mutator.make(Node(value: index))
          node.next = node
          mutator.onCleanup(of: node) { cleaned.add() }
          let second = mutator.onCleanup(of: node) { cleaned.add() }
          let isStopped = index % 2 == 0 && mutator.stop(second, of: node)
          #expect(isStopped == (index % 2 == 0))
        }
      }
      fill(mutator)
      clearStack()
      heap.collect()
    }
    heap.collect()
    await eventually { cleaned.value >= 140 }
    #expect(cleaned.value >= 140 && cleaned.value <= 150)
  }
}

/// Carries a noncopyable root into closures of threads.
final class Holder: Sendable {
  let root: Root<Node>
  init(_ root: consuming Root<Node>) { self.root = root }
}
