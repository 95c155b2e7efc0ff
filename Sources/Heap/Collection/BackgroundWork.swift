// What passes for work at a safepoint and in the background: one step at a time, so that whoever
// lends its thread gets it back within a fraction of a millisecond.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// What a mutator does at a safepoint: pays its assists and takes the steps that are due.
  func safepoint(_ cache: CachePointer) -> AssistResult {
    let result = tc_i64_load(&cache.pointee.assist_bytes) < 0 ? payAssist(cache) : .paid
    if let marker = cache.marker { advance(marker) }
    return result
  }

  /// Pays what `cache` owes, and tells those who want to know who paid how long.
  private func payAssist(_ cache: CachePointer) -> AssistResult {
    guard heap.events.wants(.assist) else { return mark.payAssist(cache) }
    let debt = 0 &- tc_i64_load(&cache.pointee.assist_bytes)
    let workPerByte = Double(bitPattern: tc_u64_load(&mark.pointee.work_per_byte))
    let before = tc_os_now()
    let result = mark.payAssist(cache)
    let now = tc_os_now()
    let credit = tc_i64_load(&cache.pointee.assist_bytes) &+ debt
    let paid = Double(max(0, credit)) * workPerByte
    let event = Event(
      .assist, time: Int64(bitPattern: now), cycle: tc_u32_load(&pointee.started),
      source: UInt16(truncatingIfNeeded: cache.pointee.id), now &- before,
      UInt64(min(paid, 0x1p60)), UInt64(bitPattern: debt))
    heap.events.emit(event, heap)
    return result
  }

  /// One slice of background work of the given kinds (TC_WORK_*).
  ///
  /// - Parameters:
  ///   - marker: of the calling thread.
  ///   - mode: `.idle` when the processor has nothing else to do, `.dedicated` when the slice is
  ///     part of the background's share.
  ///   - budget: bytes to mark at most.
  ///   - ends: whether to end marking when it proves to be complete.
  /// - Returns: the kinds that have more to do.
  func work(
    _ kinds: UInt32, _ marker: MarkerPointer, mode: MarkMode, budget: UInt = sliceBudget,
    ends: Bool = true
  ) -> UInt32 {
    var left: UInt32 = 0
    if kinds & UInt32(TC_WORK_CYCLE) != 0 { advance(marker, mode: mode) }
    if kinds & UInt32(TC_WORK_MARK) != 0 && phase == .mark {
      let slice = mark.markSlice(marker, budget: budget, mode: mode)
      if slice.result == .worked {
        mark.addCredit(slice.work)
        revisePacing()
      }
      if slice.result != .worked && ends { advance(marker) }
      if phase == .mark { left |= UInt32(TC_WORK_MARK) }
    }
    if kinds & UInt32(TC_WORK_SWEEP) != 0 && phase == .off && !isSwept {
      if SweepWork.slice(heap, pages: Self.pagesPerSlice, heap.totals) {
        left |= UInt32(TC_WORK_SWEEP)
      }
    }
    let now = tc_os_now()
    if kinds & UInt32(TC_WORK_SCAVENGE | TC_WORK_EVENTS) != 0, tend(now: now) <= now {
      left |= UInt32(TC_WORK_SCAVENGE)
    }
    return left
  }

  /// Pages that a slice of background sweeping sweeps: 20–50 µs.
  private static var pagesPerSlice: UInt { 256 }

  /// Whether every span is swept.
  @inline(__always)
  var isSwept: Bool { heap.sweeper.isComplete }

  /// Whether background marking is behind its share of the processors.
  var wantsWorker: Bool {
    guard phase == .mark else { return false }
    // By who may have been interrupted since: the next cycle may have begun meanwhile, even now.
    let began = tc_u64_load(&mark.pointee.began)
    let now = tc_os_now()
    let elapsed = now > began ? now &- began : 0
    let worked = tc_u64_load(&mark.pointee.dedicated_time)
    let wanted = pointee.workers.wantedTime(elapsed: elapsed, processors: processors)
    return worked < wanted
  }

  /// Sweeps everything, and waits for others who sweep.
  func sweepEverything() { SweepWork.finish(heap) }
}

extension WorkerShare {
  /// CPU nanoseconds that dedicated and fractional workers should have spent by now.
  func wantedTime(elapsed: UInt64, processors: Int) -> UInt64 {
    let share = Double(dedicated) + fractional * Double(processors - dedicated)
    return UInt64(share * Double(elapsed))
  }
}
