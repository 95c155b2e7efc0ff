// The mechanism of giving memory back: finds free pages that still have memory behind them, from the
// highest address down (allocation works from the lowest up), and marks them released. When, how much
// and in which way is policy, above.
import CTricolor

extension PageAllocator {
  /// A run of free pages with memory behind them, to be released.
  struct Releasable {
    var base: Address
    var count: PageCount
  }

  /// Finds the highest run of free, unreleased pages below `from`, at most `most` pages of it, takes
  /// it so that nobody uses it meanwhile, and returns it. nil when there is none.
  ///
  /// - Parameter denseLimit: chunks with more taken pages than this are passed over: they are likely
  ///   to be used again, and releasing parts of them breaks huge pages. 512 passes over none.
  /// - Parameter allowing: asked for each chunk, by its address; false passes over it too.
  mutating func takeReleasable(
    below from: Address, most: PageCount, denseLimit: PageCount = Chunk.pages,
    allowing: (Address) -> Bool = { _ in true }
  ) -> Releasable? {
    var chunk = min(from, high)
    if chunk <= low { return nil }
    chunk = (chunk &- 1).roundedDown(to: Chunk.size)
    while true {
      if tc_arena_of(heap, chunk) != nil, allowing(chunk),
        let run = releasable(chunk, below: from, most: most, denseLimit)
      {
        _ = take(run.base, run.count)
        return run
      }
      if chunk <= low || chunk < Chunk.size { return nil }
      chunk &-= Chunk.size
    }
  }

  private func releasable(
    _ chunk: Address, below from: Address, most: PageCount, _ denseLimit: PageCount
  ) -> Releasable? {
    let summary = PageSummary(raw: summaries(4)[Int(chunk &>> Chunk.shift)])
    if summary.raw == 0 { return nil }
    let takenBits = taken(chunk)
    let releasedBits = released(chunk)
    if denseLimit < Chunk.pages && takenBits.count(0, Chunk.pages) > denseLimit { return nil }
    let limit = from &- chunk >= Chunk.size ? Chunk.pages : (from &- chunk) &>> Page.shift
    var end: UInt = 0
    var page = limit
    // Downwards: skip what is taken or released, then extend over what is neither.
    while page > 0 {
      let index = page &- 1
      let word = Int(index &>> 6)
      let blocked = takenBits.words[word] | releasedBits.words[word]
      if blocked == ~0 {
        if end != 0 { break }
        page = index & ~63
        continue
      }
      let isFree = (blocked &>> UInt64(index & 63)) & 1 == 0
      if isFree {
        if end == 0 { end = page }
        if end &- index == most {
          return Releasable(base: chunk &+ index &<< Page.shift, count: most)
        }
      } else if end != 0 {
        break
      }
      page = index
    }
    if end == 0 { return nil }
    return Releasable(base: chunk &+ page &<< Page.shift, count: end &- page)
  }

  /// Puts a run that `takeReleasable` took back, released or (when the system refused) as it was.
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
