// `tricolor explain`, from outside: what a program allocates is counted to the object, at the line
// that asked for it, and told however the program ends.
import Foundation
import Testing

@testable import Commands

@Suite struct ExplainCommandTests {
  /// What tests look at of the JSON report.
  private struct Report: Decodable {
    struct Place: Decodable {
      let file: String
      let line: Int
      let function: String
      let objects: UInt64
      let bytes: UInt64
      let verdicts: [String]
      let flows: [String]
    }
    struct Rest: Decodable {
      let objects: UInt64
      let bytes: UInt64
    }
    let objects: UInt64
    let bytes: UInt64
    let exitCode: Int32
    let cycles: UInt64
    let collectorNanoseconds: UInt64
    let places: [Place]
    let otherPlaces: Rest
    let elsewhere: Rest

    /// What a line has allocated.
    func line(_ number: Int) -> (objects: UInt64, bytes: UInt64) {
      places.filter { $0.line == number }.reduce((0, 0)) {
        ($0.objects + $1.objects, $0.bytes + $1.bytes)
      }
    }
  }

  private static let costs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Programs/costs.go").path

  private static func explain(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> (Report, ToolProcess.Outcome) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("explain-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let outcome = try ToolProcess.run(
      ["explain", "--json", "-o", file.path] + arguments, environment: environment)
    let data = try Data(contentsOf: file)
    return (try JSONDecoder().decode(Report.self, from: data), outcome)
  }

  /// Runs a program that is written to a file first.
  private func explain(text: String, _ arguments: [String] = []) throws
    -> (Report, ToolProcess.Outcome)
  {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("explained-\(UUID().uuidString).go")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Self.explain([file.path] + arguments)
  }

  @Test func everyObjectIsCountedAtItsLine() throws {
    let (report, outcome) = try Self.explain([Self.costs])
    #expect(outcome.code == 0 && outcome.errors == "499500\n")
    #expect(report.line(13) == (1010, 1010 * 16), "also those of the goroutine")
    #expect(report.line(22) == (160, 160), "sixteen share a block, and each is counted")
    #expect(report.line(33) == (1, 13 * 8192), "in whole pages")
    #expect(report.places.allSatisfy { !(15...19).contains($0.line) }, "the stack costs nothing")
    let sum = report.places.reduce(report.elsewhere.objects) { $0 + $1.objects }
    #expect(report.objects == sum && report.otherPlaces.objects == 0)
  }

  @Test func aPlaceSaysWhyItsValueIsOnTheHeap() throws {
    let (report, _) = try Self.explain(["--why", Self.costs])
    let push = try #require(report.places.first { $0.line == 13 })
    #expect(push.function == "main.push" && push.verdicts == ["&node{...} escapes to heap"])
    #expect(push.flows.contains { $0.hasPrefix("  from kept = &node{...} (assign)") })
  }

  @Test func theMostExpensivePlacesComeFirstAndTheRestIsSummedUp() throws {
    let (report, _) = try Self.explain(["--top", "1", Self.costs])
    #expect(report.places.map(\.line) == [33])
    #expect(report.otherPlaces.objects >= 1170)
    #expect(
      report.bytes == report.places[0].bytes + report.otherPlaces.bytes
        + report.elsewhere.bytes)
  }

  @Test func whatTheLibraryAllocatesCountsWhereItWasCalled() throws {
    let (report, outcome) = try explain(
      text: """
        package main

        import "strings"

        func main() {
        	text := ""
        	for i := 0; i < 10; i++ {
        		text = strings.Repeat("ab", 1000)
        	}
        	println(len(text))
        }
        """)
    #expect(outcome.code == 0)
    #expect(report.line(8) == (10, 10 * 2048))
  }

  @Test func collectionsAreCounted() throws {
    let (report, _) = try Self.explain([Self.costs], environment: ["GOGC": "1"])
    #expect(report.line(13) == (1010, 1010 * 16), "the same under any setting")
    let (busy, _) = try explain(
      text: """
        package main

        var last *[100]int

        func main() {
        	for i := 0; i < 50_000; i++ {
        		last = new([100]int)
        	}
        }
        """)
    #expect(busy.line(7) == (50_000, 50_000 * 896))
    #expect(busy.cycles > 0 && busy.collectorNanoseconds > 0)
  }

  @Test(arguments: [
    ("panic(\"over\")", Int32(2)), ("os.Exit(7)", 7),
    ("syscall.Kill(os.Getpid(), syscall.SIGKILL); select {}", 137),
  ])
  func theReportComesHoweverTheProgramEnds(end: String, code: Int32) throws {
    let (report, outcome) = try explain(
      text: """
        package main

        import (
        	"os"
        	"syscall"
        )

        var kept *[4]int

        func main() {
        	kept = new([4]int)
        	_, _ = os.Args, syscall.SIGKILL
        	\(end)
        }
        """)
    #expect(outcome.code == code && report.exitCode == code)
    #expect(report.line(11) == (1, 32))
  }

  @Test func whoEndsTheToolEndsTheProgramAndStillGetsTheReport() throws {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("waiting-\(UUID().uuidString).go")
    let report = file.appendingPathExtension("json")
    try """
    package main

    import (
    	"fmt"
    	"time"
    )

    var kept *[4]int

    func main() {
    	kept = new([4]int)
    	fmt.Println("waiting")
    	time.Sleep(time.Hour)
    }
    """.write(to: file, atomically: true, encoding: .utf8)
    defer { for made in [file, report] { try? FileManager.default.removeItem(at: made) } }
    let process = Process()
    process.executableURL = try ToolProcess.tool
    process.arguments = ["explain", "--json", "-o", report.path, file.path]
    let output = Pipe()
    process.standardOutput = output
    try ToolProcess.start(process, blocksSignals: false)
    let line = output.fileHandleForReading.availableData
    #expect(line == Data("waiting\n".utf8))
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 128 + SIGTERM)
    let told = try JSONDecoder().decode(Report.self, from: Data(contentsOf: report))
    #expect(told.line(11) == (1, 32) && told.exitCode == 128 + SIGTERM)
  }

  @Test func theProgramGetsItsArgumentsAndNothingOfTheCounting() throws {
    let (_, outcome) = try explain(
      text: """
        package main

        import "os"

        func main() {
        	println(len(os.Args), os.Args[1], os.Args[2], os.Getenv("TRICOLOR_METERS") == "")
        }
        """, ["--", "-n", "5"])
    #expect(outcome.errors == "3 -n 5 true\n")
  }

  @Test func peopleGetATable() throws {
    let outcome = try ToolProcess.run(["explain", Self.costs])
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    let push = try #require(lines.firstIndex { $0.hasSuffix("costs.go:13  main.push") })
    #expect(lines[push].contains("16.2 kB") && lines[push].contains("1,010"))
    #expect(lines[push + 1].hasSuffix("  func push(n int) { kept = &node{kept, n} }"))
    #expect(lines[push + 2].hasSuffix("  // &node{...} escapes to heap"))
    #expect(outcome.output.isEmpty, "standard output is the program's")
  }

  @Test func badInputIsRefusedByName() throws {
    let missing = try ToolProcess.run(["explain"])
    #expect(missing.code == 2 && missing.errors.contains("explain: no program is named"))
    let place = try ToolProcess.run(["explain", "-o", "/nowhere/report", Self.costs])
    #expect(place.code == 2 && place.errors.contains("explain: -o /nowhere/report: "))
    #expect(place.errors.contains("499500") == false, "before it runs")
    let top = try ToolProcess.run(["explain", "--top", "-1", Self.costs])
    #expect(top.code == 2 && top.errors.contains("--top"))
    let race = try ToolProcess.run(["explain", "-race", Self.costs])
    #expect(race.code == 2 && race.errors.contains("explain: -race: the race detector"))
  }
}
