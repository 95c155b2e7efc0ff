// How one of several markers sets mark bits: those of one word with two locked instructions.
import CTricolor

/// Marks that one of several markers has made and not yet published: those in the mark word that it
/// was at before, of objects that lie side by side, as they often come. The first in a word is
/// published at once, so that objects that are scattered cost what they did; the others cost one
/// locked instruction together, which is more than half of what marking a small object without
/// pointers takes otherwise.
///
/// Others may mark an object meanwhile, and it is scanned twice: that does no harm, and its bytes
/// are counted once, by whoever publishes first.
struct HeldMarks {
  /// Where that word is; 0: there is none. An address, since comparing optionals is two tests.
  private var word: Address = 0
  /// What the word held when it came up, and the first mark.
  private var seen: UInt64 = 0
  private var bits: UInt64 = 0
  private var size: UInt = 0

  /// Marks a slot; false if it was marked, or is free (only asked where pointers are ambiguous: a
  /// constant). Adds the bytes of the marks that are published.
  @inline(__always)
  mutating func mark(
    _ span: SpanPointer, _ index: UInt32, _ ambiguous: Bool, _ bytes: inout UInt
  ) -> Bool {
    let at = tc_span_marks(span).unsafelyUnwrapped + Int(index >> 6)  // behind the descriptor
    let word = Address(bitPattern: at)
    let bit = UInt64(1) &<< UInt64(index & 63)
    if word == self.word {
      if (seen | bits) & bit != 0 { return false }
      if !tc_is_white_object(span, index, ambiguous) { return false }
      bits |= bit
      return true
    }
    let old = tc_u64_load(at)
    if old & bit != 0 { return false }
    if !tc_is_white_object(span, index, ambiguous) { return false }
    if bits != 0 { bytes &+= release() }
    self.word = word
    seen = old | bit
    size = span.pointee.object_size
    guard tc_mark_one(at, bit) else { return false }
    bytes &+= size
    return true
  }

  /// Publishes what is held, and forgets what was seen: others will mark in the same word before
  /// the next one here. The bytes of what nobody else had marked.
  @inline(__always)
  mutating func forget() -> UInt {
    let bytes = release()
    word = 0
    return bytes
  }

  /// Publishes what is held: the bytes of what nobody else had marked.
  @inline(__always)
  mutating func release() -> UInt {
    guard bits != 0, let at = UnsafeMutablePointer<UInt64>(bitPattern: word) else { return 0 }
    let count = tc_mark_many(at, bits).nonzeroBitCount
    // The next object of this word may be one of these.
    seen |= bits
    bits = 0
    return UInt(bitPattern: count) &* size
  }
}
