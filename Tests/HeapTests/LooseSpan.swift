// A span that belongs to no heap: a descriptor with its bits, and pages of its own.
import CTricolor
import Foundation

@testable import TricolorHeap

/// Owns the memory of a span for one test, which keeps its threads in order.
final class LooseSpan: @unchecked Sendable {
  let span: SpanPointer
  private let descriptor: UnsafeMutableRawPointer
  private let pages: UnsafeMutableRawPointer

  /// A span of `spanClass` without allocated or marked slots; of class 0, `largeBytes` long.
  init(_ spanClass: SpanClass, largeBytes: UInt = 0) {
    let pageCount = max(spanClass.sizeClass.pageCount, (largeBytes + 8191) / 8192)
    let words = spanClass.bitWords
    let bytes = MemoryLayout<tc_span>.size + Int(words) * 16
    descriptor = .allocate(byteCount: bytes, alignment: 64)
    memset(descriptor, 0, bytes)
    pages = .allocate(byteCount: Int(pageCount) * 8192, alignment: 8192)
    memset(pages, 0, Int(pageCount) * 8192)
    span = descriptor.assumingMemoryBound(to: tc_span.self)
    let large = spanClass.sizeClass == .large
    span.pointee.base = UInt(bitPattern: pages)
    span.pointee.object_size = large ? pageCount * 8192 : spanClass.sizeClass.objectSize
    span.pointee.div_magic = large ? 0 : spanClass.sizeClass.divisionMagic
    span.pointee.object_count = UInt16(spanClass.objectCount)
    span.pointee.span_class = spanClass.number
    span.pointee.state = UInt8(TC_SPAN_IN_USE)
    span.pointee.page_count = UInt32(pageCount)
    span.pointee.bit_words = UInt8(words)
    span.pointee.alloc_cache = ~0
    span.pointee.black_from = UInt16(TC_NO_SLOT)
  }

  deinit {
    descriptor.deallocate()
    pages.deallocate()
  }

  var slots: Int { Int(span.pointee.object_count) }

  func isMarked(_ index: Int) -> Bool { tc_is_marked(span, UInt32(index)) }
}
