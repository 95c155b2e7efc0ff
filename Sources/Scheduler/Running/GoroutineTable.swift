// Where the records of goroutines lie: slabs that are made when no free record is left, and never
// given back while the scheduler lives.
import CGoRuntime
import CTricolor

/// All records, and those that are free. Guarded by the scheduler's `tableLock`, but for `made`.
struct GoroutineTable {
  /// Addresses of slabs; the memory behind entries that were never written costs nothing.
  var slabs: UnsafeMutablePointer<UInt>
  /// How many records there are. Atomic.
  var made: UInt32 = 0
  /// Dead records that no processor keeps.
  var free: GoroutinePointer?

  /// Records in a slab: 14 KiB.
  static let perSlab: UInt32 = 32
  /// Slabs at most: 2^27 goroutines.
  static let mostSlabs = 1 << 22
  /// Bytes of the table of slabs: address space.
  static let bytes = UInt(mostSlabs * 8)

  /// nil when address space is refused.
  static func make() -> GoroutineTable? {
    let at = tc_os_map(0, bytes, Int32(TC_ACCESS_WRITE))
    guard let slabs = UnsafeMutablePointer<UInt>(bitPattern: at) else { return nil }
    return GoroutineTable(slabs: slabs)
  }

  func destroy() { _ = tc_os_unmap(UInt(bitPattern: slabs), Self.bytes) }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Record `index` of those that were made.
  @inline(__always)
  func goroutine(_ index: UInt32) -> GoroutinePointer {
    let slab = tc_word_load_acquire(
      pointee.table.slabs + Int(index / GoroutineTable.perSlab))
    // Invariant: `index` is below a count that was read after the slab was stored.
    return GoroutinePointer(bitPattern: slab).unsafelyUnwrapped
      + Int(index % GoroutineTable.perSlab)
  }

  /// How many records there are.
  var goroutineRecords: UInt32 { tc_u32_load_acquire(&pointee.table.made) }

  /// A dead record.
  func takeRecord(_ processor: ProcessorPointer?) -> GoroutinePointer {
    if let processor, let record = processor.pointee.freeGoroutines {
      processor.pointee.freeGoroutines = record.pointee.next
      processor.pointee.freeCount -= 1
      return record
    }
    tc_lock(&pointee.tableLock)
    if pointee.table.free == nil { makeSlab() }
    // Invariant: there is one, or making slabs has ended the process.
    let record = pointee.table.free.unsafelyUnwrapped
    pointee.table.free = record.pointee.next
    if let processor {
      while processor.pointee.freeCount < GoroutineTable.perSlab / 2, let more = pointee.table.free
      {
        pointee.table.free = more.pointee.next
        more.pointee.next = processor.pointee.freeGoroutines
        processor.pointee.freeGoroutines = more
        processor.pointee.freeCount += 1
      }
    }
    tc_unlock(&pointee.tableLock)
    return record
  }

  /// Takes a record back.
  func giveRecord(_ record: GoroutinePointer, _ processor: ProcessorPointer) {
    record.pointee.next = processor.pointee.freeGoroutines
    processor.pointee.freeGoroutines = record
    processor.pointee.freeCount += 1
    guard processor.pointee.freeCount >= 2 * GoroutineTable.perSlab else { return }
    tc_lock(&pointee.tableLock)
    while processor.pointee.freeCount > GoroutineTable.perSlab,
      let spare = processor.pointee.freeGoroutines
    {
      processor.pointee.freeGoroutines = spare.pointee.next
      processor.pointee.freeCount -= 1
      spare.pointee.next = pointee.table.free
      pointee.table.free = spare
    }
    tc_unlock(&pointee.tableLock)
  }

  /// Makes free records. `tableLock` held.
  private func makeSlab() {
    let made = pointee.table.made
    let slab = Int(made / GoroutineTable.perSlab)
    let bytes = UInt(MemoryLayout<Goroutine>.stride) * UInt(GoroutineTable.perSlab)
    guard slab < GoroutineTable.mostSlabs, let memory = tc_metadata_allocate(pointee.heap, bytes)
    else { outOfMetadata() }
    let first = memory.assumingMemoryBound(to: Goroutine.self)
    for place in 0..<Int(GoroutineTable.perSlab) {
      (first + place).initialize(to: Goroutine())
      first[place].index = made + UInt32(place)
      first[place].g.scheduler = UnsafeMutableRawPointer(self)
      first[place].g.program = pointee.program
      first[place].next = pointee.table.free
      pointee.table.free = first + place
    }
    tc_word_store_release(pointee.table.slabs + slab, UInt(bitPattern: memory))
    tc_u32_store_release(&pointee.table.made, made + GoroutineTable.perSlab)
  }
}
