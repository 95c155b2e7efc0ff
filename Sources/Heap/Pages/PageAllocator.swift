// Which pages are free, and the first run of a given length in address order.
//
// THE TREE. Leaves are chunks of 512 pages, whose bits lie in their arenas; over them stand the
// five levels of PageTree.
//
// A search first looks into the chunk at the search address, which mostly has room. Else it walks
// level 0 from the first block that can have a free page, and goes down where a block says that the
// run is inside; a run that spans blocks is found on the level where they are neighbours. Free runs
// coalesce by construction: they are bits.
//
// THE INVARIANTS. A summary is that of its children (checked by `checkSummaries`). No page below
// `searchAddress` is free. A page is released only while it is not taken.
//
// Everything here is under the page heap's lock. Who asks for pages, and what for, is not known.
import CTricolor

/// The page allocator of one heap. Lives in raw memory.
struct PageAllocator {
  let heap: UnsafeMutablePointer<tc_heap>
  let tree: PageTree
  /// No free page lies below.
  var searchAddress: Address = ~0
  /// Bounds of everything that was ever grown into; there may be holes.
  var low: Address = ~0
  var high: Address = 0
  /// Pages that are neither taken nor released.
  var freePages: UInt = 0
  /// Free pages whose memory was given back.
  var releasedPages: UInt = 0

  /// An allocator without pages; nil when the system refuses its tables.
  init?(
    heap: UnsafeMutablePointer<tc_heap>, system: SystemMemoryPointer,
    accounting: AccountingPointer
  ) {
    guard let tree = PageTree(system, accounting) else { return nil }
    self.heap = heap
    self.tree = tree
  }

  /// Gives the tables back.
  func destroy() { tree.destroy() }
}

extension PageAllocator {
  /// The taken bits of the chunk at `address`.
  @inline(__always)
  func taken(_ address: Address) -> PageBits {
    PageBits(words: tc_arena_taken(arena(address)) + wordOffset(address))
  }

  /// The released bits of the chunk at `address`.
  @inline(__always)
  func released(_ address: Address) -> PageBits {
    PageBits(words: tc_arena_released(arena(address)) + wordOffset(address))
  }

  /// Invariant: pages that the allocator knows lie in arenas that are set up.
  @inline(__always)
  func arena(_ address: Address) -> UnsafeMutablePointer<tc_arena> {
    tc_arena_of(heap, address).unsafelyUnwrapped
  }

  @inline(__always)
  private func wordOffset(_ address: Address) -> Int {
    Int((address & (Arena.size &- 1)) &>> Chunk.shift) &* Chunk.words
  }

  /// The page's number within its chunk.
  @inline(__always)
  static func pageInChunk(_ address: Address) -> UInt {
    (address &>> Page.shift) & (Chunk.pages &- 1)
  }

  /// Calls `body` for each part of the run that lies in one chunk: its address, first page, count.
  @inline(__always)
  func forEachChunk(_ base: Address, _ count: PageCount, _ body: (Address, UInt, UInt) -> Void) {
    var at = base
    var left = count
    while left > 0 {
      let first = Self.pageInChunk(at)
      let here = min(left, Chunk.pages &- first)
      body(at, first, here)
      at &+= here &<< Page.shift
      left &-= here
    }
  }

  /// Takes the first run of `count` free pages.
  /// - Returns: its address, and how many of its pages had been released; nil when there is none.
  /// - Complexity: eight words where the search address has room, else at most eight summaries a
  ///   level, more in the root where memory is scattered widely.
  mutating func allocate(_ count: PageCount) -> (base: Address, released: PageCount)? {
    guard let place = find(count) else { return nil }
    let released = take(place.base, count)
    searchAddress = max(searchAddress, place.firstFree)
    return (place.base, released)
  }

  /// Marks a free run as taken; returns how many of its pages had been released.
  mutating func take(_ base: Address, _ count: PageCount) -> PageCount {
    var wasReleased: UInt = 0
    forEachChunk(base, count) { address, first, here in
      let bits = released(address)
      wasReleased &+= bits.count(first, here)
      bits.clear(first, here)
      taken(address).set(first, here)
    }
    releasedPages &-= wasReleased
    freePages &-= count &- wasReleased
    update(base, count)
    return wasReleased
  }

  /// Gives a run back. Its pages have memory behind them.
  mutating func free(_ base: Address, _ count: PageCount) {
    searchAddress = min(searchAddress, base)
    forEachChunk(base, count) { address, first, here in
      structural(taken(address).count(first, here) == here, "pages are freed that were not taken")
      taken(address).clear(first, here)
    }
    freePages &+= count
    update(base, count)
  }

  /// Brings the summaries of the chunks that the run touches, and of all blocks above, up to date.
  func update(_ base: Address, _ count: PageCount) {
    let first = base &>> Chunk.shift
    let last = (base &+ (count &<< Page.shift) &- 1) &>> Chunk.shift
    let leaves = tree.summaries(PageTree.leaf)
    if first == last {
      let summary = taken(base).summary()
      if leaves[Int(first)] == summary { return }
      leaves[Int(first)] = summary
    } else {
      var chunk = first
      while chunk <= last {
        leaves[Int(chunk)] = taken(chunk &<< Chunk.shift).summary()
        chunk &+= 1
      }
    }
    tree.propagate(first, last)
  }
}
