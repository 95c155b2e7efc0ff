// Growing: more pages from the system, 4 MiB at least, out of reservations of whole arenas that are
// adjacent as long as the system allows it.
import CTricolor

extension UnsafeMutablePointer where Pointee == PageHeap {
  /// Where the heap's first arena should lie: low and recognisable in a dump, as Go's, and 64 GiB
  /// from those of other heaps, so that each can grow in one piece. A heap may outgrow that.
  private var firstHint: Address {
    0xc0_0000_0000 &+ (Address(tc_next_region()) & 0xff) &<< 36
  }

  /// Grows by at least `count` pages. The lock is held. Returns the bytes; 0 when the system, or
  /// the heap's own bound, refuses.
  func growLocked(_ count: PageCount) -> Bytes {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: Page.size)
    guard !overflow, bytes <= 1 &<< (UInt(TC_ADDRESS_BITS) &- 1) else { return 0 }
    let asked = bytes.roundedUp(to: Chunk.size)
    if pointee.mostBytes > 0
      && tc_u64_load(&pointee.mapped) &+ UInt64(asked) > UInt64(pointee.mostBytes)
    {
      return 0
    }
    if pointee.region.end &- pointee.region.base < asked && !reserve(asked) { return 0 }
    return growInto(asked) ? asked : 0
  }

  /// Moves the beginning of the region into the page allocator. False when the system refuses; then
  /// it stays in the region.
  private func growInto(_ bytes: Bytes) -> Bool {
    let base = pointee.region.base
    guard pointee.system.commit(base, bytes), pointee.pages.grow(base, bytes) else { return false }
    pointee.region.base = base &+ bytes
    note(&pointee.mapped, Int(bytes))
    note(&pointee.released, Int(bytes))
    if pointee.forbidsHuge {
      pointee.system.adviseSmall(base, bytes)
    } else if tc_u64_load(&pointee.mapped) > UInt64(pointee.hugeFrom) {
      pointee.system.adviseHuge(base, bytes)
    }
    return true
  }

  /// Reserves arenas for `bytes` more. What is left of an old region that the new one does not
  /// continue is grown into, so that it is not lost.
  private func reserve(_ bytes: Bytes) -> Bool {
    let length = bytes.roundedUp(to: Arena.size)
    let hint = pointee.region.end == 0 ? firstHint : pointee.region.end
    guard
      let base = pointee.system.reserve(length, alignedTo: Arena.size, near: hint)
    else { return false }
    guard base &+ length <= 1 &<< UInt(TC_ADDRESS_BITS), describeArenas(base, length) else {
      pointee.system.unmap(base, length)
      return false
    }
    if base == pointee.region.end {
      pointee.region.end = base &+ length
      return true
    }
    let left = pointee.region.end &- pointee.region.base
    if left > 0 { _ = growInto(left) }
    pointee.region = (base, base &+ length)
    return true
  }

  /// Sets up the tables of every arena of a reservation and notes it for the end.
  private func describeArenas(_ base: Address, _ length: Bytes) -> Bool {
    guard
      let memory = pointee.metadata.allocate(
        UInt(MemoryLayout<PageHeap.Reservation>.size), .collector)
    else { return false }
    var arena = base
    while arena < base &+ length {
      guard
        ArenaMap.add(pointee.heap, at: arena, from: base, pointee.arenas, pointee.metadata)
      else {
        forget(base, arena)
        return false
      }
      arena &+= Arena.size
    }
    ArenaMap.publishCards(pointee.heap, base, length)
    memory.initializeMemory(
      as: PageHeap.Reservation.self,
      to: PageHeap.Reservation(next: pointee.reservations, base: base, bytes: length))
    pointee.reservations = UInt(bitPattern: memory)
    return true
  }

  /// Takes the arenas of a reservation that failed half-way out of the index again.
  private func forget(_ base: Address, _ end: Address) {
    var arena = end
    while arena > base {
      arena &-= Arena.size
      ArenaMap.remove(pointee.heap, at: arena)
    }
  }
}
