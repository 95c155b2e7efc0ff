// What a heap needs done now and then, whoever has a thread to lend: look at the clock, notice the
// end of a sweep, give memory back, follow the container's limit, deliver events. The heap's own
// workers do it between their sleeps; a host with threads of its own calls tc_background_work.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension Collector {
  /// How often the clock is looked at when nothing else is due, in nanoseconds. Longer: an idle
  /// program wakes less often, and its garbage waits longer.
  static let tendingPeriod: UInt64 = 500_000_000
}

extension UnsafeMutablePointer where Pointee == Collector {
  /// Does what is due. Any thread that is no running mutator; at most about two milliseconds.
  /// - Returns: when to come again, monotonic nanoseconds. Earlier calls do no harm.
  func tend(now: UInt64) -> UInt64 {
    guard tc_try_lock(&pointee.tending) else { return now &+ Collector.tendingPeriod }
    defer { tc_unlock(&pointee.tending) }
    noteSweepEnd()
    if now >= pointee.nextLook {
      pointee.nextLook = now &+ Collector.tendingPeriod
      followContainer()
      if isSwept { heap.pageHeap.releaseDescriptors() }
      lookAtClock(now: now)
    }
    let scavenger = heap.scavenger
    var due = scavenger.dueAt
    if due <= Int64(bitPattern: now) { due = scavenger.step() }
    if heap.events.isPending { heap.events.deliver() }
    return min(pointee.nextLook, due < 0 ? now : UInt64(due))
  }

  /// When `tend` is due next.
  var tendingDue: UInt64 {
    if heap.events.isPending { return 0 }
    return min(pointee.nextLook, UInt64(max(heap.scavenger.dueAt, 0)))
  }

  /// Notices that the sweep of the last cycle is over, once a cycle: the scavenger may go on, and
  /// those who want to know are told.
  func noteSweepEnd() {
    let cycle = tc_u32_load_acquire(&pointee.reportedCycle)
    let noted = tc_u32_load(&pointee.sweptCycle)
    guard cycle != noted, isSwept, tc_u32_cas(&pointee.sweptCycle, noted, cycle) else { return }
    let scavenger = heap.scavenger
    scavenger.sweepEnded()
    if pointee.settings.traces.scavenger { scavenger.trace(isForced: false) }
    guard heap.events.wants(.sweepEnd) else { return }
    // The next cycle may have ended meanwhile: then this is told of that one's sweep.
    let since = tc_u64_load(&pointee.sweepSince)
    emit(
      .sweepEnd, heap.sweeper.pagesSwept, tc_u64_load(&pointee.sweepFrees),
      max(tc_os_now(), since) &- since)
  }

  // MARK: Events

  /// Emits an event of the collector's if anyone wants its kind.
  @inline(__always)
  func emit(_ kind: EventKind, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0) {
    guard heap.events.wants(kind) else { return }
    let event = Event(
      kind, time: Int64(bitPattern: tc_os_now()), cycle: tc_u32_load(&pointee.started), first,
      second, third)
    heap.events.emit(event, heap)
  }

  /// A cycle has begun. World stopped.
  func tellBegin(_ reason: CycleReason) {
    emit(.cycleStart, UInt64(reason.rawValue), pointee.liveAtBegin, pointee.goal)
    emit(.phase, EventPhase.mark.rawValue, pointee.liveAtBegin)
  }

  /// A cycle's marking is over, its report complete.
  func tellEnd() {
    let report = pointee.report
    let times = pointee.times
    let wall = times.finishEnd &- times.setupBegin
    let cpu = report.assistCPU &+ report.backgroundCPU
    let available = wall &* UInt64(processors)
    let share = available == 0 ? 0 : Double(cpu) / Double(available)
    emit(.phase, EventPhase.off.rawValue, report.heapLive)
    emit(.worker, WorkerMode.dedicated.rawValue, report.backgroundCPU, mark.pointee.heap_work)
    emit(.worker, WorkerMode.idle.rawValue, report.idleCPU)
    emit(.cycleEnd, report.heapLive, UInt64(share * 1e6), wall)
    emit(.sweepStart, pagesToSweep)
  }

  /// The world stood still: `stopping` until all stood, `total` until all went on.
  func tellPause(_ cause: PauseCause, stopping: UInt64, total: UInt64) {
    pointee.history.record(cause, stopping: stopping, total: total)
    emit(.pause, cause.rawValue, stopping, total)
  }

  // MARK: Traces

  /// Writes the gctrace line of the last cycle to standard error, if that is wanted.
  func traceCycle() {
    guard pointee.settings.traces.cycles else { return }
    let report = pointee.report
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: CycleReport.maximumLine) {
      bytes -> Void in
      var text = TextBuffer(bytes)
      report.write(into: &text, withKind: pointee.settings.traces.kinds)
      tc_os_write_error(text.text.baseAddress, UInt(text.count))
    }
  }
}

/// Lines that a heap writes to standard error by itself.
public struct TraceSettings: Equatable, Sendable {
  /// One a cycle (Go: `GODEBUG=gctrace=1`).
  public var cycles = false
  /// They tell which cycles were minor (`gctrace=2`); Go's readers do not know the word.
  public var kinds = false
  /// One for each sweep's scavenging, and for each forced release (`scavtrace=1`).
  public var scavenger = false

  /// None.
  public init() {}
}
