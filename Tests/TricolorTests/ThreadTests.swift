// Threads: attach, allocate at once, block, stop; several heaps; the limits of a heap.
import Foundation
import Testing
import Tricolor

/// Keeps objects until the heap refuses one. Each is kept by an array, none by another: a stale
/// word on the stack keeps one of them afterwards and not all.
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
    #expect(done.wait(timeout: .now() + 60) == .success)
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

  @Test func attachmentsEndInAnyOrder() throws {
    let heaps = try (0..<3).map { _ in try testHeap() }
    let first = Optional(try heaps[0].attach())
    let second = try heaps[1].attach()
    let third = try heaps[2].attach()
    let kept = makeList(100, third)
    switch consume first {
    case .some(let ends): _ = consume ends
    case .none: break
    }
    #expect(heaps[0].attachedThreads == 0)
    for heap in heaps { heap.collect() }
    let total: Int = sum(makeList(1000, second)) + sum(kept)
    #expect(total == 499_500 + 4950)
  }

  @Test func attachingAgainIsTheSameAttachment() throws {
    let heap = try testHeap()
    try heap.enter { outer in
      let list = makeList(1000, outer)
      try heap.enter { inner in
        for _ in 0..<100 { _ = makeList(5000, inner) }
        heap.collect()
        #expect(heap.attachedThreads == 1)
      }
      for _ in 0..<100 { _ = makeList(5000, outer) }
      #expect(sum(list) == 1000 * 999 / 2)
    }
    #expect(heap.attachedThreads == 0)
  }

  @Test func aThreadInABlockingCallMayAttachAnew() throws {
    let heap = try testHeap()
    let mutator = try heap.attach()
    let list = makeList(1000, mutator)
    mutator.blocking {
      guard let inner = try? heap.attach() else { return }
      for _ in 0..<100 { _ = makeList(5000, inner) }
      heap.collect()
    }
    heap.collect()
    #expect(sum(list) == 1000 * 999 / 2)
  }

  // Each thread at a safepoint of one heap stands still for the other heap too: else both would
  // wait for each other for good.
  @Test func threadsInTwoHeapsDoNotWaitForEachOther() throws {
    var configuration = ManagedHeap.Configuration()
    configuration.gcPercent = 5
    let heaps = [try ManagedHeap(configuration), try ManagedHeap(configuration)]
    let right = Counter()
    onThreads(4) { index in
      guard let first = try? heaps[index % 2].attach(),
        let second = try? heaps[(index + 1) % 2].attach()
      else { return }
      let kept = (makeList(3000, first), makeList(3000, second))
      for round in 0..<150 {
        if round % 2 == 0 { _ = makeList(3000, first) } else { _ = makeList(3000, second) }
        if round % 40 == index { heaps[round % 2].collect() }
      }
      let total: Int = sum(kept.0) + sum(kept.1)
      if total == 3000 * 2999 { right.add() }
    }
    #expect(right.value == 4)
    for heap in heaps { #expect(heap.violations() == []) }
  }

  // A thread that came too late for one stop waits for it where it is counted by another heap.
  @Test func threadsComeAndGoWhileTwoHeapsStopThem() throws {
    let heaps = [try testHeap(), try testHeap()]
    let right = Counter()
    onThreads(4) { index in
      for round in 0..<60 {
        guard let first = try? heaps[index % 2].attach(),
          let second = try? heaps[(index + 1) % 2].attach()
        else { return }
        let kept = (makeList(100, first), makeList(100, second))
        heaps[(index + round) % 2].collect()
        let total: Int = sum(kept.0) + sum(kept.1)
        if total == 9900 { right.add() }
      }
    }
    #expect(right.value == 240)
    for heap in heaps { #expect(heap.violations() == [] && heap.attachedThreads == 0) }
  }

  // Slots that a leaving thread had at hand are looked at by markers that take words at face value.
  @Test func threadsLeaveWhileTheirRunsAreBeingMarked() throws {
    let heap = try testHeap(percent: 5)
    let isDone = Counter()
    onThreads(4) { index in
      if index == 0 {
        for _ in 0..<40 { heap.collect() }
        isDone.add()
        return
      }
      while isDone.value == 0 {
        guard let mutator = try? heap.attach() else { return }
        let list = makeList(300, mutator)
        precondition(sum(list) == 300 * 299 / 2)
      }
    }
    #expect(heap.violations() == [])
  }

  @Test func whatOnlyRegistersHoldSurvivesABlockingCall() throws {
    let heap = try testHeap(stress: true)
    let right = Counter()
    let stop = Counter()
    onThreads(2) { index in
      guard let mutator = try? heap.attach() else { return }
      if index == 0 {
        for _ in 0..<20 { heap.collect() }
        stop.add()
        return
      }
      var isRight = true
      while stop.value == 0 {
        // Six values that an optimiser would like to keep in callee-saved registers.
        let a = mutator.make(Node(value: 1))
        let b = mutator.make(Node(value: 2))
        let c = mutator.make(Node(value: 3))
        let d = mutator.make(Node(value: 4))
        let e = mutator.make(Node(value: 5))
        let f = mutator.make(Node(value: 6))
        mutator.blocking { Thread.sleep(forTimeInterval: 0.0005) }
        let half: Int = a.value + b.value + c.value
        let rest: Int = d.value + e.value + f.value
        isRight = isRight && half == 6 && rest == 15
      }
      if isRight { right.add() }
    }
    #expect(right.value == 1)
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
