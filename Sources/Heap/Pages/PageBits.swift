// The bits of one chunk: 512 pages, eight words; a set bit is a page that is taken (or, in the
// second set of bits, released). Where the words lie is the arena's business.

/// The pages of a chunk, the leaf of the page allocator's tree.
enum Chunk {
  static let shift: UInt = 22
  static let size: UInt = 1 &<< shift
  static let pages: UInt = 512
  static let words = 8
}

/// Eight words of bits, one a page.
struct PageBits {
  let words: UnsafeMutablePointer<UInt64>

  /// Bits `first ..< first + count` within one word.
  @inline(__always)
  private static func mask(_ first: UInt, _ count: UInt) -> UInt64 {
    (count >= 64 ? ~0 : (1 &<< UInt64(count)) &- 1) &<< UInt64(first)
  }

  /// Calls `body` with each word that holds a part of the range, and the part's bits in it.
  @inline(__always)
  private func forEachWord(_ first: UInt, _ count: UInt, _ body: (Int, UInt64) -> Void) {
    var at = first
    let end = first &+ count
    while at < end {
      let bit = at & 63
      let here = min(64 &- bit, end &- at)
      body(Int(at &>> 6), Self.mask(bit, here))
      at &+= here
    }
  }

  func set(_ first: UInt, _ count: UInt) {
    forEachWord(first, count) { words[$0] |= $1 }
  }

  func clear(_ first: UInt, _ count: UInt) {
    forEachWord(first, count) { words[$0] &= ~$1 }
  }

  /// How many of the range are set.
  func count(_ first: UInt, _ count: UInt) -> UInt {
    var sum = 0
    forEachWord(first, count) { sum &+= (words[$0] & $1).nonzeroBitCount }
    return UInt(sum)
  }

  /// The first run of `count` clear bits at or after `from`, or nil.
  func findClear(_ count: UInt, from: UInt = 0) -> UInt? {
    var run: UInt = 0
    var at = from
    while at < Chunk.pages {
      // Set bits above what lies behind us count as a wall at their place.
      let word = words[Int(at &>> 6)] &>> UInt64(at & 63)
      let left = 64 &- (at & 63)
      let clear = min(UInt(word.trailingZeroBitCount), left)
      run &+= clear
      if run >= count { return at &+ clear &- run }
      at &+= clear
      if clear == left { continue }
      let taken = min(UInt((~(word &>> UInt64(clear))).trailingZeroBitCount), left &- clear)
      at &+= taken
      run = 0
    }
    return nil
  }

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
      if word == ~0 {
        if start == Chunk.pages { start = run }
        most = max(most, run)
        run = 0
        continue
      }
      run &+= UInt(word.trailingZeroBitCount)
      if start == Chunk.pages { start = run }
      most = max(most, run, Self.longestClear(word))
      run = UInt(word.leadingZeroBitCount)
    }
    return PageSummary(start: start, most: max(most, run), end: run)
  }

  /// The longest run of clear bits between set bits of a word.
  @inline(__always)
  private static func longestClear(_ word: UInt64) -> UInt {
    var rest = word &>> UInt64(word.trailingZeroBitCount)
    var most = 0
    while rest != 0 {
      let set = (~rest).trailingZeroBitCount
      rest = set == 64 ? 0 : rest &>> UInt64(set)
      if rest == 0 { break }
      let clear = rest.trailingZeroBitCount
      most = max(most, clear)
      rest &>>= UInt64(clear)
    }
    return UInt(most)
  }
}
