// Settings: the environment's, in Go's variables, and the configuration's, which go before them;
// what is wrong in either, and what changes while a heap runs. Environments are those of processes
// that the tests start.
import Foundation
import Testing
import Tricolor

/// Allocates some garbage beside a list that stays.
private func churn(_ heap: ManagedHeap, rounds: Int = 200) throws {
  try heap.enter { mutator in
    let kept = makeList(20_000, mutator)
    for _ in 0..<rounds { _ = makeList(5_000, mutator) }
    if sum(kept) != 20_000 * 19_999 / 2 { exit(3) }
  }
}

/// The error lines of a process.
private func lines(_ bytes: [UInt8]) -> [String] {
  String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
}

/// A gctrace line as published readers of Go's traces look for it.
private let tracePattern: String = {
  let number = #"\d+(?:\.\d+)?"#
  let clock = #"(\#(number))\+(\#(number))\+(\#(number)) ms clock, "#
  let cpu = #"(\#(number))\+(\#(number))/(\#(number))/(\#(number))\+(\#(number)) ms cpu, "#
  let sizes = #"(\d+)->(\d+)->(\d+) MB, (\d+) MB goal, (\d+) MB stacks, (\d+) MB globals, (\d+) P"#
  return #"^gc (\d+) @(\#(number))s (\d+)%: "# + clock + cpu + sizes + #"( \(forced\))?$"#
}()

@Suite(.serialized) struct SettingsTests {
  @Test func theConfigurationReachesTheCollector() throws {
    var configuration = ManagedHeap.Configuration()
    configuration.gcPercent = 50
    configuration.memoryLimit = 123 << 20
    let heap = try ManagedHeap(configuration)
    #expect(heap.gcPercent == 50)
    #expect(heap.memoryLimit == 123 << 20)
    #expect(heap.metric("/gc/gogc:percent") == .count(50))
    #expect(heap.metric("/gc/gomemlimit:bytes") == .count(123 << 20))
  }

  @Test func aNegativePercentageMeansOff() throws {
    var configuration = ManagedHeap.Configuration()
    configuration.gcPercent = -7
    let heap = try ManagedHeap(configuration)
    #expect(heap.gcPercent == -1)
    try churn(heap)
    #expect(heap.statistics().collections == 0)
  }

  @Test(arguments: [ManagedHeap.Marking.concurrent, .stopped])
  func stoppedMarkingIsAllPause(marking: ManagedHeap.Marking) throws {
    var configuration = ManagedHeap.Configuration()
    configuration.marking = marking
    configuration.verify = true
    let heap = try ManagedHeap(configuration)
    try heap.enter { mutator in
      let kept = makeList(100_000, mutator)
      let before = heap.memStats().pauseTotalNs
      heap.collect()
      let paused = heap.memStats().pauseTotalNs - before
      if marking == .stopped {
        #expect(heap.lastCollection.mark > 0 && paused >= heap.lastCollection.mark)
      }
      for _ in 0..<300 { _ = makeList(5_000, mutator) }
      #expect(sum(kept) == 100_000 * 99_999 / 2)
    }
    #expect(heap.statistics().collections > 1)
    #expect(heap.violations().isEmpty)
  }

  @Test func aSmallerPercentageCollectsMoreOften() throws {
    func collections(_ percent: Int) throws -> UInt32 {
      var configuration = ManagedHeap.Configuration()
      configuration.gcPercent = percent
      let heap = try ManagedHeap(configuration)
      try churn(heap, rounds: 600)
      return heap.statistics().collections
    }
    let (few, many) = (try collections(400), try collections(50))
    #expect(many > 2 * few, "\(few) and \(many)")
  }

  @Test func settingsChangeWhileTheHeapRuns() throws {
    let heap = try testHeap()
    heap.gcPercent = 10
    #expect(heap.gcPercent == 10)
    #expect(heap.memoryLimit == nil)
    heap.memoryLimit = 1 << 30
    #expect(heap.memoryLimit == 1 << 30)
    heap.memoryLimit = nil
    #expect(heap.memoryLimit == nil)
    try churn(heap)
    #expect(heap.statistics().collections > 5)
  }

  @Test func whatCannotBeIsRefusedByName() {
    func refused(_ change: (inout ManagedHeap.Configuration) -> Void) -> String? {
      var configuration = ManagedHeap.Configuration()
      change(&configuration)
      do {
        _ = try ManagedHeap(configuration)
        return nil
      } catch HeapError.badConfiguration(let field, _) {
        return field
      } catch {
        return "\(error)"
      }
    }
    #expect(refused { $0.memoryLimit = -1 } == "memoryLimit")
    #expect(refused { $0.gcPercent = 1 << 40 } == "gcPercent")
    #expect(refused { $0.assistShare = 1.5 } == "assistShare")
    #expect(refused { $0.assistShare = -.infinity } == "assistShare")
    #expect(refused { $0.maximumBytes = -5 } == "maximumBytes")
    #expect(refused { $0.processors = -1 } == "processors")
    #expect(
      refused {
        $0.memoryLimit = 1 << 30
        $0.followsContainerLimit = true
      } == "memoryLimit")
  }

  @Test func gctraceLinesOfASwiftProgramReadLikeGos() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      setenv("GODEBUG", "unknownkey=1,gctrace=1", 1)
      let heap = try ManagedHeap()
      try churn(heap, rounds: 600)
      heap.collect()
    }
    let all = lines(result?.standardErrorContent ?? [])
    let traces = all.filter { $0.hasPrefix("gc ") }
    #expect(traces.count >= 4)
    var last = 0
    for line in traces {
      let match = line.range(of: tracePattern, options: .regularExpression)
      #expect(match == line.startIndex..<line.endIndex, "\(line)")
      let number = Int(line.split(separator: " ")[1]) ?? -1
      #expect(number == last + 1, "cycles are numbered: \(line)")
      last = number
    }
    #expect(traces.last?.hasSuffix("(forced)") == true)
    #expect(all.count == traces.count, "nothing else is written")
  }

  @Test func scavtraceLinesHaveGosWords() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      setenv("GODEBUG", "scavtrace=1", 1)
      let heap = try ManagedHeap()
      try churn(heap)
      heap.releaseMemory()
    }
    let all = lines(result?.standardErrorContent ?? [])
    let pattern =
      #"^scav \d+ KiB work \(bg\), \d+ KiB work \(eager\), \d+ KiB now, \d+% util( \(forced\))?$"#
    #expect(all.contains { $0.hasSuffix("(forced)") })
    for line in all {
      #expect(line.range(of: pattern, options: .regularExpression) != nil, "\(line)")
    }
  }

  @Test func theEnvironmentSetsPercentageAndLimit() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      setenv("GOGC", "37", 1)
      setenv("GOMEMLIMIT", "96MiB", 1)
      let heap = try ManagedHeap()
      exit(heap.gcPercent == 37 && heap.memoryLimit == 96 << 20 ? 7 : 1)
    }
    await #expect(processExitsWith: .exitCode(7)) {
      setenv("GOGC", "off", 1)
      let heap = try ManagedHeap()
      exit(heap.gcPercent == -1 && heap.memoryLimit == nil ? 7 : 1)
    }
    await #expect(processExitsWith: .exitCode(7)) {
      setenv("GOGC", "abc", 1)
      let heap = try ManagedHeap()
      exit(heap.gcPercent == 100 ? 7 : 1)
    }
  }

  @Test func whatIsConfiguredGoesBeforeTheEnvironment() async throws {
    await #expect(processExitsWith: .exitCode(7)) {
      setenv("GOGC", "37", 1)
      setenv("GOMEMLIMIT", "96MiB", 1)
      var configuration = ManagedHeap.Configuration()
      configuration.gcPercent = 200
      configuration.memoryLimit = 1 << 30
      let heap = try ManagedHeap(configuration)
      var deaf = ManagedHeap.Configuration()
      deaf.readsEnvironment = false
      let other = try ManagedHeap(deaf)
      let isRight = heap.gcPercent == 200 && heap.memoryLimit == 1 << 30
      exit(isRight && other.gcPercent == 100 && other.memoryLimit == nil ? 7 : 1)
    }
  }

  @Test(arguments: ["12QB", "-1", "1.5GiB", "MiB", "9999999999999GiB"])
  func aMalformedLimitEndsTheProcessAsGoDoes(text: String) async throws {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) { [text] in
      setenv("GOMEMLIMIT", text, 1)
      _ = try ManagedHeap()
    }
    let all = lines(result?.standardErrorContent ?? [])
    #expect(all.first == "GOMEMLIMIT=\(text)")
    #expect(
      all.dropFirst().first
        == "fatal error: malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
  }
}
