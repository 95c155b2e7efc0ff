// The search: the first run of free pages in address order.
import CTricolor

extension PageAllocator {
  /// What the walk over neighbouring blocks has seen: the free run that reaches its end.
  private struct Run {
    var base: Address = 0
    var pages: UInt = 0
  }

  /// The address of the first run of `count` free pages, or nil.
  func find(_ count: PageCount) -> Address? {
    if searchAddress >= high { return nil }
    var level = 0
    var first = searchAddress &>> Self.shift(0)
    var end = ((high &- 1) &>> Self.shift(0)) &+ 1
    while true {
      switch look(level, first, end, count) {
      case .none:
        invariant(level == 0, "a summary promises pages that its children do not have")
        return nil
      case .found(let base):
        return base
      case .inside(let index):
        if level == 4 { return inChunk(index &<< Chunk.shift, count) }
        level &+= 1
        first = index &<< 3
        end = first &+ 8
      }
    }
  }

  private enum Look {
    case none
    case found(Address)
    case inside(UInt)
  }

  /// Walks the blocks `first ..< end` of a level.
  private func look(_ level: Int, _ first: UInt, _ end: UInt, _ count: PageCount) -> Look {
    let blocks = summaries(level)
    let full = Self.pages(level)
    let shift = Self.shift(level)
    var run = Run()
    for index in first..<end {
      let summary = PageSummary(raw: blocks[Int(index)])
      if summary.raw == 0 {
        run.pages = 0
        continue
      }
      if run.pages == 0 { run.base = index &<< shift }
      if run.pages &+ summary.start >= count { return .found(run.base) }
      if summary.most >= count { return .inside(index) }
      if summary.end == full {
        run.pages &+= full
      } else {
        run.pages = summary.end
        run.base = ((index &+ 1) &<< shift) &- summary.end &<< Page.shift
      }
    }
    return .none
  }

  private func inChunk(_ chunk: Address, _ count: PageCount) -> Address? {
    guard let page = taken(chunk).findClear(count) else {
      corrupt("a chunk's summary promises pages that its bits do not have", chunk, count)
    }
    return chunk &+ page &<< Page.shift
  }

  /// Exhaustive check: every summary is that of its children, and the counts agree.
  func checkSummaries() -> Bool {
    var free: UInt = 0
    var released: UInt = 0
    var chunk = low.roundedDown(to: Chunk.size)
    while chunk < high {
      if tc_arena_of(heap, chunk) != nil {
        let index = Int(chunk &>> Chunk.shift)
        let bits = taken(chunk)
        if summaries(4)[index] != bits.summary().raw { return false }
        let releasedHere = self.released(chunk)
        for word in 0..<Chunk.words {
          if bits.words[word] & releasedHere.words[word] != 0 { return false }
        }
        released &+= releasedHere.count(0, Chunk.pages)
        free &+= Chunk.pages &- bits.count(0, Chunk.pages)
      }
      chunk &+= Chunk.size
    }
    for level in 0...3 where low < high {
      for index in (low &>> Self.shift(level))...((high &- 1) &>> Self.shift(level)) {
        let children = summaries(level + 1) + Int(index &<< 3)
        if level >= 2 && tc_arena_of(heap, index &<< Self.shift(level)) == nil { continue }
        let merged = PageSummary.merge(children, count: 8, pages: Self.pages(level + 1))
        if summaries(level)[Int(index)] != merged.raw { return false }
      }
    }
    return free == freePages + releasedPages && released == releasedPages
  }
}
