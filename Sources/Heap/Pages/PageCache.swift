// A P's own pages: up to 64 of one aligned block, handed out without the heap's lock.
import CTricolor

/// Pages that one P took from the page allocator. Lives in raw memory; its P's thread alone uses it,
/// or whoever stopped the world.
struct PageCache {
  /// The block's first address: a multiple of 64 pages. 0: empty.
  var base: Address = 0
  /// Pages that are still here.
  var free: UInt64 = 0
  /// Those of them without memory behind them.
  var released: UInt64 = 0

  /// Runs longer than this go to the allocator: they would empty the cache at once.
  static let longestRun: PageCount = 15

  var isEmpty: Bool { free == 0 }

  /// Takes the first run of `count` pages, or nil; with it how many had been released.
  mutating func allocate(_ count: PageCount) -> (base: Address, released: PageCount)? {
    guard let first = Self.findRun(free, count) else { return nil }
    let mask = (UInt64(1) &<< UInt64(count) &- 1) &<< UInt64(first)
    let wasReleased = UInt((released & mask).nonzeroBitCount)
    free &= ~mask
    released &= ~mask
    return (base &+ first &<< Page.shift, wasReleased)
  }

  /// The place of the first `count` set bits in a row.
  @inline(__always)
  static func findRun(_ bits: UInt64, _ count: PageCount) -> UInt? {
    if bits == 0 { return nil }
    if count == 1 { return UInt(bits.trailingZeroBitCount) }
    // After n steps a bit is set if n + 1 bits from it on were: halve the distance each time.
    var runs = bits
    var left = count &- 1
    var step: UInt = 1
    while left > 0 {
      let by = min(step, left)
      runs &= runs &>> UInt64(by)
      if runs == 0 { return nil }
      left &-= by
      step &<<= 1
    }
    return UInt(runs.trailingZeroBitCount)
  }
}

typealias PageCachePointer = UnsafeMutablePointer<PageCache>

extension PageAllocator {
  /// Takes what is free of the block of 64 pages around the first free page. Empty when no page is
  /// free at all.
  mutating func takeBlock() -> PageCache {
    guard let first = find(1) else { return PageCache() }
    let base = first & ~((64 &<< Page.shift) &- 1)
    let word = Int(Self.pageInChunk(base) &>> 6)
    let takenWord = taken(base).words + word
    let releasedWord = released(base).words + word
    let free = ~takenWord.pointee
    let wasReleased = releasedWord.pointee & free
    takenWord.pointee = ~0
    releasedWord.pointee &= ~free
    releasedPages &-= UInt(wasReleased.nonzeroBitCount)
    freePages &-= UInt((free & ~wasReleased).nonzeroBitCount)
    update(base, 64)
    searchAddress = base &+ 64 &<< Page.shift
    return PageCache(base: base, free: free, released: wasReleased)
  }

  /// Takes a cache's pages back.
  mutating func takeBack(_ cache: PageCache) {
    if cache.free == 0 { return }
    let word = Int(Self.pageInChunk(cache.base) &>> 6)
    taken(cache.base).words[word] &= ~cache.free
    released(cache.base).words[word] |= cache.released
    releasedPages &+= UInt(cache.released.nonzeroBitCount)
    freePages &+= UInt((cache.free & ~cache.released).nonzeroBitCount)
    searchAddress = min(
      searchAddress, cache.base &+ UInt(cache.free.trailingZeroBitCount) &<< Page.shift)
    update(cache.base, 64)
  }
}
