// Between the cycle and the pacer: what the pacer reads of the heap, and where its answers go.
//
// The pacer's rules are values in their own module (Pacing/Controller); this file is the only place
// that asks them. Its answers: `trigger_bytes` (when the next cycle begins), the assist ratio, the
// sweep proportion, and who marks in the background.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// The heap as the pacer sees it at this moment.
  func reading() -> HeapReading {
    let pages = heap.pageHeap
    let inUse = tc_u64_load(&pages.pointee.heapInUse)
    let stacks = pages.manualInUse(.stack)
    let manual = stacks &+ pages.manualInUse(.collector) &+ pages.manualInUse(.other)
    let mapped = tc_u64_load(&pages.pointee.mapped)
    let released = tc_u64_load(&pages.pointee.released)
    let limited = pointee.controller.memoryLimit != Pace.noMemoryLimit
    return HeapReading(
      live: tc_u64_load(&heap.pointee.live_bytes),
      scannable: oldScannable &+ tc_u64_load(&heap.pointee.scan_bytes),
      stackSpace: stacks,
      globals: pointee.globalBytes,
      work: ScanWork(
        heap: UInt64(max(0, Int64(bitPattern: tc_u64_load(&mark.pointee.heap_work)))),
        stacks: tc_u64_load(&mark.pointee.stack_work),
        globals: tc_u64_load(&mark.pointee.global_work)),
      // Without a limit nobody looks at it, and it costs a walk over the caches.
      objects: limited ? objectBytes : inUse,
      free: mapped &- min(mapped, inUse &+ manual &+ released),
      mapped: mapped &- released &+ pages.pointee.accounting.mappedInAll)
  }

  /// Tells the pacer that a cycle begins. World stopped, counts of marking reset.
  func beginPacing(_ reason: CycleReason) {
    let now = tc_os_now()
    lock(&pointee.paceLock, .pace)
    let reading = reading()
    let stopped = switches.stopTheWorld > 0
    let plan = pointee.controller.begin(
      reading, processors: processors, reason: reason, kind: pointee.kind, stopped: stopped)
    pointee.workers = plan.workers
    tc_u64_store(&pointee.expectedWork, plan.expectedWork)
    mark.pointee.processors = UInt32(truncatingIfNeeded: processors)
    mark.setAssistRatio(plan.assist)
    pointee.liveAtBegin = reading.live
    pointee.processTimeAtBegin = tc_os_process_time()
    pointee.goal = pointee.controller.heapGoal(reading).bytes
    pointee.limiter.beginTransition(
      marking: true, now: Int64(bitPattern: now), spent: spentTime(), cycle: pointee.started &+ 1)
    unlock(&pointee.paceLock, .pace)
    tellBegin(reason)
    forEachCache { (cache: CachePointer) in tc_i64_store(&cache.pointee.assist_bytes, 0) }
  }

  /// Tells the limiter that the stop it was told of is over.
  func endLimiterTransition() {
    lock(&pointee.paceLock, .pace)
    pointee.limiter.endTransition(now: Int64(bitPattern: tc_os_now()), cycle: pointee.started)
    unlock(&pointee.paceLock, .pace)
  }

  /// Brings the assist ratio up to date. Any thread, while marking runs; skipped when somebody
  /// else does it.
  func revisePacing() {
    guard tryLock(&pointee.paceLock, .pace) else { return }
    if phase == .mark {
      let now = Int64(bitPattern: tc_os_now())
      if pointee.limiter.needsUpdate(now: now) {
        pointee.limiter.update(now: now, spent: spentTime(), cycle: pointee.started)
        settleAssists()
      }
      mark.setAssistRatio(pointee.controller.assistRatio(reading()))
    }
    unlock(&pointee.paceLock, .pace)
  }

  /// Settles the accounts of the cycle: what lives, when the next one begins, how fast to sweep.
  /// World stopped, marking complete, all caches flushed.
  func settleCycle() {
    lock(&pointee.paceLock, .pace)
    let before = reading()
    // What was allocated since the beginning is black, and no marker counted it.
    var marked = tc_u64_load(&mark.pointee.bytes_marked) &+ (before.live &- pointee.liveAtBegin)
    let previous = pointee.controller.marked
    // The old, what finalizers brought back among it, was marked from the start.
    if pointee.kind == .minor { marked &+= tc_u64_load(&heap.pointee.old_bytes) }
    let times = MarkTimes(
      elapsed: Int64(bitPattern: pointee.times.finishStopped &- pointee.times.setupEnd),
      assist: Int64(bitPattern: tc_u64_load(&mark.pointee.assist_time)),
      idle: Int64(bitPattern: tc_u64_load(&mark.pointee.idle_time)))
    _ = pointee.controller.finish(
      before, times: times, processors: processors, marked: marked)
    pointee.freedBytes &+= before.live &- marked
    tc_u64_store(&heap.pointee.live_bytes, marked)
    tc_u64_store(&heap.pointee.scan_bytes, 0)
    pointee.report = makeReport(before, marked: marked)
    let now = tc_os_now()
    pointee.limiter.beginTransition(
      marking: false, now: Int64(bitPattern: now), spent: spentTime(), cycle: pointee.started)
    pointee.globalBytes = tc_u64_load(&mark.pointee.global_work)
    planNextKind(before, marked: marked, previous: previous)
    commitPacing(sweepDone: false)
    unlock(&pointee.paceLock, .pace)
    heap.scavenger.cycleEnded()
  }

  /// Decides what the next cycle marks. `paceLock` held.
  private func planNextKind(_ before: HeapReading, marked: UInt64, previous: UInt64) {
    pointee.controller.plan(.full)
    commitPacing(sweepDone: false)
    let goal = pointee.controller.heapGoal(before)
    let yield = CycleYield(
      scanned: before.work.total, freed: before.live &- min(before.live, marked),
      allocated: before.live &- min(before.live, previous), stores: takeNotedStores(),
      old: pointee.kind == .minor ? tc_u64_load(&heap.pointee.old_bytes) : 0, kept: marked,
      room: goal.bytes &- min(goal.bytes, marked))
    pointee.nextKind = pointee.generations.next(after: pointee.kind, yield)
    let share = pointee.nextKind == .minor ? pointee.generations.roomShare : 1
    pointee.controller.plan(pointee.nextKind, roomShare: share)
  }

  /// The part of what earlier cycles kept that the running one would have to look into.
  private var oldScannable: UInt64 {
    pointee.controller.kind == .minor ? 0 : pointee.controller.lastScan.heap
  }

  /// Whether mutators may be asked for work as far as the limiter goes. `paceLock` held.
  private func settleAssists() {
    let isLimiting = pointee.limiter.isLimiting
    tc_u32_store(&mark.pointee.assists_off, isLimiting ? 1 : 0)
    let was = tc_u32_swap(&heap.scavenger.pointee.limiting, isLimiting ? 1 : 0)
    guard (was != 0) != isLimiting else { return }
    let limit = UInt64(bitPattern: pointee.controller.memoryLimit)
    emit(.limiter, isLimiting ? 1 : 0, limit, heap.pageHeap.readyBytes)
  }

  /// Settles trigger and sweep proportion anew. `paceLock` held or world stopped.
  func commitPacing(sweepDone: Bool) {
    var reading = reading()
    if phase != .mark { reading.work = ScanWork() }
    pointee.controller.commit(reading, sweepDone: sweepDone)
    refreshTrigger(reading)
    guard !sweepDone else { return }
    let ratio = SweepRatio(
      trigger: tc_u64_load(&heap.pointee.trigger_bytes), live: reading.live,
      pagesInUse: pagesToSweep, pagesSwept: 0)
    pointee.sweepPagesPerByte = ratio.pagesPerByte
  }

  /// Pages of the spans that the sweep after this cycle looks at.
  var pagesToSweep: UInt64 {
    let inUse = tc_u64_load(&heap.pageHeap.pointee.heapInUse) &>> UInt64(Page.shift)
    if recallsTenured { return inUse }
    return inUse &- min(inUse, tc_u64_load(&heap.sweeper.pointee.tenuredPages))
  }

  /// Bytes in objects, dead ones that are not swept yet included.
  private var objectBytes: UInt64 {
    var bytes: UInt64 = 0
    lock(&heap.cacheSpace.pointee.cacheLock, .caches)
    heap.forEachCache { (cache: CachePointer) in bytes &+= cache.counters.objectBytes }
    unlock(&heap.cacheSpace.pointee.cacheLock, .caches)
    return bytes &+ heap.totals.objectBytes
  }

  /// Settles the trigger alone: with a memory limit it moves with what the heap holds. Cheap.
  func refreshTrigger(_ reading: HeapReading) {
    let point = pointee.controller.trigger(reading)
    tc_u64_store(&heap.pointee.trigger_bytes, point.trigger)
  }

  /// CPU time of assists and idle marking since the limiter was last told.
  private func spentTime() -> CPULimiter.Spent {
    let assist = tc_u64_load(&mark.pointee.assist_time)
    let idle = tc_u64_load(&mark.pointee.idle_time)
    let spent = CPULimiter.Spent(
      assist: Int64(bitPattern: assist &- min(assist, pointee.toldAssist)),
      idle: Int64(bitPattern: idle &- min(idle, pointee.toldIdle)))
    pointee.toldAssist = assist
    pointee.toldIdle = idle
    let scavenging = tc_u64_swap(&heap.scavenger.pointee.untoldAssistTime, 0)
    return CPULimiter.Spent(
      assist: spent.assist + Int64(bitPattern: scavenging), idle: spent.idle)
  }
}

extension UnsafeMutablePointer where Pointee == tc_counters {
  /// Bytes in the objects that are counted here: allocated less freed. May be negative by itself
  /// (wrapped) where one cache allocates and another sweeps; the sum over all counters is right.
  var objectBytes: UInt64 {
    var bytes = tc_u64_load(&pointee.large_allocated_bytes)
    bytes &-= tc_u64_load(&pointee.large_freed_bytes)
    for number in 1..<UInt32(TC_SIZE_CLASSES) {
      let allocated = tc_u64_load(tc_counter_small_allocated(self, number))
      let freed = tc_u64_load(tc_counter_small_freed(self, number))
      bytes &+= (allocated &- freed) &* UInt64(tc_class_size_of(number))
    }
    return bytes
  }
}
