// Reading metrics: every name of Go's runtime/metrics has a value here, of Go's kind. What the host
// alone knows (goroutines, threads, waiting) it is asked for; what it does not know reads 0.
import CTricolor
import TricolorPacing
import TricolorTelemetry

/// The figures that a set of metrics is computed from, read at one go so that they agree.
struct MetricReading {
  let heap: HeapPointer
  let stats: MemStats
  let counters: tc_counters
  let collector: CollectorPointer

  /// Without stopping the world: each figure is right for some moment during the call.
  init(_ heap: HeapPointer) {
    self.heap = heap
    collector = heap.collector
    stats = MemStats.read(heap)
    var sum = tc_counters()
    withUnsafeMutablePointer(to: &sum) { (sum: CountersPointer) -> Void in
      sum.add(heap.totals)
      lock(&heap.cacheSpace.pointee.cacheLock, .caches)
      heap.forEachCache { (cache: CachePointer) -> Void in
        sum.add(cache.counters)
        sum.pointee.tiny_allocated &+= UInt64(cache.pointee.tiny_allocations)
      }
      unlock(&heap.cacheSpace.pointee.cacheLock, .caches)
    }
    counters = sum
  }

  /// The value of a metric.
  func value(_ metric: Metric) -> MetricValue {
    switch metric.description.kind {
    case .bad: return .bad
    case .count: return .count(count(metric))
    case .number: return .number(Double(nanoseconds(metric)) / 1e9)
    case .histogram: return .histogram(histogram(metric))
    }
  }

  // MARK: Numbers without sign

  private func count(_ metric: Metric) -> UInt64 {
    collection(metric) ?? memory(metric) ?? fromHost(metric)
  }

  private func collection(_ metric: Metric) -> UInt64? {
    let controller = collector.pointee.controller
    let history = collector.pointee.history
    switch metric {
    case .gcCyclesAutomatic: return UInt64(history.cycles &- history.forced)
    case .gcCyclesForced: return UInt64(history.forced)
    case .gcCyclesTotal: return UInt64(history.cycles)
    case .gcCleanupsExecuted: return heap.specialTable.pointee.cleanupsTaken
    case .gcCleanupsQueued: return heap.specialTable.pointee.cleanupsQueued
    case .gcFinalizersExecuted: return heap.specialTable.pointee.finalizersTaken
    case .gcFinalizersQueued: return heap.specialTable.pointee.finalizersQueued
    case .gcPercent: return UInt64(bitPattern: Int64(controller.percent))
    case .gcMemoryLimit: return UInt64(bitPattern: controller.memoryLimit)
    case .gcHeapAllocsBytes: return stats.totalAlloc
    case .gcHeapAllocsObjects: return stats.mallocs &- counters.tiny_allocated
    case .gcHeapFreesBytes: return stats.totalAlloc &- stats.heapAlloc
    case .gcHeapFreesObjects: return stats.frees &- counters.tiny_allocated
    case .gcHeapGoal: return collector.currentGoal
    case .gcHeapLive: return controller.marked
    case .gcHeapObjects: return stats.heapObjects
    case .gcHeapTinyAllocs: return counters.tiny_allocated
    case .gcLimiterLastEnabled: return UInt64(collector.pointee.limiter.lastEnabledCycle)
    case .gcScanGlobals: return collector.pointee.globalBytes
    case .gcScanHeap: return scannableHeap
    case .gcScanStack: return controller.lastScan.stacks
    case .gcScanTotal:
      return scannableHeap &+ controller.lastScan.stacks &+ collector.pointee.globalBytes
    default: return nil
    }
  }

  private var scannableHeap: UInt64 {
    collector.pointee.controller.lastScan.heap &+ tc_u64_load(&heap.pointee.scan_bytes)
  }

  private func memory(_ metric: Metric) -> UInt64? {
    switch metric {
    case .memoryClassesHeapFree: return stats.heapIdle &- stats.heapReleased
    case .memoryClassesHeapObjects: return stats.heapAlloc
    case .memoryClassesHeapReleased: return stats.heapReleased
    case .memoryClassesHeapStacks: return stats.stackInuse
    case .memoryClassesHeapUnused: return stats.heapInuse &- stats.heapAlloc
    case .memoryClassesMetadataMcacheFree: return stats.mcacheSys &- stats.mcacheInuse
    case .memoryClassesMetadataMcacheInuse: return stats.mcacheInuse
    case .memoryClassesMetadataMspanFree: return stats.mspanSys &- stats.mspanInuse
    case .memoryClassesMetadataMspanInuse: return stats.mspanInuse
    case .memoryClassesMetadataOther: return stats.gcSys
    case .memoryClassesOSStacks: return stats.stackSys &- stats.stackInuse
    case .memoryClassesOther: return stats.otherSys
    case .memoryClassesProfilingBuckets: return stats.buckHashSys
    case .memoryClassesTotal: return stats.sys
    default: return nil
    }
  }

  // MARK: CPU time

  private func nanoseconds(_ metric: Metric) -> UInt64 {
    let history = collector.pointee.history
    let assist = history.assistCPU
    let collecting = assist &+ history.backgroundCPU &+ history.idleCPU &+ history.pauseCPU
    let scavenger = heap.scavenger
    let inBackground = tc_u64_load(&scavenger.pointee.backgroundTime)
    let onDemand = tc_u64_load(&scavenger.pointee.assistTime)
    switch metric {
    case .cpuClassesGCMarkAssist: return assist
    case .cpuClassesGCMarkDedicated: return history.backgroundCPU
    case .cpuClassesGCMarkIdle: return history.idleCPU
    case .cpuClassesGCPause: return history.pauseCPU
    case .cpuClassesGCTotal: return collecting
    case .cpuClassesScavengeAssist: return onDemand
    case .cpuClassesScavengeBackground: return inBackground
    case .cpuClassesScavengeTotal: return onDemand &+ inBackground
    case .cpuClassesTotal: return available
    case .cpuClassesIdle: return min(fromHost(.cpuClassesIdle), available)
    case .cpuClassesUser:
      let others = collecting &+ onDemand &+ inBackground &+ fromHost(.cpuClassesIdle)
      return available &- min(others, available)
    default: return fromHost(metric)
    }
  }

  /// CPU nanoseconds that there were: processors times time.
  private var available: UInt64 {
    (tc_os_now() &- collector.pointee.born) &* UInt64(collector.processors)
  }

  private func fromHost(_ metric: Metric) -> UInt64 {
    var value: UInt64 = 0
    let world = heap.pointee.world
    let isKnown = world?.pointee.metric?(
      heap.pointee.world_context, heap, UInt32(metric.rawValue), &value)
    if isKnown == true { return value }
    return metric == .schedGomaxprocs ? UInt64(collector.processors) : 0
  }

  // MARK: Histograms

  private func histogram(_ metric: Metric) -> MetricHistogram {
    let history = collector.pointee.history
    switch metric {
    case .gcPauses, .schedPausesTotalGC: return MetricHistogram(history.totalCollector)
    case .schedPausesStoppingGC: return MetricHistogram(history.stoppingCollector)
    case .schedPausesTotalOther: return MetricHistogram(history.totalOther)
    case .schedPausesStoppingOther: return MetricHistogram(history.stoppingOther)
    case .gcHeapAllocsBySize: return bySize { (entry: MemStats.Class) -> UInt64 in entry.mallocs }
    case .gcHeapFreesBySize: return bySize { (entry: MemStats.Class) -> UInt64 in entry.frees }
    default:
      // Latencies are the host's; it has no way to hand histograms over yet, so none were seen.
      let none = [UInt64](repeating: 0, count: TimeBuckets.count)
      return MetricHistogram(boundaries: MetricHistogram.timeBoundaries, counts: none)
    }
  }

  /// Counts by size class; objects above the largest class last.
  private func bySize(_ field: (MemStats.Class) -> UInt64) -> MetricHistogram {
    let small = stats.bySize.dropFirst()
    let boundaries = MetricHistogram.sizeBoundaries(small.map { $0.size })
    return MetricHistogram(
      boundaries: boundaries, counts: small.map(field) + [field(stats.bySize[0])])
  }
}
