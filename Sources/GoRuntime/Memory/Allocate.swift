// Memory for the language's values: which of the heap's ways is taken for a size and type.
import CGoRuntime
import CTricolor

/// Allocation for Go's values. All memory is zero; refused memory ends the program in the host.
enum Allocate {
  /// `bytes` without pointers.
  @inline(__always)
  static func noscan(_ cache: CachePointer, _ bytes: Int) -> UnsafeMutableRawPointer {
    let size = UInt(bitPattern: bytes)
    let object: UnsafeMutableRawPointer?
    if size &- UInt(TC_TINY_SIZE) <= UInt(TC_MAX_SMALL) &- UInt(TC_TINY_SIZE) {
      object = tc_allocate_noscan(cache, size)
    } else {
      object = tc_allocate(cache, size, nil)
    }
    return object.unsafelyUnwrapped
  }

  /// `bytes` without pointers that the caller overwrites at once: large ones are not cleared.
  @inline(__always)
  static func raw(_ cache: CachePointer, _ bytes: Int) -> UnsafeMutableRawPointer {
    if bytes <= Int(TC_MAX_SMALL) { return noscan(cache, bytes) }
    return tc_allocate_raw(cache, UInt(bitPattern: bytes)).unsafelyUnwrapped
  }

  /// Memory for values of `type`, `bytes` in all.
  @inline(__always)
  static func values(
    _ cache: CachePointer, _ type: TypePointer, bytes: Int
  ) -> UnsafeMutableRawPointer {
    if type.pointee.ptr_bytes == 0 { return noscan(cache, bytes) }
    return tc_allocate(cache, UInt(bitPattern: bytes), type).unsafelyUnwrapped
  }

  /// One value of `type`.
  static func value(_ cache: CachePointer, _ type: TypePointer) -> UnsafeMutableRawPointer {
    values(cache, type, bytes: Int(bitPattern: type.pointee.size))
  }
}

/// Copying and clearing values where the collector may be looking.
enum Values {
  /// Copies `count` values that do not overlap their destination, or do; with barriers.
  @inline(__always)
  static func copy(
    _ cache: CachePointer, _ type: TypePointer, to: UnsafeMutableRawPointer,
    from: UnsafeRawPointer, bytes: Int
  ) {
    if cache.pointee.barrier != 0 && type.pointee.ptr_bytes != 0 {
      tc_bulk_barrier_typed(cache, to, from, UInt(bitPattern: bytes), type)
    }
    to.copyMemory(from: from, byteCount: bytes)
  }

  /// Copies bytes that are no pointers. Not `update(from:count:)`: in Embedded Swift that is a call
  /// for each byte.
  @inline(__always)
  static func copyBytes(to: UnsafeMutableRawPointer, from: UnsafeRawPointer, _ count: Int) {
    to.copyMemory(from: from, byteCount: count)
  }

  /// Clears values, with barriers.
  @inline(__always)
  static func clear(
    _ cache: CachePointer, _ type: TypePointer, at: UnsafeMutableRawPointer, bytes: Int
  ) {
    if cache.pointee.barrier != 0 && type.pointee.ptr_bytes != 0 {
      tc_bulk_barrier_typed(cache, at, nil, UInt(bitPattern: bytes), type)
    }
    zero(at, bytes)
  }

  /// Zeroes memory in whole words where it can, so that a concurrent reader sees no half pointers.
  @inline(__always)
  static func zero(_ at: UnsafeMutableRawPointer, _ bytes: Int) {
    if bytes == 8 {
      at.storeBytes(of: 0, as: UInt64.self)
    } else {
      at.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    }
  }

  /// Stores a pointer where the collector may find it.
  @inline(__always)
  static func store(
    _ cache: CachePointer, _ slot: UnsafeMutableRawPointer, _ value: UnsafeMutableRawPointer?
  ) {
    tc_store(cache, slot.assumingMemoryBound(to: UnsafeMutableRawPointer?.self), value)
  }
}
