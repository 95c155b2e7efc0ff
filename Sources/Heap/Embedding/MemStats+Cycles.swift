// The collector's part of MemStats, and the whole of it with the world stopped, as Go reads it.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension MemStats {
  /// All fields, with the world stopped: every equation holds. The caller is no running mutator, or
  /// is at a safepoint. Some microseconds of stop a cache.
  static func readStopped(_ heap: HeapPointer) -> MemStats {
    let collector = heap.collector
    return collector.whileStopped(.statistics) { () -> MemStats in
      var stats = read(heap)
      stats.readCycles(collector)
      return stats
    }
  }

  /// What the collector knows. Exact while no cycle ends.
  mutating func readCycles(_ collector: CollectorPointer) {
    let history = collector.pointee.history
    nextGC = collector.currentGoal
    numGC = history.cycles
    numForcedGC = history.forced
    pauseTotalNs = history.total
    gcCPUFraction = history.fraction
    pauseNs = []
    pauseEnd = []
    for index in 0..<MemStats.pauseHistory {
      pauseNs.append(history.lengths[index])
      pauseEnd.append(history.ends[index])
    }
    lastGC = numGC == 0 ? 0 : pauseEnd[Int((numGC &+ 255) % 256)]
  }
}

extension UnsafeMutablePointer where Pointee == Collector {
  /// The heap goal as things stand, in bytes.
  var currentGoal: UInt64 {
    lock(&pointee.paceLock, .pace)
    defer { unlock(&pointee.paceLock, .pace) }
    return pointee.controller.heapGoal(reading()).bytes
  }

  /// Runs `body` with the world stopped, between the steps of a cycle. The caller is no running
  /// mutator, or is at a safepoint.
  func whileStopped<Value>(_ cause: PauseCause, _ body: () -> Value) -> Value {
    // Whoever holds `transition` may be stopping the world: wait without being in its way.
    while !tc_try_lock(&pointee.transition) { tc_os_yield() }
    defer { tc_unlock(&pointee.transition) }
    return whileStoppedInTransition(cause, body)
  }

  /// The same for who holds `transition`.
  func whileStoppedInTransition<Value>(_ cause: PauseCause, _ body: () -> Value) -> Value {
    let world = heap.pointee.world
    let context = heap.pointee.world_context
    let asked = tc_os_now()
    world?.pointee.stop?(context, heap, UInt32(truncatingIfNeeded: cause.rawValue))
    let reached = tc_os_now()
    let value = body()
    world?.pointee.start?(context, heap)
    tellPause(cause, stopping: reached &- asked, total: tc_os_now() &- asked)
    return value
  }
}
