// Mark bits in bulk: what black allocation sets, what is left of it clears, and what sweeping
// turns into allocation bits. Marking one object is tc_mark in lookup.h.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_span {
  /// Marks all of `slots`. Atomic, since other slots of the same words may be marked meanwhile.
  func markSlots(_ slots: SlotRange) {
    forEachWord(of: slots) { (word: Int, bits: UInt64) in
      tc_marks_or(self, UInt32(truncatingIfNeeded: word), bits)
    }
  }

  /// Unmarks all of `slots`, which nobody allocated. Atomic likewise.
  func unmarkSlots(_ slots: SlotRange) {
    forEachWord(of: slots) { (word: Int, bits: UInt64) in
      tc_marks_clear(self, UInt32(truncatingIfNeeded: word), bits)
    }
  }

  /// How many slots are marked; a guess while somebody sweeps the span.
  @inline(__always)
  var markCount: UInt32 {
    let marks = tc_span_marks(self)!
    var count = 0
    for word in 0..<Int(pointee.bit_words) { count &+= tc_u64_load(marks + word).nonzeroBitCount }
    return UInt32(truncatingIfNeeded: count)
  }

  /// Makes the marks the allocation bits, clears the marks, puts the search for free slots at
  /// slot 0, and answers how many slots are allocated now. The sweeper of the span only.
  @inline(__always)
  func adoptMarks() -> UInt32 {
    let marks = tc_span_marks(self)!
    let words = Int(pointee.bit_words)
    let bits = marks + words
    var count = 0
    for word in 0..<words {
      let marked = marks[word]
      bits[word] = marked
      tc_u64_store(marks + word, 0)
      count &+= marked.nonzeroBitCount
    }
    tc_span_set_free_index(self, 0)
    pointee.alloc_cache = ~bits[0]
    pointee.alloc_count = UInt16(truncatingIfNeeded: count)
    return UInt32(truncatingIfNeeded: count)
  }

  /// Calls `body` with each word that `slots` touch and their bits in it.
  @inline(__always)
  private func forEachWord(of slots: SlotRange, _ body: (Int, UInt64) -> Void) {
    var index = slots.first
    while index < slots.end {
      let wordEnd = (index | 63) &+ 1
      let end = min(slots.end, wordEnd)
      let count = UInt64(end &- index)
      let bits = (~UInt64(0) &>> (64 &- count)) &<< UInt64(index & 63)
      body(Int(index &>> 6), bits)
      index = end
    }
  }
}
