// What must be true of a span, as functions that name what is not. Two grades: `brokenShape` looks
// at the descriptor's fields, `brokenBits` at every bit. Tests and verify mode call them; the span
// is at rest meanwhile.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_span {
  /// What is wrong with a span of objects by its fields alone; nil if nothing is. Constant cost.
  func brokenShape(_ generation: SweepGeneration) -> StaticString? {
    let span = pointee
    if span.state != UInt8(TC_SPAN_IN_USE) { return "a span of objects is not in use" }
    if span.page_count == 0 { return "a span without pages" }
    if span.base & (Page.size &- 1) != 0 { return "a span begins inside a page" }
    if span.span_class >= UInt8(TC_SPAN_CLASSES) { return "a span of no class" }
    if isLarge {
      if span.object_count != 1 || span.div_magic != 0 { return "a large span with slots" }
      if span.object_size != byteCount { return "a large object is not all of its span" }
    } else {
      if span.object_size != spanClass.sizeClass.objectSize { return "slots of the wrong size" }
      if span.div_magic != spanClass.sizeClass.divisionMagic { return "a wrong divisor" }
      if UInt(span.object_count) != spanClass.objectCount { return "a wrong number of slots" }
    }
    if UInt(span.bit_words) &* 64 < UInt(span.object_count) { return "slots without bits" }
    if span.free_index > span.object_count { return "the search is behind the last slot" }
    if span.alloc_count > span.object_count { return "more slots allocated than there are" }
    let status = sweepStatus(generation)
    if status == nil { return "a sweep generation that cannot be" }
    if status == .tenured && span.alloc_count < span.object_count {
      return "a tenured span with free slots"
    }
    if span.specials != nil && span.flags & UInt8(TC_SPAN_HAS_SPECIALS) == 0 {
      return "specials without their flag"
    }
    return nil
  }

  /// What is wrong with the bits of a span; nil if nothing is.
  /// - Parameter marking: whether marks are allowed: while marking is on, before the sweep, or when
  ///   they are kept.
  func brokenBits(marking: Bool) -> StaticString? {
    let bits = tc_span_alloc_bits(self)!
    let count = UInt32(pointee.object_count)
    var allocated: UInt32 = 0
    for index in 0..<count where tc_is_allocated(self, index) { allocated &+= 1 }
    if allocated != UInt32(pointee.alloc_count) {
      return "the number of allocated slots is not that of the bits"
    }
    let next = UInt32(pointee.free_index)
    if next < count {
      let expected = ~bits[Int(next &>> 6)] &>> UInt64(next & 63)
      if pointee.alloc_cache != expected { return "the cached bits are not those of the span" }
    } else if pointee.alloc_cache != 0 {
      return "cached bits behind the last slot"
    }
    for index in 0..<count where tc_is_marked(self, index) {
      if !marking { return "a marked slot outside of marking" }
      if !tc_is_allocated(self, index) { return "a marked slot that is free" }
    }
    for index in count..<UInt32(pointee.bit_words) &* 64 {
      let word = tc_span_marks(self)[Int(index &>> 6)]
      if word &>> UInt64(index & 63) & 1 != 0 { return "a mark behind the last slot" }
    }
    return nil
  }
}
