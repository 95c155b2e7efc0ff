// The size classes: the rule's table against the facts of Go's, and the C tables against the rule.
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct SizeClassTests {
  /// Go's table, one class a line: bytes of an object, bytes of a span, objects, tail waste,
  /// largest waste in percent, least alignment.
  static let facts = """
    8 8192 1024 0 87.50 8
    16 8192 512 0 43.75 16
    24 8192 341 8 29.24 8
    32 8192 256 0 21.88 32
    48 8192 170 32 31.52 16
    64 8192 128 0 23.44 64
    80 8192 102 32 19.07 16
    96 8192 85 32 15.95 32
    112 8192 73 16 13.56 16
    128 8192 64 0 11.72 128
    144 8192 56 128 11.82 16
    160 8192 51 32 9.73 32
    176 8192 46 96 9.59 16
    192 8192 42 128 9.25 64
    208 8192 39 80 8.12 16
    224 8192 36 128 8.15 32
    240 8192 34 32 6.62 16
    256 8192 32 0 5.86 256
    288 8192 28 128 12.16 32
    320 8192 25 192 11.80 64
    352 8192 23 96 9.88 32
    384 8192 21 128 9.51 128
    416 8192 19 288 10.71 32
    448 8192 18 128 8.37 64
    480 8192 17 32 6.82 32
    512 8192 16 0 6.05 512
    576 8192 14 128 12.33 64
    640 8192 12 512 15.48 128
    704 8192 11 448 13.93 64
    768 8192 10 512 13.94 256
    896 8192 9 128 15.52 128
    1024 8192 8 0 12.40 1024
    1152 8192 7 128 12.41 128
    1280 8192 6 512 15.55 256
    1408 16384 11 896 14.00 128
    1536 8192 5 512 14.00 512
    1792 16384 9 256 15.57 256
    2048 8192 4 0 12.45 2048
    2304 16384 7 256 12.46 256
    2688 8192 3 128 15.59 128
    3072 24576 8 0 12.47 1024
    3200 16384 5 384 6.22 128
    3456 24576 7 384 8.83 128
    4096 8192 2 0 15.60 4096
    4864 24576 5 256 16.65 256
    5376 16384 3 256 10.92 256
    6144 24576 4 0 12.48 2048
    6528 32768 5 128 6.23 128
    6784 40960 6 256 4.36 128
    6912 49152 7 768 3.37 256
    8192 8192 1 0 15.61 8192
    9472 57344 6 512 14.28 256
    9728 49152 5 512 3.64 512
    10240 40960 4 0 4.99 2048
    10880 32768 3 128 6.24 128
    12288 24576 2 0 11.45 4096
    13568 40960 3 256 9.99 256
    14336 57344 4 0 5.35 2048
    16384 16384 1 0 12.49 8192
    18432 73728 4 0 11.11 2048
    19072 57344 3 128 3.57 128
    20480 40960 2 0 6.87 4096
    21760 65536 3 256 6.25 256
    24576 24576 1 0 11.45 8192
    27264 81920 3 128 10.00 128
    28672 57344 2 0 4.91 4096
    32768 32768 1 0 12.50 8192
    """

  @Test func ruleYieldsGoTableInEveryColumn() {
    let rows = SizeClassRule.rows()
    let facts = Self.facts.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.count == 67)
    #expect(facts.count == 67)
    for (row, fact) in zip(rows, facts) {
      #expect("\(row.objectSize)" == fact[0])
      #expect("\(row.spanSize)" == fact[1])
      #expect("\(row.objectCount)" == fact[2])
      #expect("\(row.tailWaste)" == fact[3])
      let waste = fact[4].split(separator: ".")
      #expect(row.maxWastePermyriad == Int(waste[0])! * 100 + Int(waste[1])!)
      #expect("\(row.minAlign)" == fact[5])
    }
  }

  @Test func noSpanLeavesMoreThanAnEighthBehindItsLastSlot() {
    for row in SizeClassRule.rows() {
      #expect(row.tailWaste * SizeClassRule.wasteDivisor <= row.spanSize)
    }
  }

  @Test func alignmentsRiseWithTheSizes() {
    let table = SizeClassRule.alignments(SizeClassRule.rows())
    #expect(table.map(\.alignment) == [8, 16, 32, 64, 128, 4096, 8192])
    #expect(table.map(\.minSize) == [8, 32, 256, 512, 768, 28672, 32768])
  }

  @Test func tablesInCAgreeWithTheRule() {
    let rows = SizeClassRule.rows()
    for row in rows {
      let sizeClass = SizeClass(UInt8(row.number))
      #expect(sizeClass.objectSize == UInt(row.objectSize))
      #expect(sizeClass.pageCount == UInt(row.spanSize / SizeClassRule.pageSize))
      #expect(sizeClass.divisionMagic == row.divisionMagic)
    }
    #expect(SizeClass.large.objectSize == 0)
    #expect(SizeClass.large.pageCount == 0)
    #expect(rows.count + 1 == SizeClass.count)
  }

  @Test func everySizeGetsTheSmallestClassThatHoldsIt() {
    for size in 1...UInt(SizeClassRule.maxSmallSize) {
      let found = SizeClass(forSize: size)
      #expect(found.objectSize >= size)
      if found.number > 1 { #expect(SizeClass(found.number - 1).objectSize < size) }
    }
  }

  @Test func multiplicationFindsTheIndexForEveryOffset() {
    for row in SizeClassRule.rows() {
      let magic = UInt64(row.divisionMagic)
      for offset in 0..<row.spanSize {
        let index = Int((UInt64(offset) * magic) >> 32)
        if index != offset / row.objectSize {
          Issue.record("class \(row.number): offset \(offset) gives \(index)")
          break
        }
      }
    }
  }

  @Test func spanClassesCountTheirPointerBits() {
    for number in 2..<UInt8(SpanClass.count) {
      let spanClass = SpanClass(number)
      let size = spanClass.sizeClass.objectSize
      let bytes = spanClass.sizeClass.pageCount * UInt(SizeClassRule.pageSize)
      let bits: UInt = spanClass.hasPointerBits ? 128 : 0
      #expect(spanClass.objectCount == (bytes - bits) / size)
      #expect(spanClass.hasPointerBits == (!spanClass.isNoscan && size <= 512))
      #expect(spanClass.hasTypeHeader == (!spanClass.isNoscan && size > 512))
      #expect(spanClass.bitWords * 64 >= spanClass.objectCount)
      if spanClass.hasPointerBits { #expect(spanClass.sizeClass.pageCount == 1) }
    }
  }
}
