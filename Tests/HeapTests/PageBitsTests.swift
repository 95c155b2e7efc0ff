// A chunk's bits, summaries and page caches, against arrays with one element a page.
import TestRandomness
import Testing

@testable import TricolorHeap

/// The same pages twice: as bits, and as an array of Booleans that cannot be wrong.
final class ChunkModel {
  let bits: PageBits
  var taken = [Bool](repeating: false, count: 512)

  init() {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: Chunk.words)
    words.initialize(repeating: 0, count: Chunk.words)
    bits = PageBits(words: words)
  }

  deinit { bits.words.deallocate() }

  func set(_ first: Int, _ count: Int, _ value: Bool) {
    if value {
      bits.set(UInt(first), UInt(count))
    } else {
      bits.clear(UInt(first), UInt(count))
    }
    for page in first..<(first + count) { taken[page] = value }
  }

  /// The free runs in order.
  var runs: [(start: Int, length: Int)] {
    var found: [(start: Int, length: Int)] = []
    for page in 0..<512 where !taken[page] {
      if let last = found.last, last.start + last.length == page {
        found[found.count - 1].length += 1
      } else {
        found.append((page, 1))
      }
    }
    return found
  }

  var summary: PageSummary {
    let start = taken.firstIndex(of: true) ?? 512
    let end = taken.lastIndex(of: true).map { 511 - $0 } ?? 512
    return PageSummary(
      start: UInt(start), most: UInt(runs.map { $0.length }.max() ?? 0), end: UInt(end))
  }

  /// Changes a random range, long or short.
  func change(_ random: inout SeededRandom) {
    let first = Int.random(in: 0..<512, using: &random)
    let most = [1, 3, 17, 64, 512].randomElement(using: &random)!
    let count = Int.random(in: 1...min(most, 512 - first), using: &random)
    set(first, count, Bool.random(using: &random))
  }
}

@Suite struct PageBitsTests {
  @Test func summariesCountsAndSearchesAgreeWithAnArray() {
    var random = SeededRandom.announced("page bits")
    let model = ChunkModel()
    for _ in 0..<3000 {
      model.change(&random)
      #expect(model.bits.summary() == model.summary)
      #expect(model.bits.count(0, 512) == UInt(model.taken.filter { $0 }.count))
      for _ in 0..<4 {
        let count =
          UInt.random(in: 1...512, using: &random) >> UInt.random(in: 0...9, using: &random)
        let from = UInt.random(in: 0..<512, using: &random)
        check(model, max(count, 1), from: Bool.random(using: &random) ? 0 : from)
      }
    }
  }

  private func check(_ model: ChunkModel, _ count: UInt, from: UInt) {
    var run = 512
    var firstFree = 512
    var length = 0
    for page in Int(from)..<512 {
      length = model.taken[page] ? 0 : length + 1
      if length == 1 && firstFree == 512 { firstFree = page }
      if length == Int(count) {
        run = page + 1 - length
        break
      }
    }
    let found = model.bits.findClear(count, from: from)
    #expect(found.run == UInt(run), "\(count) from \(from)")
    #expect(found.firstFree == UInt(firstFree), "\(count) from \(from)")
  }

  @Test func mergedSummariesAreThoseOfTheWholeStretch() {
    var random = SeededRandom.announced("merge")
    for pages in [UInt(8), 512] {
      for _ in 0..<2000 {
        // Eight blocks of few runs, so that whole, empty and mixed blocks all come up.
        var taken: [Bool] = []
        while taken.count < Int(pages) * 8 {
          let length = [1, 3, Int(pages), Int(pages) * 2].randomElement(using: &random)!
          taken += [Bool](repeating: Bool.random(using: &random), count: length)
        }
        taken = Array(taken.prefix(Int(pages) * 8))
        var blocks: [PageSummary] = []
        for block in 0..<8 {
          blocks.append(summary(taken[(block * Int(pages))..<((block + 1) * Int(pages))]))
        }
        let merged = PageSummary.merge(&blocks, count: 8, pages: pages)
        #expect(merged == summary(taken[...]))
      }
    }
  }

  private func summary(_ taken: ArraySlice<Bool>) -> PageSummary {
    var most = 0
    var run = 0
    for isTaken in taken {
      run = isTaken ? 0 : run + 1
      most = max(most, run)
    }
    let start = taken.firstIndex(of: true).map { $0 - taken.startIndex } ?? taken.count
    let end = taken.lastIndex(of: true).map { taken.endIndex - 1 - $0 } ?? taken.count
    return PageSummary(start: UInt(start), most: UInt(most), end: UInt(end))
  }

  @Test func theLargestBlockHasASummaryOfItsOwn() {
    let most = PageSummary.mostPages
    var blocks = [PageSummary](
      repeating: PageSummary(start: most / 8, most: most / 8, end: most / 8), count: 8)
    let all = PageSummary.merge(&blocks, count: 8, pages: most / 8)
    #expect(all.start == most && all.most == most && all.end == most)
    blocks[3] = PageSummary(start: 5, most: 9, end: 7)
    let mixed = PageSummary.merge(&blocks, count: 8, pages: most / 8)
    #expect(mixed.start == most / 8 * 3 + 5)
    #expect(mixed.end == most / 8 * 4 + 7)
    #expect(mixed.most == mixed.end)
  }

  @Test func aCacheHandsOutTheFirstRunAndTakesItBack() {
    var random = SeededRandom.announced("page cache")
    for _ in 0..<200 {
      let free = random.next() | random.next()
      let base: Address = 0xc0_0000_0000
      var cache = PageCache(base: base, free: free, released: free & random.next())
      let released = cache.released
      var taken: [(base: Address, pages: UInt)] = []
      var wasReleased: UInt = 0
      while let run = cache.allocate(UInt.random(in: 1...3, using: &random)) {
        // The count of the run follows from what is missing now.
        let missing = free & ~cache.free
        let known = taken.reduce(UInt64(0)) {
          $0 | BitScan.mask(from: ($1.base - base) >> 13, count: $1.pages)
        }
        let pages = UInt((missing & ~known).nonzeroBitCount)
        #expect(BitScan.mask(from: (run.base - base) >> 13, count: pages) == missing & ~known)
        taken.append((run.base, pages))
        wasReleased += run.released
      }
      #expect(cache.released & ~cache.free == 0)
      #expect(wasReleased + UInt(cache.released.nonzeroBitCount) == UInt(released.nonzeroBitCount))
      for run in taken {
        #expect(cache.covers(run.base, run.pages))
        cache.give(run.base, run.pages)
      }
      #expect(cache.free == free)
      #expect(!cache.covers(base + 63 << 13, 2), "a run across the end is not the block's")
      #expect(!PageCache().covers(base, 1))
    }
  }
}
