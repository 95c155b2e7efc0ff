// A table over the whole address space of which a few pages are ever written: all of it may be read
// at any time, as zero where nothing was written, and costs memory only where it is written.
//
// It is mapped readable, not writable: the system then charges nobody for it even when it refuses
// to overcommit; and without huge pages, of which one entry would take 2 MiB.
import CTricolor

/// A sparse table. Reading is a plain load; `commit` precedes the first write to a place and is
/// under its owner's lock.
struct SparseTable {
  /// Address of the first byte.
  let base: Address
  private let bytes: Bytes
  /// One bit a page of the system: whether it may be written. Behind the table, in one mapping.
  private let writable: UnsafeMutablePointer<UInt64>
  private let bitmapBytes: Bytes
  private let page: Bytes
  private let use: MemoryUse
  private let system: SystemMemoryPointer
  private let accounting: AccountingPointer

  /// A table of `bytes`; nil when the system refuses.
  init?(
    _ bytes: Bytes, _ use: MemoryUse, _ system: SystemMemoryPointer,
    _ accounting: AccountingPointer
  ) {
    let page = tc_os_page_size()
    let tableBytes = bytes.roundedUp(to: page)
    let bitmapBytes = (tableBytes / page / 8 &+ 8).roundedUp(to: page)
    guard let base = system.reserveReadable(tableBytes &+ bitmapBytes) else { return nil }
    guard system.commit(base &+ tableBytes, bitmapBytes) else {
      system.unmap(base, tableBytes &+ bitmapBytes)
      return nil
    }
    accounting.map(Int(bitmapBytes), use)
    self.base = base
    self.bytes = tableBytes
    self.bitmapBytes = bitmapBytes
    self.page = page
    self.use = use
    self.system = system
    self.accounting = accounting
    // Inside the mapping.
    writable = UnsafeMutablePointer(bitPattern: base &+ tableBytes).unsafelyUnwrapped
  }

  /// All of its address space, the bits included.
  var range: (base: Address, bytes: Bytes) { (base, bytes &+ bitmapBytes) }

  /// Makes `count` bytes from `offset` on writable. False when the system refuses; what was
  /// writable stays so. No system call where it is already.
  func commit(offset: UInt, count: Bytes) -> Bool {
    invariant(count > 0 && offset &+ count <= bytes, "a sparse table is too short")
    var first = offset / page
    let end = (offset &+ count &+ page &- 1) / page
    while first < end {
      if isWritable(first) {
        first &+= 1
        continue
      }
      var stop = first &+ 1
      while stop < end && !isWritable(stop) { stop &+= 1 }
      let length = (stop &- first) &* page
      guard system.commit(base &+ first &* page, length) else { return false }
      accounting.map(Int(length), use)
      while first < stop {
        writable[Int(first >> 6)] |= 1 &<< UInt64(first & 63)
        first &+= 1
      }
    }
    return true
  }

  private func isWritable(_ number: UInt) -> Bool {
    writable[Int(number >> 6)] &>> UInt64(number & 63) & 1 != 0
  }

  /// Gives the table back.
  func destroy() { system.unmap(base, bytes &+ bitmapBytes) }
}
