// What a managed heap tells: Go's statistics and metrics, the memory report, events.
import CTricolor
import TricolorHeap
import TricolorTelemetry

/// One of the metrics of Go's runtime/metrics.
public typealias Metric = TricolorTelemetry.Metric
/// A metric's value.
public typealias MetricValue = TricolorTelemetry.MetricValue
/// Go's debug.GCStats: pauses and their ends, the most recent first.
public typealias GCStats = TricolorTelemetry.GCStats
/// What one collection did and took, with the fields of Go's gctrace line.
public typealias CycleReport = TricolorTelemetry.CycleReport
/// What happened in a heap, and when.
public typealias Event = TricolorTelemetry.Event
/// The kinds of event.
public typealias EventKind = TricolorTelemetry.EventKind
/// A subscription to events; it ends with the value.
public typealias EventSubscription = TricolorHeap.EventSubscription
/// What the process's resident memory is made of.
public typealias MemoryReport = TricolorHeap.MemoryReport

extension ManagedHeap {
  /// What the heap did and has. Stops the heap's threads for some microseconds. Any thread.
  public func statistics() -> HeapStatistics { HeapStatistics(memStats()) }

  /// Go's runtime.ReadMemStats: every field, read with the heap's threads stopped for some
  /// microseconds. Any thread.
  public func memStats() -> MemStats { whileStill("memStats()") { _ in heap.memStats() } }

  /// Go's debug.ReadGCStats.
  public func gcStats() -> GCStats { heap.gcStats() }

  /// A metric of Go's runtime/metrics by name, such as `/gc/heap/live:bytes`; `.bad` when there is
  /// none of that name. Tens of microseconds.
  public func metric(_ name: String) -> MetricValue { heap.metric(name) }

  /// All metrics, in the order of their names, read at one go.
  public func metrics() -> [(metric: Metric, value: MetricValue)] { heap.metrics() }

  /// The last collection; of nothing before the first.
  public var lastCollection: CycleReport { heap.lastCycle }

  /// How many collections so far were minor.
  public var minorCollections: UInt32 { heap.minorCycles }

  /// What the process's resident memory is made of: its sum is what the kernel says. Milliseconds;
  /// nil where the kernel tells nothing.
  public func memoryReport() -> MemoryReport? {
    whileStill("memoryReport()") { _ in heap.memoryReport() }
  }

  /// Calls `handler` for each event of the given kinds, in order, on a thread of the heap's own, as
  /// long as the returned value lives. The handler may allocate; it must not wait for a collection.
  ///
  /// - Returns: nil when all four places for subscribers are taken.
  public func subscribe(
    to kinds: Set<EventKind>, _ handler: @escaping @Sendable (Event) -> Void
  ) -> EventSubscription? {
    heap.subscribe(to: kinds, handler)
  }

  /// Writes events as lines of JSON to a file descriptor, which stays the caller's; nil ends it.
  public func writeEvents(
    to descriptor: Int32?, kinds: Set<EventKind> = Set(EventKind.allCases)
  ) {
    heap.writeEvents(to: descriptor, kinds: kinds)
  }

  /// Delivers what has happened up to now, by the calling thread.
  public func deliverEvents() { heap.deliverEvents() }

  /// The heap as text: arenas, their spans, how full they are.
  public func map() -> String { heap.map() }

  /// What is wrong with the heap's structures, one sentence each; empty unless there is a bug in
  /// this package or memory was overwritten. Stops the heap's threads, for milliseconds a gigabyte.
  /// Any thread.
  ///
  /// - Precondition: not within ``Mutator/withoutSafepoints(_:)``.
  public func violations() -> [String] {
    whileStill("violations()") { (thread: UnsafeMutablePointer<tc_thread>) in
      heap.violationsAtRest(thread.pointee.cache)
    }
  }
}
