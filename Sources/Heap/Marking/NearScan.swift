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
    var waiting = NearQueue(tc_marker_near(marker).unsafelyUnwrapped)
    let low = marker.pointee.low
    let range = marker.pointee.span_bytes
    let size = span.pointee.object_size
    var top = top
    // Bytes of the budget; below 0 when it is spent.
    var left = Int(bitPattern: min(budget, UInt(Int.max)))
    // Objects that were marked and are left to the batches.
    var leftGrey: UInt = 0
    var marked: UInt = 0
    var held = HeldMarks()
    var at = base
    while true {
      left &-= Int(bitPattern: size)
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
        tc_prefetch(UnsafeRawPointer(bitPattern: object))
        // What was allocated next, mostly, and is reached next: some objects ahead.
        tc_prefetch(UnsafeRawPointer(bitPattern: object &+ ahead))
        if !waiting.add(object) {
          top.pointee = object | WorkEntry.grey
          top += 1
          leftGrey &+= 1
        }
      }
      at = waiting.take()
      if at == 0 { break }
      if left <= 0 {
        top = marker.withRoom(top)
        while at != 0 {
          top.pointee = at | WorkEntry.grey
          top += 1
          leftGrey &+= 1
          at = waiting.take()
        }
        break
      }
    }
    let scanned = min(budget, UInt(Int.max)) &- UInt(bitPattern: left)
    // One alone has marked what it scanned but the first, and what it left.
    marked = alone ? scanned &- size &+ leftGrey &* size : marked &+ held.release()
    return (top, scanned, marked)
  }
}

/// Marked objects of the page at hand that wait to be scanned, first in, first out. A value that
/// lives in registers, and a ring in the marker.
private struct NearQueue {
  /// The first of them; 0: there is none. Where each object leads to one more, as in a list, none
  /// goes through memory: a load would wait for the store before it.
  private var first: Address = 0
  /// Those behind it: the last `added` - `taken` of the ring.
  private let ring: UnsafeMutablePointer<UInt>
  private var taken: UInt = 0
  private var added: UInt = 0

  @inline(__always)
  init(_ ring: UnsafeMutablePointer<UInt>) { self.ring = ring }

  /// Adds one; false if as many wait as a work buffer with room takes.
  @inline(__always)
  mutating func add(_ object: Address) -> Bool {
    if first == 0 {
      first = object
      return true
    }
    // The first is one of them.
    guard added &- taken < UInt(TC_NEAR_OBJECTS) &- 1 else { return false }
    ring[Int(added % UInt(TC_NEAR_OBJECTS))] = object
    added &+= 1
    return true
  }

  /// The one that waits longest; 0 if none does.
  @inline(__always)
  mutating func take() -> Address {
    let object = first
    if added == taken {
      first = 0
    } else {
      first = ring[Int(taken % UInt(TC_NEAR_OBJECTS))]
      taken &+= 1
    }
    return object
  }
}
