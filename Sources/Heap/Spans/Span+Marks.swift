// A span's marks as a whole: which slots are black because they were taken while marking ran, and
// what sweeping turns into allocation bits.
//
// Slots that are born black need no mark bits. A span's slots are taken in their order, so a number
// says which they are: those from `black_from` on, behind which the search for free slots had not
// come when marking began, as far as it has come since, and that were free. Nobody but markers
// writes mark bits, then, while marking runs (Marking/MarkRight.swift builds on that), and
// allocation writes none.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_span {
  /// How many slots are black or grey; a guess while somebody sweeps the span.
  @inline(__always)
  var markCount: UInt32 {
    var count = 0
    for word in 0..<Int(pointee.bit_words) { count &+= marked(word).nonzeroBitCount }
    return UInt32(truncatingIfNeeded: count)
  }

  /// Makes the marks the allocation bits, keeps those that a minor cycle is to find (TC_MARKS_*),
  /// puts the search for free slots at slot 0, and answers how many slots are allocated now, and
  /// how many marks are kept. The sweeper of the span only.
  @inline(__always)
  func adoptMarks(_ kept: UInt32) -> (allocated: UInt32, old: UInt32) {
    let marks = tc_span_marks(self)!
    let words = Int(pointee.bit_words)
    let bits = marks + words
    var (count, oldCount) = (0, 0)
    for word in 0..<words {
      let marked = marked(word)
      let old =
        switch Int(kept) {
        case TC_MARKS_KEPT: marked
        // A marker may have seen the object before it could see how it was born.
        case TC_MARKS_OF_OLD:
          tc_u64_load(marks + word)
            & ~tc_span_born_black(self, UInt32(truncatingIfNeeded: word))
        case TC_MARKS_OF_AGED: marked & tc_u64_load(bits + word)
        default: UInt64(0)
        }
      tc_u64_store(bits + word, marked)
      tc_u64_store(marks + word, old)
      count &+= marked.nonzeroBitCount
      oldCount &+= old.nonzeroBitCount
    }
    tc_span_end_black(self)
    tc_span_set_free_index(self, 0)
    pointee.alloc_cache = ~bits[0]
    pointee.alloc_count = UInt16(truncatingIfNeeded: count)
    return (UInt32(truncatingIfNeeded: count), UInt32(truncatingIfNeeded: oldCount))
  }

  /// Makes every slot white. The span is swept, and nobody marks.
  func clearMarks() {
    let marks = tc_span_marks(self)!
    for word in 0..<Int(pointee.bit_words) { tc_u64_store(marks + word, 0) }
  }

  /// The slots of word `word` of the bits that are black or grey.
  @inline(__always)
  private func marked(_ word: Int) -> UInt64 {
    tc_u64_load(tc_span_marks(self) + word)
      | tc_span_born_black(self, UInt32(truncatingIfNeeded: word))
  }
}
