// The radix tree of summaries over the whole address space: five levels in one sparse table.
//
//   level   a summary covers        of children
//     4     a chunk, 4 MiB          512 bits, in the chunk's arena
//     3     32 MiB                  8
//     2     256 MiB                 8
//     1     2 GiB                   8
//     0     16 GiB                  8        16384 of them cover 2^48 bytes
//
// Invariant: a summary is the merge of its eight children, and one that covers no page of ours is
// zero, "nothing free": so what was never written is right, and may be read.
//
// The tree knows nothing of bits: leaves are told to it. Writers hold their owner's lock.
import CTricolor

/// The tree of one heap.
struct PageTree {
  static let levelCount = 5
  /// The level whose summaries are chunks'.
  static let leaf = 4
  /// Children of a summary.
  static let fanOut: UInt = 8

  private let table: SparseTable

  /// An empty tree; nil when the system refuses.
  init?(_ system: SystemMemoryPointer, _ accounting: AccountingPointer) {
    let bytes = Self.start(Self.levelCount) &* 8
    guard let table = SparseTable(bytes, .collector, system, accounting) else { return nil }
    self.table = table
  }

  /// All of its address space.
  var range: (base: Address, bytes: Bytes) { table.range }

  /// Gives the tree back.
  func destroy() { table.destroy() }

  // MARK: Shape

  /// Where a level begins in the table, in summaries: 2^14 * 8^k of each level above.
  @inline(__always)
  private static func start(_ level: Int) -> UInt {
    switch level {
    case 0: 0
    case 1: 1 << 14
    case 2: (1 << 14) + (1 << 17)
    case 3: (1 << 14) + (1 << 17) + (1 << 20)
    case 4: (1 << 14) + (1 << 17) + (1 << 20) + (1 << 23)
    default: (1 << 14) + (1 << 17) + (1 << 20) + (1 << 23) + (1 << 26)
    }
  }

  /// The logarithm of the bytes that a summary of `level` covers.
  @inline(__always)
  static func shift(_ level: Int) -> UInt { Chunk.shift &+ 3 &* UInt(leaf &- level) }

  /// The pages that a summary of `level` covers.
  @inline(__always)
  static func pages(_ level: Int) -> UInt { 1 &<< (shift(level) &- Page.shift) }

  /// A level's summaries, by address >> shift(level).
  @inline(__always)
  func summaries(_ level: Int) -> UnsafeMutablePointer<PageSummary> {
    // Inside the table.
    UnsafeMutablePointer(bitPattern: table.base &+ Self.start(level) &* 8).unsafelyUnwrapped
  }

  // MARK: Change

  /// Makes the summaries above `bytes` at `base`, whole chunks, writable. False when the system
  /// refuses.
  func commit(_ base: Address, _ bytes: Bytes) -> Bool {
    for level in 0..<Self.levelCount {
      let first = base &>> Self.shift(level)
      let last = (base &+ bytes &- 1) &>> Self.shift(level)
      let isWritable = table.commit(
        offset: (Self.start(level) &+ first) &* 8, count: (last &- first &+ 1) &* 8)
      if !isWritable { return false }
    }
    return true
  }

  /// Merges upward what changed in the leaves `first ... last`; stops where nothing changes.
  func propagate(_ first: UInt, _ last: UInt) {
    var low = first
    var high = last
    var level = Self.leaf
    while level > 0 {
      let children = summaries(level)
      let parents = summaries(level &- 1)
      let pages = Self.pages(level)
      low &>>= 3
      high &>>= 3
      var changed = false
      var parent = low
      while parent <= high {
        let merged = PageSummary.merge(
          children + Int(parent &* Self.fanOut), count: Int(Self.fanOut), pages: pages)
        if parents[Int(parent)] != merged {
          parents[Int(parent)] = merged
          changed = true
        }
        parent &+= 1
      }
      if !changed { return }
      level &-= 1
    }
  }

  /// The highest chunk in `low ..< bound`, by number, that has a free page, released or not; nil if
  /// there is none. Skips what is full, or not ours, by the highest summary that says so.
  func lastFree(from low: UInt, below bound: UInt) -> UInt? {
    var bound = bound
    step: while bound > low {
      let chunk = bound &- 1
      for level in 0..<Self.levelCount {
        let drop = Self.shift(level) &- Chunk.shift
        if summaries(level)[Int(chunk &>> drop)] == .full {
          bound = (chunk &>> drop) &<< drop
          continue step
        }
      }
      return chunk
    }
    return nil
  }
}
