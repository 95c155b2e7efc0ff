// Metadata of one size, off-heap: records from 16 KiB chunks, a free list through dead ones. Chunks
// go back to the system only when the heap is destroyed (MetadataSpace), so a record's address
// stays readable for good: concurrent readers may look at a dead one, never at unmapped memory.
//
// A pool has no lock: its owner guards it.
import CTricolor

/// Where the pools of one heap get their chunks, and what gives them back at the end. Lives in raw
/// memory that never moves.
struct MetadataSpace {
  /// Guards the fields below.
  var lock: UInt32 = 0
  /// The first chunk; each begins with the address of the next and its own length.
  var chunks: Address = 0
  /// What is left of the chunk that small requests share.
  var fresh: Address = 0
  var freshEnd: Address = 0
  var system: SystemMemoryPointer
  var accounting: AccountingPointer

  init(system: SystemMemoryPointer, accounting: AccountingPointer) {
    self.system = system
    self.accounting = accounting
  }

  /// Bytes at a chunk's beginning: next, length, and up to a cache line.
  static let header: Bytes = 64
  /// Bytes of the chunks that small requests share.
  static let shared: Bytes = 65536
  /// Bytes from which on a request has a chunk of its own.
  static let large: Bytes = 8192
}

typealias MetadataSpacePointer = UnsafeMutablePointer<MetadataSpace>

extension UnsafeMutablePointer where Pointee == MetadataSpace {
  /// `bytes` of zeroed memory for good (until the heap is destroyed), at a multiple of 64; nil when
  /// refused.
  func allocate(_ bytes: Bytes, _ use: MemoryUse) -> UnsafeMutableRawPointer? {
    lock(&pointee.lock, .metadata)
    defer { unlock(&pointee.lock, .metadata) }
    if bytes >= MetadataSpace.large {
      let length = (bytes &+ MetadataSpace.header).roundedUp(to: tc_os_page_size())
      guard length > bytes, let at = addChunk(length) else { return nil }
      pointee.accounting.map(Int(length), use)
      return UnsafeMutableRawPointer(bitPattern: at &+ MetadataSpace.header)
    }
    let needed = bytes.roundedUp(to: 64)
    if pointee.freshEnd &- pointee.fresh < needed {
      guard let at = addChunk(MetadataSpace.shared) else { return nil }
      // What nobody has asked for yet is nobody's in particular.
      pointee.accounting.map(Int(MetadataSpace.shared), .other)
      pointee.fresh = at &+ MetadataSpace.header
      pointee.freshEnd = at &+ MetadataSpace.shared
    }
    let at = pointee.fresh
    pointee.fresh = at &+ needed
    pointee.accounting.map(-Int(needed), .other)
    pointee.accounting.map(Int(needed), use)
    return UnsafeMutableRawPointer(bitPattern: at)
  }

  /// Maps a chunk and remembers it; the lock is held.
  private func addChunk(_ length: Bytes) -> Address? {
    guard let at = pointee.system.map(length) else { return nil }
    let words = UnsafeMutablePointer<UInt>(bitPattern: at).unsafelyUnwrapped  // map never gives 0
    words[0] = pointee.chunks
    words[1] = length
    pointee.chunks = at
    return at
  }

  /// Calls `body` with every chunk.
  func forEachChunk(_ body: (Address, Bytes) -> Void) {
    tc_lock(&pointee.lock)
    var chunk = pointee.chunks
    tc_unlock(&pointee.lock)
    while let words = UnsafePointer<UInt>(bitPattern: chunk) {
      body(chunk, words[1])
      chunk = words[0]
    }
  }

  /// Gives every chunk back. Nothing that was allocated here may be touched afterwards.
  func destroy() {
    var chunk = pointee.chunks
    pointee.chunks = 0
    while let words = UnsafeMutablePointer<UInt>(bitPattern: chunk) {
      let next = words[0]
      pointee.system.unmap(chunk, words[1])
      chunk = next
    }
  }
}

/// A pool of records of one size. See the top of the file.
struct FixedPool {
  /// Bytes of a record: a multiple of 8, at least 8.
  let size: Bytes
  let use: MemoryUse
  let space: MetadataSpacePointer
  /// The first dead record; its first word leads to the next.
  private var dead: Address = 0
  /// The part of the newest chunk that was never used.
  private var fresh: Address = 0
  private var freshEnd: Address = 0

  /// Bytes that a pool takes from the system at once: fewer mean more calls, more waste in pools
  /// of few records.
  static let chunk: Bytes = 65536

  init(size: Bytes, use: MemoryUse, space: MetadataSpacePointer) {
    self.size = size.roundedUp(to: 8)
    self.use = use
    self.space = space
  }

  /// A record: zeroed when its memory is fresh, else as its last user left it but for the first
  /// word, which is zero. nil when the system refuses.
  mutating func tryAllocate() -> UnsafeMutableRawPointer? {
    if let record = UnsafeMutablePointer<UInt>(bitPattern: dead) {
      dead = record[0]
      record[0] = 0
      space.pointee.accounting.use(Int(size), use)
      return UnsafeMutableRawPointer(record)
    }
    if fresh &+ size > freshEnd {
      let bytes = max(Self.chunk, size &+ MetadataSpace.header) &- MetadataSpace.header
      guard let chunk = space.allocate(bytes, use) else { return nil }
      fresh = UInt(bitPattern: chunk)
      freshEnd = fresh &+ bytes
    }
    let record = UnsafeMutableRawPointer(bitPattern: fresh)
    fresh &+= size
    space.pointee.accounting.use(Int(size), use)
    return record
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
    record.storeBytes(of: dead, as: UInt.self)
    dead = UInt(bitPattern: record)
    space.pointee.accounting.use(-Int(size), use)
  }
}
