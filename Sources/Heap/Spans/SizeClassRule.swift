// How the size classes come about: the rule, and the table that it yields. Nothing here runs
// when memory is allocated; the tables that allocation reads are C, generated from this
// (`tricolor sizes --emit-header`, `--emit-tables`) and compared with it by a test.

/// One size class with what it costs: a row of the table that `tricolor sizes` prints.
public struct SizeClassRow: Equatable, Sendable {
  /// Number of the class; class 0 stands for large objects and has no row.
  public let number: Int
  /// Bytes of a slot.
  public let objectSize: Int
  /// Bytes of a span, a multiple of the page size.
  public let spanSize: Int
  /// Bytes of the next smaller class: the smallest object in this one is a byte larger.
  public let previousSize: Int

  /// Slots of a span without pointer bits.
  public var objectCount: Int { spanSize / objectSize }
  /// Bytes behind the last slot, which nobody can use.
  public var tailWaste: Int { spanSize - objectCount * objectSize }
  /// Bytes of a span lost when every object is as small as the class admits.
  public var maxWasteBytes: Int {
    (objectSize - previousSize - 1) * objectCount + tailWaste
  }
  /// `maxWasteBytes` in hundredths of a percent of the span, rounded to the nearest.
  public var maxWastePermyriad: Int { (maxWasteBytes * 20_000 + spanSize) / (2 * spanSize) }
  /// The alignment that every slot has, in bytes, at most a page.
  public var minAlign: Int {
    min(1 << objectSize.trailingZeroBitCount, SizeClassRule.pageSize)
  }
  /// ceil(2^32 / objectSize): multiplied with an offset into the span and shifted right by 32
  /// it gives the slot's index.
  public var divisionMagic: UInt32 { ~UInt32(0) / UInt32(objectSize) + 1 }
}

/// Derives the size classes.
///
/// Candidates rise from 8 bytes to 32 KiB in steps of the alignment that objects of their size
/// are owed. For each the span is the fewest pages of which at most an eighth is left over behind
/// the last slot. Two neighbours that get equally many pages and equally many slots are one class,
/// the larger. At the end a slot grows, in steps of 128 bytes, as far as the same number of them
/// fits the same pages.
public enum SizeClassRule {
  /// Bytes of a page.
  public static let pageSize = 8192
  /// Bytes of the largest small object; above it an object has a span of its own.
  public static let maxSmallSize = 32768
  /// The step of the lookup table for sizes up to `fineLimit`, in bytes.
  public static let fineStep = 8
  /// Up to this size (bytes) classes are found in steps of 8 bytes, above in steps of 128.
  public static let fineLimit = 1024
  /// The step of the lookup table above `fineLimit`, in bytes.
  public static let coarseStep = 128
  /// The part of a span that may be left over: one in this many bytes, 12.5%. A larger number
  /// would mean less waste, more classes and longer spans.
  public static let wasteDivisor = 8

  /// The table, smallest class first. Cost: some ten thousand divisions; not for hot paths.
  public static func rows() -> [SizeClassRow] {
    var sizes: [Int] = []
    var pages: [Int] = []
    var size = 8
    while size <= maxSmallSize {
      let pageCount = pagesPerSpan(for: size)
      let span = pageCount * pageSize
      if let last = sizes.last, pages[pages.count - 1] == pageCount, span / last == span / size {
        sizes[sizes.count - 1] = size
      } else {
        sizes.append(size)
        pages.append(pageCount)
      }
      size += step(after: size)
    }
    for index in sizes.indices {
      let span = pages[index] * pageSize
      let widest = span / (span / sizes[index]) / coarseStep * coarseStep
      sizes[index] = max(sizes[index], widest)
    }
    return sizes.indices.map { (index: Int) -> SizeClassRow in
      SizeClassRow(
        number: index + 1, objectSize: sizes[index], spanSize: pages[index] * pageSize,
        previousSize: index == 0 ? 0 : sizes[index - 1])
    }
  }

  /// Distance in bytes from a candidate size to the next: 8 below 32, 16 below 128, an eighth of
  /// the last power of two below 2048, 256 from there on.
  static func step(after size: Int) -> Int {
    let power = 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount)
    if power >= 2048 { return 256 }
    if power >= 128 { return power / 8 }
    return power >= 32 ? 16 : 8
  }

  /// The fewest pages of which slots of `size` bytes leave at most an eighth over.
  static func pagesPerSpan(for size: Int) -> Int {
    var span = pageSize
    while span % size > span / wasteDivisor { span += pageSize }
    return span / pageSize
  }

  /// The class of each step of 8 bytes, sizes 0…1024, rounded up: 129 entries.
  public static func fineLookup(_ rows: [SizeClassRow]) -> [Int] {
    lookup(rows, first: 0, last: fineLimit, step: fineStep)
  }

  /// The class of each step of 128 bytes, sizes 1024…32768, rounded up: 249 entries.
  public static func coarseLookup(_ rows: [SizeClassRow]) -> [Int] {
    lookup(rows, first: fineLimit, last: maxSmallSize, step: coarseStep)
  }

  private static func lookup(
    _ rows: [SizeClassRow], first: Int, last: Int, step: Int
  ) -> [Int] {
    var table: [Int] = []
    var row = 0
    for size in stride(from: first, through: last, by: step) {
      while rows[row].objectSize < size { row += 1 }
      table.append(size == 0 ? 0 : rows[row].number)
    }
    return table
  }

  /// For each alignment the smallest object size from which every class has at least that.
  /// Alignments with the same smallest size are told once, by the strictest.
  public static func alignments(_ rows: [SizeClassRow]) -> [(alignment: Int, minSize: Int)] {
    var table: [(alignment: Int, minSize: Int)] = []
    var alignment = 8
    while alignment <= pageSize {
      var minSize = 0
      for row in rows.reversed() {
        if row.objectSize % alignment != 0 { break }
        minSize = row.objectSize
      }
      if minSize != 0 {
        if let last = table.last, last.minSize == minSize { table.removeLast() }
        table.append((alignment, minSize))
      }
      alignment *= 2
    }
    return table
  }
}
