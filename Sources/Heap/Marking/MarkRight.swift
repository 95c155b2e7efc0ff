// Who may write mark bits: one marker with plain stores, or any number with locked instructions.
//
// Of the time that marking took on a core whose other waits are hidden by prefetching, two fifths
// were waits at the locked instruction (docs/decisions/0016-marks-without-locks.md). A marker that
// finds nobody else at it is *alone*: it reads and writes whole words of bits. Whoever comes next
// registers as a *sharer* and waits until the one that is alone has answered, which it does between
// two batches of candidates; then both mark with locked instructions.
//
// One word: how many sharers there are, and the top bit while somebody is alone. Nobody who holds
// the right waits for anything, so waiting ends; but the system may have taken the processor from
// the one that is alone, so waiting is bounded, and who has waited in vain leaves the work where it
// is. A mutator that empties its barrier buffer does not wait at all: what it would have marked it
// hands over as candidates.
//
// Outside of marking the sweeper of a span writes its marks, with nobody marking.
import CTricolor

/// How a drain marks.
enum MarkRight {
  /// Nobody else marks.
  case alone
  /// Others may mark, too.
  case shared
}

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  private static var aloneBit: UInt64 { 1 &<< 63 }

  /// How often a sharer looks whether the one that is alone has answered: some tens of
  /// microseconds, in which it does a batch or a piece of a large object.
  private static var patience: Int { 2048 }

  /// The right to mark, for one drain; nil if the one that is alone did not answer. Pair with
  /// `leave`.
  @inline(__always)
  func takeMarkRight() -> MarkRight? {
    if tc_u64_cas(&pointee.mark_right, 0, Self.aloneBit) { return .alone }
    return share() ? .shared : nil
  }

  /// Ends what `takeMarkRight` or `shareAtOnce` began. What was marked is seen by who comes next.
  @inline(__always)
  func leave(_ right: MarkRight) {
    _ = tc_u64_sub(&pointee.mark_right, right == .alone ? Self.aloneBit : 1)
  }

  /// Whether who is alone is waited for, or who shares could be alone: time to take the right anew.
  /// Cost: a load of a line that is written when somebody begins or ends.
  @inline(__always)
  func hasChanged(alone: Bool) -> Bool {
    let seen = tc_u64_load(&pointee.mark_right)
    return alone ? seen != Self.aloneBit : seen == 1
  }

  /// Registers as a sharer unless somebody is alone: whether it did. Waits for nobody.
  func shareAtOnce() -> Bool {
    var seen = tc_u64_load(&pointee.mark_right)
    while seen & Self.aloneBit == 0 {
      if tc_u64_cas(&pointee.mark_right, seen, seen &+ 1) { return true }
      seen = tc_u64_load(&pointee.mark_right)
    }
    return false
  }

  @inline(never)
  private func share() -> Bool {
    var seen = tc_u64_add(&pointee.mark_right, 1)
    for _ in 0..<Self.patience {
      if seen & Self.aloneBit == 0 { return true }
      tc_cpu_pause()
      seen = tc_u64_load_acquire(&pointee.mark_right)
    }
    if seen & Self.aloneBit == 0 { return true }
    _ = tc_u64_sub(&pointee.mark_right, 1)
    return false
  }
}
