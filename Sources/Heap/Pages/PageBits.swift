// The bits of one chunk: 512 pages, eight words; a set bit is a page that is taken (or, in the
// second set of bits, released). Where the words lie is the arena's business.
import CTricolor

/// The pages of a chunk, the leaf of the page allocator's tree.
enum Chunk {
  static let shift: UInt = 22
  static let size: UInt = 1 &<< shift
  static let pages: UInt = 512
  static let words = 8
}

/// Eight words of bits, one a page. Written under the page heap's lock.
struct PageBits {
  let words: UnsafeMutablePointer<UInt64>

  /// Calls `body` with each word that holds a part of the range, and the part's bits in it.
  @inline(__always)
  private func forEachWord(_ first: UInt, _ count: UInt, _ body: (Int, UInt64) -> Void) {
    var at = first
    let end = first &+ count
    while at < end {
      let bit = at & 63
      let here = min(64 &- bit, end &- at)
      body(Int(at &>> 6), BitScan.mask(from: bit, count: here))
      at &+= here
    }
  }

  func set(_ first: UInt, _ count: UInt) {
    forEachWord(first, count) { tc_u64_store(words + $0, words[$0] | $1) }
  }

  func clear(_ first: UInt, _ count: UInt) {
    forEachWord(first, count) { tc_u64_store(words + $0, words[$0] & ~$1) }
  }

  /// How many of the range are set. Also without the lock, by who can do with a guess.
  func count(_ first: UInt, _ count: UInt) -> UInt {
    var sum = 0
    forEachWord(first, count) { sum &+= (tc_u64_load(words + $0) & $1).nonzeroBitCount }
    return UInt(sum)
  }

  // MARK: Search, where clear bits are free pages

  /// What a search found: pages of the chunk, `Chunk.pages` for "none".
  struct Found: Equatable {
    /// The first page of the run.
    var run: UInt
    /// The first clear bit at or after the search's beginning.
    var firstFree: UInt
  }

  /// The first run of `count` clear bits, 1...512, at or after `from`. One pass over eight words,
  /// whatever their contents.
  func findClear(_ count: UInt, from: UInt = 0) -> Found {
    count <= 64 ? findShort(count, from) : findLong(count, from)
  }

  /// The free pages of word `index`, less those below page `from`.
  @inline(__always)
  private func clear(_ index: UInt, from: UInt) -> UInt64 {
    let bits = ~words[Int(index)]
    return index == from &>> 6 ? bits & ~BitScan.mask(from & 63) : bits
  }

  /// Runs of up to 64 pages lie in one word, or cross from one into the next.
  private func findShort(_ count: UInt, _ from: UInt) -> Found {
    var firstFree = Chunk.pages
    var tail: UInt = 0  // free pages at the end of the word before
    var index = from &>> 6
    while index < UInt(Chunk.words) {
      let bits = clear(index, from: from)
      if bits == 0 {
        tail = 0
      } else {
        let start = index &<< 6
        if firstFree == Chunk.pages { firstFree = start &+ BitScan.first(bits) }
        let head = UInt(truncatingIfNeeded: (~bits).trailingZeroBitCount)
        if tail &+ head >= count { return Found(run: start &- tail, firstFree: firstFree) }
        let inside = BitScan.firstRun(of: count, in: bits)
        if inside < 64 { return Found(run: start &+ inside, firstFree: firstFree) }
        tail = UInt(truncatingIfNeeded: (~bits).leadingZeroBitCount)
      }
      index &+= 1
    }
    return Found(run: Chunk.pages, firstFree: firstFree)
  }

  /// Longer runs: the end of a word, whole words, the beginning of another.
  private func findLong(_ count: UInt, _ from: UInt) -> Found {
    var firstFree = Chunk.pages
    var run: UInt = 0
    var begin: UInt = 0
    var index = from &>> 6
    while index < UInt(Chunk.words) {
      let bits = clear(index, from: from)
      let start = index &<< 6
      if bits != 0 && firstFree == Chunk.pages { firstFree = start &+ BitScan.first(bits) }
      if run == 0 { begin = start }
      let head = UInt(truncatingIfNeeded: (~bits).trailingZeroBitCount)
      if run &+ head >= count { return Found(run: begin, firstFree: firstFree) }
      if head == 64 {
        run &+= 64
      } else {
        run = UInt(truncatingIfNeeded: (~bits).leadingZeroBitCount)
        begin = start &+ 64 &- run
      }
      index &+= 1
    }
    return Found(run: Chunk.pages, firstFree: firstFree)
  }

  // MARK: Summary

  /// The summary of the chunk when these are its taken pages.
  func summary() -> PageSummary {
    var start = Chunk.pages
    var most: UInt = 0
    var run: UInt = 0
    for index in 0..<Chunk.words {
      let word = words[index]
      if word == 0 {
        run &+= 64
        continue
      }
      run &+= UInt(truncatingIfNeeded: word.trailingZeroBitCount)
      if start == Chunk.pages { start = run }
      most = max(most, run)
      // Inside a word a run has at most 62 pages; it matters only if it beats what is known.
      if most < 62 && BitScan.firstRun(of: most &+ 1, in: ~word) < 64 {
        most = BitScan.longestRun(in: ~word)
      }
      run = UInt(truncatingIfNeeded: word.leadingZeroBitCount)
    }
    if start == Chunk.pages { start = run }
    return PageSummary(start: start, most: max(most, run), end: run)
  }
}
