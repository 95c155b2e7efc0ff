// reports.h: statistics, metrics, settings and events for C and generated code. Each function is
// forwarding; what it does is told where it is done.
import CTricolor
import TricolorTelemetry

// MARK: Statistics

@c @implementation
public func tc_read_mem_stats(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ stats: UnsafeMutablePointer<tc_mem_stats>?
) {
  guard let heap, let stats else { return }
  let read = MemStats.readStopped(heap)
  read.fill(stats)
}

@c @implementation
public func tc_read_gc_stats(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ words: UnsafeMutablePointer<UInt64>?
) -> UInt32 {
  guard let heap, let words else { return 0 }
  var stats = MemStats()
  stats.readCycles(heap.collector)
  let cycles = GCStats(stats)
  let count = cycles.pause.count
  for index in 0..<count {
    words[index] = cycles.pause[index]
    words[count + index] = cycles.pauseEnd[index]
  }
  words[2 * count] = cycles.lastGC
  words[2 * count + 1] = UInt64(cycles.numGC)
  words[2 * count + 2] = cycles.pauseTotal
  return UInt32(count)
}

@c @implementation
public func tc_read_metric(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ name: UnsafePointer<CChar>?, _ length: UInt,
  _ counts: UnsafeMutablePointer<UInt64>?, _ boundaries: UnsafeMutablePointer<Double>?,
  _ capacity: UInt32
) -> tc_metric {
  var result = tc_metric()
  guard let heap, let name else { return result }
  let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
  let text = TextSlice(start: bytes, count: Int(length))
  guard let metric = Metric(name: text) else {
    if godebugMetric(text) != nil { result.kind = UInt32(TC_METRIC_COUNT) }
    return result
  }
  let value = MetricReading(heap).value(metric)
  result.kind = UInt32(value.kind.rawValue)
  switch value {
  case .bad: break
  case .count(let count): result.count = count
  case .number(let number): result.number = number
  case .histogram(let histogram):
    result.buckets = UInt32(histogram.counts.count)
    let room = min(Int(capacity), histogram.counts.count)
    if let counts { for index in 0..<room { counts[index] = histogram.counts[index] } }
    if let boundaries, room > 0 {
      for index in 0...room { boundaries[index] = histogram.boundaries[index] }
    }
  }
  return result
}

// MARK: Settings

@c @implementation
public func tc_set_gc_percent(_ heap: UnsafeMutablePointer<tc_heap>?, _ percent: Int32) -> Int32 {
  heap.unsafelyUnwrapped.collector.setPercent(percent)
}

@c @implementation
public func tc_set_memory_limit(_ heap: UnsafeMutablePointer<tc_heap>?, _ bytes: Int64) -> Int64 {
  heap.unsafelyUnwrapped.collector.setMemoryLimit(bytes)
}

@c @implementation
public func tc_free_os_memory(_ cache: UnsafeMutablePointer<tc_cache>?) {
  let cache = cache.unsafelyUnwrapped
  let heap: HeapPointer = cache.pointee.heap
  tc_collect(cache)
  heap.pageHeap.flush(cache)
  heap.scavenger.releaseEverything()
  if heap.collector.pointee.settings.traces.scavenger { heap.scavenger.trace(isForced: true) }
}

@c @implementation
public func tc_background_deadline(_ heap: UnsafeMutablePointer<tc_heap>?) -> UInt64 {
  heap.unsafelyUnwrapped.collector.tendingDue
}

// MARK: Events

@c @implementation
public func tc_events_subscribe(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ kinds: UInt64, _ callback: tc_event_callback?,
  _ context: UnsafeMutableRawPointer?
) -> UInt32 {
  guard let heap, let callback else { return 0 }
  return heap.events.subscribe(kinds, callback, context)
}

@c @implementation
public func tc_events_unsubscribe(_ heap: UnsafeMutablePointer<tc_heap>?, _ number: UInt32) {
  heap.unsafelyUnwrapped.events.unsubscribe(number)
}

@c @implementation
public func tc_events_write(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ descriptor: Int32, _ kinds: UInt64
) {
  heap.unsafelyUnwrapped.events.writeLines(to: descriptor, kinds)
}

@c @implementation
public func tc_events_deliver(_ heap: UnsafeMutablePointer<tc_heap>?) {
  heap.unsafelyUnwrapped.events.deliver(waiting: true)
}

@c @implementation
public func tc_event_emit(
  _ heap: UnsafeMutablePointer<tc_heap>?, _ kind: UInt16, _ source: UInt16, _ first: UInt64,
  _ second: UInt64, _ third: UInt64
) {
  let heap = heap.unsafelyUnwrapped
  guard let kind = EventKind(rawValue: kind), heap.events.wants(kind) else { return }
  let cycle = tc_u32_load(&heap.collector.pointee.started)
  let event = Event(
    kind, time: Int64(bitPattern: tc_os_now()), cycle: cycle, source: source, first, second, third)
  heap.events.emit(event, heap)
}
