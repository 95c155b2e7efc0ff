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
// scanning whole spans at a time: docs/decisions/0003-marking-core.md.
//
// The loop's state must stay in registers, so it is local variables, and whatever is called out of
// line gets values and returns values. Buffers are aligned to their size: the one address `top`
// says where the next entry goes, how many there are, and which buffer it is.
import CTricolor

/// Why a drain came back.
enum DrainResult {
  /// The budget is spent; there may be more.
  case spent
  /// No entry was left, here or on the shared lists.
  case dry
}

/// Where the next entry goes in a work buffer.
typealias EntryPointer = UnsafeMutablePointer<UInt>

/// See the top of the file.
enum Drain {
  private static let ringMask = Int(TC_RING_SLOTS) - 1

  /// Marks and scans until `budget` bytes are scanned or no entry is left. Inside the gate.
  /// - Parameter ambiguous: whether pointer slots of this heap may hold any word. A constant.
  @inline(__always)
  static func run(_ marker: MarkerPointer, budget: UInt, ambiguous: Bool) -> DrainResult {
    let arenas = marker.pointee.heap.pointee.arenas.unsafelyUnwrapped
    let ring = tc_marker_ring(marker).unsafelyUnwrapped
    let low = marker.pointee.low
    let range = marker.pointee.span_bytes
    var top = WorkBuffer.open(marker.pointee.primary ?? marker.roomyPrimary())
    var head = 0
    var count = 0
    var scanned: UInt = 0
    var marked: UInt = 0
    while scanned < budget {
      fillRing(marker, arenas, ring, head, &count, &top, &scanned)
      if count == 0 { break }
      let slot = ring[head & ringMask]
      head &+= 1
      count &-= 1
      let span = slot.span.unsafelyUnwrapped
      guard let base = claim(slot.address, in: span, ambiguous) else { continue }
      let size = span.pointee.object_size
      marked &+= size
      if tc_span_noscan(span) { continue }
      if size > UInt(TC_MAX_BITMAP) {
        let result = scanBig(marker, base, in: span, top)
        top = result.top
        scanned &+= result.scanned
        continue
      }
      scanned &+= size
      if !WorkBuffer.hasRoom(top) { top = marker.renew(top) }
      top = pushSlots(PointerMap.bits(at: base, size: size), at: base, low, range, top)
    }
    let result = count == 0 ? DrainResult.dry : .spent
    top = emptyRing(marker, ring, head, count, top)
    WorkBuffer.close(top)
    marker.pointee.bytes_scanned &+= scanned
    marker.pointee.bytes_marked &+= marked
    return result
  }

  /// Moves entries from the buffer to the ring until that is full or no entry is left.
  @inline(__always)
  private static func fillRing(
    _ marker: MarkerPointer, _ arenas: UnsafeMutablePointer<UnsafeMutablePointer<tc_arena>?>,
    _ ring: UnsafeMutablePointer<tc_ring_slot>, _ head: Int, _ count: inout Int,
    _ top: inout EntryPointer, _ scanned: inout UInt
  ) {
    while count <= ringMask {
      if WorkBuffer.isEmpty(top) {
        guard let next = marker.refill(top) else { return }
        top = next
      }
      top -= 1
      let entry = top.pointee
      if entry & WorkEntry.grey != 0 {
        let result = scanGrey(marker, entry & ~WorkEntry.grey, top)
        top = result.top
        scanned &+= result.scanned
        continue
      }
      guard let span = announce(entry, arenas) else { continue }
      ring[(head &+ count) & ringMask] = tc_ring_slot(address: entry, span: span)
      count &+= 1
    }
  }

  /// Asks for everything that will be needed of the object at `address`: its span, whose
  /// descriptor is not touched here; nil if there is none.
  @inline(__always)
  private static func announce(
    _ address: Address, _ arenas: UnsafeMutablePointer<UnsafeMutablePointer<tc_arena>?>
  ) -> SpanPointer? {
    guard let span = tc_span_slot_in(arenas, address) else { return nil }
    tc_prefetch(span)
    tc_prefetch_write(tc_span_marks(span))
    tc_prefetch(UnsafeRawPointer(bitPattern: address))
    tc_prefetch_pointer_bits(address)
    return span
  }

  /// Marks the object at `address`: where its slot begins; nil if it was marked already or is no
  /// object. What is not of objects, free spans and those managed by hand, has no slots.
  @inline(__always)
  private static func claim(
    _ address: Address, in span: SpanPointer, _ ambiguous: Bool
  ) -> Address? {
    if ambiguous {
      guard tc_span_state(span) == UInt8(TC_SPAN_IN_USE) else { return nil }
      if address &- span.pointee.base >= span.byteCount { return nil }
    }
    let index = tc_object_index(span, address)
    guard index < UInt32(span.pointee.object_count) else { return nil }
    if ambiguous && !tc_is_allocated(span, index) { return nil }
    return tc_mark(span, index) ? tc_object_base(span, index) : nil
  }

  /// Pushes what the words of a small object point to. There is room for all of them, so that a
  /// push is a store and an addition with no branch: half of all words are nil.
  @inline(__always)
  private static func pushSlots(
    _ pointers: UInt64, at base: Address, _ low: UInt, _ range: UInt, _ top: EntryPointer
  ) -> EntryPointer {
    var pointers = pointers
    var top = top
    let words = UnsafePointer<UInt>(bitPattern: base).unsafelyUnwrapped
    while pointers != 0 {
      let word = tc_word_load(words + pointers.trailingZeroBitCount)
      top.pointee = word
      top += word &- low < range ? 1 : 0
      pointers &= pointers &- 1
    }
    return top
  }

  /// Puts what is in the ring back into the buffer.
  @inline(never)
  private static func emptyRing(
    _ marker: MarkerPointer, _ ring: UnsafeMutablePointer<tc_ring_slot>, _ head: Int,
    _ count: Int, _ top: EntryPointer
  ) -> EntryPointer {
    var top = WorkBuffer.hasRoom(top) ? top : marker.renew(top)
    for index in head..<head &+ count {
      top.pointee = ring[index & ringMask].address
      top += 1
    }
    return top
  }
}

/// A work buffer that is open at its top: see Drain.
enum WorkBuffer {
  private static let sizeMask = UInt(TC_WORK_BUFFER_BYTES) &- 1
  /// Bytes of a buffer in front of its entries.
  private static let header: UInt = 16

  /// Where the next entry of a buffer goes.
  @inline(__always)
  static func open(_ buffer: WorkBufferPointer) -> EntryPointer {
    tc_work_entries(buffer).unsafelyUnwrapped + Int(buffer.pointee.count)
  }

  /// Notes in the buffer how many entries there are.
  @inline(__always)
  static func close(_ top: EntryPointer) {
    let address = UInt(bitPattern: top)
    let buffer = WorkBufferPointer(bitPattern: address & ~sizeMask).unsafelyUnwrapped
    buffer.pointee.count = (address & sizeMask &- header) &>> 3
  }

  @inline(__always)
  static func isEmpty(_ top: EntryPointer) -> Bool {
    UInt(bitPattern: top) & sizeMask == header
  }

  /// Whether there is room for a small object's pointers, and one more.
  @inline(__always)
  static func hasRoom(_ top: EntryPointer) -> Bool {
    UInt(bitPattern: top) & sizeMask < UInt(TC_WORK_BUFFER_BYTES) &- UInt(TC_WORK_ROOM) &* 8
  }
}

extension UnsafeMutablePointer where Pointee == tc_marker {
  /// Exchanges the primary buffer, open at `top`, for one with room: its top.
  @inline(never)
  fileprivate func renew(_ top: EntryPointer) -> EntryPointer {
    WorkBuffer.close(top)
    return WorkBuffer.open(roomyPrimary())
  }

  /// Exchanges the primary buffer, which is empty, for one with entries: its top; nil if there is
  /// none.
  @inline(never)
  fileprivate func refill(_ top: EntryPointer) -> EntryPointer? {
    WorkBuffer.close(top)
    guard let buffer = workingPrimary() else { return nil }
    return WorkBuffer.open(buffer)
  }
}
