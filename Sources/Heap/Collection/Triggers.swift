// Why and when a cycle begins: the live heap, the clock, a request. Asked at safepoints and by
// workers; nothing here starts anything.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// Why a cycle should begin now; nil if there is no reason.
  var dueReason: CycleReason? {
    if let asked = CycleReason(rawValue: UInt8(truncatingIfNeeded: tc_u32_load(&pointee.due))) {
      return mayBegin(asked) ? asked : nil
    }
    return mayBegin(.heap) ? .heap : nil
  }

  /// Whether a reason still holds.
  func mayBegin(_ reason: CycleReason) -> Bool {
    if switches.neverCollect { return false }
    switch reason {
    case .request, .stress: return true
    case .heap: return reachedTrigger && isRested
    case .time, .idle: return tc_u32_load(&pointee.due) == UInt32(reason.rawValue)
    }
  }

  /// Whether the live heap is at or beyond the trigger.
  @inline(__always)
  var reachedTrigger: Bool {
    tc_u64_load(&heap.pointee.live_bytes) >= tc_u64_load(&heap.pointee.trigger_bytes)
  }

  /// Whether the program has had its time since a cycle that could not help: see `restIfBeyond`.
  private var isRested: Bool {
    let until = tc_u64_load(&pointee.restUntil)
    if until == 0 { return true }
    let now = tc_os_now()
    return now >= until && hadItsTime(now)
  }

  /// Whether the process has used the time of its rest, at `now`, when the rest was to be over. On
  /// a machine with other things to do it may not: then the rest goes on for what is missing, so
  /// the system is rarely asked.
  private func hadItsTime(_ now: UInt64) -> Bool {
    let (used, wanted) = (tc_os_process_time(), tc_u64_load(&pointee.restProcessTime))
    let latest = tc_u64_load(&pointee.restAtMost)
    guard used < wanted, now < latest else { return true }
    let missing = max((wanted &- used) / UInt64(processors), Rest.shortest)
    tc_u64_store(&pointee.restUntil, min(latest, now &+ missing))
    return false
  }

  /// After a cycle that found more alive than fits under the memory limit, the next one would begin
  /// at once, and the one after it, and none of them could help: the program would get on only as
  /// far as it outruns the markers. So it has the machine to itself until it had more processor
  /// time than the collection (`Rest`): at least half of the time is its own, and the heap outgrows
  /// its limit by what it allocates meanwhile. What was allocated during the cycle, and is black,
  /// says nothing: under a limit that can hold, the next cycle frees what of it is garbage.
  func restIfBeyond() {
    lock(&pointee.paceLock, .pace)
    let limit = pointee.controller.memoryLimit
    let isLimited = limit != Pace.noMemoryLimit
    let isBeyond =
      isLimited
      && tc_u64_load(&mark.pointee.bytes_marked)
        >= memoryLimitRoom(limit: limit, reading: reading())
    unlock(&pointee.paceLock, .pace)
    guard isBeyond else { return tc_u64_store(&pointee.restUntil, 0) }
    let (begin, end) = (pointee.times.setupBegin, pointee.times.finishEnd)
    let report = pointee.report
    let marking = report.assistCPU &+ report.backgroundCPU &+ report.idleCPU
    let pauses = report.sweepTermination &+ report.markTermination
    // The clocks of markers and pauses run on while the system lets others run.
    let processTime = tc_os_process_time()
    let used = processTime &- pointee.processTimeAtBegin
    let rest = Rest.afterFutileCycle(
      wall: end &- begin, collection: min(marking &+ pauses, used))
    tc_u64_store(&pointee.restProcessTime, processTime &+ rest.processTime)
    tc_u64_store(&pointee.restAtMost, end &+ rest.longest)
    tc_u64_store(&pointee.restUntil, end &+ min(rest.processTime, rest.longest))
  }

  /// Asks for a cycle at the next safepoint of any mutator, or by the next worker.
  func askFor(_ reason: CycleReason) {
    tc_u32_store_release(&pointee.due, UInt32(reason.rawValue))
    heap.pointee.world?.pointee.request_safepoint?(heap.pointee.world_context, heap, nil)
    wakeWorkers(UInt32(TC_WORK_CYCLE))
  }

  /// Looks at the clock; to be called about once a second by whoever has time.
  func lookAtClock(now: UInt64) {
    guard phase == .off, let reason = reasonByClock(now) else { return }
    if reason == .idle, !heap.scavenger.pointee.settings.policy.collectsWhenIdle { return }
    askFor(reason)
  }

  /// Why a cycle should begin at this time of the clock, if for anything.
  private func reasonByClock(_ now: UInt64) -> CycleReason? {
    lock(&pointee.paceLock, .pace)
    defer { unlock(&pointee.paceLock, .pace) }
    guard pointee.controller.percent >= 0 else { return nil }
    return pointee.schedule.due(
      now: Int64(bitPattern: now),
      allocated: tc_u64_load(&heap.pointee.live_bytes) &+ pointee.freedBytes,
      sinceCycle: liveSinceCycle, marked: pointee.controller.marked, enabled: true)
  }

  /// Bytes of live heap above what the last cycle kept. `paceLock` held.
  private var liveSinceCycle: UInt64 {
    let live = tc_u64_load(&heap.pointee.live_bytes)
    let marked = pointee.controller.marked
    return live > marked ? live &- marked : 0
  }
}
