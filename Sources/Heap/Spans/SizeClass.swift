// Size classes and span classes as allocation knows them: small numbers that index the C tables
// of size_classes.h. The rule behind the tables is in SizeClassRule.swift.
import CTricolor

/// A class of slot sizes: 1…67; 0 stands for large objects, which have a span of their own.
public struct SizeClass: Equatable, Sendable {
  public let number: UInt8

  @inline(__always)
  public init(_ number: UInt8) {
    self.number = number
  }

  /// The class whose slots are the smallest that hold `size` bytes, 1…32768. Two loads.
  @inline(__always)
  public init(forSize size: UInt) {
    self.number = UInt8(truncatingIfNeeded: tc_class_for(size))
  }

  /// The class of large objects.
  public static let large = SizeClass(0)
  /// The class of the blocks that tiny objects share.
  public static let tiny = SizeClass(UInt8(TC_TINY_CLASS))
  /// How many there are, class 0 included.
  public static let count = Int(TC_SIZE_CLASSES)

  /// Bytes of a slot; 0 for class 0.
  @inline(__always)
  public var objectSize: UInt { UInt(tc_class_size_of(UInt32(number))) }

  /// Pages of a span; 0 for class 0.
  @inline(__always)
  public var pageCount: UInt { UInt(tc_class_pages_of(UInt32(number))) }

  /// See `tc_span.div_magic`.
  @inline(__always)
  public var divisionMagic: UInt32 { tc_class_magic_of(UInt32(number)) }
}

/// A size class with one more bit: whether the objects are free of pointers (noscan).
public struct SpanClass: Equatable, Sendable {
  public let number: UInt8

  @inline(__always)
  public init(_ number: UInt8) {
    self.number = number
  }

  @inline(__always)
  public init(_ sizeClass: SizeClass, noscan: Bool) {
    self.number = sizeClass.number &<< 1 | (noscan ? 1 : 0)
  }

  /// How many there are.
  public static let count = Int(TC_SPAN_CLASSES)

  @inline(__always)
  public var sizeClass: SizeClass { SizeClass(number &>> 1) }

  @inline(__always)
  public var isNoscan: Bool { number & 1 != 0 }

  @inline(__always)
  public var index: Int { Int(number) }

  /// Whether each page's pointer bits lie at its end: scan classes of at most 512 bytes.
  @inline(__always)
  public var hasPointerBits: Bool {
    !isNoscan && number != 0 && sizeClass.objectSize <= UInt(TC_MAX_BITMAP)
  }

  /// Whether objects begin with an 8-byte type header: scan classes above 512 bytes.
  @inline(__always)
  public var hasTypeHeader: Bool {
    !isNoscan && sizeClass.objectSize > UInt(TC_MAX_BITMAP)
  }

  /// Slots of a span: what fits its pages, less the pointer bits where the span carries them.
  @inline(__always)
  public var objectCount: UInt {
    let size = sizeClass.objectSize
    if size == 0 { return 1 }
    let bytes = sizeClass.pageCount &<< UInt(TC_PAGE_SHIFT)
    return (bytes &- (hasPointerBits ? UInt(TC_BITMAP_BYTES) : 0)) / size
  }

  /// Words of each bit set behind the descriptor: 2, 4, 8 or 16, the pools' sizes.
  @inline(__always)
  public var bitWords: UInt { SpanClass.bitWords(forObjects: objectCount) }

  /// The smallest pool size with a bit for each of `count` objects, at most 1024.
  @inline(__always)
  public static func bitWords(forObjects count: UInt) -> UInt {
    count <= 128 ? 2 : count <= 256 ? 4 : count <= 512 ? 8 : 16
  }
}
