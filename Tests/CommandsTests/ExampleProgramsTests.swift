// The Go programs of Examples/Programs: each is without errors, and prints what the real Go
// printed, which is beside them (NAME.expected, both streams).
import Foundation
import Testing

@Suite struct ExampleProgramsTests {
  private static let programs = ToolProcess.repository
    .appendingPathComponent("Examples/Programs")

  /// The exit code, and both streams together.
  private func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
    let outcome = try ToolProcess.run(arguments, directory: Self.programs, isMerged: true)
    return (outcome.code, outcome.output)
  }

  @Test(arguments: ["bonus", "json", "lifetimes", "pipeline", "rays", "server", "words"])
  func programsAreWithoutErrors(name: String) throws {
    let (code, output) = try run(["check", "\(name).go"])
    #expect(code == 0 && output.isEmpty, "\(output)")
    let expected = Self.programs.appendingPathComponent("\(name).expected").path
    #expect(FileManager.default.fileExists(atPath: expected))
  }

  @Test(arguments: ["bonus", "json", "lifetimes", "pipeline", "rays", "server", "words"])
  func programsPrintWhatGoPrints(name: String) throws {
    let (code, output) = try run(["run", "\(name).go"])
    let expected = Self.programs.appendingPathComponent("\(name).expected")
    #expect(code == 0)
    #expect(try output == String(contentsOf: expected, encoding: .utf8))
  }
}
