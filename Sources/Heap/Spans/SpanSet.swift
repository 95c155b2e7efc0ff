// A set of spans that any thread pushes to and pops from without a lock. What it means for a span
// to be in a set is CentralSpans' business.
//
// The invariant: every span that was pushed and not popped is in exactly one cell between `head`
// and `tail`; a cell is written once by its pusher and read once by its popper.
//
// The cells lie in blocks of 128; the spine is the array of the blocks' addresses. One word holds
// both ends: a push takes the cell at `tail` by adding 1, a pop takes the one at `head` by
// compare-and-swap. Only a push that needs a new block takes the lock, once in 128. Whoever empties
// the last cell of a block frees it. Numbers of cells rise until `reset`, which every set sees
// once a cycle, while it is empty.
import CTricolor

/// Where a heap's span sets get their blocks and spines. Off-heap, one a heap, never moves.
struct SpanSetStorage {
  /// Guards the pools.
  var lock: UInt32 = 0
  /// Blocks of `SpanSetBlock.bytes`.
  var blocks: FixedPool
  /// Spines of `SpanSet.firstCapacity` entries.
  var spines: FixedPool
  let space: MetadataSpacePointer

  init(space: MetadataSpacePointer) {
    self.space = space
    blocks = FixedPool(size: SpanSetBlock.bytes, use: .other, space: space)
    spines = FixedPool(size: SpanSet.spineBytes(SpanSet.firstCapacity), use: .other, space: space)
  }
}

typealias SpanSetStoragePointer = UnsafeMutablePointer<SpanSetStorage>

extension UnsafeMutablePointer where Pointee == SpanSetStorage {
  /// A block whose cells are empty. Running out of metadata is fatal, as in Go.
  func allocateBlock() -> UInt {
    lock(&pointee.lock, .pool)
    let block = pointee.blocks.allocate()
    unlock(&pointee.lock, .pool)
    return UInt(bitPattern: block)
  }

  /// Takes back a block whose cells are empty.
  func freeBlock(_ block: UInt) {
    lock(&pointee.lock, .pool)
    pointee.blocks.free(UnsafeMutableRawPointer(bitPattern: block).unsafelyUnwrapped)
    unlock(&pointee.lock, .pool)
  }

  /// A spine of `entries`, contents undefined.
  func allocateSpine(entries: UInt) -> UInt {
    if entries == SpanSet.firstCapacity {
      lock(&pointee.lock, .pool)
      defer { unlock(&pointee.lock, .pool) }
      return UInt(bitPattern: pointee.spines.allocate())
    }
    guard let spine = pointee.space.allocate(SpanSet.spineBytes(entries), .other) else {
      fatal("runtime: out of memory: cannot allocate metadata")
    }
    return UInt(bitPattern: spine)
  }

  /// Takes back a spine. One that was grown stays the heap's until that is destroyed: each is half
  /// as long as its successor, so this is at most as much again.
  func freeSpine(_ spine: UInt, entries: UInt) {
    guard entries == SpanSet.firstCapacity else { return }
    lock(&pointee.lock, .pool)
    pointee.spines.free(UnsafeMutableRawPointer(bitPattern: spine).unsafelyUnwrapped)
    unlock(&pointee.lock, .pool)
  }
}

/// See the top of the file. Lives in raw memory that is zero at first, which is an empty set; 64
/// bytes, so that two sets never share a cache line.
struct SpanSet {
  /// head << 32 | tail, both counts of cells. Atomic.
  var ends: UInt64 = 0
  /// Address of the spine: addresses of blocks. Atomic; replaced under the lock.
  var spine: UInt = 0
  /// Blocks that the spine names. Atomic; rises under the lock.
  var blockCount: UInt = 0
  /// Entries of the spine. Under the lock.
  var capacity: UInt = 0
  /// Spines that were outgrown, each linked through its first word; a reader may still hold one,
  /// so they wait for `reset`. Under the lock.
  var outgrown: UInt = 0
  var lock: UInt32 = 0
  private var padding = (UInt64(0), UInt64(0))

  /// Entries of a set's first spine: 62 blocks are 7936 spans, 62 MiB of one class. Doubled when it
  /// is full.
  static let firstCapacity: UInt = 62

  /// Bytes of a spine of `entries`: a link and the number of entries come first.
  static func spineBytes(_ entries: UInt) -> UInt { (entries &+ 2) &* 8 }

  @inline(__always)
  static func split(_ ends: UInt64) -> (head: UInt, tail: UInt) {
    (UInt(truncatingIfNeeded: ends &>> 32), UInt(truncatingIfNeeded: ends & 0xFFFF_FFFF))
  }
}

typealias SpanSetPointer = UnsafeMutablePointer<SpanSet>

/// The shape of a block: a counter, then the cells.
enum SpanSetBlock {
  /// Cells of a block: more waste memory in sets of a few spans, fewer lengthen the spine.
  static let cells: UInt = 128
  /// Bytes before the first cell.
  static let header: UInt = 16
  /// Bytes of a block.
  static let bytes: UInt = header + cells * 8

  @inline(__always)
  static func cell(_ block: UInt, _ index: UInt) -> UnsafeMutablePointer<UInt> {
    UnsafeMutablePointer(bitPattern: block &+ header &+ index &<< 3).unsafelyUnwrapped
  }

  /// Cells of the block that were popped.
  @inline(__always)
  static func popped(_ block: UInt) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutablePointer(bitPattern: block).unsafelyUnwrapped
  }
}

/// Spans that were taken out of a set together.
struct SpanBatch {
  /// More: fewer meetings at the sets' words; fewer: who waits for one of them waits less.
  static let capacity = 16

  /// How many there are.
  var count = 0
  /// Their addresses.
  var spans = InlineArray<16, UInt>(repeating: 0)

  /// One of them: a batch holds addresses of descriptors, which stay mapped.
  @inline(__always)
  func span(_ place: Int) -> SpanPointer {
    SpanPointer(bitPattern: spans[place]).unsafelyUnwrapped
  }

  /// Adds one. The batch is not full.
  @inline(__always)
  mutating func append(_ span: SpanPointer) {
    spans[count] = UInt(bitPattern: span)
    count += 1
  }
}

extension UnsafeMutablePointer where Pointee == SpanSet {
  /// Spans in the set; exact only while nobody pushes or pops.
  var count: Int {
    let (head, tail) = SpanSet.split(tc_u64_load(endsWord))
    return tail > head ? Int(tail &- head) : 0
  }

  /// Adds `span`. Any thread. Cost: one atomic addition, and once in 128 times a block.
  /// - Returns: whether it is the first one since the set was reset.
  @discardableResult
  func push(_ span: SpanPointer, _ storage: SpanSetStoragePointer) -> Bool {
    let cell = UInt(truncatingIfNeeded: tc_u64_add(endsWord, 1) & 0xFFFF_FFFF)
    put(UInt(bitPattern: span), cell, storage)
    return cell == 0
  }

  /// Adds those of the batch in `places`. Any thread. Cost: one atomic addition, and once in 128
  /// spans a block.
  /// - Returns: whether the first of them is the first one since the set was reset.
  func push(
    _ batch: borrowing SpanBatch, _ places: Range<Int>, _ storage: SpanSetStoragePointer
  ) -> Bool {
    let before = tc_u64_add(endsWord, UInt64(places.count))
    let first = UInt(truncatingIfNeeded: before & 0xFFFF_FFFF)
    var cell = first
    for place in places {
      put(batch.spans[place], cell, storage)
      cell &+= 1
    }
    return first == 0
  }

  /// Writes to a cell that is the caller's.
  @inline(__always)
  private func put(_ address: UInt, _ cell: UInt, _ storage: SpanSetStoragePointer) {
    let row = cell / SpanSetBlock.cells
    if row >= tc_word_load_acquire(blockCountWord) { addBlocks(through: row, storage) }
    let block = tc_word_load_acquire(spineEntry(row))
    tc_word_store_release(SpanSetBlock.cell(block, cell % SpanSetBlock.cells), address)
  }

  /// Takes a span out, nil if there is none. Any thread. Cost: one compare-and-swap; the
  /// descriptor that comes after the next is asked near.
  func pop(_ storage: SpanSetStoragePointer) -> SpanPointer? {
    var ends = tc_u64_load_acquire(endsWord)
    var head: UInt
    repeat {
      let (first, tail) = SpanSet.split(ends)
      // A push that has counted its cell may not have made the block yet: not there for us.
      if first >= tail || first / SpanSetBlock.cells >= tc_word_load_acquire(blockCountWord) {
        return nil
      }
      head = first
      if tc_u64_cas(endsWord, ends, ends &+ (1 &<< 32)) { break }
      ends = tc_u64_load_acquire(endsWord)
    } while true
    let row = head / SpanSetBlock.cells
    let block = tc_word_load_acquire(spineEntry(row))
    let index = head % SpanSetBlock.cells
    let address = takeCell(SpanSetBlock.cell(block, index))
    if index &+ 2 < SpanSetBlock.cells {
      let ahead = tc_word_load(SpanSetBlock.cell(block, index &+ 2))
      tc_prefetch_write(UnsafeRawPointer(bitPattern: ahead))
    }
    notePopped(1, of: block, storage)
    return SpanPointer(bitPattern: address)
  }

  /// Takes out the first spans, as many as one block has left or `most`, which is at most what a
  /// batch holds; none if there is none. Any thread. Cost: one compare-and-swap and one addition
  /// for all.
  func pop(into batch: inout SpanBatch, most: Int, _ storage: SpanSetStoragePointer) {
    batch.count = 0
    var ends = tc_u64_load_acquire(endsWord)
    var head: UInt
    var taken: UInt
    repeat {
      let (first, tail) = SpanSet.split(ends)
      // As in `pop`.
      if first >= tail || first / SpanSetBlock.cells >= tc_word_load_acquire(blockCountWord) {
        return
      }
      head = first
      let left = SpanSetBlock.cells &- first % SpanSetBlock.cells
      taken = min(tail &- first, left, UInt(most))
      if tc_u64_cas(endsWord, ends, ends &+ UInt64(taken) &<< 32) { break }
      ends = tc_u64_load_acquire(endsWord)
    } while true
    let block = tc_word_load_acquire(spineEntry(head / SpanSetBlock.cells))
    for place in 0..<Int(taken) {
      let cell = SpanSetBlock.cell(block, head % SpanSetBlock.cells &+ UInt(place))
      let address = takeCell(cell)
      // The descriptor's first part, and its marks.
      tc_prefetch_write(UnsafeRawPointer(bitPattern: address))
      tc_prefetch_write(UnsafeRawPointer(bitPattern: address &+ 64))
      tc_prefetch_write(UnsafeRawPointer(bitPattern: address &+ 128))
      batch.spans[place] = address
    }
    batch.count = Int(taken)
    notePopped(taken, of: block, storage)
  }

  /// Makes an empty set start anew: cells are counted from 0, nothing but the spine is kept. No
  /// other thread may be in the set.
  func reset(_ storage: SpanSetStoragePointer) {
    let (head, tail) = SpanSet.split(pointee.ends)
    invariant(head >= tail, "a span set is reset while it holds spans")
    freeBlocks(from: head / SpanSetBlock.cells, storage)
    freeOutgrown(storage)
    pointee.ends = 0
    pointee.blockCount = 0
  }

  /// Calls `body` with every span in the set. Nobody may push or pop meanwhile.
  func forEach(_ body: (SpanPointer) -> Void) {
    var (head, tail) = SpanSet.split(pointee.ends)
    while head < tail {
      let block = spineEntry(head / SpanSetBlock.cells).pointee
      let address = SpanSetBlock.cell(block, head % SpanSetBlock.cells).pointee
      if let span = SpanPointer(bitPattern: address) { body(span) }
      head &+= 1
    }
  }

  /// What a cell that is the caller's holds, as soon as its pusher has written it.
  @inline(__always)
  private func takeCell(_ cell: UnsafeMutablePointer<UInt>) -> UInt {
    var address = tc_word_load_acquire(cell)
    while address == 0 {
      tc_cpu_pause()
      address = tc_word_load_acquire(cell)
    }
    tc_word_store(cell, 0)
    return address
  }

  /// Counts cells that were popped; with the last of them, nobody can come to this block any more.
  @inline(__always)
  private func notePopped(_ cells: UInt, of block: UInt, _ storage: SpanSetStoragePointer) {
    let before = tc_u32_add(SpanSetBlock.popped(block), UInt32(truncatingIfNeeded: cells))
    guard UInt(before) &+ cells == SpanSetBlock.cells else { return }
    tc_u32_store(SpanSetBlock.popped(block), 0)
    storage.freeBlock(block)
  }

  /// Makes the spine name blocks up to `row`.
  private func addBlocks(through row: UInt, _ storage: SpanSetStoragePointer) {
    lock(&pointee.lock, .spanSet)
    while pointee.blockCount <= row {
      if pointee.blockCount == pointee.capacity { growSpine(storage) }
      spineEntry(pointee.blockCount).pointee = storage.allocateBlock()
      tc_word_store_release(blockCountWord, pointee.blockCount &+ 1)
    }
    unlock(&pointee.lock, .spanSet)
  }

  private func growSpine(_ storage: SpanSetStoragePointer) {
    let old = pointee.spine
    let capacity = max(SpanSet.firstCapacity, pointee.capacity &* 2)
    let new = storage.allocateSpine(entries: capacity)
    if let from = UnsafeMutablePointer<UInt>(bitPattern: old) {
      let to = UnsafeMutablePointer<UInt>(bitPattern: new).unsafelyUnwrapped
      for index in 0..<Int(pointee.capacity) { to[index + 2] = from[index + 2] }
      from[0] = pointee.outgrown
      from[1] = pointee.capacity
      pointee.outgrown = old
    }
    tc_word_store_release(spineWord, new)
    pointee.capacity = capacity
  }

  /// Frees the blocks from `row` on; those before it were freed when their last cell was popped
  /// (their entries may still name them).
  private func freeBlocks(from row: UInt, _ storage: SpanSetStoragePointer) {
    var row = row
    while row < pointee.blockCount {
      let block = spineEntry(row).pointee
      SpanSetBlock.popped(block).pointee = 0
      storage.freeBlock(block)
      row &+= 1
    }
  }

  private func freeOutgrown(_ storage: SpanSetStoragePointer) {
    while let spine = UnsafeMutablePointer<UInt>(bitPattern: pointee.outgrown) {
      pointee.outgrown = spine[0]
      storage.freeSpine(UInt(bitPattern: spine), entries: spine[1])
    }
  }

  // Addresses of the atomic fields; the set lies in raw memory, so they stay where they are.

  @inline(__always)
  private var endsWord: UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt64.self)
  }

  @inline(__always)
  private var spineWord: UnsafeMutablePointer<UInt> {
    (UnsafeMutableRawPointer(self) + 8).assumingMemoryBound(to: UInt.self)
  }

  @inline(__always)
  private var blockCountWord: UnsafeMutablePointer<UInt> {
    (UnsafeMutableRawPointer(self) + 16).assumingMemoryBound(to: UInt.self)
  }

  @inline(__always)
  private func spineEntry(_ row: UInt) -> UnsafeMutablePointer<UInt> {
    let spine = tc_word_load_acquire(spineWord)
    return UnsafeMutablePointer<UInt>(bitPattern: spine &+ (row &+ 2) &<< 3).unsafelyUnwrapped
  }
}
