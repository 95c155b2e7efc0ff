// The mechanism of giving memory back: finds free pages that still have memory behind them, from
// the highest address down (allocation works from the lowest up), and takes them while the system
// is asked, without the lock. When, how much and in which way is policy, above.
import CTricolor

extension PageAllocator {
  /// A run of free pages with memory behind them, to be released.
  struct Releasable: Equatable {
    var base: Address
    var count: PageCount
  }

  /// Finds the highest run of free, unreleased pages below `from`, at most `most` pages of it,
  /// takes it so that nobody uses it meanwhile, and returns it. nil when there is none. A run ends
  /// at its chunk's borders.
  ///
  /// - Parameters:
  ///   - denseLimit: chunks with more taken pages than this are passed over: they are likely to be
  ///     used again, and releasing parts of them breaks huge pages. 512 passes over none.
  ///   - allowing: asked for each chunk that has free pages, by its address; false passes over it.
  /// - Complexity: chunks without a free page, and holes between arenas, are skipped by the tree.
  mutating func takeReleasable(
    below from: Address, most: PageCount, denseLimit: PageCount = Chunk.pages,
    allowing: (Address) -> Bool = { _ in true }
  ) -> Releasable? {
    let from = min(from, high)
    if from <= low || most == 0 { return nil }
    var bound = ((from &- 1) &>> Chunk.shift) &+ 1
    while let index = tree.lastFree(from: low &>> Chunk.shift, below: bound) {
      let chunk = index &<< Chunk.shift
      if allowing(chunk), let run = releasable(chunk, below: from, most, denseLimit) {
        _ = take(run.base, run.count)
        return run
      }
      bound = index
    }
    return nil
  }

  /// The highest run of one chunk.
  private func releasable(
    _ chunk: Address, below from: Address, _ most: PageCount, _ denseLimit: PageCount
  ) -> Releasable? {
    if denseLimit < Chunk.pages && taken(chunk).count(0, Chunk.pages) > denseLimit { return nil }
    let limit = from &- chunk >= Chunk.size ? Chunk.pages : (from &- chunk) &>> Page.shift
    guard limit > 0, let last = lastReleasable(chunk, limit) else { return nil }
    let first = max(firstOfRun(chunk, last), last &+ 1 &- min(most, last &+ 1))
    return Releasable(base: chunk &+ first &<< Page.shift, count: last &+ 1 &- first)
  }

  /// The pages of a chunk's word that are neither taken nor released.
  @inline(__always)
  private func backed(_ chunk: Address, _ word: Int) -> UInt64 {
    ~(taken(chunk).words[word] | released(chunk).words[word])
  }

  /// The highest free page with memory behind it below page `limit`, 1...512.
  private func lastReleasable(_ chunk: Address, _ limit: UInt) -> UInt? {
    var word = Int((limit &- 1) &>> 6)
    var bits = backed(chunk, word) & BitScan.mask(((limit &- 1) & 63) &+ 1)
    while bits == 0 {
      if word == 0 { return nil }
      word &-= 1
      bits = backed(chunk, word)
    }
    return UInt(word) &<< 6 &+ BitScan.last(bits)
  }

  /// The first page of the run of free pages with memory behind them that ends with `last`.
  private func firstOfRun(_ chunk: Address, _ last: UInt) -> UInt {
    var word = Int(last &>> 6)
    var bits = ~backed(chunk, word) & BitScan.mask(last & 63)
    while bits == 0 {
      if word == 0 { return 0 }
      word &-= 1
      bits = ~backed(chunk, word)
    }
    return UInt(word) &<< 6 &+ BitScan.last(bits) &+ 1
  }

  /// Puts a run that was taken for release back, released or (when the system refused) as it was.
  mutating func putBack(_ run: Releasable, isReleased: Bool) {
    free(run.base, run.count)
    guard isReleased else { return }
    forEachChunk(run.base, run.count) { address, first, here in
      released(address).set(first, here)
    }
    freePages &-= run.count
    releasedPages &+= run.count
  }
}
