// One marker's handling of entries: pushing them one at a time, shading an object, and handing
// everything over at the end of a slice. The loop that takes entries is Drain.swift's, which
// keeps the same buffers' ends in registers meanwhile.
import CTricolor

typealias MarkerPointer = UnsafeMutablePointer<tc_marker>

extension UnsafeMutablePointer where Pointee == tc_marker {
  /// Makes the memory at `self` an empty marker of `shared`'s heap.
  func initialize(shared: MarkStatePointer) {
    var marker = tc_marker()
    marker.heap = shared.pointee.heap
    marker.shared = shared
    initialize(to: marker)
  }

  /// Takes over the cycle's address range. At the start of every slice.
  @inline(__always)
  func beginSlice() {
    pointee.low = pointee.shared.pointee.low
    pointee.span_bytes = pointee.shared.pointee.span_bytes
  }

  /// Pushes one entry. Cost: a few instructions; every 254th goes to the shared lists.
  @inline(__always)
  func push(_ entry: UInt) {
    if let buffer = pointee.primary, buffer.pointee.count < UInt(TC_WORK_ENTRIES) {
      tc_work_entries(buffer)[Int(buffer.pointee.count)] = entry
      buffer.pointee.count &+= 1
      return
    }
    let buffer = roomyPrimary()
    tc_work_entries(buffer)[Int(buffer.pointee.count)] = entry
    buffer.pointee.count &+= 1
  }

  /// Puts an empty buffer in the place of the full one (or of none). The full one becomes the
  /// secondary; the secondary, if that is full as well, goes to the shared list.
  @inline(never)
  func roomyPrimary() -> WorkBufferPointer {
    let old = pointee.primary
    if let spare = pointee.secondary, spare.pointee.count == 0 {
      pointee.secondary = old
      pointee.primary = spare
      return spare
    }
    if let full = pointee.secondary { give(full) }
    pointee.secondary = old
    let fresh = pointee.shared.takeEmptyBuffer()
    pointee.primary = fresh
    return fresh
  }

  /// Puts a buffer with entries in the place of the empty one (or of none): the secondary, or one
  /// from the shared list; nil if there is no work to be had. The empty one is kept in reserve.
  @inline(never)
  func workingPrimary() -> WorkBufferPointer? {
    let old = pointee.primary
    if let spare = pointee.secondary, spare.pointee.count > 0 {
      pointee.secondary = old
      pointee.primary = spare
      return spare
    }
    guard let found = pointee.shared.takeFullBuffer() else { return nil }
    pointee.given &-= Int(found.pointee.count)
    if let old {
      if pointee.secondary == nil {
        pointee.secondary = old
      } else {
        pointee.shared.pushEmpty(old)
      }
    }
    pointee.primary = found
    return found
  }

  /// Puts the older half of the entries at everyone's disposal.
  func shareOldest() {
    if let spare = pointee.secondary, spare.pointee.count > 0 {
      pointee.secondary = nil
      give(spare)
      return
    }
    guard let buffer = pointee.primary, buffer.pointee.count >= 2 else { return }
    let half = buffer.pointee.count / 2
    let given = pointee.shared.takeEmptyBuffer()
    let entries = tc_work_entries(buffer).unsafelyUnwrapped
    tc_work_entries(given).unsafelyUnwrapped.update(from: entries, count: Int(half))
    given.pointee.count = half
    buffer.pointee.count &-= half
    entries.update(from: entries + Int(half), count: Int(buffer.pointee.count))
    give(given)
  }

  /// Puts a buffer with entries onto the shared list.
  @inline(__always)
  private func give(_ buffer: WorkBufferPointer) {
    pointee.given &+= Int(buffer.pointee.count)
    pointee.shared.pushFull(buffer)
  }

  /// Hands every entry and every count to the shared state. The marker is empty afterwards.
  /// - Returns: the work that was done: bytes scanned, less 8 for each entry that there is more now
  ///   than before.
  @discardableResult
  func endSlice() -> Int {
    if let buffer = pointee.primary { handOver(buffer) }
    if let buffer = pointee.secondary { handOver(buffer) }
    pointee.primary = nil
    pointee.secondary = nil
    let shared: MarkStatePointer = pointee.shared
    if pointee.bytes_marked != 0 {
      _ = tc_u64_add(&shared.pointee.bytes_marked, UInt64(pointee.bytes_marked))
      pointee.bytes_marked = 0
    }
    let scanned = Int(bitPattern: pointee.bytes_scanned &- pointee.candidates &* 8)
    let work = scanned &- pointee.given &* 8
    if work != 0 {
      _ = tc_u64_add(&shared.pointee.heap_work, UInt64(bitPattern: Int64(work)))
    }
    pointee.bytes_scanned = 0
    pointee.candidates = 0
    pointee.given = 0
    return work
  }

  private func handOver(_ buffer: WorkBufferPointer) {
    if buffer.pointee.count > 0 {
      give(buffer)
    } else {
      pointee.shared.pushEmpty(buffer)
    }
  }

  /// Whether `word` lies where this cycle's objects can be. One subtraction and comparison.
  @inline(__always)
  func covers(_ word: UInt) -> Bool { word &- pointee.low < pointee.span_bytes }

  /// Pushes the object that `word`, a pointer or nil, points into, as a candidate.
  @inline(__always)
  func pushCandidate(_ word: UInt) {
    if covers(word) { push(word) }
  }

  /// Makes the object that `word` points into grey, if it does and the object is white.
  /// - Parameters:
  ///   - ambiguous: `word` may be anything; an exact one is nil, foreign, or a pointer to an
  ///     allocated object.
  ///   - marking: the caller shares the right to mark (MarkRight.swift): the object is marked, so
  ///     that it is shaded once. Else it becomes a candidate, each time.
  @inline(__always)
  func shade(_ word: UInt, ambiguous: Bool, marking: Bool) {
    guard covers(word), let span = tc_span_of(pointee.heap, word) else { return }
    let index = tc_object_index(span, word)
    guard index < UInt32(span.pointee.object_count) else { return }
    if ambiguous && !tc_is_allocated(span, index) { return }
    if !marking {
      if !tc_is_marked(span, index) { push(tc_object_base(span, index)) }
      return
    }
    guard tc_mark(span, index) else { return }
    pointee.bytes_marked &+= span.pointee.object_size
    if !tc_span_noscan(span) { push(tc_object_base(span, index) | WorkEntry.grey) }
  }
}
