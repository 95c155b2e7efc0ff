// Who sweeps, when, and how much: the reclaimer, the proportion, a single span; and the switches of
// GODEBUG that show in what a cycle leaves behind.
import CTricolor
import Foundation
import Testing

@testable import TricolorHeap

@Suite struct SweepDutiesTests {
  /// Bytes of page memory that the heap has ever asked for.
  private func mapped(_ it: StepHeap) -> UInt64 {
    tc_u64_load(&it.pointer.pageHeap.pointee.mapped)
  }

  /// Marks until nothing is grey, and ends marking.
  private func mark(_ it: StepHeap) {
    repeat {
      while it.markRoot() || it.markSome(1 << 20) {}
    } while !it.finish()
  }

  @Test func deadSpansOfOneClassGiveTheirPagesToAnotherBeforeTheHeapGrows() throws {
    let it = try StepHeap()
    for _ in 0..<400_000 { _ = tc_allocate_noscan(it.cache, 64) }
    let grown = mapped(it)
    #expect(it.begin())
    mark(it)
    #expect(!it.collector.isSwept, "25 MB of dead spans wait to be swept")
    // As much again of other classes: reclaimed pages must do.
    for _ in 0..<90_000 { _ = tc_allocate_noscan(it.cache, 256) }
    #expect(mapped(it) == grown)
    while it.sweep() {}
    #expect(it.violations.isEmpty)
  }

  @Test func theReclaimerLeavesSpansInWhichSomethingLives() throws {
    let it = try StepHeap()
    var chain: UInt = 0
    for number in 0..<100_000 {
      let object = it.pair(chain)
      if number % 300 == 0 {
        chain = object
        it.roots[0] = chain
      }
    }
    #expect(it.begin())
    mark(it)
    let freed = it.pointer.sweeper.pagesSwept
    PageReclaim.reclaim(10_000, it.pointer)
    #expect(
      it.pointer.sweeper.pagesSwept - freed < 20,
      "all but the last spans have a survivor")
    while it.sweep() {}
    var length = 0
    var at = it.roots[0]
    while at != 0 {
      length += 1
      at = it.get(at, 0)
    }
    #expect(length == 334)
    #expect(it.violations.isEmpty)
  }

  @Test func allocationUpToTheTriggerSweepsEverything() throws {
    let it = try StepHeap { $0.collector.percent = 100 }
    let array = tc_allocate_pointers(it, 60_000)
    it.roots[0] = array
    for index in 0..<60_000 { it.set(array, index, it.pair()) }
    it.collect()
    for index in 0..<60_000 where index % 2 == 0 { it.set(array, index, it.pair()) }
    #expect(it.begin())
    mark(it)
    #expect(!it.collector.isSwept)
    // Nobody sweeps in the background here: what is swept, allocation has paid for.
    while !it.collector.reachedTrigger { _ = it.pair() }
    let owed = it.pointer.sweeper.pagesOwed(
      bytes: 0, live: tc_u64_load(&it.pointer.pointee.live_bytes), credit: 0)
    #expect(it.collector.isSwept || owed <= 0)
    var left = 0
    while it.sweep() { left += 1 }
    #expect(left <= 8, "\(left) spans were left to the next cycle's beginning")
  }

  private func tc_allocate_pointers(_ it: StepHeap, _ count: Int) -> UInt {
    // Immutable, and the heap keeps its address: never freed.
    let mask = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    mask.initialize(to: 1)
    let type = UnsafeMutablePointer<tc_type>.allocate(capacity: 1)
    var value = tc_type()
    value.size = 8
    value.ptr_bytes = 8
    value.align = 8
    value.mask = UnsafePointer(mask)
    type.initialize(to: value)
    return UInt(bitPattern: tc_allocate(it.cache, UInt(count) * 8, type))
  }

  @Test func aSpecialIsPutOnAnObjectOfASweptSpanAndNoOtherSpanIsSwept() throws {
    let it = try StepHeap()
    var chain: UInt = 0
    for _ in 0..<2000 {
      chain = it.pair(chain)
      it.roots[0] = chain
    }
    #expect(it.begin())
    mark(it)
    let before = it.pointer.sweeper.pagesSwept
    let generation = it.pointer.sweepGeneration
    let span = try #require(tc_span_of(it.pointer, chain))
    #expect(span.sweepStatus(generation) == .needsSweeping)
    #expect(it.finalize(chain, 1))
    #expect(span.sweepStatus(generation) == .swept)
    #expect(it.pointer.sweeper.pagesSwept == before + 1)
    SweepWork.ensureSwept(span, it.pointer)
    #expect(it.pointer.sweeper.pagesSwept == before + 1, "once is enough")
    while it.sweep() {}
    #expect(it.violations.isEmpty)
  }

  @Test func theMapTellsArenasSpansAndOccupancy() throws {
    let it = try StepHeap()
    for _ in 0..<128 { _ = tc_allocate_noscan(it.cache, 64) }
    _ = it.pair()
    _ = tc_allocate(it.cache, 100_000, nil)
    tc_cache_flush(it.cache)
    let lines = it.heap.map().split(separator: "\n").map(String.init)
    #expect(lines.count == 6)
    #expect(lines[0] == "heap: 1 arena, 122880 bytes in 3 spans, 130 objects")
    #expect(lines[1].hasPrefix("arena 0x"))
    #expect(lines[1].hasSuffix(": 3 spans, 15 of 8192 pages"))
    #expect(lines.contains("  noscan large        1 spans       106496 bytes"))
    #expect(lines.contains("  scan      24 B      1 spans        1 of      336 slots   0%"))
    #expect(lines.contains("  noscan    64 B      1 spans      128 of      128 slots 100%"))
    #expect(lines[5] == "  |:" + String(repeating: ".", count: 63) + "|")
  }

  // MARK: Switches, as a user sets them

  /// A heap as `GODEBUG=text` makes it.
  private func heap(_ text: String) throws -> StepHeap {
    try StepHeap { (configuration: inout HeapConfiguration) in
      configuration.clobberFreed = false
      let copy = Array(text.utf8)
      copy.withUnsafeBufferPointer { configuration.apply(DebugSettings($0)) }
    }
  }

  @Test(arguments: ["disablethp=1", "disablethp=0"])
  func disablethpForbidsHugePages(setting: String) throws {
    let it = try heap(setting)
    #expect(it.pointer.pageHeap.pointee.forbidsHuge == (setting == "disablethp=1"))
    #expect(it.violations.isEmpty)
  }

  @Test(arguments: ["clobberfree=1", "clobberfree=0"])
  func clobberfreeOverwritesWhatDied(setting: String) throws {
    let it = try heap(setting)
    let lost = it.pair()
    it.set(lost, 0, lost)
    it.roots[0] = it.pair()
    it.collect()
    #expect((it.get(lost, 0) == Sweep.clobberWord) == (setting == "clobberfree=1"))
    #expect(it.get(it.roots[0], 0) == 0)
  }

  @Test func gccheckmarkMarksASecondTime() throws {
    let it = try heap("gccheckmark=1")
    var chain: UInt = 0
    for _ in 0..<100 {
      chain = it.pair(chain)
      it.roots[0] = chain
    }
    it.collect()
    #expect(it.collector.pointee.verified.objects == 100)
    let other = try heap("gccheckmark=0")
    other.roots[0] = other.pair()
    other.collect()
    #expect(other.collector.pointee.verified.objects == 0)
  }

  @Test func theOtherSwitchesReachTheCollector() throws {
    func switches(_ text: String) throws -> CollectorSwitches {
      let it = try heap(text)
      return it.collector.pointee.settings.switches
    }
    #expect(try switches("gcstoptheworld=2").stopTheWorld == 2)
    #expect(try switches("sbrk=1").neverCollect)
    #expect(try switches("gcshrinkstackoff=1").keepStacks)
    #expect(try !switches("gcshrinkstackoff=0").keepStacks)
  }
}
