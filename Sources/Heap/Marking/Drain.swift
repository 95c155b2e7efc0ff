// The marking loop: take an entry, mark its object, push what the object points to.
//
// Marking is bound by cache misses: per object its span's descriptor, its mark bit (in line behind
// the descriptor), its pointer bits and its first words, one after the other if nothing is done.
// So candidates go through two batches of sixteen: while one arrives, each of its entries asks for
// all of them; then the one that arrived before it leaves. Entries are *candidates* (see
// marking.h): nothing of an object is touched before it leaves, not even to ask whether it is
// marked.
//
//          pop           arrive: find span, prefetch            leave: mark, scan
//   buffer ───> candidate ───────────────────> batch, and batch ─────────────────> push children
//
// An object that points to its own page is different: NearScan.swift goes through that at once.
//
// Measured against marking first and queueing grey objects, against a ring from which one leaves
// when one enters, and against scanning whole spans at a time: docs/decisions/0003-marking-core.md.
//
// Work is counted in bytes scanned, as Go counts it; but of each pointer's 8 bytes only when the
// entry that it became is taken. Else a scan of a long array would be all the work there is, the
// thousand objects that it found would count nothing, and mutators would owe nothing for the time
// that marking them takes. So scanning counts what it scans less 8 for each pointer that it pushes,
// and each candidate that leaves counts 8 (endSlice adds it up).
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
  private static let batch = Int(TC_RING_SLOTS) / 2

  /// Marks and scans until `budget` bytes are scanned, no entry is left, or the right to mark is to
  /// be taken anew. Inside the gate.
  /// - Parameters:
  ///   - ambiguous: whether pointer slots of this heap may hold any word. A constant.
  ///   - alone: whether nobody else marks meanwhile. A constant.
  @inline(__always)
  static func run(_ marker: MarkerPointer, budget: UInt, ambiguous: Bool, alone: Bool)
    -> DrainResult
  {
    let shared: MarkStatePointer = marker.pointee.shared
    let arenas = marker.pointee.heap.pointee.arenas.unsafelyUnwrapped
    var arriving = tc_marker_ring(marker).unsafelyUnwrapped
    var leaving = arriving + batch
    let low = marker.pointee.low
    let range = marker.pointee.span_bytes
    var top = WorkBuffer.open(marker.pointee.primary ?? marker.roomyPrimary())
    var (next, end) = (leaving, leaving)
    var (scanned, marked, candidates) = (UInt(0), UInt(0), UInt(0))
    var result = DrainResult.spent
    var held = HeldMarks()
    var nearTrust = NearScan.mostTrust
    while scanned < budget {
      if shared.hasChanged(alone: alone) { break }
      if WorkBuffer.isEmpty(top) && !marker.refill(&top) && next == end {
        result = .dry
        break
      }
      let arrived = announceBatch(marker, arenas, arriving, &top, &scanned)
      let first = next
      while next != end && scanned < budget {
        let span = next.pointee.span.unsafelyUnwrapped
        let address = next.pointee.address
        next += 1
        guard let base = claim(address, in: span, ambiguous, alone, &held, &marked) else {
          continue
        }
        let size = span.pointee.object_size
        if tc_span_noscan(span) { continue }
        if size > UInt(TC_MAX_BITMAP) {
          // Nobody else is to begin with it.
          if !alone { marked &+= held.release() }
          let big = scanBig(marker, base, in: span, top)
          top = big.top
          scanned &+= big.scanned
          continue
        }
        top = marker.withRoom(top)
        let pushed = pushSlots(PointerMap.bits(at: base, size: size), at: base, low, range, top)
        guard pushed.isNear && nearTrust > 0 else {
          top = pushed.top
          scanned &+= size
          continue
        }
        if !alone { marked &+= held.forget() }
        let page = scanPage(marker, base, in: span, top, budget &- scanned, ambiguous, alone)
        top = page.top
        scanned &+= page.scanned
        marked &+= page.marked
        nearTrust = min(nearTrust &+ (page.scanned > size &* 4 ? 1 : -1), NearScan.mostTrust)
        // Who waits for an answer has waited for a page.
        if shared.hasChanged(alone: alone) { break }
      }
      let left = UInt(bitPattern: next - first)
      candidates &+= left
      scanned &+= left &* 8
      if next != end { top = putBack(marker, next, end, top) }
      next = arriving
      end = arrived
      swap(&arriving, &leaving)
    }
    if next != end { top = putBack(marker, next, end, top) }
    if !alone { marked &+= held.release() }
    marker.endDrain(top, scanned: scanned, marked: marked, candidates: candidates)
    return result
  }

  /// Scans the object at `base`, which is marked, and what it reaches of its page.
  @inline(__always)
  private static func scanPage(
    _ marker: MarkerPointer, _ base: Address, in span: SpanPointer, _ top: EntryPointer,
    _ budget: UInt, _ ambiguous: Bool, _ alone: Bool
  ) -> NearScan.Result {
    alone
      ? NearScan.alone(marker, base, in: span, top, budget, ambiguous)
      : NearScan.shared(marker, base, in: span, top, budget, ambiguous)
  }

  /// Moves entries from the open buffer to a batch until that is full or the buffer is empty; grey
  /// ones are scanned at once. Returns the end of the batch.
  @inline(__always)
  private static func announceBatch(
    _ marker: MarkerPointer, _ arenas: UnsafeMutablePointer<UnsafeMutablePointer<tc_arena>?>,
    _ batch: UnsafeMutablePointer<tc_ring_slot>, _ top: inout EntryPointer, _ scanned: inout UInt
  ) -> UnsafeMutablePointer<tc_ring_slot> {
    var fill = batch
    let bottom = WorkBuffer.bottom(top, entries: Drain.batch)
    while top > bottom {
      top -= 1
      let entry = top.pointee
      if entry & WorkEntry.grey != 0 {
        let result = scanGrey(marker, entry & ~WorkEntry.grey, top)
        top = result.top
        scanned &+= result.scanned
        // What it pushed may lie in another buffer: the next batch begins there.
        break
      }
      guard let span = announce(entry, arenas) else { continue }
      fill.pointee = tc_ring_slot(address: entry, span: span)
      fill += 1
    }
    return fill
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
    // Objects of three words and of six begin anywhere in a line: the third may be on the next.
    tc_prefetch(UnsafeRawPointer(bitPattern: address &+ 16))
    tc_prefetch_pointer_bits(address)
    return span
  }

  /// Marks the object at `address`: where its slot begins; nil if it was marked already or is no
  /// object. What is not of objects, free spans and those managed by hand, has no slots.
  @inline(__always)
  private static func claim(
    _ address: Address, in span: SpanPointer, _ ambiguous: Bool, _ alone: Bool,
    _ held: inout HeldMarks, _ bytes: inout UInt
  ) -> Address? {
    if ambiguous {
      guard tc_span_state(span) == UInt8(TC_SPAN_IN_USE) else { return nil }
      if address &- span.pointee.base >= span.byteCount { return nil }
    }
    return claimSlot(address, in: span, ambiguous, alone, &held, &bytes)
  }

  /// The same where the address is known to lie in the span.
  @inline(__always)
  static func claimSlot(
    _ address: Address, in span: SpanPointer, _ ambiguous: Bool, _ alone: Bool,
    _ held: inout HeldMarks, _ bytes: inout UInt
  ) -> Address? {
    let index = tc_object_index(span, address)
    guard index < UInt32(span.pointee.object_count) else { return nil }
    if alone {
      guard tc_mark_alone(span, index, ambiguous) else { return nil }
      bytes &+= span.pointee.object_size
    } else {
      guard held.mark(span, index, ambiguous, &bytes) else { return nil }
    }
    return tc_object_base_at(span, index, address)
  }

  /// Pushes what the words of a small object point to. There is room for all of them, so that a
  /// push is a store and an addition with no branch: half of all words are nil.
  /// - Returns: where the next entry goes, and whether something of the same page was among them.
  @inline(__always)
  private static func pushSlots(
    _ pointers: UInt64, at base: Address, _ low: UInt, _ range: UInt, _ top: EntryPointer
  ) -> (top: EntryPointer, isNear: Bool) {
    var pointers = pointers
    var top = top
    var near: UInt = 0
    let words = UnsafePointer<UInt>(bitPattern: base).unsafelyUnwrapped
    while pointers != 0 {
      let word = tc_word_load(words + pointers.trailingZeroBitCount)
      top.pointee = word
      top += word &- low < range ? 1 : 0
      near |= word ^ base < Page.size ? 1 : 0
      pointers &= pointers &- 1
    }
    return (top, near != 0)
  }

  /// Puts candidates that did not leave back into the buffer: where its next entry goes.
  @inline(never)
  private static func putBack(
    _ marker: MarkerPointer, _ first: UnsafeMutablePointer<tc_ring_slot>,
    _ end: UnsafeMutablePointer<tc_ring_slot>, _ top: EntryPointer
  ) -> EntryPointer {
    var top = marker.withRoom(top)
    for index in 0..<end - first {
      top.pointee = first[index].address
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

  /// Where the next entry would go after `entries` more were taken, or all that there are.
  @inline(__always)
  static func bottom(_ top: EntryPointer, entries: Int) -> EntryPointer {
    let address = UInt(bitPattern: top)
    let held = (address & sizeMask &- header) &>> 3
    return top - min(Int(bitPattern: held), entries)
  }

  /// Whether there is room for a small object's pointers, and one more.
  @inline(__always)
  static func hasRoom(_ top: EntryPointer) -> Bool {
    UInt(bitPattern: top) & sizeMask < UInt(TC_WORK_BUFFER_BYTES) &- UInt(TC_WORK_ROOM) &* 8
  }
}

extension UnsafeMutablePointer where Pointee == tc_marker {
  /// A buffer with room for a small object's pointers, if the one that is open at `top` has none.
  @inline(__always)
  func withRoom(_ top: EntryPointer) -> EntryPointer {
    WorkBuffer.hasRoom(top) ? top : renew(top)
  }

  /// Closes the primary buffer and adds up what a drain came to.
  @inline(__always)
  fileprivate func endDrain(_ top: EntryPointer, scanned: UInt, marked: UInt, candidates: UInt) {
    WorkBuffer.close(top)
    pointee.bytes_scanned &+= scanned
    pointee.candidates &+= candidates
    pointee.bytes_marked &+= marked
  }

  /// Exchanges the primary buffer, which is empty, for one with entries; false if there is none.
  @inline(__always)
  fileprivate func refill(_ top: inout EntryPointer) -> Bool {
    guard let refilled = refilled(top) else { return false }
    top = refilled
    return true
  }

  /// Exchanges the primary buffer, open at `top`, for one with room: its top.
  @inline(never)
  fileprivate func renew(_ top: EntryPointer) -> EntryPointer {
    WorkBuffer.close(top)
    return WorkBuffer.open(roomyPrimary())
  }

  /// The top of the buffer that takes the place of the empty one.
  @inline(never)
  private func refilled(_ top: EntryPointer) -> EntryPointer? {
    WorkBuffer.close(top)
    guard let buffer = workingPrimary() else { return nil }
    return WorkBuffer.open(buffer)
  }
}
