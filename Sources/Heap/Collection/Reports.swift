// What a cycle leaves to be read: its report, with the fields of Go's gctrace line.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// The sizes and the marking times of the cycle that is being settled. World stopped.
  func makeReport(_ before: HeapReading, marked: UInt64) -> CycleReport {
    var report = CycleReport()
    report.number = pointee.started
    report.startTime = pointee.times.setupBegin &- pointee.born
    report.assistCPU = tc_u64_load(&mark.pointee.assist_time)
    report.backgroundCPU = tc_u64_load(&mark.pointee.dedicated_time)
    report.idleCPU = tc_u64_load(&mark.pointee.idle_time)
    report.heapAtStart = pointee.liveAtBegin
    report.heapAtEnd = before.live
    report.heapLive = marked
    report.goal = pointee.goal
    report.stacks = tc_u64_load(&mark.pointee.stack_work)
    report.globals = tc_u64_load(&mark.pointee.global_work)
    report.processors = UInt32(processors)
    report.isForced = pointee.reason == .request || pointee.reason == .stress
    report.isMinor = pointee.kind == .minor
    return report
  }

  /// Completes the report with the clock times, once the world runs again. `transition` is held.
  func finishReport() {
    let times = pointee.times
    let width = UInt64(processors)
    let sweepTermination = times.setupEnd &- times.setupBegin
    let markTermination = times.finishEnd &- times.finishBegin
    pointee.report.sweepTermination = sweepTermination
    pointee.report.mark = times.finishBegin &- times.setupEnd
    pointee.report.markTermination = markTermination
    pointee.report.sweepTerminationCPU = sweepTermination &* width
    pointee.report.markTerminationCPU = markTermination &* width
    let report = pointee.report
    pointee.totalTime &+= report.assistCPU &+ report.backgroundCPU &+ report.idleCPU
    pointee.totalTime &+= report.sweepTerminationCPU &+ report.markTerminationCPU
    if let totals = pointee.settings.totals {
      tc_u64_store(&totals.pointee.cycles, UInt64(pointee.started))
      tc_u64_store(&totals.pointee.cpu, pointee.totalTime)
      _ = tc_u64_add(&totals.pointee.pauses, sweepTermination &+ markTermination)
    }
    let available = (times.finishEnd &- pointee.born) &* width
    pointee.history.fraction = available == 0 ? 0 : Double(pointee.totalTime) / Double(available)
    pointee.report.percent = UInt64(pointee.history.fraction * 100)
    pointee.history.cycleEnded(pointee.report, wall: tc_os_wall_time())
    let marking = report.assistCPU &+ report.backgroundCPU &+ report.idleCPU
    let now = Int64(bitPattern: times.finishEnd)
    endLimiterTransition()
    if pointee.kind == .full {
      // The clock wants to see all garbage gone, which a minor cycle leaves to it.
      lock(&pointee.paceLock, .pace)
      pointee.schedule.cycleEnded(
        now: now, reason: pointee.reason, cpu: Int64(bitPattern: marking), processors: Int(width))
      unlock(&pointee.paceLock, .pace)
    }
    repaceScavenger()
    restIfBeyond()
    tellEnd()
    traceCycle()
    tc_u64_store(
      &pointee.sweepFrees, report.heapAtEnd &- min(report.heapAtEnd, report.heapLive))
    tc_u64_store(&pointee.sweepSince, times.finishEnd)
    tc_u32_store_release(&pointee.reportedCycle, report.number)
  }
}
