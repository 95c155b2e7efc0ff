// The search: the first run of free pages in address order.
import CTricolor

extension PageAllocator {
  /// Where a run is, and the first free page of all that the search has seen to be the first.
  struct Place {
    var base: Address
    var firstFree: Address
  }

  /// The first run of `count` free pages, or nil.
  mutating func find(_ count: PageCount) -> Place? {
    if searchAddress >= high { return nil }
    if let place = findAtSearchAddress(count) { return place }
    let place = findInTree(count)
    // One page fits everywhere: nothing at all is free.
    if place == nil && count == 1 { searchAddress = ~0 }
    return place
  }

  /// Looks into the chunk at the search address alone.
  @inline(__always)
  private func findAtSearchAddress(_ count: PageCount) -> Place? {
    let page = Self.pageInChunk(searchAddress)
    let leaf = tree.summaries(PageTree.leaf)[Int(searchAddress &>> Chunk.shift)]
    if leaf.most < count || Chunk.pages &- page < count { return nil }
    let found = taken(searchAddress).findClear(count, from: page)
    if found.run == Chunk.pages { return nil }
    let chunk = searchAddress.roundedDown(to: Chunk.size)
    return Place(
      base: chunk &+ found.run &<< Page.shift, firstFree: chunk &+ found.firstFree &<< Page.shift)
  }

  /// The smallest block known to hold the first free page.
  private struct FirstFree {
    var base: Address = 0
    var last: Address = ~0

    /// The search sees a level's blocks in address order, so that the first within what is known
    /// narrows it, and all others lie behind.
    @inline(__always)
    mutating func narrow(_ from: Address, _ bytes: Bytes) {
      if base <= from && from &+ (bytes &- 1) <= last {
        base = from
        last = from &+ (bytes &- 1)
      }
    }
  }

  /// Walks the tree from the root.
  private func findInTree(_ count: PageCount) -> Place? {
    var firstFree = FirstFree()
    var first: UInt = 0
    var end = ((high &- 1) &>> PageTree.shift(0)) &+ 1
    var inside: UInt = 0
    for level in 0..<PageTree.levelCount {
      // What lies below the search address is full.
      first = max(first, min(end, searchAddress &>> PageTree.shift(level)))
      switch look(level, first, end, count, &firstFree) {
      case .none:
        invariant(level == 0, "a summary promises pages that its children do not have")
        return nil
      case .found(let base):
        return Place(base: base, firstFree: firstFree.base)
      case .inside(let index):
        inside = index
        first = index &<< 3
        end = first &+ PageTree.fanOut
      }
    }
    return findInChunk(inside &<< Chunk.shift, count, firstFree)
  }

  private enum Look {
    case none
    case found(Address)
    case inside(UInt)
  }

  /// Walks the blocks `first ..< end` of a level.
  @inline(__always)
  private func look(
    _ level: Int, _ first: UInt, _ end: UInt, _ count: PageCount, _ firstFree: inout FirstFree
  ) -> Look {
    let blocks = tree.summaries(level)
    let full = PageTree.pages(level)
    let shift = PageTree.shift(level)
    var run: PageCount = 0
    var base: Address = 0
    var index = first
    while index < end {
      let summary = blocks[Int(index)]
      if summary == .full {
        run = 0
        index &+= 1
        continue
      }
      firstFree.narrow(index &<< shift, 1 &<< shift)
      if run == 0 { base = index &<< shift }
      if run &+ summary.start >= count { return .found(base) }
      if summary.most >= count { return .inside(index) }
      if summary.end == full {
        run &+= full
      } else {
        run = summary.end
        base = ((index &+ 1) &<< shift) &- run &<< Page.shift
      }
      index &+= 1
    }
    return .none
  }

  private func findInChunk(
    _ chunk: Address, _ count: PageCount, _ seen: FirstFree
  ) -> Place {
    let found = taken(chunk).findClear(count)
    if found.run == Chunk.pages {
      corrupt("a chunk's summary promises pages that its bits do not have", chunk, count)
    }
    var firstFree = seen
    let free = chunk &+ found.firstFree &<< Page.shift
    firstFree.narrow(free, chunk &+ Chunk.size &- free)
    return Place(base: chunk &+ found.run &<< Page.shift, firstFree: firstFree.base)
  }

  /// Exhaustive check: every summary is that of its children, no page is both taken and released,
  /// none below the search address is free, and the counts agree.
  func checkSummaries() -> Bool {
    var free: UInt = 0
    var released: UInt = 0
    var arena = low.roundedDown(to: Arena.size)
    while arena < high {
      if tc_arena_of(heap, arena) != nil {
        guard let counts = checkArena(arena) else { return false }
        free &+= counts.free
        released &+= counts.released
      }
      arena &+= Arena.size
    }
    return free == freePages &+ releasedPages && released == releasedPages
  }

  private func checkArena(_ arena: Address) -> (free: UInt, released: UInt)? {
    var counts = (free: UInt(0), released: UInt(0))
    var chunk = arena
    while chunk < arena &+ Arena.size {
      let bits = taken(chunk)
      let releasedHere = self.released(chunk)
      if tree.summaries(PageTree.leaf)[Int(chunk &>> Chunk.shift)] != bits.summary() { return nil }
      for word in 0..<Chunk.words where bits.words[word] & releasedHere.words[word] != 0 {
        return nil
      }
      counts.free &+= Chunk.pages &- bits.count(0, Chunk.pages)
      counts.released &+= releasedHere.count(0, Chunk.pages)
      let firstFree = bits.findClear(1).run
      if firstFree < Chunk.pages && chunk &+ firstFree &<< Page.shift < searchAddress { return nil }
      chunk &+= Chunk.size
    }
    for level in 0..<PageTree.leaf {
      var index = arena &>> PageTree.shift(level)
      while index <= (arena &+ Arena.size &- 1) &>> PageTree.shift(level) {
        let merged = PageSummary.merge(
          tree.summaries(level + 1) + Int(index &<< 3), count: 8, pages: PageTree.pages(level + 1))
        if tree.summaries(level)[Int(index)] != merged { return nil }
        index &+= 1
      }
    }
    return counts
  }
}
