// The marking loop: take an entry, mark its object, push what the object points to.
//
// Marking is bound by cache misses: per object its span's descriptor, its mark bit (in line behind
// the descriptor), its pointer bits and its first words, one after the other if nothing is done.
// So candidates go through a ring: when one enters, all four lines are asked for; when it leaves,
// fifteen others have entered since. Entries are *candidates* (see marking.h): nothing of an
// object is touched before its turn in the ring, not even to ask whether it is marked.
//
//          pop            enter: find span, prefetch           leave: mark, scan
//   buffer ───> candidate ─────────────────────> ring of 16 ─────────────────────> push children
//
// Measured against marking first and queueing grey objects, against two rings, and against
// scanning whole spans at a time: docs/decisions/marking-core.md.
//
// The state of the loop is a value on the stack, so that the compiler keeps it in registers; it is
// taken from the marker when a slice opens and put back when it closes.
import CTricolor

/// Why a drain came back.
enum DrainResult {
  /// The budget is spent; there may be more.
  case spent
  /// No entry was left, here or on the shared lists.
  case dry
}

/// A marker at work.
struct Drain {
  typealias Entries = UnsafeMutablePointer<UInt>

  let marker: MarkerPointer
  let heap: UnsafeMutablePointer<tc_heap>
  let ring: UnsafeMutablePointer<tc_ring_slot>
  let low: UInt
  let rangeBytes: UInt
  /// First entry of the primary buffer, next free one, and the first behind its last.
  var bottom: Entries
  var top: Entries
  var end: Entries
  var ringHead: Int
  var ringCount: Int
  var scanned: UInt = 0
  var markedBytes: UInt = 0
  var markedObjects: UInt = 0

  private static let ringMask = Int(TC_RING_SLOTS) - 1

  /// Opens the marker for draining. `close` must follow.
  @inline(__always)
  init(_ marker: MarkerPointer) {
    self.marker = marker
    heap = marker.pointee.heap
    ring = tc_marker_ring(marker)
    low = marker.pointee.low
    rangeBytes = marker.pointee.span_bytes
    let buffer = marker.pointee.primary ?? marker.roomyPrimary()
    bottom = tc_work_entries(buffer)
    top = bottom + Int(buffer.pointee.count)
    end = bottom + Int(TC_WORK_ENTRIES)
    ringHead = 0
    ringCount = 0
  }

  /// Puts what the loop still holds back into the marker.
  @inline(__always)
  mutating func close() {
    while ringCount > 0 {
      push(ring[ringHead & Self.ringMask].address)
      ringHead &+= 1
      ringCount &-= 1
    }
    putBack()
    marker.pointee.bytes_scanned &+= scanned
    marker.pointee.bytes_marked &+= markedBytes
    marker.pointee.objects_marked &+= markedObjects
  }

  /// Marks and scans until `budget` bytes are scanned or no entry is left.
  /// - Parameter ambiguous: whether pointer slots of this heap may hold any word.
  @inline(__always)
  mutating func run(budget: UInt, ambiguous: Bool) -> DrainResult {
    while scanned < budget {
      fillRing()
      if ringCount == 0 { return .dry }
      let slot = ring[ringHead & Self.ringMask]
      ringHead &+= 1
      ringCount &-= 1
      markAndScan(slot.address, in: slot.span.unsafelyUnwrapped, ambiguous: ambiguous)
    }
    return .spent
  }

  /// Moves entries from the buffer to the ring until that is full or no entry is left.
  @inline(__always)
  private mutating func fillRing() {
    while ringCount <= Self.ringMask {
      if top == bottom && !refill() { return }
      top -= 1
      let entry = top.pointee
      if entry & WorkEntry.grey != 0 {
        scanGrey(entry & ~WorkEntry.grey)
        continue
      }
      guard let span = tc_span_slot_of(heap, entry) else { continue }
      tc_prefetch(span)
      tc_prefetch(tc_span_marks(span))
      tc_prefetch(UnsafeRawPointer(bitPattern: entry))
      tc_prefetch_pointer_bits(entry)
      ring[(ringHead &+ ringCount) & Self.ringMask] = tc_ring_slot(address: entry, span: span)
      ringCount &+= 1
    }
  }

  @inline(__always)
  private mutating func markAndScan(_ address: Address, in span: SpanPointer, ambiguous: Bool) {
    guard tc_span_state(span) == UInt8(TC_SPAN_IN_USE) else { return }
    let offset = address &- span.pointee.base
    if ambiguous && offset >= span.byteCount { return }
    let index = tc_object_index(span, address)
    guard index < UInt32(span.pointee.object_count) else { return }
    if ambiguous && !tc_is_allocated(span, index) { return }
    guard tc_mark(span, index) else { return }
    let size = span.pointee.object_size
    markedBytes &+= size
    markedObjects &+= 1
    let spanClass = span.pointee.span_class
    if spanClass & 1 != 0 { return }
    let base = span.pointee.base &+ UInt(index) &* size
    if size <= UInt(TC_MAX_BITMAP) {
      scanned &+= size
      pushSlots(PointerMap.bits(at: base, size: size), at: base)
    } else {
      scanBig(base, in: span)
    }
  }

  /// Pushes what the words of a small object point to. Room is made once for all of them, so that
  /// a push is a store and an addition with no branch: half of all words are nil.
  @inline(__always)
  private mutating func pushSlots(_ pointers: UInt64, at base: Address) {
    makeRoom()
    var pointers = pointers
    let words = UnsafePointer<UInt>(bitPattern: base).unsafelyUnwrapped
    while pointers != 0 {
      let word = tc_word_load(words + pointers.trailingZeroBitCount)
      top.pointee = word
      top += word &- low < rangeBytes ? 1 : 0
      pointers &= pointers &- 1
    }
  }

  @inline(__always)
  private mutating func makeRoom() {
    if end - top < Int(TC_WORK_ROOM) { renew() }
  }

  /// Pushes an entry, room or not.
  @inline(__always)
  mutating func push(_ entry: UInt) {
    makeRoom()
    top.pointee = entry
    top += 1
  }

  /// Exchanges the primary buffer for one with room.
  @inline(never)
  private mutating func renew() {
    putBack()
    adopt(marker.roomyPrimary())
  }

  /// Exchanges the empty primary buffer for one with entries; false if there is none.
  @inline(never)
  private mutating func refill() -> Bool {
    putBack()
    guard let buffer = marker.workingPrimary() else { return false }
    adopt(buffer)
    return true
  }

  private mutating func putBack() {
    marker.pointee.primary.unsafelyUnwrapped.pointee.count = UInt(top - bottom)
  }

  private mutating func adopt(_ buffer: WorkBufferPointer) {
    bottom = tc_work_entries(buffer)
    top = bottom + Int(buffer.pointee.count)
    end = bottom + Int(TC_WORK_ENTRIES)
  }
}
