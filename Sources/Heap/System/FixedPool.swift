// Metadata of one size, off-heap: records in slabs of 64 KiB, each with a bit for every dead one. A
// record's address stays readable as long as the heap lives: concurrent readers may look at a dead
// one, never at unmapped memory.
//
// Bits and no list through the dead records: those that another processor has used last would be
// waited for one after the other, only to learn which comes next.
//
// A slab of which all records are dead can give its memory back, but for the page with its header:
// its records then read as zero. So may the descriptors of a heap that was large once
// (PageHeap+Descriptors); pools of which nobody asks it keep what they have.
//
//   in use    some records are live. `open` links those that have others to give
//   empty     all records are dead
//   released  empty, and its memory was given back
//
// A pool has no lock: its owner guards it.
import CTricolor

/// What a pool notes of a slab, in the header of the chunk that it is.
private struct Slab {
  /// The space's own (MetadataSpace).
  var chunk: (Address, Bytes)
  /// Links of the list that holds it, if one does: `next` in all, `previous` among the open ones.
  var next: Address
  var previous: Address
  /// Where the part begins that was not handed out since the slab was empty; 0: at its beginning.
  var fresh: UInt32
  /// Live records.
  var live: UInt32
  /// Dead records, and a word of their bits below which none has one.
  var dead: UInt32
  var lowest: UInt32
}

private typealias SlabPointer = UnsafeMutablePointer<Slab>

extension UnsafeMutablePointer where Pointee == Slab {
  /// The bits of the dead records, by the units of the slab that they begin at: behind the header.
  var deadBits: UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(self).advanced(by: Int(MetadataSpace.header))
      .assumingMemoryBound(to: UInt64.self)
  }
}

/// A pool of records of one size. See the top of the file.
struct FixedPool {
  /// Bytes of a record: a multiple of 8, at least 8.
  let size: Bytes
  let use: MemoryUse
  let space: MetadataSpacePointer
  /// Records of a slab.
  private let capacity: UInt32
  /// The binary logarithm of a unit's bytes: records begin at whole units.
  private let unitShift: UInt32
  /// Heads of the lists of slabs; 0: none.
  private var open: Address = 0
  private var empty: Address = 0
  private var released: Address = 0
  /// How many slabs are in use, and how many empty.
  private(set) var usedSlabs = 0
  private(set) var emptySlabs = 0

  /// Bytes of a slab, a power of two: fewer mean more calls, more waste in pools of few records.
  static let slab: Bytes = 65536

  init(size: Bytes, use: MemoryUse, space: MetadataSpacePointer) {
    self.size = size.roundedUp(to: 8)
    self.use = use
    self.space = space
    unitShift = self.size & 63 == 0 ? 6 : 3
    let head = FixedPool.headBytes(unitShift)
    let records = FixedPool.slab > head ? (FixedPool.slab &- head) / self.size : 0
    capacity = UInt32(truncatingIfNeeded: records)
    invariant(records > 0, "a pool's records do not fit into a slab")
  }

  /// Words of the bits of a slab with such units.
  private static func bitWords(_ unitShift: UInt32) -> UInt {
    (slab &>> UInt(unitShift)) &>> 6
  }

  /// Bytes of a slab in front of its records: less than a page.
  private static func headBytes(_ unitShift: UInt32) -> Bytes {
    MetadataSpace.header &+ 8 &* bitWords(unitShift)
  }

  /// A record: zeroed when its memory is fresh, else as its last user left it but for the first
  /// word, which is zero. nil when the system refuses.
  mutating func tryAllocate() -> UnsafeMutableRawPointer? {
    guard let record = take() else { return nil }
    record.storeBytes(of: 0, as: UInt.self)
    noteLive(1)
    return record
  }

  /// A record that was not looked at: as its last user left it, zero if there was none. nil when
  /// the system refuses. The caller counts it (`noteLive`), for several at once: a locked
  /// instruction behind a store to memory that is not at hand waits for it.
  mutating func take() -> UnsafeMutableRawPointer? {
    guard let slab = SlabPointer(bitPattern: open) ?? openAnother() else { return nil }
    let offset = slab.pointee.dead > 0 ? takeDead(slab) : takeFresh(slab)
    slab.pointee.live &+= 1
    if slab.pointee.live == capacity { close(slab) }
    return UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: slab) &+ offset)
  }

  /// Counts records that were taken or, negative, put back.
  func noteLive(_ records: Int) { space.pointee.accounting.use(records * Int(size), use) }

  /// The offset of a dead record of the slab, which has one. The record itself is not looked at.
  private func takeDead(_ slab: SlabPointer) -> UInt {
    let bits = slab.deadBits
    var word = Int(slab.pointee.lowest)
    while bits[word] == 0 { word += 1 }
    let unit = UInt(word) &* 64 &+ BitScan.first(bits[word])
    bits[word] &= bits[word] &- 1
    slab.pointee.dead &-= 1
    slab.pointee.lowest = UInt32(truncatingIfNeeded: word)
    return unit &<< UInt(unitShift)
  }

  /// The offset of a record of the slab that was not handed out yet.
  private func takeFresh(_ slab: SlabPointer) -> UInt {
    let offset = max(UInt(slab.pointee.fresh), FixedPool.headBytes(unitShift))
    slab.pointee.fresh = UInt32(truncatingIfNeeded: offset &+ size)
    return offset
  }

  /// A record, as `tryAllocate`. Refused memory for metadata is fatal, as in Go.
  mutating func allocate() -> UnsafeMutableRawPointer {
    guard let record = tryAllocate() else {
      fatal("runtime: out of memory: cannot allocate metadata")
    }
    return record
  }

  /// Takes a record back.
  mutating func free(_ record: UnsafeMutableRawPointer) {
    putBack(record)
    noteLive(-1)
  }

  /// Takes a record back that the caller counts.
  mutating func putBack(_ record: UnsafeMutableRawPointer) {
    let address = UInt(bitPattern: record)
    let slab = SlabPointer(bitPattern: address & ~(FixedPool.slab &- 1)).unsafelyUnwrapped
    invariant(slab.pointee.live > 0, "a record is freed twice")
    if slab.pointee.live == capacity { reopen(slab) }
    let unit = (address & (FixedPool.slab &- 1)) &>> UInt(unitShift)
    let word = UInt32(truncatingIfNeeded: unit &>> 6)
    slab.deadBits[Int(word)] |= 1 &<< UInt64(unit & 63)
    slab.pointee.lowest = min(slab.pointee.lowest, word)
    slab.pointee.dead &+= 1
    slab.pointee.live &-= 1
    if slab.pointee.live == 0 { retire(slab) }
  }

  // MARK: Giving memory back

  /// Bytes of a slab that can be given back: all but the page with its header.
  private static var releasable: Bytes { slab &- tc_os_page_size() }

  /// Takes an empty slab out, for its memory to be given back without the owner's lock; nil if
  /// there is none, or a page is as large as a slab. To be followed by `put`.
  /// - Returns: the range to release.
  mutating func takeEmpty() -> (base: Address, bytes: Bytes)? {
    guard let slab = SlabPointer(bitPattern: empty), tc_os_page_size() < FixedPool.slab else {
      return nil
    }
    empty = slab.pointee.next
    emptySlabs -= 1
    return (UInt(bitPattern: slab) &+ tc_os_page_size(), FixedPool.releasable)
  }

  /// Puts a slab back that `takeEmpty` gave.
  mutating func put(_ range: (base: Address, bytes: Bytes), isReleased: Bool) {
    let slab = SlabPointer(bitPattern: range.base &- tc_os_page_size()).unsafelyUnwrapped
    if isReleased {
      space.pointee.accounting.map(-Int(range.bytes), use)
      push(slab, &released)
    } else {
      push(slab, &empty)
      emptySlabs += 1
    }
  }

  // MARK: Slabs

  /// A slab with records to give, when no open one is left: the first of the open ones then.
  @inline(never)
  private mutating func openAnother() -> SlabPointer? {
    let slab: SlabPointer
    if let first = SlabPointer(bitPattern: empty) {
      empty = first.pointee.next
      emptySlabs -= 1
      slab = first
    } else if let first = SlabPointer(bitPattern: released) {
      released = first.pointee.next
      let memory = UInt(bitPattern: first) &+ tc_os_page_size()
      space.pointee.system.reuse(memory, FixedPool.releasable)
      space.pointee.accounting.map(Int(FixedPool.releasable), use)
      slab = first
    } else {
      guard let new = SlabPointer(bitPattern: space.allocateSlab(FixedPool.slab, use) ?? 0) else {
        return nil
      }
      slab = new
    }
    usedSlabs += 1
    reopen(slab)
    return slab
  }

  private func push(_ slab: SlabPointer, _ list: inout Address) {
    slab.pointee.next = list
    list = UInt(bitPattern: slab)
  }

  /// Adds a slab to the open ones.
  private mutating func reopen(_ slab: SlabPointer) {
    SlabPointer(bitPattern: open)?.pointee.previous = UInt(bitPattern: slab)
    slab.pointee.previous = 0
    push(slab, &open)
  }

  /// Takes a slab off the open ones.
  private mutating func close(_ slab: SlabPointer) {
    SlabPointer(bitPattern: slab.pointee.next)?.pointee.previous = slab.pointee.previous
    if let before = SlabPointer(bitPattern: slab.pointee.previous) {
      before.pointee.next = slab.pointee.next
    } else {
      open = slab.pointee.next
    }
  }

  /// The last record of a slab is dead.
  private mutating func retire(_ slab: SlabPointer) {
    close(slab)
    for word in 0..<Int(FixedPool.bitWords(unitShift)) { slab.deadBits[word] = 0 }
    slab.pointee.dead = 0
    slab.pointee.lowest = 0
    slab.pointee.fresh = 0
    usedSlabs -= 1
    emptySlabs += 1
    push(slab, &empty)
  }
}
