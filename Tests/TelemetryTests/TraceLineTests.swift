// The lines that Go's tools read: gctrace and scavtrace, written and read back.
import Foundation
import Testing
import TricolorTelemetry

/// Whatever `body` writes, as a string.
func written(_ capacity: Int = 1024, _ body: (inout TextBuffer) -> Void) -> String {
  var bytes = [UInt8](repeating: 0, count: capacity)
  return bytes.withUnsafeMutableBufferPointer { (memory) -> String in
    var text = TextBuffer(memory)
    body(&text)
    return String(decoding: text.text, as: UTF8.self)
  }
}

@Suite struct TraceLineTests {
  /// Lines as Go 1.27 and 1.19 print them.
  static let lines = [
    "gc 1 @0.004s 2%: 0.008+0.19+0.012 ms clock, 0.016+0.060/0.10/0.11+0.025 ms cpu, "
      + "3->4->0 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n",
    "gc 1234 @12.345s 14%: 0.11+10+0.002 ms clock, 0.23+1.5/9.9/0+0.005 ms cpu, "
      + "410->422->206 MB, 412 MB goal, 1 MB stacks, 12 MB globals, 16 P (forced)\n",
  ]

  @Test(arguments: lines) func aLineThatIsReadIsWrittenTheSame(line: String) throws {
    let report = try #require(CycleReport(line: line.utf8))
    #expect(written { (text: inout TextBuffer) in report.write(into: &text) } == line)
  }

  @Test func everyFieldIsReadFromItsPlace() throws {
    let report = try #require(CycleReport(line: Self.lines[1].utf8))
    #expect(report.number == 1234 && report.startTime == 12_345_000_000 && report.percent == 14)
    #expect(report.sweepTermination == 110_000 && report.mark == 10_000_000)
    #expect(report.markTermination == 2000 && report.sweepTerminationCPU == 230_000)
    #expect(report.assistCPU == 1_500_000 && report.backgroundCPU == 9_900_000)
    #expect(report.idleCPU == 0 && report.markTerminationCPU == 5000)
    #expect(report.heapAtStart == 410 << 20 && report.heapAtEnd == 422 << 20)
    #expect(report.heapLive == 206 << 20 && report.goal == 412 << 20)
    #expect(report.stacks == 1 << 20 && report.globals == 12 << 20)
    #expect(report.processors == 16 && report.isForced)
  }

  @Test func aLineMatchesThePatternOfPublicTools() throws {
    // The shape that published gctrace readers look for, as a pattern of our own.
    let number = #"[0-9]+(?:\.[0-9]+)?"#
    let pattern =
      #"^gc ([0-9]+) @("# + number + #")s ([0-9]+)%: ("# + number + #")\+("# + number + #")\+("#
      + number + #") ms clock, ("# + number + #")\+("# + number + #")/("# + number + #")/("#
      + number + #")\+("# + number + #") ms cpu, ([0-9]+)->([0-9]+)->([0-9]+) MB, "#
      + #"([0-9]+) MB goal, ([0-9]+) MB stacks, ([0-9]+) MB globals, ([0-9]+) P(?: \(forced\))?\n$"#
    var report = CycleReport()
    report.number = 3
    report.startTime = 61_234_567_890
    report.mark = 123_456
    report.assistCPU = 999
    report.processors = 8
    let line = written { (text: inout TextBuffer) in report.write(into: &text) }
    #expect(line.range(of: pattern, options: .regularExpression) != nil, "\(line)")
    #expect(line.hasPrefix("gc 3 @61.234s 0%: 0+0.12+0 ms clock, 0+0/0/0+0 ms cpu, "))
  }

  @Test(
    arguments: [
      "", "gc", "gc x @1s", "scav 1 KiB work (bg)", lines[0] + "x",
      "gc 1 @0.004s 2%: 0.008+0.19+0.012 ms clock",
      "gc 1 @0.004s 2%: 0.008+0.19 ms clock, 0.016+0.060/0.10/0.11+0.025 ms cpu, 3->4->0 MB, "
        + "4 MB goal, 0 MB stacks, 0 MB globals, 2 P",
      "gc 99999999999999999999 @0.004s 2%:",
    ]) func otherTextIsNoLine(line: String)
  {
    #expect(CycleReport(line: line.utf8) == nil)
  }

  @Test(
    arguments: [
      (0, "0"), (999, "0"), (1000, "0.001"), (12_000, "0.012"), (99_999, "0.099"),
      (123_456, "0.12"), (1_234_567, "1.2"), (9_999_999, "9.9"), (10_000_000, "10"),
      (1_234_567_890, "1234"),
    ] as [(UInt64, String)])
  func millisecondsHaveTwoDigitsBelowTen(nanoseconds: UInt64, text: String) {
    #expect(written { (out: inout TextBuffer) in out.milliseconds(nanoseconds) } == text)
  }

  @Test func decimalsKeepTheirPlaces() {
    #expect(written { (out: inout TextBuffer) in out.decimal(5, places: 3) } == "0.005")
    #expect(written { (out: inout TextBuffer) in out.decimal(.max, places: 0) } == "\(UInt64.max)")
    #expect(written { (out: inout TextBuffer) in out.put(Int64.min) } == "\(Int64.min)")
    #expect(
      written { (out: inout TextBuffer) in out.decimal(.max, places: 3) }
        == "18446744073709551.615")
  }

  @Test func aFullBufferCutsAndSaysSo() {
    var bytes = [UInt8](repeating: 0, count: 3)
    bytes.withUnsafeMutableBufferPointer { (memory) -> Void in
      var text = TextBuffer(memory)
      text.put("four")
      #expect(text.isTruncated && text.count == 3)
      text.clear()
      #expect(!text.isTruncated && text.count == 0)
    }
  }

  @Test func theScavengersLineHasGosWords() {
    var report = ScavengeReport()
    report.background = 2048
    report.eager = 1 << 20
    report.released = 3_194_880
    report.inUse = 78
    report.retained = 100
    func line() -> String { written { (text: inout TextBuffer) in report.write(into: &text) } }
    let start = "scav 2 KiB work (bg), 1024 KiB work (eager), 3120 KiB now, 78% util"
    #expect(line() == start + "\n")
    report.wasReset = true
    #expect(line() == start + " [controller reset]\n")
    report.isForced = true
    #expect(line() == start + " (forced)\n")
  }
}
