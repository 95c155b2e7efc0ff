// The Go programs of Examples/Programs: each is without errors, and those that need no package of a
// GOROOT print what the real Go printed, which is beside them (NAME.expected, both streams).
import Foundation
import Testing

@Suite struct ExampleProgramsTests {
  /// The tool, beside the tests.
  private static var tool: URL {
    get throws {
      var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      for _ in 0..<4 {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("tricolor")
        if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      }
      throw CocoaError(.fileNoSuchFile)
    }
  }

  private static let programs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Examples/Programs").standardizedFileURL

  /// The exit code, and both streams together.
  private func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = try Self.tool
    process.arguments = arguments
    process.currentDirectoryURL = Self.programs
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  @Test(arguments: ["bonus", "json", "lifetimes", "pipeline", "rays", "server", "words"])
  func programsAreWithoutErrors(name: String) throws {
    let (code, output) = try run(["check", "\(name).go"])
    #expect(code == 0 && output.isEmpty, "\(output)")
    let expected = Self.programs.appendingPathComponent("\(name).expected").path
    #expect(FileManager.default.fileExists(atPath: expected))
  }

  @Test(arguments: ["lifetimes"])
  func programsPrintWhatGoPrints(name: String) throws {
    let (code, output) = try run(["run", "\(name).go"])
    let expected = Self.programs.appendingPathComponent("\(name).expected")
    #expect(code == 0)
    #expect(try output == String(contentsOf: expected, encoding: .utf8))
  }
}
