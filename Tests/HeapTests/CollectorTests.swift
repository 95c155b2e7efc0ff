// The cycle from outside and from inside: phases, colours, barrier, black allocation, ambiguous
// words, pieces of large objects, switches, triggers, assists.
import CTricolor
import Testing
import TricolorPacing

@testable import TricolorHeap

@Suite struct CollectorTests {
  @Test func whatAnArrayFoundIsWorkOnlyWhenItIsMarked() throws {
    let it = try StepHeap()
    let mask: [UInt8] = [1]
    try mask.withUnsafeBufferPointer { mask in
      var type = tc_type()
      type.size = 8
      type.ptr_bytes = 8
      type.align = 8
      type.mask = mask.baseAddress
      try withUnsafePointer(to: type) { type in
        let count = 60
        #expect(count > TC_RING_SLOTS)
        let array = UInt(bitPattern: tc_allocate(it.cache, UInt(count) * 8, type))
        it.roots[0] = array
        for index in 0..<count {
          it.set(array, index, UInt(bitPattern: tc_allocate_noscan(it.cache, 1024)))
        }
        let span = try #require(tc_span_of(it.pointer, array))
        #expect(it.begin())
        while it.markRoot() {}
        func work() -> Int64 {
          Int64(bitPattern: tc_u64_load(&it.pointer.markState.pointee.heap_work))
        }
        #expect(work() <= 0, "roots are no work of the heap's")
        // The array alone: all but the few objects of a batch are still to be marked.
        while work() <= 0 && it.markSome(1) {}
        #expect(
          work() <= Int64(TC_RING_SLOTS) / 2 * 8,
          "the array was scanned, and what it found counts nothing yet")
        while it.markSome(1) {}
        #expect(work() == Int64(span.pointee.object_size))
        #expect(it.finish())
      }
      while it.sweep() {}
    }
    #expect(it.violations.isEmpty)
  }

  @Test func aCycleGoesThroughItsPhasesAndRaisesTheSweepGenerationByTwo() throws {
    let it = try StepHeap()
    it.roots[0] = it.pair(it.pair())
    let generation = it.pointer.pointee.sweepgen
    #expect(it.phase == .off && it.cache.pointee.barrier == 0)
    #expect(it.begin())
    #expect(!it.begin(), "one cycle at a time")
    #expect(it.phase == .mark && it.cache.pointee.barrier == 1)
    #expect(it.pointer.pointee.marking == 1)
    #expect(!it.finish(), "roots are left")
    while it.markRoot() {}
    #expect(!it.finish(), "a candidate is left")
    while it.markSome() {}
    #expect(it.finish())
    #expect(it.phase == .off && it.cache.pointee.barrier == 0)
    #expect(it.pointer.pointee.sweepgen == generation + 2)
    #expect(it.finishedCycles == 1)
    while it.sweep() {}
    #expect(it.objectCount == 2)
    let pauses = it.collector.pointee.pauses
    #expect(pauses.sweepTermination.count == 1 && pauses.markTermination.count == 1)
    #expect(it.collector.pointee.report.number == 1)
  }

  @Test func objectsOfEveryKindAreMarkedThroughEveryKindOfMap() throws {
    let it = try StepHeap { $0.collector.pieceBytes = 4096 }
    let type = everyOther
    var kept: [UInt] = []
    for bytes: UInt in [24, 240, 504, 528, 4800, 32_760, 49_152, 1_200_000] {
      let count = bytes / 24
      let array = UInt(bitPattern: tc_allocate(it.cache, count * 24, type.type))
      it.roots[kept.count] = array
      kept.append(array)
      // Every slot of the values leads to an object of its own; the words between to nothing.
      for value in stride(from: 0, to: count, by: Int(max(1, count / 50))) {
        for word: UInt in [0, 2] {
          let child = it.pair()
          it.set(array + value * 24, Int(word), child)
        }
        UnsafeMutablePointer<UInt>(bitPattern: array + value * 24 + 8)!.pointee = it.pair()
      }
    }
    it.collect()
    for (index, bytes) in [24, 240, 504, 528, 4800, 32_760, 49_152, 1_200_000].enumerated() {
      let count = UInt(bytes) / 24
      for value in stride(from: 0, to: count, by: Int(max(1, count / 50))) {
        let at = kept[index] + value * 24
        #expect(it.isAlive(it.get(at, 0)) && it.isAlive(it.get(at, 2)))
        #expect(!it.isAlive(it.get(at, 1)), "a word that is no pointer kept an object")
      }
    }
    #expect(it.violations.isEmpty)
  }

  @Test func whatIsAllocatedWhileMarkingRunsIsBlackAndLeftoversAreFree() throws {
    let it = try StepHeap()
    it.roots[0] = it.pair()
    #expect(it.begin())
    while it.markRoot() {}
    let fresh = it.pair()
    #expect(it.isMarked(fresh) && it.isMarked(fresh + 24), "the run is black as a whole")
    while it.markSome() {}
    #expect(it.finish())
    #expect(it.isMarked(fresh) && !it.isMarked(fresh + 24), "its rest is white again")
    while it.sweep() {}
    #expect(it.objectCount == 2)
    it.collect()
    #expect(it.objectCount == 1)
  }

  @Test func bothHalvesOfTheBarrierShade() throws {
    for half in 0..<2 {
      let it = try StepHeap()
      let old = it.pair()
      let holder = it.pair(old)
      let new = it.pair()
      it.world.globals[0] = holder
      #expect(it.begin())
      it.set(holder, 0, half == 0 ? 0 : new)
      tc_flush_barrier(it.cache)
      #expect(it.isMarked(old))
      #expect(it.isMarked(new) == (half == 1))
    }
  }

  @Test func bulkBarriersShadeThePointerSlotsOfARangeAndNoOther() throws {
    let it = try StepHeap()
    let type = pointerAndWord
    let arrays = (0..<2).map { _ in UInt(bitPattern: tc_allocate(it.cache, 1600, type.type)) }
    var olds: [UInt] = []
    var news: [UInt] = []
    for value in 0..<100 {
      olds.append(it.pair())
      news.append(it.pair())
      it.set(arrays[0] + UInt(value) * 16, 0, olds[value])
      it.set(arrays[1] + UInt(value) * 16, 0, news[value])
    }
    let plain = it.pair()
    UnsafeMutablePointer<UInt>(bitPattern: arrays[0] + 10 * 16 + 8)!.pointee = plain
    for isTyped in [false, true] {
      #expect(it.begin())
      let to = UnsafeMutableRawPointer(bitPattern: arrays[0] + 160)
      let from = UnsafeRawPointer(bitPattern: arrays[1] + 160)
      if isTyped {
        tc_bulk_barrier_typed(it.cache, to, from, 320, type.type)
      } else {
        tc_bulk_barrier(it.cache, to, from, 320)
      }
      tc_flush_barrier(it.cache)
      for value in 0..<100 {
        #expect(it.isMarked(olds[value]) == (10..<30).contains(value))
        #expect(it.isMarked(news[value]) == (10..<30).contains(value))
      }
      #expect(!it.isMarked(plain))
      it.roots[0] = arrays[0]
      it.roots[1] = arrays[1]
      it.roots[2] = plain
      it.collect()
    }
  }

  @Test func ambiguousWordsKeepObjectsAndNothingElse() throws {
    let it = try StepHeap { $0.ambiguous = true }
    let leaf = it.pair()
    let object = it.pair(leaf + 9)
    it.roots[0] = object + 17
    // Words that look like pointers: a free slot, the page's tail, beyond the heap, odd numbers.
    it.roots[1] = object + 24 * 200
    it.roots[2] = (object | 8191) - 3
    it.roots[3] = it.pointer.pointee.arenas_high + 8
    it.roots[4] = 12345
    it.roots[5] = ~0
    it.set(object, 1, 77)
    it.collect()
    #expect(it.isAlive(object) && it.isAlive(leaf))
    #expect(it.objectCount == 2)
    #expect(it.violations.isEmpty)
  }

  @Test(arguments: [UInt32(1), 2])
  func stopTheWorldMarksInOneStep(level: UInt32) throws {
    let it = try StepHeap { $0.collector.switches.stopTheWorld = level }
    var chain: UInt = 0
    for _ in 0..<1000 { chain = it.pair(chain, it.pair()) }
    it.roots[0] = chain
    _ = it.pair()
    #expect(it.begin())
    #expect(it.phase == .off && it.finishedCycles == 1)
    #expect(it.collector.isSwept == (level == 2))
    // What the report says of one long stop: its parts follow each other, and all of it stopped.
    let (times, report) = (it.collector.pointee.times, it.collector.pointee.report)
    #expect(times.setupBegin <= times.setupEnd && times.setupEnd < times.finishBegin)
    #expect(times.finishBegin <= times.finishEnd)
    #expect(report.mark == times.finishBegin - times.setupEnd)
    #expect(report.markTermination < 1_000_000_000)
    while it.sweep() {}
    #expect(it.objectCount == 2000)
  }

  @Test func sbrkNeverCollects() throws {
    let it = try StepHeap {
      $0.collector.switches.neverCollect = true
      $0.collector.percent = 100
    }
    #expect(!it.begin())
    for _ in 0..<400_000 { _ = it.pair() }
    it.poll()
    #expect(it.phase == .off && it.finishedCycles == 0)
  }

  @Test func aGrowingHeapAsksForASafepointAndThereTheCycleBegins() throws {
    let it = try StepHeap { $0.collector.percent = 100 }
    var allocated = 0
    while it.requests == 0 && allocated < 4 << 20 {
      _ = it.pair()
      allocated += 24
    }
    // 4 MiB at GOGC=100, and some room below it for the cycle.
    #expect(allocated > 2 << 20 && allocated < 4 << 20)
    #expect(it.phase == .off, "allocation itself begins nothing")
    it.poll()
    #expect(it.phase == .mark)
    it.collect()
    #expect(it.objectCount == 0)
  }

  @Test func allocationOwesMarkingAndPaysItAtASafepoint() throws {
    let it = try StepHeap { $0.collector.percent = 100 }
    var chain: UInt = 0
    for _ in 0..<100_000 {
      chain = it.pair(chain)
      it.roots[0] = chain
    }
    it.collect()
    #expect(it.begin())
    let before = it.pointer.markState.pointee.heap_work
    while it.cache.pointee.assist_bytes >= 0 { _ = it.pair() }
    #expect(it.requests > 0)
    it.poll()
    #expect(it.cache.pointee.assist_bytes >= 0 || it.phase == .off)
    // The root slots of the first job count as well.
    let work = it.pointer.markState.pointee.heap_work - before
    #expect(work > UInt64(AssistPace.overAssist) * 9 / 10)
  }

  @Test func theSecondMarkReportsWhatTheFirstLost() throws {
    let it = try StepHeap {
      $0.verify = true
      $0.collector.faults = UInt32(TC_FAULT_EARLY_SWEEP)
      $0.collector.lostObject = { object, holder in lostByTest = (object, holder) }
    }
    let inner = it.pair()
    let outer = it.pair(inner)
    it.roots[0] = outer
    #expect(it.begin())
    #expect(it.finish(), "the fault lets marking end at once")
    #expect(lostByTest.object == outer && lostByTest.holder == 0)
  }

  @Test func aStaleWordThatADeeperFrameUncoversIsNoLostObject() throws {
    let it = try StepHeap {
      $0.verify = true
      $0.ambiguous = true
      $0.collector.lostObject = { object, holder in lostInStack = (object, holder) }
    }
    it.world.pointer.pointee.table.scan_mutator = { _, _, _, visitor in
      tc_visit_machine_stack(visitor, &machineStack, 16)
      return 16
    }
    let kept = it.pair()
    let dead = it.pair()
    machineStack = [kept, 0]
    #expect(it.begin())
    while it.markRoot() {}
    // The thread goes on, and makes a call whose frame has not been written to yet.
    machineStack[1] = dead
    while !it.finish() { _ = it.markSome() }
    #expect(lostInStack == (0, 0))
    while it.sweep() {}
    #expect(it.isAlive(kept) && !it.isAlive(dead))
  }

  @Test func markedBytesBecomeTheLiveHeapAndTheGoalDoublesThem() throws {
    let it = try StepHeap { $0.collector.percent = 100 }
    var chain: UInt = 0
    for _ in 0..<400_000 {
      chain = it.pair(chain)
      it.roots[0] = chain
    }
    it.collect()
    let live = it.pointer.pointee.live_bytes
    #expect(live == 400_000 * 24)
    let trigger = it.pointer.pointee.trigger_bytes
    #expect(trigger > live + live / 2 && trigger <= 2 * live + 4096)
    it.roots[0] = 0
    it.collect()
    #expect(it.pointer.pointee.live_bytes == 0)
  }

  @Test func aCycleThatBeganAfterTheClockWasReadWantsNoWorkerYet() throws {
    let it = try StepHeap()
    it.roots[0] = it.pair()
    #expect(it.begin())
    it.collector.pointee.workers = WorkerShare(processors: 8, reason: .heap)
    tc_u64_store(&it.pointer.markState.pointee.began, tc_os_now() + 1_000_000_000)
    #expect(!it.collector.wantsWorker, "whoever asks may have been interrupted in between")
    it.complete()
  }
}

/// Set by a handler that can capture nothing; one test uses it.
nonisolated(unsafe) private var lostByTest: (object: UInt, holder: UInt) = (0, 0)

/// Likewise, and what that test's mutator has on its machine stack.
nonisolated(unsafe) private var lostInStack: (object: UInt, holder: UInt) = (0, 0)
nonisolated(unsafe) private var machineStack: [UInt] = [0, 0]

// Types live as long as their objects.
nonisolated(unsafe) private let everyOther = TestType([true, false, true])
nonisolated(unsafe) private let pointerAndWord = TestType([true, false])
