// What a managed heap tells a Swift program: Go's statistics, metrics, the memory report, events.
import Foundation
import Synchronization
import Testing
import Tricolor

/// Events by kind, and the nanoseconds of assists by whose they were.
private final class Tally: Sendable {
  private struct State {
    var counts: [UInt16: Int] = [:]
    var assists: [UInt16: UInt64] = [:]
  }
  private let state = Mutex(State())

  func add(_ event: Event) {
    state.withLock { state in
      state.counts[event.kind, default: 0] += 1
      if event.kind == EventKind.assist.rawValue {
        state.assists[event.source, default: 0] += event.first
      }
    }
  }

  func count(_ kind: EventKind) -> Int { state.withLock { $0.counts[kind.rawValue] ?? 0 } }
  var assists: [UInt16: UInt64] { state.withLock { $0.assists } }
}

@Suite(.serialized) struct TellingTests {
  @Test func statisticsAreGosAndKeepTheirEquations() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      for _ in 0..<200 { _ = makeList(5000, mutator) }
      let stats = heap.memStats()
      #expect(stats.violations() == [])
      #expect(stats.numGC > 0 && stats.pauseTotalNs > 0 && stats.nextGC >= 4 << 20)
      let cycles = heap.gcStats()
      #expect(UInt32(cycles.numGC) >= stats.numGC && cycles.pause.count >= 1)
      #expect(heap.metric("/gc/heap/objects:objects") != .bad)
      #expect(heap.metric("/no/such:thing") == .bad)
      #expect(heap.metrics().count > 60)
      #expect(heap.lastCollection.number > 0)
    }
  }

  @Test func theMemoryReportAddsUpToWhatTheProcessHas() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let kept = makeList(300_000, mutator)
      for _ in 0..<50 { _ = makeList(5000, mutator) }
      let report = try #require(heap.memoryReport())
      let off = Double(report.sum) - Double(report.resident)
      #expect(abs(off) <= 0.02 * Double(report.resident))
      #expect(report.live + report.dead >= 300_000 * 24)
      #expect(sum(kept) > 0)
    }
  }

  @Test func eventsOfACollectionArriveInTheirKinds() async throws {
    let heap = try testHeap()
    let tally = Tally()
    let subscription = heap.subscribe(to: Set(EventKind.allCases)) { tally.add($0) }
    try heap.enter { mutator in
      for _ in 0..<400 { _ = makeList(5000, mutator) }
    }
    heap.collect()
    heap.gcPercent = 80
    heap.deliverEvents()
    await eventually { tally.count(.sweepEnd) > 0 }
    for kind in [
      EventKind.cycleStart, .cycleEnd, .phase, .pause, .sweepStart, .sweepEnd, .setting, .worker,
      .heapGrowth,
    ] { #expect(tally.count(kind) > 0, "\(kind)") }
    withExtendedLifetime(subscription) {}
  }

  @Test func whoAssistedIsToldApart() throws {
    var configuration = ManagedHeap.Configuration()
    configuration.gcPercent = 10
    let heap = try ManagedHeap(configuration)
    let tally = Tally()
    let subscription = heap.subscribe(to: [.assist]) { tally.add($0) }
    // Two threads that allocate as fast as they can over a large live heap.
    onThreads(2) { _ in
      guard let mutator = try? heap.attach() else { return }
      let kept = makeList(200_000, mutator)
      for _ in 0..<300 { _ = makeList(5000, mutator) }
      precondition(sum(kept) > 0)
    }
    heap.deliverEvents()
    #expect(tally.assists.count >= 1 && tally.count(.assist) > 0)
    #expect(tally.assists.values.allSatisfy { $0 > 0 })
    withExtendedLifetime(subscription) {}
  }

  @Test func aBoundOnAssistsIsKept() throws {
    func share(_ bound: Double?) throws -> Double {
      var configuration = ManagedHeap.Configuration()
      configuration.gcPercent = 5
      configuration.assistShare = bound
      let heap = try ManagedHeap(configuration)
      try heap.enter { mutator in
        let kept = makeList(400_000, mutator)
        for _ in 0..<400 { _ = makeList(5000, mutator) }
        #expect(sum(kept) > 0)
      }
      guard case .number(let assists) = heap.metric("/cpu/classes/gc/mark/assist:cpu-seconds"),
        case .number(let total) = heap.metric("/cpu/classes/total:cpu-seconds")
      else { return 1 }
      return assists / total
    }
    let bounded = try share(0.01)
    #expect(bounded < 0.05, "\(bounded)")
  }

  @Test func linesOfJSONGoWhereTheyAreWanted() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("tricolor-events-\(UInt64.random(in: 0 ... .max)).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
    let handle = try FileHandle(forWritingTo: file)
    let heap = try testHeap()
    heap.writeEvents(to: handle.fileDescriptor)
    try heap.enter { mutator in
      for _ in 0..<100 { _ = makeList(5000, mutator) }
    }
    heap.collect()
    heap.writeEvents(to: nil)
    try handle.close()
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 5)
    for line in lines {
      let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(parsed?["event"] != nil || parsed?["kind"] != nil, "\(line)")
    }
  }
}
