// Assists: what allocation owes to marking, and how it is paid. So that a program that allocates
// faster than the background marks slows itself down and not the collector.
//
// While marking is on, every run and every large object is charged to the cache's credit, in bytes
// allocated. Allocation never marks: when the credit is used up it asks its mutator to come to a
// safepoint, and there the debt is paid
//
//   1. from the credit of the background: scan work that workers did beyond what anybody owed;
//   2. by marking, in slices; at least `overAssist` of it, so that assists are few.
//
// The exchange rate is the pacer's (Pacing/AssistRatio), kept as the bits of two doubles, which
// may be torn against each other without harm. Debt that cannot be paid because nobody has work
// at hand stays: the host lets others run, and asks again.
import CTricolor
import TricolorPacing

/// What a mutator's assist came to.
public enum AssistResult: Equatable, Sendable {
  /// Nothing is owed.
  case paid
  /// Something is owed and no work is at hand: let others run, then come again.
  case owing
}

extension UnsafeMutablePointer where Pointee == tc_heap {
  @inline(__always)
  var markState: MarkStatePointer {
    pointee.mark_state.assumingMemoryBound(to: tc_mark_state.self)
  }
}

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  /// Sets the exchange rate.
  func setAssistRatio(_ ratio: AssistRatio) {
    tc_u64_store(&pointee.work_per_byte, ratio.workPerByte.bitPattern)
    tc_u64_store(&pointee.bytes_per_work, ratio.bytesPerWork.bitPattern)
  }

  /// Adds `work` bytes of background marking to what assists may take.
  @inline(__always)
  func addCredit(_ work: UInt) {
    _ = tc_i64_add(&pointee.credit, Int64(work))
  }

  /// Takes at most `work` bytes from the background's credit: how many.
  private func takeCredit(_ work: Int64) -> Int64 {
    var seen = tc_i64_load(&pointee.credit)
    while seen > 0 {
      let taken = min(seen, work)
      if tc_i64_cas(&pointee.credit, seen, seen &- taken) { return taken }
      seen = tc_i64_load(&pointee.credit)
    }
    return 0
  }

  /// Pays what `cache` owes. Its owner, at a safepoint, or whoever acts for it there. Bounded: at
  /// most `mostWork` bytes of marking, some milliseconds.
  func payAssist(_ cache: CachePointer) -> AssistResult {
    guard tc_u32_load(&pointee.heap.pointee.marking) != 0,
      tc_i64_load(&cache.pointee.assist_bytes) < 0,
      tc_u32_load(&pointee.assists_off) == 0, let marker = cache.marker
    else { return .paid }
    let workPerByte = Double(bitPattern: tc_u64_load(&pointee.work_per_byte))
    let bytesPerWork = Double(bitPattern: tc_u64_load(&pointee.bytes_per_work))
    let owed = Double(0 &- tc_i64_load(&cache.pointee.assist_bytes)) * workPerByte
    let wanted = min(max(owed, Double(AssistPace.overAssist)), Double(Self.mostWork))
    var work = Int64(wanted)
    while work > 0 {
      if !mayAssist { return .paid }
      let taken = takeCredit(work)
      work &-= taken
      _ = tc_i64_add(&cache.pointee.assist_bytes, Self.bytes(bytesPerWork * Double(taken)))
      if work == 0 { break }
      let budget = min(UInt(work), sliceBudget)
      let slice = markSlice(marker, budget: budget, mode: .assist)
      if slice.result == .closed { return .paid }
      if slice.result == .idle {
        return tc_i64_load(&cache.pointee.assist_bytes) < 0 ? .owing : .paid
      }
      work &-= Int64(slice.work)
      _ = tc_i64_add(&cache.pointee.assist_bytes, Self.bytes(bytesPerWork * Double(slice.work)))
    }
    return .paid
  }

  /// Whether assists have not had their share of this cycle yet.
  private var mayAssist: Bool {
    let bound = AssistBound(share: Double(bitPattern: pointee.assist_share))
    if bound.share >= 1 { return true }
    return bound.allows(
      assist: Int64(bitPattern: tc_u64_load(&pointee.assist_time)),
      elapsed: Int64(bitPattern: tc_os_now() &- tc_u64_load(&pointee.began)),
      processors: Int(pointee.processors))
  }

  /// Credit for work that was done: at least a byte, so that debts end, and at most a terabyte,
  /// since the rate has no bound when the goal has none.
  private static func bytes(_ value: Double) -> Int64 { 1 &+ Int64(min(value, 0x1p40)) }

  /// Bytes of scanning that one assist does at most. Higher: fewer assists after large
  /// allocations; lower: shorter ones.
  private static var mostWork: Int64 { 1 &<< 20 }
}

extension UnsafeMutablePointer where Pointee == tc_cache {
  /// Charges `bytes` that were just taken while marking is on. Owner only.
  @inline(__always)
  func chargeAssist(_ bytes: UInt) {
    pointee.assist_bytes &-= Int64(bytes)
    if pointee.assist_bytes < 0 { requestSafepoint() }
  }

  /// Asks the owner to come to a safepoint soon. Any thread.
  @inline(never)
  func requestSafepoint() {
    let heap: UnsafeMutablePointer<tc_heap> = pointee.heap
    heap.pointee.world?.pointee.request_safepoint?(heap.pointee.world_context, heap, self)
  }
}
