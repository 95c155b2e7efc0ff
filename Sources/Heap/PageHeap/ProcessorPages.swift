// What a P keeps of the page heap for itself: a block of pages and a few unused span descriptors,
// so that a small span is made and unmade without the heap's lock.
import CTricolor

/// The sizes of span descriptors, by the words of each of the two bit sets behind them.
enum DescriptorSize: Int {
  case words2 = 0
  case words4
  case words8
  case words16

  static let count = 4

  /// The smallest with at least so many words.
  @inline(__always)
  init(words: UInt) {
    self = words <= 2 ? .words2 : words <= 4 ? .words4 : words <= 8 ? .words8 : .words16
  }

  /// Words of each bit set.
  @inline(__always)
  var words: UInt { 2 &<< UInt(rawValue) }

  /// Bytes of a descriptor with its bits: whole cache lines.
  var bytes: Bytes { (UInt(MemoryLayout<tc_span>.stride) &+ 16 &* words).roundedUp(to: 64) }
}

/// A P's share; `tc_cache.page_cache`. Lives in raw memory; its P's thread alone uses it, or
/// whoever stopped the world.
struct ProcessorPages {
  /// Descriptors kept of each size; half of them move at a time. Fewer take the lock more often,
  /// more keep a few KiB more idle.
  static let kept = 32

  /// The block of pages.
  var pages = PageCache()
  /// How many descriptors there are of each size.
  var counts = InlineArray<4, Int>(repeating: 0)
  /// Their addresses: `kept` of each size.
  var descriptors = InlineArray<128, Address>(repeating: 0)
}

typealias ProcessorPagesPointer = UnsafeMutablePointer<ProcessorPages>

extension UnsafeMutablePointer where Pointee == ProcessorPages {
  /// A descriptor that is kept, or nil.
  @inline(__always)
  func takeDescriptor(_ size: DescriptorSize) -> SpanPointer? {
    let count = pointee.counts[size.rawValue] &- 1
    if count < 0 { return nil }
    pointee.counts[size.rawValue] = count
    let first = size.rawValue &* ProcessorPages.kept
    if count > 0 { announce(pointee.descriptors[first &+ count &- 1], size) }
    return SpanPointer(bitPattern: pointee.descriptors[first &+ count])
  }

  /// Asks for the lines of the descriptor that will be taken next: all of them are written at once
  /// then, and the locked instruction that follows waits for each.
  @inline(__always)
  private func announce(_ descriptor: Address, _ size: DescriptorSize) {
    var line: Bytes = 0
    while line < size.bytes {
      tc_prefetch_write(UnsafeRawPointer(bitPattern: descriptor &+ line))
      line &+= 64
    }
  }

  /// Keeps a descriptor; false when there are enough.
  @inline(__always)
  func keep(_ span: SpanPointer, _ size: DescriptorSize) -> Bool {
    let count = pointee.counts[size.rawValue]
    if count == ProcessorPages.kept { return false }
    pointee.descriptors[size.rawValue &* ProcessorPages.kept &+ count] = UInt(bitPattern: span)
    pointee.counts[size.rawValue] = count &+ 1
    return true
  }
}
