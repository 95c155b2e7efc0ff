// A P's own pages: up to 64 of one aligned block, handed out without the heap's lock.
import CTricolor

/// Pages that one P took from the page allocator. Lives in raw memory; its P's thread alone uses
/// it, or whoever stopped the world.
struct PageCache {
  /// The block's first address: a multiple of 64 pages. 0: empty.
  var base: Address = 0
  /// Pages that are still here.
  var free: UInt64 = 0
  /// Those of them without memory behind them.
  var released: UInt64 = 0

  /// Runs longer than this go to the allocator: they would empty the cache at once.
  static let longestRun: PageCount = 15

  /// Bytes of a block.
  static let bytes: Bytes = 64 &<< Page.shift

  @inline(__always)
  var isEmpty: Bool { free == 0 }

  /// Takes the first run of `count` pages, or nil; with it how many had been released.
  @inline(__always)
  mutating func allocate(_ count: PageCount) -> (base: Address, released: PageCount)? {
    let first = count == 1 ? BitScan.first(free) : BitScan.firstRun(of: count, in: free)
    if first >= 64 { return nil }
    let bits = BitScan.mask(from: first, count: count)
    let wasReleased = UInt((released & bits).nonzeroBitCount)
    free &= ~bits
    released &= ~bits
    return (base &+ first &<< Page.shift, wasReleased)
  }

  /// Whether a run lies in this block.
  @inline(__always)
  func covers(_ run: Address, _ count: PageCount) -> Bool {
    // Without a block the base is 0, and no run of a heap lies that low.
    run &- base < Self.bytes && run &- base &+ count &<< Page.shift <= Self.bytes
  }

  /// Takes a run of this block back. Its pages have memory behind them.
  @inline(__always)
  mutating func give(_ run: Address, _ count: PageCount) {
    let bits = BitScan.mask(from: (run &- base) &>> Page.shift, count: count)
    structural(free & bits == 0, "pages are freed that were not taken")
    free |= bits
  }
}

typealias PageCachePointer = UnsafeMutablePointer<PageCache>

extension PageAllocator {
  /// Takes what is free of the block of 64 pages around the first free page. Empty when no page is
  /// free at all.
  mutating func takeBlock() -> PageCache {
    guard let place = find(1) else { return PageCache() }
    let base = place.base.roundedDown(to: PageCache.bytes)
    let word = Int(Self.pageInChunk(base) &>> 6)
    let takenWord = taken(base).words + word
    let releasedWord = released(base).words + word
    let free = ~takenWord.pointee
    let wasReleased = releasedWord.pointee & free
    tc_u64_store(takenWord, ~0)
    tc_u64_store(releasedWord, releasedWord.pointee & ~free)
    releasedPages &-= UInt(wasReleased.nonzeroBitCount)
    freePages &-= UInt((free & ~wasReleased).nonzeroBitCount)
    update(base, 64)
    searchAddress = base &+ PageCache.bytes
    return PageCache(base: base, free: free, released: wasReleased)
  }

  /// Takes a cache's pages back.
  mutating func takeBack(_ cache: PageCache) {
    if cache.free == 0 { return }
    let word = Int(Self.pageInChunk(cache.base) &>> 6)
    let takenWord = taken(cache.base).words + word
    let releasedWord = released(cache.base).words + word
    tc_u64_store(takenWord, takenWord.pointee & ~cache.free)
    tc_u64_store(releasedWord, releasedWord.pointee | cache.released)
    releasedPages &+= UInt(cache.released.nonzeroBitCount)
    freePages &+= UInt((cache.free & ~cache.released).nonzeroBitCount)
    searchAddress = min(
      searchAddress, cache.base &+ UInt(cache.free.trailingZeroBitCount) &<< Page.shift)
    update(cache.base, 64)
  }
}
