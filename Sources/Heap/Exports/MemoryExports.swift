// Memory that a host manages by hand: the page heap's manual spans and metadata, for C and for the
// scheduler.
import CTricolor

@c @implementation
public func tc_manual_allocate(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ cache: UnsafeMutablePointer<tc_cache>?, _ pages: UInt,
  _ use: UInt32
) -> UnsafeMutablePointer<tc_span>? {
  let use = ManualUse(rawValue: UInt8(truncatingIfNeeded: use)) ?? .other
  return heap.unsafelyUnwrapped.pageHeap.allocateManual(pages: pages, use: use, cache: cache)
}

@c @implementation
public func tc_manual_free(
  _ span: UnsafeMutablePointer<tc_span>?, _ cache: UnsafeMutablePointer<tc_cache>?
) {
  let span = span.unsafelyUnwrapped
  span.pointee.heap.pageHeap.freeManual(span, cache: cache)
}

@c @implementation
public func tc_manual_move(
  _ from: UnsafeMutablePointer<tc_span>?, _ to: UnsafeMutablePointer<tc_span>?, _ bytes: UInt
) {
  let from = from.unsafelyUnwrapped
  from.pointee.heap.pageHeap.moveManual(bytes, from: from, to: to.unsafelyUnwrapped)
}

@c @implementation
public func tc_metadata_allocate(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ bytes: UInt
) -> UnsafeMutableRawPointer? {
  let metadata: MetadataSpacePointer = heap.unsafelyUnwrapped.pageHeap.pointee.metadata
  return metadata.allocate(bytes, .other)
}
