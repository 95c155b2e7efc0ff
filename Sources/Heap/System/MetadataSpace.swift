// Where metadata comes from, off-heap: chunks of memory that stay the heap's until it is destroyed.
// Records of one size have pools of their own (FixedPool).
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

  /// Bytes at a chunk's beginning: next, length, and what a pool notes of its slab (FixedPool).
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

  /// A slab for a pool: a chunk at a multiple of its length, whose header after the first two words
  /// is the pool's; nil when refused. All zero.
  func allocateSlab(_ length: Bytes, _ use: MemoryUse) -> Address? {
    lock(&pointee.lock, .metadata)
    defer { unlock(&pointee.lock, .metadata) }
    guard let at = pointee.system.map(length, alignedTo: length) else { return nil }
    remember(at, length)
    pointee.accounting.map(Int(length), use)
    return at
  }

  /// Maps a chunk and remembers it; the lock is held.
  private func addChunk(_ length: Bytes) -> Address? {
    guard let at = pointee.system.map(length) else { return nil }
    remember(at, length)
    return at
  }

  private func remember(_ chunk: Address, _ length: Bytes) {
    // Not 0: the system has mapped it.
    let words = UnsafeMutablePointer<UInt>(bitPattern: chunk).unsafelyUnwrapped
    words[0] = pointee.chunks
    words[1] = length
    pointee.chunks = chunk
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
