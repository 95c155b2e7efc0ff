// Finding free slots in a span: the owner's side of the allocation bits. What the slots are
// cleared to, and who pays for them, is the caches' business.
//
// `free_index` says how far the search has come; `alloc_cache` holds the complement of the
// allocation bits from there to the end of their 64-bit word, shifted down, so that the next free
// slot is its lowest set bit. Whoever changes one changes the other: `setFreeIndex`.
import CTricolor

/// A heap's shared half.
public typealias HeapPointer = UnsafeMutablePointer<tc_heap>

/// A processor's cache.
public typealias CachePointer = UnsafeMutablePointer<tc_cache>

/// A span's descriptor.
public typealias SpanPointer = UnsafeMutablePointer<tc_span>

/// Adjacent slots of one span: `first` is the first of them, `end` the first behind them.
public struct SlotRange: Equatable, Sendable {
  public var first: UInt32
  public var end: UInt32

  @inline(__always)
  public init(first: UInt32, end: UInt32) {
    self.first = first
    self.end = end
  }

  @inline(__always)
  public var count: UInt32 { end &- first }
}

extension UnsafeMutablePointer where Pointee == tc_span {
  /// Takes the next stretch of free slots, at most `limit` (at least 1) of them; nil when none
  /// is left. They count as allocated from here on. Owner only. Cost: a few instructions a word.
  @inline(__always)
  func takeFreeSlots(limit: UInt32) -> SlotRange? {
    let count = UInt32(pointee.object_count)
    var index = UInt32(pointee.free_index)
    var free = pointee.alloc_cache
    let words = tc_span_alloc_bits(self)!
    while free == 0 {
      index = (index | 63) &+ 1
      if index >= count {
        exhaust()
        return nil
      }
      free = ~words[Int(index &>> 6)]
    }
    let skipped = UInt32(truncatingIfNeeded: free.trailingZeroBitCount)
    index &+= skipped
    if index >= count {
      exhaust()
      return nil
    }
    free &>>= UInt64(skipped)
    var end = index &+ UInt32(truncatingIfNeeded: (~free).trailingZeroBitCount)
    let last = min(count, index &+ limit)
    while end & 63 == 0 && end < last {
      let more = (words[Int(end &>> 6)]).trailingZeroBitCount
      end &+= UInt32(truncatingIfNeeded: more)
      if more < 64 { break }
    }
    end = min(end, last)
    setFreeIndex(end)
    pointee.alloc_count &+= UInt16(truncatingIfNeeded: end &- index)
    return SlotRange(first: index, end: end)
  }

  /// Gives back the slots from `first` to the end of the stretch that was taken last. Owner only.
  @inline(__always)
  func returnFreeSlots(from first: UInt32) {
    let returned = UInt32(pointee.free_index) &- first
    pointee.alloc_count &-= UInt16(truncatingIfNeeded: returned)
    setFreeIndex(first)
  }

  /// Notes that no slot is free. Writes nothing to a span without slots: caches share one.
  @inline(__always)
  private func exhaust() {
    let count = UInt32(pointee.object_count)
    if UInt32(pointee.free_index) != count { setFreeIndex(count) }
  }

  /// Puts the search at slot `index`, 0…object_count.
  @inline(__always)
  func setFreeIndex(_ index: UInt32) {
    tc_span_set_free_index(self, index)
    if index < UInt32(pointee.object_count) {
      let word = tc_span_alloc_bits(self)[Int(index &>> 6)]
      pointee.alloc_cache = ~word &>> UInt64(index & 63)
    } else {
      pointee.alloc_cache = 0
    }
  }

  /// How many slots are free, the ones that a cache holds in a run not counted.
  @inline(__always)
  var freeSlotCount: UInt32 {
    UInt32(pointee.object_count) &- UInt32(pointee.alloc_count)
  }

  /// How many of its slots a cache takes at a time: TC_RUN_BYTES of them, or one.
  @inline(__always)
  var runLimit: UInt32 {
    let slots = (UInt64(TC_RUN_BYTES) &* UInt64(pointee.div_magic)) &>> 32
    return max(1, UInt32(truncatingIfNeeded: slots))
  }

  /// Bytes of the span's pages.
  @inline(__always)
  var byteCount: UInt { UInt(pointee.page_count) &<< UInt(TC_PAGE_SHIFT) }

  /// The first byte behind the span's pages.
  @inline(__always)
  var limit: Address { pointee.base &+ byteCount }

  @inline(__always)
  var spanClass: SpanClass { SpanClass(pointee.span_class) }

  /// Whether it holds one object of more than 32 KiB.
  @inline(__always)
  var isLarge: Bool { pointee.span_class < 2 }
}
