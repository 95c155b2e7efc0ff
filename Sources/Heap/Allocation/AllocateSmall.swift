// The slow paths below the inline ones: another run, another span, another tiny block.
import CTricolor

/// Small objects, once the inline path has found the run used up.
enum AllocateSmall {
  /// A slot of `spanClass` from a new run of the span that the cache holds; nil if that has no
  /// free slot left. Cost: some ten instructions, and clearing the run.
  @inline(__always)
  static func slotFromSpan(_ cache: CachePointer, _ spanClass: UInt32) -> Address? {
    ProcessorCache.takeRun(cache, spanClass)
  }

  /// A slot of `spanClass` from another span; 0 if memory was refused.
  @inline(never)
  static func slotFromCentral(_ cache: CachePointer, _ spanClass: UInt32) -> Address {
    if ProcessorCache.refill(cache, spanClass),
      let slot = ProcessorCache.takeRun(cache, spanClass)
    {
      return slot
    }
    let size = SpanClass(UInt8(truncatingIfNeeded: spanClass)).sizeClass.objectSize
    return Allocate.refuse(cache.pointee.heap.unsafelyUnwrapped, bytes: size)
  }
}

/// Objects below 16 bytes without pointers: several share a block of 16.
///
/// The block is one slot of the noscan class of 16 bytes; it lives as long as any of its objects.
/// A cache fills one block at a time, and keeps the one with more room when it takes another.
enum AllocateTiny {
  static let spanClass = SpanClass(.tiny, noscan: true)

  /// A new block, with an object of `size` bytes at its start; 0 if memory was refused.
  static func object(_ cache: CachePointer, size: UInt) -> Address {
    if cache.pointee.heap.pointee.flags & UInt32(TC_HEAP_METERED) != 0 {
      return counted(cache, size: size)
    }
    let number = UInt32(AllocateTiny.spanClass.number)
    let block = UInt(bitPattern: tc_bump(cache, number, UInt(TC_TINY_SIZE)))
    if block == 0 { return 0 }
    if cache.pointee.tiny == 0 || size < cache.pointee.tiny_offset {
      cache.pointee.tiny = block
      cache.pointee.tiny_offset = size
    }
    return block
  }

  /// The same in a metered heap, where the inline path takes every block for used up: its first
  /// object counts with the block's bytes, the others with none.
  private static func counted(_ cache: CachePointer, size: UInt) -> Address {
    let align: UInt = size & 7 == 0 ? 8 : size & 3 == 0 ? 4 : size & 1 == 0 ? 2 : 1
    let at = (cache.pointee.tiny_used &+ align &- 1) & ~(align &- 1)
    if cache.pointee.tiny != 0 && at &+ size <= UInt(TC_TINY_SIZE) {
      cache.pointee.tiny_used = at &+ size
      cache.pointee.tiny_allocations &+= 1
      cache.count(bytes: 0)
      return cache.pointee.tiny &+ at
    }
    let number = UInt32(AllocateTiny.spanClass.number)
    let block = UInt(bitPattern: tc_bump(cache, number, UInt(TC_TINY_SIZE)))
    if block == 0 { return 0 }
    if cache.pointee.tiny == 0 || size < cache.pointee.tiny_used {
      cache.pointee.tiny = block
      cache.pointee.tiny_offset = UInt(TC_TINY_SIZE)
      cache.pointee.tiny_used = size
    }
    return block
  }
}
