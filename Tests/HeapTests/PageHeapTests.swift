// The page heap from outside: pages go out and come back, against a model that knows every page.
import CTricolor
import Foundation
import TestRandomness
import Testing

@testable import TricolorHeap

/// A page heap over a bare tc_heap, for tests of the layers below spans' contents.
final class BarePageHeap {
  let heap: UnsafeMutablePointer<tc_heap>
  let pageHeap: PageHeapPointer

  init?(mostBytes: UInt = 0, hugeFrom: UInt = .max, refuseAfter: Int64? = nil) {
    heap = .allocate(capacity: 1)
    heap.initialize(to: tc_heap())
    guard
      let made = PageHeap.create(
        heap, mostBytes: mostBytes, hugeFrom: hugeFrom, refuseAfter: refuseAfter)
    else {
      heap.deallocate()
      return nil
    }
    pageHeap = made
  }

  deinit {
    pageHeap.destroy()
    heap.deallocate()
  }
}

@Suite struct PageHeapTests {
  @Test func pagesComeInAddressOrderAndCoalesce() throws {
    let bare = try #require(BarePageHeap())
    let spans = (0..<8).compactMap { _ in bare.pageHeap.allocateManual(pages: 16, use: .other) }
    #expect(spans.count == 8)
    for (before, after) in zip(spans, spans.dropFirst()) {
      #expect(after.pointee.base == before.pointee.base + 16 * 8192)
    }
    let first = spans[2].pointee.base
    bare.pageHeap.freeManual(spans[2])
    bare.pageHeap.freeManual(spans[4])
    bare.pageHeap.freeManual(spans[3])
    let whole = try #require(bare.pageHeap.allocateManual(pages: 48, use: .stack))
    #expect(whole.pointee.base == first, "three neighbours that were freed make one run")
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func aRunMayCrossChunksAndArenas() throws {
    let bare = try #require(BarePageHeap())
    let long = try #require(bare.pageHeap.allocateManual(pages: 20_000, use: .other))
    let heap = bare.heap
    for page in stride(from: UInt(0), to: 20_000, by: 997) {
      #expect(tc_span_slot_of(heap, long.pointee.base + page * 8192 + 17) == long)
    }
    let after = try #require(bare.pageHeap.allocateManual(pages: 1, use: .other))
    bare.pageHeap.freeManual(long)
    let again = try #require(bare.pageHeap.allocateManual(pages: 20_000, use: .other))
    bare.pageHeap.freeManual(again)
    bare.pageHeap.freeManual(after)
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func memoryIsKnownToBeZeroOnlyBeforeItsFirstUse() throws {
    let bare = try #require(BarePageHeap())
    let spanClass = SpanClass(SizeClass(5), noscan: true)
    let fresh = try #require(bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass))
    #expect(fresh.pointee.flags & UInt8(TC_SPAN_NEEDS_ZERO) == 0)
    bare.pageHeap.freeSpan(fresh)
    let used = try #require(bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass))
    #expect(used.pointee.flags & UInt8(TC_SPAN_NEEDS_ZERO) != 0)
    bare.pageHeap.freeSpan(used)
  }

  @Test func spansThatAreFreedTogetherCoalesceAndAreNotOurs() throws {
    let bare = try #require(BarePageHeap())
    let spanClass = SpanClass(SizeClass(5), noscan: false)
    let spans = (0..<40).compactMap { _ in
      bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass)
    }
    let bases = spans.map(\.pointee.base)
    let inUse = bare.pageHeap.pointee.heapInUse
    // Two runs of neighbours, and single ones, out of order.
    var batch = SpanBatch()
    for number in [3, 4, 5, 30, 20, 21, 22, 23, 10, 0] {
      batch.spans[batch.count] = UInt(bitPattern: spans[number])
      batch.count += 1
    }
    bare.pageHeap.freeSpans(batch)
    #expect(bare.pageHeap.pointee.heapInUse == inUse - 10 * 8192)
    #expect(tc_span_of(bare.heap, bases[21]) == nil && tc_span_of(bare.heap, bases[24]) != nil)
    let three = try #require(bare.pageHeap.allocateManual(pages: 3, use: .other))
    let four = try #require(bare.pageHeap.allocateManual(pages: 4, use: .other))
    #expect(three.pointee.base == bases[3] && four.pointee.base == bases[20])
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func freedSpansAreNotOurs() throws {
    let bare = try #require(BarePageHeap())
    let spanClass = SpanClass(SizeClass(9), noscan: false)
    let span = try #require(bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass))
    let inside = span.pointee.base + 100
    #expect(tc_span_of(bare.heap, inside) == span)
    bare.pageHeap.freeSpan(span)
    #expect(tc_span_of(bare.heap, inside) == nil)
    #expect(tc_span_of(bare.heap, 0) == nil)
    #expect(tc_span_of(bare.heap, ~0) == nil)
  }

  @Test func randomTrafficAgreesWithAModelOfEveryPage() throws {
    let bare = try #require(BarePageHeap())
    let pageHeap = bare.pageHeap
    var random = SeededRandom.announced("page heap")
    var live: [SpanPointer] = []
    var owner: [UInt: UInt] = [:]
    for step in 0..<4000 {
      if live.count < 40 || Bool.random(using: &random) {
        let big = UInt.random(in: 0..<10, using: &random) == 0
        let pages = UInt.random(in: 1...(big ? 900 : 20), using: &random)
        let span = try #require(pageHeap.allocateManual(pages: pages, use: .other))
        for page in 0..<pages {
          let address = span.pointee.base + page * 8192
          #expect(owner[address] == nil, "a page is handed out twice")
          owner[address] = span.pointee.base
        }
        live.append(span)
      } else {
        let span = live.remove(at: Int.random(in: 0..<live.count, using: &random))
        for page in 0..<UInt(span.pointee.page_count) {
          owner[span.pointee.base + page * 8192] = nil
        }
        pageHeap.freeManual(span)
      }
      if step % 500 == 0 {
        if step % 1000 == 0 { _ = pageHeap.release(UInt.random(in: 1...4_000_000, using: &random)) }
        #expect(pageHeap.checkCounts())
        #expect(pageHeap.manualInUse(.other) == UInt64(owner.count * 8192))
      }
    }
    for span in live { pageHeap.freeManual(span) }
    #expect(pageHeap.checkCounts())
  }

  @Test func releasedPagesReadAsZeroAndAreCounted() throws {
    let bare = try #require(BarePageHeap())
    let span = try #require(bare.pageHeap.allocateManual(pages: 512, use: .other))
    let memory = try #require(UnsafeMutableRawPointer(bitPattern: span.pointee.base))
    memset(memory, 0xff, 512 * 8192)
    bare.pageHeap.freeManual(span)
    let before = bare.pageHeap.pointee.released
    #expect(bare.pageHeap.release(1 << 20) == 1 << 20)
    #expect(bare.pageHeap.pointee.released == before + 1 << 20)
    #expect(bare.pageHeap.release(1 << 40) == 511 * 8192 - (1 << 20) + 8192)
    let again = try #require(bare.pageHeap.allocateManual(pages: 512, use: .other))
    #expect(again.pointee.base == span.pointee.base)
    #expect(memory.load(as: UInt64.self) == 0)
    bare.pageHeap.freeManual(again)
  }

  @Test(arguments: 1...24)
  func aRefusalAtAnyCallLeavesTheHeapWhole(call: Int) throws {
    guard let bare = BarePageHeap(refuseAfter: Int64(call)) else { return }
    var spans: [SpanPointer] = []
    for _ in 0..<12 {
      if let span = bare.pageHeap.allocateManual(pages: 3000, use: .other) { spans.append(span) }
    }
    bare.pageHeap.pointee.system.refuseNothing()
    #expect(spans.count >= 11 - 1)
    #expect(bare.pageHeap.checkCounts())
    let more = try #require(bare.pageHeap.allocateManual(pages: 100, use: .other))
    bare.pageHeap.freeManual(more)
    for span in spans { bare.pageHeap.freeManual(span) }
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func aBoundOnTheHeapIsKept() throws {
    let bare = try #require(BarePageHeap(mostBytes: 16 << 20))
    let span = try #require(bare.pageHeap.allocateManual(pages: 1024, use: .other))
    #expect(bare.pageHeap.allocateManual(pages: 2048, use: .other) == nil)
    bare.pageHeap.freeManual(span)
    #expect(bare.pageHeap.allocateManual(pages: UInt.max >> 3, use: .other) == nil)
  }

  @Test func manyHeapsLiveSideBySide() throws {
    let heaps = (0..<10).compactMap { _ in BarePageHeap() }
    #expect(heaps.count == 10)
    let spans = heaps.compactMap { $0.pageHeap.allocateManual(pages: 10, use: .other) }
    for (index, span) in spans.enumerated() {
      for (other, bare) in heaps.enumerated() {
        let found = tc_span_slot_of(bare.heap, span.pointee.base)
        #expect((found != nil) == (other == index), "an address belongs to one heap")
      }
    }
  }
}
