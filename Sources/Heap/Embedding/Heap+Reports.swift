// What Swift code may ask a heap about itself, and the settings that it may change while it runs.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension Heap {
  // MARK: Settings

  /// GOGC: how much garbage may lie beside what lives, in percent of it; negative: off.
  public var gcPercent: Int32 { core.heap.collector.pointee.controller.percent }

  /// Sets `gcPercent`. Takes effect at once, on a running cycle too.
  /// - Returns: the old percentage.
  @discardableResult
  public func setGCPercent(_ percent: Int32) -> Int32 { core.heap.collector.setPercent(percent) }

  /// The soft memory limit in bytes; `Int64.max` when there is none.
  public var memoryLimit: Int64 { core.heap.collector.pointee.controller.memoryLimit }

  /// Sets `memoryLimit`; a negative one changes nothing.
  /// - Returns: the old limit.
  @discardableResult
  public func setMemoryLimit(_ bytes: Int64) -> Int64 {
    core.heap.collector.setMemoryLimit(bytes)
  }

  /// Gives all free memory back to the system, densely used pieces too. Collects nothing first:
  /// call it after a collection to give back as much as there can be.
  /// - Returns: bytes given back.
  @discardableResult
  public func releaseFreeMemory() -> UInt64 { core.heap.scavenger.releaseEverything() }

  // MARK: Reports

  /// Go's MemStats with every field, read with the world stopped. Not from within a running
  /// mutator: the caller is at a safepoint or is none.
  public func memStats() -> MemStats { MemStats.readStopped(core.heap) }

  /// Go's debug.ReadGCStats: the pauses of the last 256 cycles and when they ended, the most recent
  /// first. Any thread; stops nothing.
  public func gcStats() -> GCStats {
    var stats = MemStats()
    stats.readCycles(core.heap.collector)
    return GCStats(stats)
  }

  /// A metric of Go's runtime/metrics by its name (`/gc/heap/live:bytes`); `.bad` for other names.
  /// Tens of microseconds.
  public func metric(_ name: String) -> MetricValue {
    if let metric = Metric(name: name.utf8) { return MetricReading(core.heap).value(metric) }
    return godebugMetric(name.utf8) == nil ? .bad : .count(0)
  }

  /// All metrics but the `/godebug/…` counters, in the order of their names, read at one go.
  public func metrics() -> [(metric: Metric, value: MetricValue)] {
    let reading = MetricReading(core.heap)
    return Metric.allCases.map { (metric: Metric) -> (Metric, MetricValue) in
      (metric, reading.value(metric))
    }
  }

  /// What the process's resident memory is made of. Milliseconds; nil where the kernel tells
  /// nothing.
  public func memoryReport() -> MemoryReport? { MemoryReport(core.heap) }

  // MARK: Events

  /// Delivers what has happened to the subscribers, by the calling thread.
  public func deliverEvents() { core.heap.events.deliver(waiting: true) }

  /// Calls `handler` for each event of the given kinds, one at a time and in order, on a thread
  /// that does background work, never with the world stopped; it may allocate but must not wait
  /// for a collection. Ends when the returned value is destroyed, which must be before the heap.
  /// - Returns: nil when all places for subscribers are taken.
  public func subscribe(
    to kinds: Set<EventKind>, _ handler: @escaping @Sendable (Event) -> Void
  ) -> EventSubscription? {
    EventSubscription(core.heap, kinds, handler)
  }

  /// Writes events as lines of JSON to a descriptor, which stays the caller's; nil ends it.
  public func writeEvents(to descriptor: Int32?, kinds: Set<EventKind> = Set(EventKind.allCases)) {
    core.heap.events.writeLines(to: descriptor ?? -1, EventSubscription.bits(kinds))
  }
}

/// A subscription to a heap's events; it ends with this value.
public final class EventSubscription {
  private let heap: HeapPointer
  private let handler: @Sendable (Event) -> Void
  private var number: UInt32 = 0

  fileprivate init?(
    _ heap: HeapPointer, _ kinds: Set<EventKind>, _ handler: @escaping @Sendable (Event) -> Void
  ) {
    self.heap = heap
    self.handler = handler
    // Not retained: the subscription is taken back before it goes.
    let context = Unmanaged.passUnretained(self).toOpaque()
    number = heap.events.subscribe(
      Self.bits(kinds),
      { context, event in
        guard let context, let event else { return }
        let own = Unmanaged<EventSubscription>.fromOpaque(context).takeUnretainedValue()
        own.handler(Event(event.pointee))
      }, context)
    if number == 0 { return nil }
  }

  deinit { heap.events.unsubscribe(number) }

  fileprivate static func bits(_ kinds: Set<EventKind>) -> UInt64 {
    kinds.reduce(0) { (sum: UInt64, kind: EventKind) -> UInt64 in
      sum | 1 << UInt64(kind.rawValue)
    }
  }
}
