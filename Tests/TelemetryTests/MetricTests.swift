// Metrics and statistics against the facts of Go 1.27.
import Foundation
import Testing
import TricolorTelemetry

@Suite struct MetricTests {
  @Test func namesKindsAndFlagsAreGos() throws {
    let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/metrics_go1.27.tsv")
    let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
      .map { (line: Substring) -> [String] in line.split(separator: "\t").map { String($0) } }
    let plain = rows.filter { (row: [String]) -> Bool in !row[0].hasPrefix("/godebug/") }
    #expect(plain.count == Metric.allCases.count && plain.count == 66)
    let kinds = ["bad", "uint64", "float64", "histogram"]
    for (row, metric) in zip(plain, Metric.allCases) {
      let description = metric.description
      #expect("\(description.name)" == row[0])
      #expect(kinds[Int(description.kind.rawValue)] == row[1])
      #expect("\(description.isCumulative)" == row[2])
      #expect(Metric(name: row[0].utf8) == metric)
    }
    let debug = rows.filter { (row: [String]) -> Bool in row[0].hasPrefix("/godebug/") }
    #expect(debug.count == godebugSettings.count)
    for (index, row) in debug.enumerated() {
      #expect(godebugMetric(row[0].utf8) == index, "\(row[0])")
    }
  }

  @Test func unknownNamesAreNoMetrics() {
    #expect(Metric(name: "/gc/heap/allocs".utf8) == nil)
    #expect(Metric(name: "/gc/heap/allocs:bytes ".utf8) == nil)
    #expect(godebugMetric("/godebug/non-default-behavior/nosuch:events".utf8) == nil)
    #expect(godebugMetric("/godebug/non-default-behavior/execerrdotx:events".utf8) == nil)
  }

  @Test func timeBucketsHaveGosBoundaries() {
    let boundaries = MetricHistogram.timeBoundaries
    #expect(boundaries.count == 163 && TimeBuckets.count == 162)
    #expect(boundaries[0] == -.infinity && boundaries[162] == .infinity)
    #expect(boundaries[1] == 0 && boundaries[2] == 64e-9 && boundaries[5] == 256e-9)
    #expect(boundaries[6] == 320e-9 && boundaries[161] == Double(1 << 47) / 1e9)
    for (low, high) in zip(boundaries, boundaries.dropFirst()) { #expect(low < high) }
  }

  @Test func everyDurationFallsBetweenItsBucketsBoundaries() {
    var durations: [Int64] = [-1, 0, 1, 63, 64, 255, 256, 257, .max, .min]
    for bit in 0..<62 {
      for offset: Int64 in [-1, 0, 1] { durations.append((1 << Int64(bit)) + offset) }
    }
    for duration in durations {
      let index = TimeBuckets.index(duration)
      if let low = TimeBuckets.boundary(index) { #expect(duration >= Int64(low), "\(duration)") }
      if let high = TimeBuckets.boundary(index + 1) {
        #expect(duration < Int64(high), "\(duration)")
      }
    }
    #expect(TimeBuckets.index(-1) == 0 && TimeBuckets.index(1 << 47) == 161)
    #expect(TimeBuckets.index((1 << 47) - 1) == 160)
  }

  @Test func aHistogramCountsAndFindsItsQuantiles() {
    let storage = UnsafeMutableRawPointer.allocate(
      byteCount: TimeHistogram.storageBytes, alignment: 8)
    defer { storage.deallocate() }
    let histogram = TimeHistogram(storage: storage)
    #expect(histogram.quantile(0.5) == 0)
    for index in 1...100 { histogram.record(Int64(index) * 1000) }
    #expect(histogram.total == 100)
    let median = histogram.quantile(0.5)
    #expect(median <= 50_000 && median > 40_000)
    #expect(MetricHistogram(histogram).counts.reduce(0, +) == 100)
  }

  @Test func sizeBoundariesLieOneBeyondEachClass() {
    #expect(MetricHistogram.sizeBoundaries([8, 16]) == [1, 9, 17, .infinity])
  }
}

@Suite struct MemStatsTests {
  @Test func statisticsOfNothingKeepTheirIdentities() {
    #expect(MemStats().violations().isEmpty)
  }

  @Test func aBrokenIdentityIsNamed() {
    var stats = MemStats()
    stats.heapSys = 10
    #expect(stats.violations().first == "HeapSys = HeapInuse + HeapIdle")
    stats.heapIdle = 4
    stats.heapInuse = 6
    #expect(stats.violations().count == 1 && stats.violations()[0].hasPrefix("Sys = HeapSys"))
    stats.sys = 10
    #expect(stats.violations().isEmpty)
    stats.heapReleased = 5
    #expect(stats.violations() == ["HeapReleased <= HeapIdle"])
  }

  @Test func pausesComeMostRecentFirst() {
    var stats = MemStats()
    stats.numGC = 258
    stats.pauseNs = (0..<256).map { (index: UInt64) -> UInt64 in index }
    stats.pauseEnd = stats.pauseNs
    let collected = GCStats(stats)
    // Cycle 258 stands at (258 + 255) mod 256 = 1.
    #expect(collected.pause.prefix(3) == [1, 0, 255])
    #expect(collected.pause.count == 256 && collected.numGC == 258)
    #expect(collected.quantiles(5) == [0, 64, 128, 192, 255])
    #expect(GCStats(MemStats()).quantiles(3) == [0, 0, 0])
  }
}
