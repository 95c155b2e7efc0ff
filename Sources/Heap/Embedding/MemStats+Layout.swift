// MemStats in the layout of Go's runtime.MemStats, for C and for Go's own packages.
import CTricolor
import TricolorTelemetry

extension MemStats {
  /// Fills all of `stats`.
  func fill(_ stats: UnsafeMutablePointer<tc_mem_stats>) {
    stats.initialize(to: tc_mem_stats())
    fillMemory(stats)
    stats.pointee.next_gc = nextGC
    stats.pointee.last_gc = lastGC
    stats.pointee.pause_total_ns = pauseTotalNs
    stats.pointee.num_gc = numGC
    stats.pointee.num_forced_gc = numForcedGC
    stats.pointee.gc_cpu_fraction = gcCPUFraction
    stats.pointee.enable_gc = enableGC
    stats.pointee.debug_gc = debugGC
    for (index, length) in pauseNs.enumerated() {
      tc_mem_stats_set_pause(stats, UInt32(index), length, pauseEnd[index])
    }
    // Class 0 is empty in Go's array: it holds small objects only.
    for (index, entry) in bySize.enumerated() where index > 0 && index < Int(TC_STATS_CLASSES) {
      tc_mem_stats_set_class(stats, UInt32(index), entry.size, entry.mallocs, entry.frees)
    }
  }

  private func fillMemory(_ stats: UnsafeMutablePointer<tc_mem_stats>) {
    stats.pointee.alloc = alloc
    stats.pointee.total_alloc = totalAlloc
    stats.pointee.sys = sys
    stats.pointee.lookups = lookups
    stats.pointee.mallocs = mallocs
    stats.pointee.frees = frees
    stats.pointee.heap_alloc = heapAlloc
    stats.pointee.heap_sys = heapSys
    stats.pointee.heap_idle = heapIdle
    stats.pointee.heap_inuse = heapInuse
    stats.pointee.heap_released = heapReleased
    stats.pointee.heap_objects = heapObjects
    stats.pointee.stack_inuse = stackInuse
    stats.pointee.stack_sys = stackSys
    stats.pointee.mspan_inuse = mspanInuse
    stats.pointee.mspan_sys = mspanSys
    stats.pointee.mcache_inuse = mcacheInuse
    stats.pointee.mcache_sys = mcacheSys
    stats.pointee.buckhash_sys = buckHashSys
    stats.pointee.gc_sys = gcSys
    stats.pointee.other_sys = otherSys
  }
}
