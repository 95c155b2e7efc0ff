// Marking what lies on one page: objects whose neighbours they point to, as a list does that was
// built at once, or the lower half of a tree.
//
// The batches of Drain.swift are for objects that are anywhere: each costs the look-up of its span,
// four prefetches, and two visits. What lies on the page at hand needs none of it: the span is
// known, its marks are at hand, and its lines are the next ones. So where an object points to its
// own page, that page is gone through as far as it reaches, and only what leads elsewhere becomes
// a candidate. A pointer to what is marked already, as half of them are in a doubly linked list,
// costs a look at one bit. First in, first out: each object's line has the time that those in
// front of it take to arrive.
//
// What was measured: docs/decisions/0022-marking-a-page.md.
import CTricolor

/// See the top of the file.
enum NearScan {
  /// Where the buffer's next entry goes, and what was done, in bytes.
  typealias Result = (top: EntryPointer, scanned: UInt, marked: UInt)

  /// The trust that a drain begins with, and has at most. A page that came to four objects or fewer
  /// takes one of it, another gives one back; without any a drain leaves objects to its batches,
  /// which wait for several at once. Higher: pays for longer where objects of one page have nothing
  /// to do with each other; lower: misjudges mixed heaps.
  static let mostTrust = 8

  /// How far ahead of an object memory is asked for, in bytes: six lines.
  private static let ahead: UInt = 384

  /// Scans the small object at `base`, which is marked, and what it reaches of its page, until
  /// `budget` bytes are scanned. Nobody else marks.
  @inline(never)
  static func alone(
    _ marker: MarkerPointer, _ base: Address, in span: SpanPointer, _ top: EntryPointer,
    _ budget: UInt, _ ambiguous: Bool
  ) -> Result {
    run(marker, base, in: span, top, budget, ambiguous, alone: true)
  }

  /// The same beside other markers.
  @inline(never)
  static func shared(
    _ marker: MarkerPointer, _ base: Address, in span: SpanPointer, _ top: EntryPointer,
    _ budget: UInt, _ ambiguous: Bool
  ) -> Result {
    run(marker, base, in: span, top, budget, ambiguous, alone: false)
  }

  @inline(__always)
  private static func run(
    _ marker: MarkerPointer, _ base: Address, in span: SpanPointer, _ top: EntryPointer,
    _ budget: UInt, _ ambiguous: Bool, alone: Bool
  ) -> Result {
    // Marked objects of this page that wait to be scanned: the last `queued` - `taken` of a ring.
    let queue = tc_marker_near(marker).unsafelyUnwrapped
    var taken: UInt = 0
    var queued: UInt = 0
    let low = marker.pointee.low
    let range = marker.pointee.span_bytes
    let size = span.pointee.object_size
    var top = top
    var scanned: UInt = 0
    var marked: UInt = 0
    var held = HeldMarks()
    var at = base
    while true {
      scanned &+= size
      top = marker.withRoom(top)
      var pointers = PointerMap.bits(at: at, size: size)
      while pointers != 0 {
        let bit = UInt(pointers.trailingZeroBitCount)
        pointers &= pointers &- 1
        // Acquire: what is born black was seen to be, though its span is known before the word.
        let word = tc_word_load_acquire(
          PointerSlot(bitPattern: at &+ bit &* 8).unsafelyUnwrapped)
        if word ^ base >= Page.size {
          top.pointee = word
          top += word &- low < range ? 1 : 0
          continue
        }
        guard let object = Drain.claimSlot(word, in: span, ambiguous, alone, &held, &marked) else {
          continue
        }
        if queued &- taken == UInt(TC_NEAR_OBJECTS) {
          top.pointee = object | WorkEntry.grey
          top += 1
        } else {
          tc_prefetch(UnsafeRawPointer(bitPattern: object))
          // What was allocated next, mostly, and is reached next: some objects ahead.
          tc_prefetch(UnsafeRawPointer(bitPattern: object &+ ahead))
          queue[Int(queued % UInt(TC_NEAR_OBJECTS))] = object
          queued &+= 1
        }
      }
      if queued == taken { break }
      if scanned >= budget {
        // No more than there is room for.
        top = marker.withRoom(top)
        while taken != queued {
          top.pointee = queue[Int(taken % UInt(TC_NEAR_OBJECTS))] | WorkEntry.grey
          top += 1
          taken &+= 1
        }
        break
      }
      at = queue[Int(taken % UInt(TC_NEAR_OBJECTS))]
      taken &+= 1
    }
    if !alone { marked &+= held.release() }
    return (top, scanned, marked)
  }
}
