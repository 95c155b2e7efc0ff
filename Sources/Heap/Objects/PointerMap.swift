// Which words of an object hold pointers: read by marking, bulk barriers, walks and checks;
// written when an object is allocated. What is done with a slot is the caller's business.
//
// The invariant: at any moment a word of an object that may hold a pointer is a pointer slot by
// the object's map, and every other word is never looked at. A slot that was never stored to is
// zero. Four representations, told apart by the span alone:
//
//   noscan span             no map: no pointers
//   scan, at most 512 B     a bit a word in the last 128 bytes of the span's only page
//   scan, up to 32 KiB      the slot's first 8 bytes are the address of a tc_type; the object
//                           begins behind them
//   large scan object       the span's `large_type`, nil until the memory is zeroed
//
// A type describes one value; an object is as many values as fit, one behind the other (an array,
// or a single value and then zeroes, which cost a look and mean nothing).
//
// Worked example: three values of {pointer, integer, pointer} are 72 bytes, class 80. Bits 0, 2,
// 3, 5, 6 and 8 of the slot's ten are set: 0b01_0110_1101 read from the right.
import CTricolor

/// A type, as the heap knows it.
public typealias TypePointer = UnsafePointer<tc_type>

/// A word in an object that may hold a pointer.
public typealias PointerSlot = UnsafeMutablePointer<UInt>

/// Reads and writes the pointer maps of objects.
public enum PointerMap {
  /// Bytes of the header in front of a scan object of more than 512 bytes that is not large.
  public static let headerBytes: UInt = 8

  /// The bits of the object in the slot at `base`, of `size` (at most 512) bytes, in a span whose
  /// page carries pointer bits: bit 0 is its first word. Two loads at most.
  @inline(__always)
  static func bits(at base: Address, size: UInt) -> UInt64 {
    let word = (base & (UInt(1) &<< UInt(TC_PAGE_SHIFT) &- 1)) &>> 3
    let words = tc_pointer_bits(base)!
    let shift = UInt64(word & 63)
    let count = UInt64(size &>> 3)
    var bits = tc_u64_load(words + Int(word &>> 6)) &>> shift
    if shift &+ count > 64 {
      bits |= tc_u64_load(words + Int(word &>> 6) + 1) &<< (64 &- shift)
    }
    return bits & (~0 &>> (64 &- count))
  }

  /// Gives all slots from `first` to `end`, of `size` (at most 512) bytes each and of one page that
  /// carries pointer bits, the bits `mask`; what lies beside them keeps its own. The slots' owner
  /// only. Cost: one store for each 512 bytes, and two divisions unless the slots are a power of
  /// two of words long.
  @inline(__always)
  static func fillBits(from first: Address, to end: Address, size: UInt, _ mask: UInt64) {
    let pageMask = UInt(1) &<< UInt(TC_PAGE_SHIFT) &- 1
    let word = (first & pageMask) &>> 3
    let last = ((end &- 1) & pageMask) &>> 3
    let words = tc_pointer_bits(first)!
    let period = UInt64(size &>> 3)
    let pattern = repeated(mask, period)
    let shift = UInt64(word & 63)
    let lowest = ~UInt64(0) &<< shift
    let highest = ~UInt64(0) &>> UInt64(63 &- last & 63)
    var at = words + Int(word &>> 6)
    let lastAt = words + Int(last &>> 6)
    if at == lastAt { return put(pattern &<< shift, lowest & highest, at) }
    put(pattern &<< shift, lowest, at)
    // Which of the mask's bits a word's lowest is: 0 for ever where slots end where words do.
    let isAligned = period & (period &- 1) == 0
    var phase = isAligned ? 0 : (64 &- shift) % period
    let step = isAligned ? 0 : 64 % period
    at += 1
    while at != lastAt {
      tc_u64_store(at, rotated(pattern, phase, period))
      phase &+= step
      if phase >= period { phase &-= period }
      at += 1
    }
    put(rotated(pattern, phase, period), highest, at)
  }

  /// Replaces the bits of a word that are in `range`.
  @inline(__always)
  private static func put(_ bits: UInt64, _ range: UInt64, _ word: UnsafeMutablePointer<UInt64>) {
    tc_u64_store(word, word.pointee & ~range | bits & range)
  }

  /// A word whose lowest bit is bit `phase` (below `period`) of the pattern: the two halves meet,
  /// since a period is 64 at most.
  @inline(__always)
  private static func rotated(_ pattern: UInt64, _ phase: UInt64, _ period: UInt64) -> UInt64 {
    phase == 0 ? pattern : pattern &>> phase | pattern &<< (period &- phase)
  }

  /// A word that holds the lowest `period` (1...64) bits of `mask` again and again.
  @inline(__always)
  private static func repeated(_ mask: UInt64, _ period: UInt64) -> UInt64 {
    var bits = mask
    var covered = period
    while covered < 64 {
      bits |= bits &<< covered
      covered &*= 2
    }
    return bits
  }

  /// Bits `from`…`from` + 63 of a type's mask, bits behind its last word clear.
  @inline(__always)
  static func maskWord(_ type: TypePointer, from word: UInt) -> UInt64 {
    let words = type.pointee.ptr_bytes &>> 3
    guard word < words else { return 0 }
    let remaining = words &- word
    let byte = Int(word &>> 3)
    let mask = UnsafeRawPointer(type.pointee.mask!)
    var bits: UInt64
    if remaining >= 64 {
      bits = mask.loadUnaligned(fromByteOffset: byte, as: UInt64.self)
    } else {
      bits = 0
      var shift: UInt64 = 0
      var offset = byte
      while shift < UInt64(remaining) {
        bits |= UInt64(mask.load(fromByteOffset: offset, as: UInt8.self)) &<< shift
        shift &+= 8
        offset &+= 1
      }
      bits &= ~0 &>> (64 &- UInt64(remaining))
    }
    return bits
  }

  /// The bits of `size` bytes (at most 512) that hold as many values of `type` as fit.
  static func bits(of type: TypePointer, size: UInt) -> UInt64 {
    let one = maskWord(type, from: 0)
    let stride = UInt64(type.pointee.size &>> 3)
    let words = UInt64(size &>> 3)
    if stride >= words || stride == 0 { return one & (~0 &>> (64 &- words)) }
    var bits = one
    var covered = stride
    while covered < words {
      bits |= bits &<< covered
      covered &*= 2
    }
    return bits & (words == 64 ? ~0 : (1 &<< words) &- 1)
  }

  /// Where the object in slot `base` begins: behind the type header if there is one.
  @inline(__always)
  static func objectStart(_ span: SpanPointer, base: Address) -> Address {
    span.spanClass.hasTypeHeader ? base &+ headerBytes : base
  }

  /// Calls `body` with each pointer slot of the object whose slot begins at `base`, in rising
  /// order. Cost: a few instructions a pointer slot.
  @inline(__always)
  static func forEachSlot(
    in span: SpanPointer, base: Address, _ body: (PointerSlot) -> Void
  ) {
    forEachSlot(in: span, base: base, from: base, to: base &+ span.pointee.object_size, body)
  }

  /// As `forEachSlot(in:base:_:)`, for the slots at addresses `from`…`to`: a piece of a large
  /// object, or the destination of a copy. Both are multiples of 8 within the slot.
  @inline(__always)
  static func forEachSlot(
    in span: SpanPointer, base: Address, from: Address, to: Address, _ body: (PointerSlot) -> Void
  ) {
    let number = span.pointee.span_class
    if number & 1 != 0 { return }
    let size = span.pointee.object_size
    if number == 0 {
      guard let type = tc_span_large_type(span) else { return }
      forEachSlot(of: type, valuesAt: base, from: from, to: to, body)
    } else if size <= UInt(TC_MAX_BITMAP) {
      var pointers = bits(at: base, size: size)
      pointers &= ~0 &<< UInt64((from &- base) &>> 3)
      let upper = (to &- base) &>> 3
      if upper < 64 { pointers &= (1 &<< UInt64(upper)) &- 1 }
      forEachSlot(ofBits: pointers, at: base, body)
    } else {
      guard let type = header(at: base) else { return }
      let start = base &+ headerBytes
      forEachSlot(of: type, valuesAt: start, from: max(from, start), to: to, body)
    }
  }

  /// The type header of the slot at `base`, nil while it is free or being set up.
  @inline(__always)
  static func header(at base: Address) -> TypePointer? {
    TypePointer(bitPattern: tc_header_load(base))
  }

  /// Calls `body` with the word at `at` + 8 i for each set bit i.
  @inline(__always)
  static func forEachSlot(ofBits bits: UInt64, at base: Address, _ body: (PointerSlot) -> Void) {
    var pointers = bits
    while pointers != 0 {
      let word = UInt(pointers.trailingZeroBitCount)
      body(PointerSlot(bitPattern: base &+ word &<< 3).unsafelyUnwrapped)
      pointers &= pointers &- 1
    }
  }

  /// Calls `body` with the pointer slots at `from`…`to` of the values of `type` that lie one
  /// behind the other from `start` on.
  @inline(__always)
  static func forEachSlot(
    of type: TypePointer, valuesAt start: Address, from: Address, to: Address,
    _ body: (PointerSlot) -> Void
  ) {
    let stride = type.pointee.size
    if stride == 8 {
      var at = from
      while at < to {
        body(PointerSlot(bitPattern: at).unsafelyUnwrapped)
        at &+= 8
      }
      return
    }
    let prefix = type.pointee.ptr_bytes
    // The only division: once an object or piece, to find the value that `from` lies in.
    var value = start
    if from > start { value = start &+ (from &- start) / stride &* stride }
    while value < to {
      var offset: UInt = from > value ? (from &- value) & ~511 : 0
      while offset < prefix && value &+ offset < to {
        var bits = maskWord(type, from: offset &>> 3)
        let chunk = value &+ offset
        if from > chunk { bits &= ~0 &<< UInt64((from &- chunk) &>> 3) }
        let room = (to &- chunk) &>> 3
        if room < 64 { bits &= (1 &<< UInt64(room)) &- 1 }
        forEachSlot(ofBits: bits, at: chunk, body)
        offset &+= 512
      }
      value &+= stride
    }
  }
}
