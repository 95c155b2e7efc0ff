// Threads: attach, allocate at once, block, stop; several heaps; the limits of a heap.
import Foundation
import Testing
import Tricolor

/// Keeps objects until the heap refuses one. Each is kept by an array, none by another: a stale
/// word
/// on the stack keeps one of them afterwards and not all.
@inline(never)
private func isRefusedInTheEnd(_ mutator: borrowing Mutator) -> Bool {
  let kept: ManagedArray<Ref<Node>?> = mutator.makeArray(count: 4_000_000, repeating: nil)
  for index in kept.indices {
    guard let node = try? mutator.tryMake(Node(value: index)) else {
      for index in kept.indices { kept[index] = nil }
      return true
    }
    kept[index] = node
  }
  return false
}

@Suite(.serialized) struct ThreadTests {
  @Test func whatMovesFromPlaceToPlaceWhileItIsMarkedIsNotLost() throws {
    let heap = try testHeap()
    let isDone = Counter()
    let right = Counter()
    onThreads(2) { index in
      guard let mutator = try? heap.attach() else { return }
      if index == 0 {
        for _ in 0..<30 { heap.collect() }
        isDone.add()
        return
      }
      // Each object is referred to by one element alone, and that changes all the time.
      let places: ManagedArray<Ref<Node>?> = mutator.makeArray(count: 2048, repeating: nil)
      for value in 0..<1024 { places[value] = mutator.make(Node(value: value)) }
      var from = 0
      while isDone.value == 0 {
        let to = (from + 1024) % 2048
        let moving = places[from]
        places[from] = nil
        _ = mutator.make(Node(value: from))
        places[to] = moving
        from = (from + 1) % 2048
      }
      let total = places.indices.reduce(0) { $0 + (places[$1]?.value ?? 0) }
      if total == 1024 * 1023 / 2 { right.add() }
    }
    #expect(right.value == 1)
    #expect(heap.violations() == [])
  }

  @Test(arguments: [false, true])
  func threadsAllocateAndShareUnderCollection(stress: Bool) throws {
    let heap = try testHeap(stress: stress)
    let right = Counter()
    let rounds = stress ? 5 : 40
    onThreads(4) { index in
      guard let mutator = try? heap.attach() else { return }
      var kept: Ref<Node>?
      for round in 0..<rounds {
        let list = makeList(500 + index, mutator)
        if round % 10 == index { kept = list }
        if sum(list) == (500 + index) * (499 + index) / 2 { right.add() }
        if round % 16 == 0 { heap.collect() }
      }
      if let kept, sum(kept) == (500 + index) * (499 + index) / 2 { right.add() }
    }
    #expect(right.value >= 4 * rounds)
    #expect(heap.violations() == [])
    #expect(heap.attachedThreads == 0)
  }

  @Test func aBlockedThreadDelaysNoCollectionAndKeepsItsObjects() throws {
    let heap = try testHeap()
    let isBlocked = DispatchSemaphore(value: 0)
    let goOn = DispatchSemaphore(value: 0)
    let right = Counter()
    let thread = Thread {
      guard let mutator = try? heap.attach() else { return }
      let list = makeList(1000, mutator)
      mutator.blocking {
        isBlocked.signal()
        goOn.wait()
      }
      if sum(list) == 1000 * 999 / 2 { right.add() }
      isBlocked.signal()
    }
    thread.start()
    isBlocked.wait()
    heap.collect()
    heap.collect()
    goOn.signal()
    isBlocked.wait()
    #expect(right.value == 1)
  }

  @Test func aThreadInALongLoopIsStoppedWhereItPolls() throws {
    let heap = try testHeap()
    let started = DispatchSemaphore(value: 0)
    let stop = Counter()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      guard let mutator = try? heap.attach() else { return }
      let node = mutator.make(Node(value: 3))
      started.signal()
      while stop.value == 0 { mutator.poll() }
      if node.value == 3 { done.signal() }
    }
    thread.start()
    started.wait()
    for _ in 0..<5 { heap.collect() }
    stop.add()
    #expect(done.wait(timeout: .now() + 10) == .success)
  }

  @Test func withoutSafepointsNothingIsCollectedUnderTheThreadsHands() throws {
    let heap = try testHeap(stress: true)
    try heap.enter { mutator in
      let total = mutator.withoutSafepoints {
        let nodes = (0..<1000).map { mutator.make(Node(value: $0)) }
        return nodes.reduce(0) { $0 + $1.value }
      }
      #expect(total == 1000 * 999 / 2)
    }
  }

  @Test func heapsAreSeparateAndAThreadMayBeInSeveral() throws {
    let first = try testHeap()
    let second = try testHeap()
    let a = try first.attach()
    let b = try second.attach()
    let inFirst = makeList(1000, a)
    let inSecond = makeList(2000, b)
    first.collect()
    second.collect()
    inFirst?.value += 1
    inSecond?.value += 1
    #expect(sum(inFirst) == 1000 * 999 / 2 + 1)
    #expect(sum(inSecond) == 2000 * 1999 / 2 + 1)
  }

  @Test func manyHeapsComeAndGo() throws {
    for round in 0..<20 {
      let heap = try testHeap()
      try heap.enter { mutator in
        let total = sum(makeList(1000 + round, mutator))
        #expect(total == (1000 + round) * (999 + round) / 2)
      }
    }
  }

  @Test func impossibleConfigurationsAreRefusedByName() {
    var configuration = ManagedHeap.Configuration()
    configuration.maximumBytes = 4096
    #expect(throws: HeapError.self) { try ManagedHeap(configuration) }
    configuration.maximumBytes = nil
    configuration.processors = -1
    #expect(throws: HeapError.self) { try ManagedHeap(configuration) }
  }

  @Test func aHeapAtItsBoundThrowsAndGoesOn() throws {
    var configuration = ManagedHeap.Configuration()
    configuration.maximumBytes = 64 << 20
    let heap = try ManagedHeap(configuration)
    try heap.enter { mutator in
      let isRefused = isRefusedInTheEnd(mutator)
      #expect(isRefused)
      clearStack()
      heap.collect()
      let node = try mutator.tryMake(Node(value: 1))
      #expect(node.value == 1)
    }
  }
}
