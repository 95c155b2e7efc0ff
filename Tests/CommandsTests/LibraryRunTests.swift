// Programs that use Go's library, compiled from an installed Go: they print what real Go printed,
// and end as they should. The programs and the texts beside them are in Tests/Programs; where no
// Go is installed there is nothing to compile.
import Driver
import Foundation
import Testing

/// Whether there is a Go whose library can be compiled.
private let hasLibrary: Bool = {
  let environment: [String: String] = ProcessInfo.processInfo.environment
  guard let root = try? GoRoot.find(option: nil, environment: environment) else { return false }
  return root.fitness.complaint(about: root) == nil
}()

@Suite(.serialized, .enabled(if: hasLibrary)) struct LibraryRunTests {
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

  private static func path(_ program: String, _ kind: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Programs/\(program).\(kind)").path
  }

  /// What a program printed on both streams, less what differs from run to run, and how it ended:
  /// the form of the files beside the programs (Scripts/go-programs.sh).
  private static func run(
    _ program: String, environment: [String: String] = [:], blocksSignals: Bool = false
  ) throws -> String {
    let process = Process()
    process.executableURL = try tool
    process.arguments = ["run", path(program, "go")]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    // Threads of test runners block signals, and a child blocks what its parent's thread does.
    var (mask, before) = (sigset_t(), sigset_t())
    if blocksSignals { sigfillset(&mask) } else { sigemptyset(&mask) }
    pthread_sigmask(SIG_SETMASK, &mask, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("goroutine "), line.hasSuffix("]:") { break }
      lines.append(String(line))
    }
    if lines.last == "" { lines.removeLast() }
    // A shell adds 128 to the number of the signal that ended a process.
    let code: Int32 =
      process.terminationStatus
      + (process.terminationReason == .uncaughtSignal ? 128 : 0)
    lines.append("exit \(code)\n")
    return lines.joined(separator: "\n")
  }

  @Test(
    "a program prints what real Go prints",
    arguments: [
      "Language/promoted_keys", "System/timers", "System/files", "System/pipes", "System/signals",
      "System/contexts", "System/children", "System/knowledge",
    ])
  func printsWhatGoPrints(program: String) throws {
    let wanted = try String(contentsOfFile: Self.path(program, "expected"), encoding: .utf8)
    let told = try Self.run(program)
    #expect(told == wanted)
  }

  @Test("signals that the parent blocked reach a program that asks for them")
  func blockedSignals() throws {
    let wanted = try String(
      contentsOfFile: Self.path("System/signals", "expected"), encoding: .utf8)
    #expect(try Self.run("System/signals", blocksSignals: true) == wanted)
  }

  @Test("waiting for descriptors and timers survives a collection at every chance")
  func collectsWhileWaiting() throws {
    let wanted = try String(contentsOfFile: Self.path("System/pipes", "expected"), encoding: .utf8)
    #expect(try Self.run("System/pipes", environment: ["GOGC": "1"]) == wanted)
  }
}
