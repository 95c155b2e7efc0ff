// Who may write mark bits: one alone with plain stores, or several with locked instructions.
import CTricolor
import Foundation
import Testing

@testable import TricolorHeap

/// The state that markers share, with nothing in it but zeros; for one test.
private final class LooseState: @unchecked Sendable {
  let state = MarkStatePointer.allocate(capacity: 1)

  init() { state.initialize(to: tc_mark_state()) }

  deinit { state.deallocate() }
}

@Suite struct MarkRightTests {
  @Test func whoComesFirstIsAloneAndWhoComesNextDoesNotWaitForever() {
    let loose = LooseState()
    #expect(loose.state.takeMarkRight() == .alone)
    #expect(!loose.state.hasChanged(alone: true))
    #expect(!loose.state.shareAtOnce())
    #expect(!loose.state.hasChanged(alone: true), "who does not wait is not noticed")
    // This thread is alone and cannot answer itself.
    #expect(loose.state.takeMarkRight() == nil)
    #expect(!loose.state.hasChanged(alone: true), "who gave up is forgotten")
    loose.state.leave(.alone)
    #expect(loose.state.pointee.mark_right == 0)
  }

  @Test func sharersKeepOthersFromBeingAlone() {
    let loose = LooseState()
    #expect(loose.state.shareAtOnce())
    #expect(loose.state.takeMarkRight() == .shared)
    #expect(!loose.state.hasChanged(alone: false))
    loose.state.leave(.shared)
    #expect(loose.state.hasChanged(alone: false), "the one that is left could be alone")
    loose.state.leave(.shared)
    #expect(loose.state.takeMarkRight() == .alone)
    loose.state.leave(.alone)
  }

  /// Threads that mark the same slots in the same order, now alone and now together: each slot is
  /// marked by one of them, or by two at once and counted once, and no mark is lost.
  @Test func noMarkIsLostBetweenOneAndMany() {
    let loose = LooseState()
    let spans = (0..<400).map { _ in LooseSpan(SpanClass(3)) }
    let slots = spans[0].slots
    for each in spans { while each.span.takeFreeSlots(limit: 8192) != nil {} }
    for round in 0..<5 {
      let marked = Counter()
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        var at = 0
        var bytes: UInt = 0
        while at < spans.count * slots {
          guard let right = loose.state.takeMarkRight() else { continue }
          var held = HeldMarks()
          while at < spans.count * slots {
            let span = spans[at / slots].span
            let index = UInt32(at % slots)
            if right == .shared {
              _ = held.mark(span, index, true, &bytes)
            } else if tc_mark_alone(span, index, true) {
              bytes += span.pointee.object_size
            }
            at += 1
            if at % 16 == 0 && loose.state.hasChanged(alone: right == .alone) { break }
          }
          bytes += held.release()
          loose.state.leave(right)
        }
        marked.add(Int(bytes))
      }
      for each in spans { #expect(Int(each.span.markCount) == slots, "round \(round)") }
      let size = Int(spans[0].span.pointee.object_size)
      #expect(marked.value == spans.count * slots * size, "round \(round)")
      for each in spans {
        _ = each.span.adoptMarks(UInt32(TC_MARKS_CLEARED))
        while each.span.takeFreeSlots(limit: 8192) != nil {}
      }
    }
    #expect(loose.state.pointee.mark_right == 0)
  }

  @Test func whatWasHeldBackAndPublishedIsNotMarkedAgain() {
    let loose = LooseSpan(SpanClass(3))
    while loose.span.takeFreeSlots(limit: 8192) != nil {}
    var held = HeldMarks()
    var bytes: UInt = 0
    #expect(held.mark(loose.span, 0, false, &bytes))
    #expect(held.mark(loose.span, 1, false, &bytes) && !held.mark(loose.span, 1, false, &bytes))
    #expect(bytes == loose.span.pointee.object_size, "the first is published at once")
    bytes += held.release()
    #expect(!held.mark(loose.span, 0, false, &bytes) && !held.mark(loose.span, 1, false, &bytes))
    #expect(held.release() == 0)
    #expect(bytes == 2 * loose.span.pointee.object_size && loose.span.markCount == 2)
  }

  @Test func freeSlotsAreNotMarkedWhereAnyWordMayLeadToThem() {
    let loose = LooseSpan(SpanClass(3))
    _ = loose.span.takeFreeSlots(limit: 64)
    let free = UInt32(loose.slots - 1)
    #expect(!tc_is_allocated(loose.span, free) && tc_is_allocated(loose.span, 0))
    var held = HeldMarks()
    var bytes: UInt = 0
    #expect(!held.mark(loose.span, free, true, &bytes) && !tc_mark_alone(loose.span, free, true))
    #expect(held.mark(loose.span, 0, true, &bytes) && bytes == loose.span.pointee.object_size)
    #expect(!held.mark(loose.span, free, true, &bytes), "nor behind another of the same word")
    #expect(loose.span.markCount == 1)
  }
}

/// A sum that several threads add to.
private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var sum = 0

  var value: Int { lock.withLock { sum } }

  func add(_ count: Int) { lock.withLock { sum += count } }
}
