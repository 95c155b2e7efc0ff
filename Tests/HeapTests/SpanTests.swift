// A span's slots and marks against arrays of Bool.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct SpanTests {
  /// Scan and noscan classes of many shapes: 1024, 512, 341, 126, 9 and 1 slots.
  static let classes: [UInt8] = [3, 5, 7, 12, 13, 62, 63, 71, 103, 135]

  @Test(arguments: classes)
  func freshSpanIsTakenInRunsOfAtMostTheLimit(number: UInt8) {
    let loose = LooseSpan(SpanClass(number))
    let span = loose.span
    let size = span.pointee.object_size
    #expect(UInt(span.runLimit) == max(1, 8192 / size))
    var next: UInt32 = 0
    while let slots = span.takeFreeSlots(limit: span.runLimit) {
      #expect(slots.first == next)
      #expect(slots.count == min(span.runLimit, UInt32(loose.slots) - slots.first))
      #expect(UInt(slots.count) * span.pointee.object_size <= 8192 || slots.count == 1)
      next = slots.end
    }
    #expect(next == UInt32(loose.slots))
    #expect(span.freeSlotCount == 0)
    #expect(span.takeFreeSlots(limit: 1) == nil)
  }

  @Test(arguments: classes)
  func takenSlotsAreExactlyTheFreeOnes(number: UInt8) {
    var random = SeededRandom.fromEnvironment()
    for round in 0..<60 {
      let loose = LooseSpan(SpanClass(number))
      let span = loose.span
      let density = random.below(9)
      var isFree = [Bool](repeating: true, count: loose.slots)
      for index in 0..<loose.slots where random.below(8) < density {
        isFree[index] = false
        _ = tc_mark(span, UInt32(index))
      }
      span.pointee.alloc_count = UInt16(loose.slots)
      let allocated = span.adoptMarks(UInt32(TC_MARKS_CLEARED)).allocated
      #expect(Int(allocated) == isFree.count { !$0 })
      var taken = [Bool](repeating: false, count: loose.slots)
      let limit = UInt32(1 + random.below(loose.slots))
      while let slots = span.takeFreeSlots(limit: limit) {
        #expect(slots.count >= 1 && slots.count <= limit)
        var end = slots.end
        if random.oneIn(3) {
          // Part of the run comes back, as when marking begins.
          end = slots.first + UInt32(random.below(Int(slots.count))) + 1
          if end < slots.end { span.returnFreeSlots(from: end) }
        }
        for index in Int(slots.first)..<Int(end) {
          #expect(!taken[index], "slot \(index) taken twice")
          taken[index] = true
        }
      }
      #expect(taken == isFree, "class \(number), round \(round), seed \(random.seed)")
      #expect(Int(span.pointee.alloc_count) == loose.slots)
    }
  }

  /// Slots that are taken after `tc_span_begin_black` are marked by that alone, those taken before
  /// are not, and sweeping keeps just what is marked either way.
  @Test(arguments: classes)
  func slotsTakenWhileMarkingRunsAreBlack(number: UInt8) {
    var random = SeededRandom.fromEnvironment()
    let loose = LooseSpan(SpanClass(number))
    let span = loose.span
    for _ in 0..<40 {
      var model = [Bool](repeating: false, count: loose.slots)
      var begun = false
      while let slots = span.takeFreeSlots(limit: UInt32(1 + random.below(loose.slots))) {
        var end = slots.end
        if random.oneIn(3) {
          end = slots.first + UInt32(random.below(Int(slots.count)))
          span.returnFreeSlots(from: end)
        }
        for index in slots.first..<end where begun { model[Int(index)] = true }
        if random.oneIn(4) { break }
        if random.oneIn(4) {
          tc_span_begin_black(span)
          begun = true
        }
      }
      for index in 0..<loose.slots where tc_is_allocated(span, UInt32(index)) {
        if !model[index] && random.oneIn(3) {
          let isNew =
            random.oneIn(2)
            ? tc_mark(span, UInt32(index)) : tc_mark_alone(span, UInt32(index), true)
          #expect(isNew)
          model[index] = true
        }
        #expect(!model[index] || !tc_mark(span, UInt32(index)))
        #expect(!model[index] || !tc_mark_alone(span, UInt32(index), true))
      }
      let marks = (0..<loose.slots).map { loose.isMarked($0) }
      #expect(marks == model, "seed \(random.seed)")
      #expect(Int(span.markCount) == model.count { $0 }, "seed \(random.seed)")
      #expect(span.brokenBits(marking: true) == nil)
      #expect(
        Int(span.adoptMarks(UInt32(TC_MARKS_CLEARED)).allocated) == model.count { $0 },
        "seed \(random.seed)")
      #expect(span.markCount == 0)
      let kept = (0..<loose.slots).map { tc_is_allocated(span, UInt32($0)) }
      #expect(kept == model, "seed \(random.seed)")
    }
  }

  @Test func clearingAheadClearsAllOfARunAndNothingElse() throws {
    let bytes: UInt = 24576
    let memory = UnsafeMutableRawPointer.allocate(byteCount: Int(bytes), alignment: 64)
    defer { memory.deallocate() }
    for length: UInt in [8, 24, 4088, 4096, 4104, 8064, 8184, 8192] {
      for start: UInt in [64, 72, 4096] {
        memory.initializeMemory(as: UInt8.self, repeating: 0x55, count: Int(bytes))
        tc_clear_ahead(UInt(bitPattern: memory) + start, length)
        for at in 0..<bytes {
          let isCleared = at >= start && at < start + length
          let byte = memory.load(fromByteOffset: Int(at), as: UInt8.self)
          if byte != (isCleared ? 0 : 0x55) {
            Issue.record("\(length) bytes at \(start): byte \(at) is \(byte)")
            return
          }
        }
      }
    }
  }

  @Test func adoptedMarksAreGoneAndDecideWhatIsAllocated() {
    let loose = LooseSpan(SpanClass(13))
    let span = loose.span
    while span.takeFreeSlots(limit: 8192) != nil {}
    _ = tc_mark(span, 3)
    _ = tc_mark(span, 64)
    #expect(!tc_mark(span, 64))
    #expect(span.adoptMarks(UInt32(TC_MARKS_CLEARED)).allocated == 2)
    #expect(span.markCount == 0)
    for index in 0..<loose.slots {
      #expect(tc_is_allocated(span, UInt32(index)) == (index == 3 || index == 64))
    }
    #expect(!tc_is_allocated(span, UInt32(loose.slots)))
    #expect(Int(span.freeSlotCount) == loose.slots - 2)
  }

  @Test(arguments: [
    (Int32(-2), SweepStatus.needsSweeping), (-1, .beingSwept), (0, .swept),
    (1, .cachedUnswept), (3, .cachedSwept),
  ])
  func distanceToTheGenerationIsTheStatus(distance: Int32, status: SweepStatus) {
    let loose = LooseSpan(SpanClass(13))
    let generation = SweepGeneration(first: 2)
    tc_span_set_sweepgen(loose.span, generation.current &+ UInt32(bitPattern: distance))
    #expect(loose.span.sweepStatus(generation) == status)
    #expect(loose.span.claimForSweeping(generation) == (status == .needsSweeping))
    #expect(!loose.span.claimForSweeping(generation))
  }

  @Test func cachedSpanNeedsSweepingWhenTheGenerationRises() {
    let loose = LooseSpan(SpanClass(13))
    let last = SweepGeneration(first: UInt32.max - 1)
    loose.span.markCached(last)
    #expect(loose.span.sweepStatus(last) == .cachedSwept)
    #expect(loose.span.sweepStatus(last.next(recalling: true)) == .cachedUnswept)
    #expect(loose.span.sweepStatus(SweepGeneration(first: 100)) == nil)
  }

  @Test(arguments: [UInt32(2), 0x7FFF_FFFE, 0x8000_0000, UInt32.max - 1])
  func aTenuredSpanWaitsForNoSweepUntilItIsRecalled(first: UInt32) {
    let loose = LooseSpan(SpanClass(13))
    let other = LooseSpan(SpanClass(13))
    var generation = SweepGeneration(first: first)
    loose.span.markTenured(generation)
    for _ in 0..<100 {
      generation = generation.next(recalling: false)
      #expect(loose.span.sweepStatus(generation) == .tenured)
      #expect(!loose.span.claimForSweeping(generation))
    }
    generation = generation.next(recalling: true)
    other.span.markTenured(generation)
    #expect(loose.span.sweepStatus(generation) == .needsSweeping)
    #expect(other.span.sweepStatus(generation) == .tenured)
    #expect(!other.span.claimForSweeping(generation))
    #expect(loose.span.claimForSweeping(generation), "the first who comes")
    #expect(!loose.span.claimForSweeping(generation), "nobody else")
    #expect(loose.span.sweepStatus(generation) == .beingSwept)
  }
}
