// The scavenger on a page heap of its own: what it releases, what it leaves, and what the kernel
// says of it.
import CTricolor
import Testing
import TricolorPacing
import TricolorTelemetry

@testable import TricolorHeap

/// A page heap with a scavenger and nothing above them.
final class ScavengerBench {
  let heap = HeapPointer.allocate(capacity: 1)
  let pages: PageHeapPointer
  private let hub: EventHubPointer
  private let ring: UnsafeMutableRawPointer
  private(set) var spans: [SpanPointer] = []

  init(_ settings: ScavengerSettings = ScavengerSettings()) throws {
    heap.initialize(to: tc_heap())
    ring = UnsafeMutableRawPointer.allocate(byteCount: EventHub.ringBytes, alignment: 64)
    hub = EventHubPointer.allocate(capacity: 1)
    hub.initialize(to: EventHub(ring: ring))
    heap.pointee.events = UnsafeMutableRawPointer(hub)
    pages = try #require(PageHeap.create(heap))
    try #require(Scavenger.install(heap, settings))
    pages.pointee.beforeUse = { heap, growth, faulting in
      heap?.scavenger.beforeAllocation(growth: growth, faulting: faulting)
    }
  }

  deinit {
    pages.destroy()
    heap.deallocate()
    hub.deallocate()
    ring.deallocate()
  }

  var scavenger: ScavengerPointer { heap.scavenger }

  /// Takes a span of `count` pages and writes to each.
  @discardableResult
  func take(_ count: PageCount) -> SpanPointer? {
    let large = SpanClass(1)
    guard let span = pages.allocateSpan(pages: count, spanClass: large) else { return nil }
    let bytes = UnsafeMutablePointer<UInt8>(bitPattern: span.pointee.base)
    for page in 0..<Int(count * 2) { bytes?[page * 4096] = 1 }
    spans.append(span)
    return span
  }

  /// Frees the spans whose place in the order of taking `which` says.
  func free(where which: (Int) -> Bool) {
    var kept: [SpanPointer] = []
    for (index, span) in spans.enumerated() {
      if which(index) { pages.freeSpan(span) } else { kept.append(span) }
    }
    spans = kept
  }

  /// Pretends that a cycle ended which found so much alive.
  func cycle(goal: UInt64, lastGoal: UInt64, limit: Int64 = Pace.noMemoryLimit) {
    scavenger.cycleEnded()
    scavenger.paceChanged(
      ScavengePace(heapGoal: goal, lastHeapGoal: lastGoal, processors: 1), memoryLimit: limit)
    scavenger.sweepEnded()
  }

  /// Background work without its rests, until nothing is left to do or `most` steps are done.
  func work(most: Int = 2000) {
    for _ in 0..<most {
      let due = scavenger.step()
      if due == .max { return }
      if due > Int64(bitPattern: tc_os_now()) { tc_os_sleep(UInt64(due) &- tc_os_now()) }
    }
  }

  var released: UInt64 { tc_u64_load(&pages.pointee.released) }
  var free: UInt64 { scavenger.reading().free }
  /// Bytes of the heap's arenas that the kernel has backed.
  var resident: UInt64 {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
    defer { scratch.deallocate() }
    var sum: UInt64 = 0
    let low = heap.pointee.arenas_low
    let high = heap.pointee.arenas_high
    _ = ProcessMemory.forEachMapping(scratch: scratch) { (mapping: Mapping) -> Void in
      if mapping.start >= low && mapping.end <= high { sum += mapping.bytes.resident }
    }
    return sum
  }
}

private let megabyte: UInt64 = 1 << 20

@Suite(.serialized) struct ScavengerTests {
  /// 32 MiB in spans of 64 KiB, every other one freed: fragments everywhere.
  private func fragmented(_ policy: ScavengePolicy) throws -> ScavengerBench {
    var settings = ScavengerSettings()
    settings.policy = policy
    let bench = try ScavengerBench(settings)
    for _ in 0..<512 { bench.take(8) }
    bench.free { $0 % 2 == 0 }
    return bench
  }

  @Test func everythingFreeIsReleasedAndTheKernelAgrees() throws {
    let bench = try fragmented(.steady)
    let before = bench.resident
    let freeBefore = bench.free
    #expect(freeBefore >= 16 * megabyte)
    let released = bench.scavenger.releaseEverything()
    #expect(released == freeBefore && bench.free == 0)
    #expect(bench.resident <= before - 15 * megabyte)
    #expect(bench.pages.checkCounts())
  }

  @Test func whatIsInUseIsLeftAlone() throws {
    let bench = try fragmented(.steady)
    for span in bench.spans {
      UnsafeMutablePointer<UInt64>(bitPattern: span.pointee.base)?.pointee = UInt64(
        span.pointee.base)
    }
    bench.scavenger.releaseEverything()
    for span in bench.spans {
      let word = UnsafeMutablePointer<UInt64>(bitPattern: span.pointee.base)?.pointee
      #expect(word == UInt64(span.pointee.base))
    }
  }

  @Test func releasedPagesReadAsZeroAndHeapReleasedFallsWhenTheyAreUsedAgain() throws {
    let bench = try fragmented(.steady)
    bench.scavenger.releaseEverything()
    let before = bench.released
    let span = try #require(bench.pages.allocateSpan(pages: 8, spanClass: SpanClass(1)))
    #expect(bench.released == before - 65536)
    let words = UnsafeMutablePointer<UInt64>(bitPattern: span.pointee.base)
    for index in 0..<8192 where words?[index] != 0 { Issue.record("a word is not zero") }
    bench.pages.freeSpan(span)
  }

  @Test func theBackgroundStopsAtTheGoal() throws {
    let bench = try fragmented(.steady)
    // In use 16 MiB, goals equal: 17.6 MiB may stay.
    bench.cycle(goal: 32 * megabyte, lastGoal: 32 * megabyte)
    bench.work()
    let retained = bench.scavenger.reading().retained
    #expect(retained <= 18 * megabyte && retained > 15 * megabyte)
  }

  @Test func beforeTheFirstCycleNothingIsReleasedInTheBackground() throws {
    let bench = try fragmented(.steady)
    bench.cycle(goal: 4 * megabyte, lastGoal: 0)
    bench.work(most: 3)
    #expect(bench.scavenger.tracedBackground == 0)
  }

  @Test func denseChunksAreSparedUntilForced() throws {
    let bench = try ScavengerBench()
    // Two chunks of 512 pages; then 8 pages free in each: 504 taken are dense.
    for _ in 0..<128 { bench.take(8) }
    bench.free { $0 == 20 || $0 == 90 }
    bench.cycle(goal: megabyte, lastGoal: 8 * megabyte)
    bench.work(most: 50)
    #expect(bench.scavenger.tracedBackground == 0, "dense now")
    #expect(bench.scavenger.releaseEverything() == 131_072)
  }

  @Test func aChunkThatWasDenseInTheLastCycleIsSparedToo() throws {
    let bench = try ScavengerBench()
    for _ in 0..<128 { bench.take(8) }
    bench.cycle(goal: megabyte, lastGoal: 8 * megabyte)
    bench.free { $0 % 2 == 0 }
    bench.scavenger.paceChanged(
      ScavengePace(heapGoal: megabyte, lastHeapGoal: 8 * megabyte), memoryLimit: .max)
    bench.work(most: 50)
    #expect(bench.scavenger.tracedBackground == 0, "dense a moment ago")
    bench.cycle(goal: megabyte, lastGoal: 8 * megabyte)
    bench.work(most: 50)
    #expect(bench.scavenger.tracedBackground > 0, "a cycle later")
  }

  @Test func aChunkWithHolesKeepsSmallPagesUntilItIsDenseAgain() throws {
    let bench = try ScavengerBench()
    func small() -> UInt32 {
      guard let arena = tc_arena_of(bench.heap, bench.heap.pointee.arenas_low) else { return 0 }
      return ChunkNotes.of(arena)?.pointee.small ?? 0
    }
    bench.pages.pointee.hugeFrom = 0
    for _ in 0..<128 { bench.take(8) }
    bench.cycle(goal: 64 * megabyte, lastGoal: 64 * megabyte)
    #expect(small() == 0, "nothing was given back")
    bench.free { $0 >= 64 && $0 % 2 == 0 }
    #expect(bench.scavenger.releaseEverything() > 0)
    #expect(small() == 2, "the second chunk has holes")
    for _ in 0..<32 { bench.take(8) }
    bench.cycle(goal: 64 * megabyte, lastGoal: 64 * megabyte)
    #expect(small() == 0, "dense again")
  }

  @Test func aHugePageGoesBackWhole() throws {
    let bench = try ScavengerBench()
    bench.take(2048)
    bench.free { _ in true }
    var cursor: Address = ~0
    // Ordered: 64 KiB. The highest run is a whole chunk, and its last huge page is released.
    let released = bench.scavenger.release(
      ScavengeOrder(bytes: 65536, advice: .dontNeed), from: &cursor)
    #expect(released == UInt64(Scavenger.hugePage))
    #expect(cursor % Scavenger.hugePage == 0)
  }

  @Test func aMemoryLimitMakesAllocationsReleaseFirst() throws {
    let bench = try fragmented(.steady)
    // All that is mapped now is the limit: what is faulted in again must come from fragments.
    bench.scavenger.releaseEverything()
    for _ in 0..<64 { bench.take(4) }
    bench.free { $0 >= 256 }
    let limit = Int64(bench.pages.readyBytes)
    bench.cycle(goal: 64 * megabyte, lastGoal: 64 * megabyte, limit: limit)
    for _ in 0..<8 { bench.take(16) }
    #expect(bench.pages.readyBytes <= UInt64(limit) + 131_072)
    #expect(bench.scavenger.tracedEager > 0)
  }

  @Test func theLimitAsksForNothingWhileTheCPULimiterIsOn() throws {
    let bench = try fragmented(.steady)
    bench.cycle(goal: 640 * megabyte, lastGoal: 64 * megabyte, limit: 1)
    tc_u32_store(&bench.scavenger.pointee.limiting, 1)
    bench.take(1024)
    #expect(bench.scavenger.tracedEager == 0)
    tc_u32_store(&bench.scavenger.pointee.limiting, 0)
    bench.take(1024)
    #expect(bench.scavenger.tracedEager > 0)
  }

  @Test func growthReleasesFragmentsOfTheSameSize() throws {
    let bench = try fragmented(.go1_12)
    bench.take(2048)
    let eager = bench.scavenger.tracedEager
    #expect(eager >= 15 * megabyte, "\(eager): grew by 16 MiB, had as much free")
  }

  @Test func thePeriodicPolicyReleasesOnlyWhatHasBeenFreeForLong() throws {
    let bench = try fragmented(.go1_11)
    bench.scavenger.noteAges()
    let order = ScavengeOrder(bytes: .max, advice: .dontNeed, unusedFor: 300_000_000_000)
    #expect(bench.scavenger.releaseOld(order) == 0, "too young")
    // Pretend that five minutes have passed for every group, and touch one of them.
    let arena = try #require(tc_arena_of(bench.heap, bench.spans[0].pointee.base))
    let notes = try #require(ChunkNotes.of(arena))
    for word in 0..<ChunkNotes.words { notes.pointee.since[word] &-= 301 }
    let span = bench.take(8)
    bench.scavenger.noteAges()
    let released = bench.scavenger.releaseOld(order)
    let group: UInt64 = 64 * 8192
    #expect(released >= bench.released - group && released <= 16 * megabyte)
    #expect(released >= 15 * megabyte, "\(released)")
    _ = span
  }

  @Test func hardDecommitMakesReleasedPagesInaccessibleUntilUsed() throws {
    var settings = ScavengerSettings()
    settings.hardDecommit = true
    let bench = try ScavengerBench(settings)
    for _ in 0..<64 { bench.take(8) }
    bench.free { $0 % 2 == 0 }
    bench.scavenger.releaseEverything()
    for _ in 0..<32 { bench.take(8) }
    #expect(bench.pages.checkCounts())
  }

  @Test func lazyAdviceReleasesWithoutLosingCount() throws {
    var settings = ScavengerSettings()
    settings.advice = .free
    let bench = try ScavengerBench(settings)
    for _ in 0..<64 { bench.take(8) }
    bench.free { $0 % 2 == 0 }
    #expect(bench.scavenger.releaseEverything() >= 32 * 65536)
    #expect(bench.free == 0 && bench.pages.checkCounts())
  }

  @Test func aRefusingSystemLeavesTheCountsWhole() throws {
    let bench = try fragmented(.steady)
    let free = bench.free
    bench.pages.pointee.system.refuse(after: 1, keepRefusing: true)
    #expect(bench.scavenger.releaseEverything() == 0)
    bench.pages.pointee.system.refuseNothing()
    #expect(bench.free == free && bench.pages.checkCounts())
    #expect(bench.scavenger.releaseEverything() == free)
  }

  @Test func backgroundWorkTakesAboutAPercentOfTheProcessor() throws {
    let bench = try ScavengerBench()
    for _ in 0..<16 { bench.take(2048) }
    bench.free { $0 > 0 }
    let start = tc_os_now()
    bench.cycle(goal: megabyte, lastGoal: 256 * megabyte)
    // The last rest counts: however long a step was held up by others, the rest after it is longer.
    var end = start
    while end - start < 600_000_000 {
      let due = bench.scavenger.step()
      if due == .max { break }
      let now = tc_os_now()
      end = max(now, UInt64(due))
      if end > now { tc_os_sleep(min(end - now, 50_000_000)) }
    }
    let elapsed = Double(end - start)
    let share = Double(bench.scavenger.backgroundTime) / elapsed
    // One batch may run a quantum over, and 2 MiB of small pages take a millisecond.
    #expect(share < 0.02, "\(share)")
    #expect(bench.scavenger.tracedBackground > 0)
  }

  @Test func eventsSayWhoReleasedHowMuch() throws {
    let bench = try fragmented(.steady)
    let log = ReleasedLog()
    let context = Unmanaged.passUnretained(log).toOpaque()
    let kinds = UInt64(1) << UInt64(EventKind.scavenge.rawValue)
    let number = bench.heap.events.subscribe(kinds, ReleasedLog.callback, context)
    let released = bench.scavenger.releaseEverything()
    bench.heap.events.unsubscribe(number)
    #expect(log.seen.count == 1)
    #expect(log.seen.first?.first == released)
    #expect(log.seen.first?.third == ScavengeCause.forced.rawValue)
  }
}

private final class ReleasedLog {
  var seen: [Event] = []
  static let callback: tc_event_callback = { context, event in
    guard let context, let event else { return }
    let log = Unmanaged<ReleasedLog>.fromOpaque(context).takeUnretainedValue()
    log.seen.append(Event(event.pointee))
  }
}

extension UnsafeMutablePointer where Pointee == Scavenger {
  fileprivate var tracedBackground: UInt64 { tc_u64_load(&pointee.tracedBackground) }
  fileprivate var tracedEager: UInt64 { tc_u64_load(&pointee.tracedEager) }
  fileprivate var backgroundTime: UInt64 { tc_u64_load(&pointee.backgroundTime) }
}
