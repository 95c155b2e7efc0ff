// Which pages are free, and the first run of a given length in address order.
//
// THE TREE. Leaves are chunks of 512 pages, whose bits lie in their arenas. Over them stand five
// levels of summaries in reserved address space, indexed by address:
//
//   level   a summary covers        of children
//     4     a chunk, 4 MiB          512 bits
//     3     32 MiB                  8
//     2     256 MiB                 8
//     1     2 GiB                   8
//     0     16 GiB                  8        16384 of them cover 2^48 bytes
//
// A search walks level 0 from the first block that can have a free page, and goes down where a
// block says that the run is inside; a run that spans blocks is found on the level where they are
// neighbours. Free runs coalesce by construction: they are bits.
//
// THE INVARIANTS. A summary is that of its children (checked by `checkSummaries`). No page below
// `searchAddress` is free. A page is released only while it is not taken.
//
// Everything here is under the page heap's lock. Who asks for pages, and what for, is not known.
import CTricolor

/// The page allocator of one heap. Lives in raw memory.
struct PageAllocator {
  let heap: UnsafeMutablePointer<tc_heap>
  let system: SystemMemoryPointer
  let accounting: AccountingPointer
  /// Where each level's summaries begin.
  var levels: (Address, Address, Address, Address, Address) = (0, 0, 0, 0, 0)
  /// No free page lies below.
  var searchAddress: Address = ~0
  /// Bounds of everything that was ever grown into.
  var low: Address = ~0
  var high: Address = 0
  /// Pages that are neither taken nor released.
  var freePages: UInt = 0
  /// Free pages whose memory was given back.
  var releasedPages: UInt = 0

  static let levelCount = 5

  /// The logarithm of the bytes that a summary of `level` covers.
  @inline(__always)
  static func shift(_ level: Int) -> UInt { 22 &+ 3 &* UInt(4 &- level) }

  /// The pages that a summary of `level` covers.
  @inline(__always)
  static func pages(_ level: Int) -> UInt { 1 &<< (shift(level) &- Page.shift) }

  /// Bytes of a level's summaries.
  static func levelBytes(_ level: Int) -> Bytes {
    8 &<< (UInt(TC_ADDRESS_BITS) &- shift(level))
  }
}

extension PageAllocator {
  @inline(__always)
  func summaries(_ level: Int) -> UnsafeMutablePointer<UInt64> {
    let base: Address =
      switch level {
      case 0: levels.0
      case 1: levels.1
      case 2: levels.2
      case 3: levels.3
      default: levels.4
      }
    return UnsafeMutablePointer(bitPattern: base).unsafelyUnwrapped  // reserved by setUp
  }

  /// Reserves the levels. False when the system refuses; what was reserved is given back.
  mutating func setUp() -> Bool {
    var bases: [5 of Address] = .init(repeating: 0)
    for level in 0..<Self.levelCount {
      guard let base = system.reserve(Self.levelBytes(level)) else {
        for done in 0..<level { system.unmap(bases[done], Self.levelBytes(done)) }
        return false
      }
      bases[level] = base
    }
    levels = (bases[0], bases[1], bases[2], bases[3], bases[4])
    // The upper levels are small enough to be usable at once; only touched pages cost memory.
    for level in 0...2 {
      guard system.commit(bases[level], Self.levelBytes(level)) else {
        tearDown()
        return false
      }
    }
    return true
  }

  /// Gives the levels back.
  mutating func tearDown() {
    for level in 0..<Self.levelCount {
      system.unmap(UInt(bitPattern: summaries(level)), Self.levelBytes(level))
    }
  }

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
  /// - Complexity: a few loads a level; 16384 / 64 at most where memory is scattered widely.
  mutating func allocate(_ count: PageCount) -> (base: Address, released: PageCount)? {
    guard let base = find(count) else { return nil }
    let released = take(base, count)
    if base <= searchAddress || count == 1 {
      // Of one page, the first that fits is the first that is free.
      searchAddress = base &+ count &<< Page.shift
    }
    return (base, released)
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
  mutating func update(_ base: Address, _ count: PageCount) {
    let last = base &+ (count &<< Page.shift) &- 1
    let leaves = summaries(4)
    for index in (base &>> Chunk.shift)...(last &>> Chunk.shift) {
      leaves[Int(index)] = taken(index &<< Chunk.shift).summary().raw
    }
    var level = 3
    while level >= 0 {
      let children = summaries(level &+ 1)
      let parents = summaries(level)
      var changed = false
      for index in (base &>> Self.shift(level))...(last &>> Self.shift(level)) {
        let merged = PageSummary.merge(
          children + Int(index &<< 3), count: 8, pages: Self.pages(level &+ 1))
        if parents[Int(index)] != merged.raw {
          parents[Int(index)] = merged.raw
          changed = true
        }
      }
      if !changed { return }
      level &-= 1
    }
  }
}
