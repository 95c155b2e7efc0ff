// How far the sweep of a whole heap has come, and how much of it an allocation owes: numbers only.
// Which span is next, and where it goes, is SweepWork's business (Caches).
//
// Proportional sweeping. All spans must be swept before the next cycle begins, that is before
// `live_bytes` has grown from its value at the end of the last to the trigger. So each byte that is
// allocated owes `pagesPerByte` pages of sweeping:
//
//   owed  = pagesPerByte × (live_bytes − liveBasis + bytes about to be allocated)
//   done  = pagesSwept − pagesSweptBasis
//
// and before it takes a new span or pages, an allocation sweeps until done >= owed. What the
// background sweeper does is done as well, so usually nothing is left to pay.
import CTricolor

/// See the top of the file. Off-heap, one a heap, never moves. Fields are atomic where it is not
/// said otherwise.
struct Sweeper {
  /// Work that no cache is charged with, and what destroyed caches had counted.
  var totals = tc_counters()
  /// Sweepers at work; `drainedBit` once nothing is left to claim; above it the pages swept in this
  /// cycle. One word, because all processors write it, for each span that they sweep.
  var activity: UInt64 = Sweeper.drainedBit
  /// The first shelf that may still hold an unswept span: 0…SpanShelf.count; as much more when
  /// only recalled ones are left.
  var cursor: UInt32 = 0
  /// `pagesSwept` when the proportion was last set.
  var pagesSweptBasis: UInt64 = 0
  /// `live_bytes` when the proportion was last set.
  var liveBasis: UInt64 = 0
  /// Pages owed for each byte allocated, the bits of a Double; 0: nothing is owed.
  var pagesPerByteBits: UInt64 = 0
  /// The next page, counted over all arenas, at which the reclaimer looks.
  var reclaimCursor: UInt64 = 0
  /// Pages that were reclaimed beyond what was asked for.
  var reclaimCredit: UInt64 = 0
  /// Pages of tenured spans: what a sweep that recalls none of them need not look at.
  var tenuredPages: UInt64 = 0
  /// Bytes of the objects in them.
  var tenuredBytes: UInt64 = 0

  fileprivate static let drainedBit: UInt64 = 1 << 31
  /// The sweepers and the bit above.
  fileprivate static let stateMask: UInt64 = (1 << 32) - 1
}

typealias SweeperPointer = UnsafeMutablePointer<Sweeper>

extension UnsafeMutablePointer where Pointee == tc_heap {
  @inline(__always)
  var sweeper: SweeperPointer { pointee.sweeper.assumingMemoryBound(to: Sweeper.self) }

  /// The counters for work that no cache is charged with.
  @inline(__always)
  var totals: CountersPointer {
    UnsafeMutableRawPointer(pointee.sweeper).assumingMemoryBound(to: tc_counters.self)
  }
}

extension UnsafeMutablePointer where Pointee == Sweeper {
  /// Starts a new sweep. World stopped, `sweepgen` just raised.
  /// - Parameter recalling: whether tenured spans take part in it, and so are none for now.
  func begin(recalling: Bool) {
    if recalling {
      tc_u64_store(&pointee.tenuredPages, 0)
      tc_u64_store(&pointee.tenuredBytes, 0)
    }
    tc_u32_store(&pointee.cursor, 0)
    tc_u64_store(&pointee.pagesSweptBasis, 0)
    tc_u64_store(&pointee.pagesPerByteBits, 0)
    tc_u64_store(&pointee.reclaimCursor, 0)
    tc_u64_store(&pointee.reclaimCredit, 0)
    // Last: from here on sweepers may enter.
    tc_u64_store_release(&pointee.activity, 0)
  }

  /// Registers a sweeper; false if there is nothing left to claim. Balanced by `leave`.
  @inline(__always)
  func enter() -> Bool {
    if isDrained { return false }
    if tc_u64_add(&pointee.activity, 1) & Sweeper.drainedBit == 0 { return true }
    _ = tc_u64_sub(&pointee.activity, 1)
    return false
  }

  /// Takes a sweeper off the count, and notes what it has swept.
  @inline(__always)
  func leave(swept pages: UInt) {
    _ = tc_u64_add(&pointee.activity, UInt64(pages) &<< 32 &- 1)
  }

  /// Notes pages that were swept by somebody who had no need to register: nobody else could have
  /// claimed them.
  @inline(__always)
  func note(swept pages: UInt) { _ = tc_u64_add(&pointee.activity, UInt64(pages) &<< 32) }

  /// Notes spans that the sweep found tenured.
  func note(tenured pages: UInt64, bytes: UInt64) {
    _ = tc_u64_add(&pointee.tenuredPages, pages)
    _ = tc_u64_add(&pointee.tenuredBytes, bytes)
  }

  /// Notes that every span was claimed, or is in the hands of a sweeper that will claim it.
  func drained() { _ = tc_u64_or(&pointee.activity, Sweeper.drainedBit) }

  /// Pages swept in this cycle.
  @inline(__always)
  var pagesSwept: UInt64 { tc_u64_load(&pointee.activity) &>> 32 }

  /// Whether every span is swept: none left to claim, nobody at work.
  var isComplete: Bool {
    tc_u64_load_acquire(&pointee.activity) & Sweeper.stateMask == Sweeper.drainedBit
  }

  /// Whether every span is swept, claimed, or in the hands of a sweeper that will claim it.
  @inline(__always)
  var isDrained: Bool { tc_u64_load_acquire(&pointee.activity) & Sweeper.drainedBit != 0 }

  /// Sets what an allocated byte owes from now on, in pages; what was swept so far is forgiven.
  /// - Parameter live: the heap's live bytes now.
  func setProportion(pagesPerByte: Double, live: UInt64) {
    tc_u64_store(&pointee.pagesSweptBasis, pagesSwept)
    tc_u64_store(&pointee.liveBasis, live)
    tc_u64_store_release(&pointee.pagesPerByteBits, pagesPerByte.bitPattern)
  }

  /// Pages that must be swept before `bytes` more are allocated; 0 or less: nothing is owed.
  /// - Parameter credit: pages that the caller is about to free or has swept for this itself.
  @inline(__always)
  func pagesOwed(bytes: UInt, live: UInt64, credit: UInt) -> Int64 {
    let bits = tc_u64_load_acquire(&pointee.pagesPerByteBits)
    if bits == 0 { return 0 }
    let basis = tc_u64_load(&pointee.liveBasis)
    let grown = UInt64(bytes) &+ (live > basis ? live &- basis : 0)
    let owed = Int64(Double(bitPattern: bits) * Double(grown)) &- Int64(credit)
    let done = pagesSwept &- tc_u64_load(&pointee.pagesSweptBasis)
    return owed &- Int64(bitPattern: done)
  }

  /// Nothing is owed any more.
  func forgive() { tc_u64_store(&pointee.pagesPerByteBits, 0) }
}
