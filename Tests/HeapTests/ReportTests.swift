// What a heap tells of itself while it collects: statistics, metrics, events, the memory report;
// and
// the settings that change while it runs.
import CTricolor
import Foundation
import Testing
import TricolorPacing
import TricolorTelemetry

@testable import TricolorHeap

private let megabyte: UInt64 = 1 << 20

/// Events as they came.
private final class Collected: @unchecked Sendable {
  private var lock: UInt32 = 0
  private var all: [Event] = []

  func add(_ event: Event) {
    tc_lock(&lock)
    all.append(event)
    tc_unlock(&lock)
  }

  var events: [Event] {
    tc_lock(&lock)
    defer { tc_unlock(&lock) }
    return all
  }
}

@Suite(.serialized) struct ReportTests {
  @Test func statisticsKeepTheirEquationsThroughCycles() throws {
    let lone = try LoneHeap(roots: 64)
    for round in 0..<400 { lone.allocate(100_000, into: round % 64) }
    lone.collect()
    let stats = lone.world.atSafepoint { lone.heap.memStats() }
    #expect(stats.violations().isEmpty, "\(stats.violations())")
    #expect(stats.numGC >= 2 && stats.numForcedGC == 1)
    #expect(stats.pauseTotalNs > 0 && stats.pauseNs.count == 256)
    #expect(stats.lastGC > 1_600_000_000_000_000_000)
    #expect(stats.heapAlloc >= 6 * megabyte && stats.heapAlloc < 9 * megabyte)
    #expect(stats.nextGC > stats.heapAlloc && stats.gcCPUFraction > 0)
    let pauses = GCStats(stats)
    #expect(pauses.pause.count == Int(stats.numGC))
    #expect(pauses.pause.reduce(0, +) == stats.pauseTotalNs)
  }

  @Test func cReadsTheSameInGosLayout() throws {
    let lone = try LoneHeap(roots: 8)
    for round in 0..<50 { lone.allocate(5000, into: round % 8) }
    lone.collect()
    let heap = lone.heap.pointer
    var stats = tc_mem_stats()
    let swift = lone.world.atSafepoint { () -> MemStats in
      tc_read_mem_stats(heap, &stats)
      return lone.heap.memStats()
    }
    #expect(stats.heap_alloc == swift.heapAlloc && stats.num_gc == swift.numGC)
    #expect(stats.pause_ns.0 == swift.pauseNs[0] && stats.enable_gc && !stats.debug_gc)
    let sizes = withUnsafeBytes(of: &stats) { (bytes) -> [UInt32] in
      [0, 1, 2].map { bytes.load(fromByteOffset: 4312 + 24 * $0, as: UInt32.self) }
    }
    #expect(sizes == [0, 8, 16])
    var words = [UInt64](repeating: 0, count: 2 * 256 + 3)
    let count = words.withUnsafeMutableBufferPointer { tc_read_gc_stats(heap, $0.baseAddress) }
    #expect(count == swift.numGC && words[Int(2 * count) + 1] == UInt64(swift.numGC))
    #expect(words[0] == swift.pauseNs[Int((swift.numGC + 255) % 256)])
  }

  @Test func everyMetricHasAValueOfItsKind() throws {
    let lone = try LoneHeap(roots: 8)
    for round in 0..<100 { lone.allocate(40_000, into: round % 8) }
    lone.collect()
    for (metric, value) in lone.heap.metrics() {
      #expect(value.kind == metric.description.kind, "\(metric)")
    }
    #expect(lone.heap.metric("/gc/nonsense:bytes") == .bad)
    #expect(lone.heap.metric("/godebug/non-default-behavior/panicnil:events") == .count(0))
    #expect(lone.heap.metric("/sched/goroutines:goroutines") == .count(7))
    #expect(lone.heap.metric("/gc/gogc:percent") == .count(100))
  }

  @Test func classesOfMemoryAndOfTimeAddUp() throws {
    let lone = try LoneHeap(roots: 8)
    for round in 0..<200 { lone.allocate(40_000, into: round % 8) }
    lone.collect()
    var counts: [Metric: UInt64] = [:]
    var times: [Metric: Double] = [:]
    for (metric, value) in lone.heap.metrics() {
      if case .count(let count) = value { counts[metric] = count }
      if case .number(let number) = value { times[metric] = number }
    }
    let memory = counts.filter { (metric, _) -> Bool in
      metric != .memoryClassesTotal && "\(metric.description.name)".hasPrefix("/memory/classes/")
    }
    #expect(memory.values.reduce(0, +) == counts[.memoryClassesTotal])
    let collecting = [
      Metric.cpuClassesGCMarkAssist, .cpuClassesGCMarkDedicated, .cpuClassesGCMarkIdle,
      .cpuClassesGCPause,
    ]
    let sum = collecting.reduce(0.0) { (sum: Double, metric: Metric) -> Double in
      sum + (times[metric] ?? 0)
    }
    #expect(abs(sum - (times[.cpuClassesGCTotal] ?? -1)) < 1e-9)
    let all = sum + (times[.cpuClassesUser] ?? 0) + (times[.cpuClassesScavengeTotal] ?? 0)
    #expect(all <= (times[.cpuClassesTotal] ?? 0) * 1.01)
    #expect(counts[.gcCyclesTotal] == 1 + (counts[.gcCyclesAutomatic] ?? 0))
  }

  @Test func cReadsMetricsByName() throws {
    let lone = try LoneHeap(roots: 8)
    lone.allocate(100_000, into: 0)
    lone.collect()
    let heap = lone.heap.pointer
    func read(_ name: String, _ capacity: UInt32 = 0) -> (tc_metric, [UInt64], [Double]) {
      var counts = [UInt64](repeating: 9, count: Int(capacity))
      var boundaries = [Double](repeating: 9, count: Int(capacity) + 1)
      let metric = tc_read_metric(
        heap, name, UInt(name.utf8.count), &counts, &boundaries, capacity)
      return (metric, counts, boundaries)
    }
    #expect(read("/gc/cycles/forced:gc-cycles").0.count == 1)
    #expect(read("/no/such:metric").0.kind == UInt32(TC_METRIC_BAD))
    #expect(read("/cpu/classes/total:cpu-seconds").0.number > 0)
    let pauses = read("/sched/pauses/total/gc:seconds", 162)
    #expect(pauses.0.kind == UInt32(TC_METRIC_HISTOGRAM) && pauses.0.buckets == 162)
    #expect(pauses.1.reduce(0, +) == 2 && pauses.2[0] == -.infinity && pauses.2[162] == .infinity)
    let sizes = read("/gc/heap/allocs-by-size:bytes", 68)
    #expect(sizes.1[67] == 1, "one large object")
  }

  @Test func aCycleIsToldAsEvents() throws {
    let lone = try LoneHeap(roots: 8)
    let collected = Collected()
    let all = Set(EventKind.allCases)
    let subscription = lone.heap.subscribe(to: all) { collected.add($0) }
    lone.allocate(100_000, into: 0)
    lone.collect()
    for _ in 0..<3000 where !collected.events.contains(where: Self.isSweepEnd) {
      lone.world.rest(seconds: 0.01)
      lone.heap.deliverEvents()
    }
    let kinds = collected.events.map(\.kind)
    func place(_ kind: EventKind) -> Int { kinds.firstIndex(of: kind.rawValue) ?? -1 }
    #expect(place(.cycleStart) >= 0 && place(.cycleEnd) > place(.cycleStart))
    #expect(kinds.filter { $0 == EventKind.pause.rawValue }.count == 2)
    #expect(place(.sweepEnd) > place(.cycleEnd))
    let start = collected.events[place(.cycleStart)]
    #expect(start.first == UInt64(CycleReason.request.rawValue) && start.second >= 100_000)
    let end = collected.events[place(.cycleEnd)]
    #expect(end.first >= 100_000 && end.third > 0)
    _ = subscription
  }

  private static func isSweepEnd(_ event: Event) -> Bool {
    event.kind == EventKind.sweepEnd.rawValue
  }

  @Test func eventsArriveWithoutPolling() throws {
    let lone = try LoneHeap(roots: 8)
    let collected = Collected()
    let subscription = lone.heap.subscribe(to: [.setting]) { collected.add($0) }
    lone.heap.setGCPercent(50)
    for _ in 0..<3000 where collected.events.isEmpty { lone.world.rest(seconds: 0.01) }
    #expect(collected.events.first?.third == 50)
    _ = subscription
  }

  @Test func thePercentageMovesTheGoalAtOnce() throws {
    let lone = try LoneHeap(roots: 160)
    for slot in 0..<160 { lone.allocate(100_000, into: slot) }
    lone.collect()
    #expect(lone.heap.metric("/gc/heap/goal:bytes") != .bad)
    func goal() -> UInt64 {
      guard case .count(let goal) = lone.heap.metric("/gc/heap/goal:bytes") else { return 0 }
      return goal
    }
    let before = goal()
    #expect(lone.heap.setGCPercent(300) == 100 && lone.heap.gcPercent == 300)
    #expect(goal() > before * 3 / 2)
    #expect(lone.heap.setGCPercent(-5) == 300 && lone.heap.gcPercent == -1)
    #expect(goal() > 1 << 60)
    #expect(tc_set_gc_percent(lone.heap.pointer, 100) == -1)
    #expect(goal() == before)
  }

  @Test func theLimitMovesTheGoalAtOnce() throws {
    let lone = try LoneHeap(roots: 8)
    #expect(lone.heap.setMemoryLimit(-1) == .max)
    #expect(lone.heap.setMemoryLimit(16 << 20) == .max && lone.heap.memoryLimit == 16 << 20)
    lone.heap.setGCPercent(-1)
    guard case .count(let goal) = lone.heap.metric("/gc/heap/goal:bytes") else {
      Issue.record("no goal")
      return
    }
    #expect(goal < 16 * megabyte && goal > 4 * megabyte, "\(goal)")
    #expect(tc_set_memory_limit(lone.heap.pointer, -1) == 16 << 20)
  }

  @Test func freeOSMemoryGivesGarbageBack() throws {
    let lone = try LoneHeap(roots: 8)
    lone.heap.setGCPercent(-1)
    for _ in 0..<200 { lone.allocate(200_000) }
    #expect(lone.resident > 35 * megabyte)
    lone.world.atSafepoint { tc_free_os_memory(lone.cache) }
    #expect(lone.resident < 4 * megabyte, "\(lone.resident)")
    let stats = lone.heap.stats()
    #expect(stats.heapReleased > 35 * megabyte && stats.violations().isEmpty)
  }

  @Test func theMemoryReportAddsUpToWhatTheKernelSays() throws {
    let lone = try LoneHeap(roots: 400)
    for round in 0..<2000 { lone.allocate(50_000, into: round % 400) }
    for round in 0..<200_000 { lone.allocate(16 + round % 300) }
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
    defer { scratch.deallocate() }
    // Other tests allocate between the two looks at the process: some pair of looks agrees.
    var last: (report: MemoryReport, difference: Double)?
    for _ in 0..<50 where (last?.difference ?? 1) >= 0.02 {
      let read = lone.heap.memoryReport()
      let report = try #require(read)
      let kernel = try #require(ProcessMemory.resident(scratch: scratch))
      last = (report, abs(Double(report.sum) - Double(kernel)) / Double(kernel))
    }
    let (report, difference) = try #require(last)
    #expect(difference < 0.02, "sum \(report.sum)")
    #expect(report.live >= 19 * megabyte && report.metadata > 0)
    #expect(abs(report.rounding) < Int64(4 * megabyte), "\(report.rounding)")
    #expect(report.otherAnonymous >= 0)
  }

  @Test func theMemoryReportSeesWhatWasReleased() throws {
    let lone = try LoneHeap(roots: 8)
    lone.heap.setGCPercent(-1)
    for _ in 0..<300 { lone.allocate(200_000) }
    let residentBefore = lone.resident
    let readBefore = lone.heap.memoryReport()
    let before = try #require(readBefore)
    #expect(before.live + before.dead > 55 * megabyte)
    lone.world.atSafepoint { tc_free_os_memory(lone.cache) }
    let readAfter = lone.heap.memoryReport()
    let after = try #require(readAfter)
    #expect(after.live + after.dead + after.free < 3 * megabyte)
    // The heap's own: the process has other tests to run meanwhile.
    #expect(residentBefore - lone.resident > 50 * megabyte)
  }
}
