// A slice of marking: the unit in which everyone marks. It goes in through the gate, does root jobs
// and drains until its budget is spent or nothing is left, and hands over what it holds; so between
// slices all work is on the lists, where everybody finds it, and no slice keeps its thread from
// other duties for longer than its budget takes.
//
// Two markers that took turns on one part of the heap would pull its mark words from core to core.
// So threads that have no other duties take long slices and keep what they found; meanwhile they
// leave some of it on the list whenever that is empty, the oldest entries, which lead farthest.
import CTricolor

/// What became of a slice.
public enum SliceResult: Equatable, Sendable {
  /// It did its work; there may be more.
  case worked
  /// There was no work at hand. Others may have some in their hands.
  case idle
  /// Nobody may mark now: marking is off, or about to end.
  case closed
}

/// Who marks: decides which account the time goes to.
public enum MarkMode: Equatable, Sendable {
  case dedicated, idle, assist
}

/// Bytes of scanning in one slice of background marking, a candidate counting as 8 more: 30–100 µs.
/// More: later answers to stops and other work; less: more trips to the lists.
let sliceBudget: UInt = 128 &<< 10

/// The same for threads that have no other duties: 1–2 ms. More: others wait longer for work that
/// is not shared in time; less: markers get into each other's way.
let longSliceBudget: UInt = 4 &<< 20

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  /// Does one slice with `marker`, which nobody else uses meanwhile.
  ///
  /// - Parameters:
  ///   - marker: empty before and afterwards.
  ///   - budget: bytes to scan, where a candidate counts as 8 more; the last object or root may
  ///     exceed it, by a piece at most.
  ///   - mode: what the time counts as.
  /// - Returns: what became of it, and the work that was done, in bytes.
  func markSlice(_ marker: MarkerPointer, budget: UInt, mode: MarkMode)
    -> (result: SliceResult, work: UInt)
  {
    guard enterGate() else { return (.closed, 0) }
    let started = Self.clock(mode)
    marker.beginSlice()
    var scanned: UInt = 0
    var ofRoots: UInt = 0
    var busy = true
    while busy && scanned < budget {
      busy = false
      if let bytes = runRootJob(marker) {
        scanned &+= bytes
        ofRoots &+= bytes
        busy = true
      }
      let before = marker.pointee.bytes_scanned
      let rest = budget > scanned ? budget &- scanned : 1
      if drain(marker, budget: min(rest, sliceBudget)) == .spent {
        busy = true
        if fullList.isEmpty { marker.shareOldest() }
      }
      scanned &+= marker.pointee.bytes_scanned &- before
    }
    let work = Int(ofRoots) &+ marker.endSlice()
    leaveGate()
    account(Self.clock(mode) &- started, mode)
    return (scanned > 0 ? .worked : .idle, UInt(max(work, 0)))
  }

  /// Drains without root jobs. Inside the gate. Dry is also who was not given the right to mark.
  func drain(_ marker: MarkerPointer, budget: UInt) -> DrainResult {
    guard let right = takeMarkRight() else { return .dry }
    defer { leave(right) }
    switch (right, pointee.ambiguous != 0) {
    case (.alone, false): return drainAlone(marker, budget)
    case (.shared, false): return drainShared(marker, budget)
    case (.alone, true): return drainAmbiguousAlone(marker, budget)
    case (.shared, true): return drainAmbiguousShared(marker, budget)
    }
  }

  @inline(never)
  private func drainAlone(_ marker: MarkerPointer, _ budget: UInt) -> DrainResult {
    Drain.run(marker, budget: budget, ambiguous: false, alone: true)
  }

  @inline(never)
  private func drainShared(_ marker: MarkerPointer, _ budget: UInt) -> DrainResult {
    Drain.run(marker, budget: budget, ambiguous: false, alone: false)
  }

  @inline(never)
  private func drainAmbiguousAlone(_ marker: MarkerPointer, _ budget: UInt) -> DrainResult {
    Drain.run(marker, budget: budget, ambiguous: true, alone: true)
  }

  @inline(never)
  private func drainAmbiguousShared(_ marker: MarkerPointer, _ budget: UInt) -> DrainResult {
    Drain.run(marker, budget: budget, ambiguous: true, alone: false)
  }

  /// What a slice's time is read from. Assists are bounded, and what bounds them must not count the
  /// time in which the system let somebody else run.
  private static func clock(_ mode: MarkMode) -> UInt64 {
    mode == .assist ? tc_os_thread_time() : tc_os_now()
  }

  private func account(_ nanoseconds: UInt64, _ mode: MarkMode) {
    switch mode {
    case .dedicated: _ = tc_u64_add(&pointee.dedicated_time, nanoseconds)
    case .idle: _ = tc_u64_add(&pointee.idle_time, nanoseconds)
    case .assist: _ = tc_u64_add(&pointee.assist_time, nanoseconds)
    }
  }
}
