// Our controller beside Go 1.27's, cycle by cycle, over the scenarios of the golden table.
import Foundation
import Testing
import TricolorPacing
import TricolorPacingSimulator

/// A scenario of the table: its settings, and a row of numbers a cycle.
struct GoldenScenario: Sendable, CustomTestStringConvertible {
  var name: String
  var percent: Int32
  var memoryLimit: Int64
  var globals: UInt64
  var processors: Int
  var rows: [[Double]] = []
  var testDescription: String { name }

  /// Reads the table that lies beside this file.
  static func all() throws -> [GoldenScenario] {
    let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/pacer_go1.27.tsv")
    var scenarios: [GoldenScenario] = []
    for line in try String(contentsOf: table, encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: "\t").map { (field: Substring) -> String in String(field) }
      if line.hasPrefix("#") { continue }
      if fields[0] == "@" {
        scenarios.append(
          GoldenScenario(
            name: fields[1], percent: try #require(Int32(fields[2])),
            memoryLimit: try #require(Int64(fields[3])),
            globals: try #require(UInt64(fields[4])),
            processors: try #require(Int(fields[5]))))
      } else {
        let numbers = try fields.map { (field: String) throws -> Double in
          try #require(Double(field))
        }
        scenarios[scenarios.count - 1].rows.append(numbers)
      }
    }
    return scenarios
  }
}

@Suite struct GoldenTests {
  @Test func theTableHoldsNineteenScenarios() throws {
    let scenarios = try GoldenScenario.all()
    #expect(scenarios.count == 19)
    #expect(scenarios.map(\.rows.count).reduce(0, +) == 1100)
  }

  @Test func everyCycleTriggersPeaksAndEndsWhereGoDoes() throws {
    for scenario in try GoldenScenario.all() {
      var simulator = CycleSimulator(
        percent: scenario.percent, memoryLimit: scenario.memoryLimit, globals: scenario.globals,
        processors: scenario.processors)
      for (index, row) in scenario.rows.enumerated() {
        let result = simulator.run(
          CycleConditions(
            allocationRate: row[0], scanRate: row[1], growth: row[2], scannable: row[3],
            stackBytes: UInt64(row[4])))
        let place = "\(scenario.name), cycle \(index + 1)"
        #expect(result.trigger == UInt64(row[5]), "trigger of \(place)")
        #expect(result.peak == UInt64(row[6]), "peak of \(place)")
        #expect(result.goal == UInt64(row[7]), "goal of \(place)")
        #expect(abs(result.utilization - row[8]) < 1e-5, "utilization of \(place)")
      }
    }
  }
}
