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
  /// Sweepers at work; `drainedBit` once nothing is left to claim.
  var activity: UInt32 = Sweeper.drainedBit
  /// The first set of unswept spans that may still hold one: 0…2 × TC_SPAN_CLASSES.
  var cursor: UInt32 = 0
  /// Pages swept in this cycle.
  var pagesSwept: UInt64 = 0
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

  static let drainedBit: UInt32 = 1 << 31
}

typealias SweeperPointer = UnsafeMutablePointer<Sweeper>

extension UnsafeMutablePointer where Pointee == Sweeper {
  /// Starts a new sweep. World stopped, `sweepgen` just raised.
  func begin() {
    tc_u32_store(&pointee.cursor, 0)
    tc_u64_store(&pointee.pagesSwept, 0)
    tc_u64_store(&pointee.pagesSweptBasis, 0)
    tc_u64_store(&pointee.pagesPerByteBits, 0)
    tc_u64_store(&pointee.reclaimCursor, 0)
    tc_u64_store(&pointee.reclaimCredit, 0)
    // Last: from here on sweepers may enter.
    tc_u32_store_release(&pointee.activity, 0)
  }

  /// Registers a sweeper; false if there is nothing left to claim. Balanced by `leave`.
  @inline(__always)
  func enter() -> Bool {
    var seen = tc_u32_load_acquire(&pointee.activity)
    repeat {
      if seen & Sweeper.drainedBit != 0 { return false }
      if tc_u32_cas(&pointee.activity, seen, seen &+ 1) { return true }
      seen = tc_u32_load_acquire(&pointee.activity)
    } while true
  }

  /// Takes a sweeper off the count.
  /// - Returns: whether this was the last one and the sweep is complete.
  @inline(__always)
  @discardableResult
  func leave() -> Bool {
    let old = tc_u32_sub(&pointee.activity, 1)
    return old == Sweeper.drainedBit | 1
  }

  /// Notes that every span was claimed.
  func drained() { _ = tc_u32_or(&pointee.activity, Sweeper.drainedBit) }

  /// Whether every span is swept: none left to claim, nobody at work.
  var isComplete: Bool { tc_u32_load_acquire(&pointee.activity) == Sweeper.drainedBit }

  /// Whether every span is swept or claimed.
  @inline(__always)
  var isDrained: Bool { tc_u32_load_acquire(&pointee.activity) & Sweeper.drainedBit != 0 }

  /// Sets what an allocated byte owes from now on, in pages; what was swept so far is forgiven.
  /// - Parameter live: the heap's live bytes now.
  func setProportion(pagesPerByte: Double, live: UInt64) {
    tc_u64_store(&pointee.pagesSweptBasis, tc_u64_load(&pointee.pagesSwept))
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
    let done = tc_u64_load(&pointee.pagesSwept) &- tc_u64_load(&pointee.pagesSweptBasis)
    return owed &- Int64(bitPattern: done)
  }

  /// Nothing is owed any more.
  func forgive() { tc_u64_store(&pointee.pagesPerByteBits, 0) }
}
