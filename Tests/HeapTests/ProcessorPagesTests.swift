// A P's share of the page heap: pages and descriptors that it takes and gives without the lock.
import CTricolor
import Foundation
import TestRandomness
import Testing

@testable import TricolorHeap

/// A cache that has nothing but a share of the page heap.
final class BareCache {
  let cache: UnsafeMutablePointer<tc_cache>
  let bare: BarePageHeap

  init(_ bare: BarePageHeap) {
    self.bare = bare
    cache = .allocate(capacity: 1)
    cache.initialize(to: tc_cache())
    bare.pageHeap.attach(cache)
  }

  deinit {
    bare.pageHeap.detach(cache)
    cache.deallocate()
  }
}

@Suite struct ProcessorPagesTests {
  @Test func aDescriptorSizeHoldsItsBitsAndIsWholeCacheLines() {
    #expect(DescriptorSize(words: 1).bytes == 128)
    #expect((0..<4).map { DescriptorSize(rawValue: $0)!.words } == [2, 4, 8, 16])
    for raw in 0..<DescriptorSize.count {
      let size = DescriptorSize(rawValue: raw)!
      #expect(size.bytes % 64 == 0)
      #expect(size.bytes >= UInt(MemoryLayout<tc_span>.size) + 2 * 8 * size.words)
      #expect(DescriptorSize(words: size.words) == size)
      #expect(DescriptorSize(words: size.words - 1) == size)
    }
  }

  @Test func smallSpansOfOnePLieInItsBlockAndReturnToIt() throws {
    let bare = try #require(BarePageHeap())
    let mine = BareCache(bare)
    let theirs = BareCache(bare)
    let spanClass = SpanClass(SizeClass(8), noscan: true)
    let first = try #require(
      bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass, cache: mine.cache))
    let other = try #require(
      bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass, cache: theirs.cache))
    let second = try #require(
      bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass, cache: mine.cache))
    #expect(second.pointee.base == first.pointee.base + 8192)
    #expect(other.pointee.base == first.pointee.base + 64 * 8192)
    let place = first.pointee.base
    bare.pageHeap.freeSpan(first, cache: mine.cache)
    let again = try #require(
      bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass, cache: mine.cache))
    #expect(again.pointee.base == place, "the block's first free page is used again")
    #expect(again.pointee.flags & UInt8(TC_SPAN_NEEDS_ZERO) != 0)
    // A page that another P frees goes to all.
    bare.pageHeap.freeSpan(again, cache: theirs.cache)
    let manual = try #require(bare.pageHeap.allocateManual(pages: 1, use: .other))
    #expect(manual.pointee.base == place)
    bare.pageHeap.freeManual(manual)
    bare.pageHeap.freeSpan(second, cache: mine.cache)
    bare.pageHeap.freeSpan(other, cache: theirs.cache)
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func aFlushedShareLeavesNothingBehind() throws {
    let bare = try #require(BarePageHeap())
    let mine = BareCache(bare)
    let span = try #require(
      bare.pageHeap.allocateSpan(
        pages: 1, spanClass: SpanClass(SizeClass(3), noscan: false), cache: mine.cache))
    bare.pageHeap.freeSpan(span, cache: mine.cache)
    bare.pageHeap.flush(mine.cache)
    let pages = bare.pageHeap.pointee.pages
    #expect(
      UInt64((pages.freePages + pages.releasedPages) * 8192) == bare.pageHeap.pointee.mapped)
    #expect(
      bare.pageHeap.pointee.accounting.inUse(.spans) == 0, "every descriptor is in its pool")
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func manyDescriptorsOfAllSizesMoveBetweenSharesAndPools() throws {
    let bare = try #require(BarePageHeap())
    let shares = (0..<3).map { _ in BareCache(bare) }
    var random = SeededRandom.announced("descriptors")
    var live: [SpanPointer] = []
    for _ in 0..<6000 {
      let cache = shares.randomElement(using: &random)!.cache
      let grows = Int.random(in: 0..<live.count + 300, using: &random) < 300
      if grows || live.isEmpty {
        let spanClass = SpanClass(
          SizeClass(UInt8.random(in: 1..<68, using: &random)), noscan: Bool.random(using: &random))
        let span = try #require(
          bare.pageHeap.allocateSpan(
            pages: spanClass.sizeClass.pageCount, spanClass: spanClass, cache: cache))
        #expect(UInt(span.pointee.bit_words) == spanClass.bitWords)
        #expect(UInt(bitPattern: span) % 64 == 0)
        let bits = tc_span_marks(span)!
        #expect((0..<Int(2 * spanClass.bitWords)).allSatisfy { bits[$0] == 0 })
        for word in 0..<Int(2 * spanClass.bitWords) { bits[word] = ~0 }
        live.append(span)
      } else {
        let span = live.remove(at: Int.random(in: 0..<live.count, using: &random))
        bare.pageHeap.freeSpan(span, cache: Bool.random(using: &random) ? cache : nil)
      }
    }
    for span in live { #expect(tc_span_of(bare.heap, span.pointee.base) == span) }
    for span in live { bare.pageHeap.freeSpan(span) }
    for share in shares { bare.pageHeap.flush(share.cache) }
    #expect(bare.pageHeap.pointee.accounting.inUse(.spans) == 0)
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func severalThreadsNeverGetTheSamePage() throws {
    let bare = try #require(BarePageHeap())
    let shares = (0..<4).map { _ in BareCache(bare) }
    let seed = SeededRandom.announced("page heap threads").seed
    let done = Mailbox()
    let threads = shares.enumerated().map { number, share in
      let work = ThreadWork(bare.pageHeap, share.cache, seed &+ UInt64(number), number)
      return Thread { done.put(work.run()) }
    }
    for thread in threads { thread.start() }
    for _ in threads { #expect(done.take() == 0, "pages that another thread wrote to") }
    #expect(bare.pageHeap.checkCounts())
    #expect(tc_u64_load(&bare.pageHeap.pointee.heapInUse) == 0)
    #expect(bare.pageHeap.manualInUse(.stack) == 0)
  }
}

/// Hands numbers from threads to the test.
final class Mailbox: @unchecked Sendable {
  private let condition = NSCondition()
  private var letters: [Int] = []

  func put(_ letter: Int) {
    condition.withLock {
      letters.append(letter)
      condition.signal()
    }
  }

  func take() -> Int {
    condition.withLock {
      while letters.isEmpty { condition.wait() }
      return letters.removeFirst()
    }
  }
}

/// What each thread does: takes spans, signs every page of them, and looks at its signatures before
/// it gives them back; now and then somebody releases memory.
struct ThreadWork: @unchecked Sendable {
  let pageHeap: PageHeapPointer
  let cache: UnsafeMutablePointer<tc_cache>
  let seed: UInt64
  let number: Int

  init(
    _ pageHeap: PageHeapPointer, _ cache: UnsafeMutablePointer<tc_cache>, _ seed: UInt64,
    _ number: Int
  ) {
    self.pageHeap = pageHeap
    self.cache = cache
    self.seed = seed
    self.number = number
  }

  /// Returns how many pages had a foreign signature.
  func run() -> Int {
    var random = SeededRandom(seed: seed)
    var wrong = 0
    var live: [(span: SpanPointer, isManual: Bool)] = []
    for step in 0..<6000 {
      if live.isEmpty || Int.random(in: 0..<120, using: &random) > live.count {
        if let taken = take(&random) { live.append(taken) }
      } else {
        wrong += give(live.remove(at: Int.random(in: 0..<live.count, using: &random)))
      }
      if step % 500 == 0 { _ = pageHeap.release(1 << 20) }
      if step % 700 == 0 { pageHeap.flush(cache) }
    }
    for span in live { wrong += give(span) }
    return wrong
  }

  private func signature(_ page: UInt) -> UInt { page ^ UInt(number + 1) << 56 }

  private func pages(_ span: SpanPointer) -> [UnsafeMutablePointer<UInt>] {
    (0..<UInt(span.pointee.page_count)).map {
      UnsafeMutablePointer(bitPattern: span.pointee.base + $0 * 8192)!
    }
  }

  private func take(_ random: inout SeededRandom) -> (span: SpanPointer, isManual: Bool)? {
    let isManual = Bool.random(using: &random)
    let count = UInt.random(
      in: 1...(UInt.random(in: 0..<20, using: &random) == 0 ? 700 : 12), using: &random)
    let span =
      isManual
      ? pageHeap.allocateManual(pages: count, use: .stack, cache: cache)
      : pageHeap.allocateSpan(
        pages: count, spanClass: SpanClass(.large, noscan: true), cache: cache)
    guard let span else { return nil }
    for page in pages(span) { page.pointee = signature(UInt(bitPattern: page)) }
    return (span, isManual)
  }

  private func give(_ taken: (span: SpanPointer, isManual: Bool)) -> Int {
    let wrong = pages(taken.span).count { $0.pointee != signature(UInt(bitPattern: $0)) }
    if taken.isManual {
      pageHeap.freeManual(taken.span, cache: cache)
    } else {
      pageHeap.freeSpan(taken.span, cache: cache)
    }
    return wrong
  }
}
