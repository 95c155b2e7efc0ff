// Front door of allocation: how a request becomes memory, and how memory comes back.
//
// THE WAY DOWN
//
//   0. allocate.h, inline: bump the run of the P's cache. Nothing here is reached.
//   1. AllocateSmall: the run is used up. The next stretch of free slots of the same span is
//      cleared, given pointer bits, and becomes the run (ProcessorCache).
//   2. The span is used up as well: it goes to the central spans of its class, and a swept one
//      with free slots comes (CentralSpans), swept here if need be. Before that, the allocation
//      sweeps what it owes (SweepWork.pay).
//   3. No span of the class has a free slot: whole dead spans of any class are reclaimed
//      (PageReclaim), and the page heap gives pages (PageHeap): first fit by address, from the
//      P's page cache or under the heap's lock.
//   4. The page heap is exhausted: it grows, from the operating system.
//   Objects above 32 KiB start at 3 (AllocateLarge). Objects below 16 bytes without pointers
//   share a block (AllocateTiny).
//
// THE WAY UP
//
//   Marking, then sweeping: slots that were not marked are free when their span is swept; a span
//   without a marked slot gives its pages to the page heap, where neighbours coalesce; the
//   scavenger gives what stays free to the operating system.
//
// THE KINDS OF MEMORY
//
//                      up to 15 bytes     up to 512          up to 32768          above
//   without pointers   tiny block         noscan slot        noscan slot          noscan span
//   with pointers      scan slot, bits    scan slot, bits    scan slot, header    scan span
//
// An allocation never collects and never waits for a mutator: the slow paths only say, by their
// return, that the caller at the top (Exports) should ask whether a cycle is due.
//
// Zero: every object is zero when it is handed out, but for tc_allocate_raw's. Small slots are
// cleared a run at a time, pages that come fresh from the system not at all.
import CTricolor

/// Allocation by size and type, for clients without a constant size.
enum Allocate {
  /// The largest request that can be met by any machine, in bytes: the address space.
  static let maxBytes: UInt = 1 << UInt(TC_ADDRESS_BITS)

  /// `size` bytes of zeroed memory for values of `type` (nil: without pointers).
  /// - Returns: the address; 0 if memory was refused.
  @inline(__always)
  static func object(_ cache: CachePointer, size: UInt, type: TypePointer?) -> Address {
    guard let type, type.pointee.ptr_bytes != 0 else {
      return noscan(cache, size: size, zeroed: true)
    }
    return scan(cache, size: size, type: type)
  }

  /// `size` bytes without pointers.
  /// - Parameter zeroed: false if the caller overwrites all of it at once.
  static func noscan(_ cache: CachePointer, size: UInt, zeroed: Bool) -> Address {
    if size == 0 { return zeroSizedObject(cache) }
    if size < UInt(TC_TINY_SIZE) { return UInt(bitPattern: tc_allocate_tiny(cache, size)) }
    if size <= UInt(TC_MAX_SMALL) { return UInt(bitPattern: tc_allocate_noscan(cache, size)) }
    return AllocateLarge.object(cache, size: size, type: nil, zeroed: zeroed)
  }

  /// `size` bytes that hold one or more values of `type`, which has pointers.
  static func scan(_ cache: CachePointer, size: UInt, type: TypePointer) -> Address {
    if size == 0 { return zeroSizedObject(cache) }
    if size <= UInt(TC_MAX_BITMAP) {
      let bits = PointerMap.bits(of: type, size: (size &+ 7) & ~7)
      return UInt(bitPattern: tc_allocate_masked(cache, size, bits))
    }
    let slot = size &+ PointerMap.headerBytes
    if slot > UInt(TC_MAX_SMALL) {
      return AllocateLarge.object(cache, size: size, type: type, zeroed: true)
    }
    let sizeClass = SizeClass(forSize: slot)
    let spanClass = SpanClass(sizeClass, noscan: false)
    let base = UInt(bitPattern: tc_bump(cache, UInt32(spanClass.number), sizeClass.objectSize))
    if base == 0 { return 0 }
    // Release: who sees the header sees the zeroes behind it.
    tc_header_store(base, type)
    return base &+ PointerMap.headerBytes
  }

  /// Where all objects of no size are: one address a heap, never freed.
  @inline(__always)
  static func zeroSizedObject(_ cache: CachePointer) -> Address {
    tc_zero_base(cache.pointee.heap)
  }

  /// Tells the host that memory was refused for good. A host for Go does not return from this.
  /// - Returns: 0, which is what the caller returns.
  static func refuse(_ heap: HeapPointer, bytes: UInt) -> Address {
    heap.pointee.world?.pointee.out_of_memory?(heap.pointee.world_context, heap, bytes)
    return 0
  }
}
