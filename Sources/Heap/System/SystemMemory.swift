// The heap's only way to the system's memory: reserve, commit, release, give back. Sizes are in
// bytes and multiples of the system's page.
//
// A test can make the n-th call from now on fail, to see that a refusal leaves everything whole.
import CTricolor

/// One heap's dealings with the system. Lives in raw memory; calls are thread-safe.
struct SystemMemory {
  /// Calls until one is refused on purpose; negative: none. Atomic.
  var callsUntilRefusal: Int64 = -1
  /// Refuse every call from then on, not only one.
  var keepsRefusing = false
  /// Released memory is made inaccessible too, and accessible again when it is reused.
  var hardDecommit = false
  /// Not 0: pages were once released lazily, and may still hold what they held. Atomic.
  var releasedLazily: UInt32 = 0
  /// How often pages were moved. Each time may leave four mappings more, and Linux gives a process
  /// 65,530 of them, of which threads and files need some too. Atomic.
  var moves: UInt32 = 0
  static let mostMoves: UInt32 = 8192
  /// Bytes of address space reserved and not given back. Atomic.
  var reserved: UInt64 = 0
}

/// What came of moving pages.
enum PageMove {
  case moved
  /// The range lies in more than one of the kernel's mappings: smaller ones may succeed.
  case severalMappings
  /// An old kernel, or moved too often already.
  case refused
}

typealias SystemMemoryPointer = UnsafeMutablePointer<SystemMemory>

extension UnsafeMutablePointer where Pointee == SystemMemory {
  /// Whether this call is to be refused on purpose.
  private func isRefused() -> Bool {
    if tc_i64_load(&pointee.callsUntilRefusal) < 0 { return false }
    let before = tc_i64_sub(&pointee.callsUntilRefusal, 1)
    if before == 0 {
      if pointee.keepsRefusing { tc_i64_store(&pointee.callsUntilRefusal, 0) }
      return true
    }
    return before < 0
  }

  /// Address space without memory, near `hint` if that is free; nil when refused.
  func reserve(_ bytes: Bytes, near hint: Address = 0) -> Address? {
    if isRefused() { return nil }
    let at = tc_os_map(hint, bytes, Int32(TC_ACCESS_NONE))
    guard at != 0 else { return nil }
    _ = tc_u64_add(&pointee.reserved, UInt64(bytes))
    return at
  }

  /// Address space that reads as zero and takes no memory, for sparse tables: without huge pages.
  func reserveReadable(_ bytes: Bytes) -> Address? {
    if isRefused() { return nil }
    let at = tc_os_map(0, bytes, Int32(TC_ACCESS_READ))
    guard at != 0 else { return nil }
    // A kernel without huge pages refuses the advice; then there is nothing to fear.
    _ = tc_os_no_huge(at, bytes)
    _ = tc_u64_add(&pointee.reserved, UInt64(bytes))
    return at
  }

  /// As `reserve`, at a multiple of `alignment`, a power of two.
  func reserve(_ bytes: Bytes, alignedTo alignment: Bytes, near hint: Address) -> Address? {
    guard let near = reserve(bytes, near: hint) else { return nil }
    if near & (alignment &- 1) == 0 { return near }
    unmap(near, bytes)
    guard let wide = reserve(bytes &+ alignment) else { return nil }
    return trim(wide, bytes, alignment)
  }

  /// Gives back what lies before and behind the `bytes` at the first multiple of `alignment`, of a
  /// mapping that is longer by one `alignment`: where they begin.
  private func trim(_ wide: Address, _ bytes: Bytes, _ alignment: Bytes) -> Address {
    let start = wide.roundedUp(to: alignment)
    if start > wide { unmap(wide, start &- wide) }
    let tail = wide &+ alignment &- start
    if tail > 0 { unmap(start &+ bytes, tail) }
    return start
  }

  /// Makes reserved pages usable; they read as zero. False when the system refuses.
  func commit(_ at: Address, _ bytes: Bytes) -> Bool {
    !isRefused() && tc_os_protect(at, bytes, Int32(TC_ACCESS_WRITE)) == 0
  }

  /// Reserves and commits at once, zeroed; nil when refused.
  func map(_ bytes: Bytes) -> Address? {
    if isRefused() { return nil }
    let at = tc_os_map(0, bytes, Int32(TC_ACCESS_WRITE))
    guard at != 0 else { return nil }
    _ = tc_u64_add(&pointee.reserved, UInt64(bytes))
    return at
  }

  /// As `map`, at a multiple of `alignment`, a power of two.
  func map(_ bytes: Bytes, alignedTo alignment: Bytes) -> Address? {
    // Often so at once: the system puts one mapping below the other.
    guard let near = map(bytes) else { return nil }
    if near & (alignment &- 1) == 0 { return near }
    unmap(near, bytes)
    guard let wide = map(bytes &+ alignment) else { return nil }
    return trim(wide, bytes, alignment)
  }

  /// Gives address space back for good.
  func unmap(_ at: Address, _ bytes: Bytes) {
    if tc_os_unmap(at, bytes) != 0 {
      corrupt("the system does not take address space back", at, bytes)
    }
    _ = tc_u64_sub(&pointee.reserved, UInt64(bytes))
  }

  /// Gives the memory behind pages back; the addresses stay ours. Lazily: when the system needs
  /// it, and the contents are uncertain until then. False when the system refuses.
  func release(_ at: Address, _ bytes: Bytes, lazily: Bool) -> Bool {
    if isRefused() { return false }
    if lazily { tc_u32_store_release(&pointee.releasedLazily, 1) }
    let isReleased = (lazily ? tc_os_release_lazily(at, bytes) : tc_os_release(at, bytes)) == 0
    if isReleased && pointee.hardDecommit {
      return tc_os_protect(at, bytes, Int32(TC_ACCESS_NONE)) == 0
    }
    return isReleased
  }

  /// Whether released pages read as zero when they are used again.
  @inline(__always)
  var releasedIsZero: Bool {
    tc_os_release_zeroes() && tc_u32_load_acquire(&pointee.releasedLazily) == 0
  }

  /// Moves the memory behind a range of pages to another, whose own is lost; the first then reads
  /// as zero. But for `.moved` nothing has changed.
  func move(_ at: Address, to target: Address, _ bytes: Bytes) -> PageMove {
    if isRefused() || pointee.hardDecommit { return .refused }
    if tc_u32_load(&pointee.moves) >= SystemMemory.mostMoves { return .refused }
    let result = tc_os_move(at, target, bytes)
    if result < 0 { corrupt("the system loses pages that it moves", at, target) }
    guard result == 0 else { return result == EFAULT ? .severalMappings : .refused }
    _ = tc_u32_add(&pointee.moves, 1)
    return .moved
  }

  /// Asks for huge pages where memory is touched from now on. Mere advice: a kernel without them
  /// refuses, and small ones do.
  func adviseHuge(_ at: Address, _ bytes: Bytes) { _ = tc_os_huge(at, bytes) }

  /// Asks for small pages, likewise.
  func adviseSmall(_ at: Address, _ bytes: Bytes) { _ = tc_os_no_huge(at, bytes) }

  /// Released pages are about to be used again.
  func reuse(_ at: Address, _ bytes: Bytes) {
    if pointee.hardDecommit && tc_os_protect(at, bytes, Int32(TC_ACCESS_WRITE)) != 0 {
      fatal("runtime: cannot map pages in arena address space")
    }
    _ = tc_os_reuse(at, bytes)
  }

  /// From the n-th call on (1: the next), one call is refused, or all.
  func refuse(after calls: Int64, keepRefusing: Bool = false) {
    pointee.keepsRefusing = keepRefusing
    tc_i64_store(&pointee.callsUntilRefusal, calls &- 1)
  }

  /// Ends `refuse`.
  func refuseNothing() { tc_i64_store(&pointee.callsUntilRefusal, -1) }
}
