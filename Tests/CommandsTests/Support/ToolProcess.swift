// The tool as a process, for tests that see it as its user does. What the process is given is said
// by the test; nothing is expected here.
import Foundation

/// Runs of `tricolor` and of what it built.
enum ToolProcess {
  /// How a process ended, and what it said.
  struct Outcome {
    /// The exit code; that of a process which a signal ended is 128 more than the signal, as a
    /// shell has it.
    let code: Int32
    /// Standard output.
    let output: String
    /// Standard error; empty where the streams were merged.
    let errors: String
  }

  /// The root of the repository.
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../..").standardizedFileURL

  /// The tool, beside the tests.
  static var tool: URL {
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

  /// Runs a process to its end.
  ///
  /// - Parameters:
  ///   - program: an executable file; nil: the tool.
  ///   - environment: what is added to that of the tests.
  ///   - directory: where it runs; nil: where the tests do.
  ///   - isMerged: both streams go to `output`, in the order in which they were written.
  ///   - blocksSignals: the process begins with all signals blocked, rather than none.
  static func run(
    _ arguments: [String], program: URL? = nil, environment: [String: String] = [:],
    directory: URL? = nil, isMerged: Bool = false, blocksSignals: Bool = false
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = try program ?? tool
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = directory }
    let output = Pipe()
    process.standardOutput = output
    // A file takes what a second pipe could only give to a second thread.
    let errorFile = FileManager.default.temporaryDirectory
      .appendingPathComponent("tricolor-errors-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: errorFile) }
    if isMerged {
      process.standardError = output
    } else {
      try Data().write(to: errorFile)
      process.standardError = try FileHandle(forWritingTo: errorFile)
    }
    try start(process, blocksSignals: blocksSignals)
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let errors = isMerged ? "" : try String(contentsOf: errorFile, encoding: .utf8)
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Outcome(code: process.terminationStatus + signal, output: text, errors: errors)
  }

  /// Threads of test runners block signals, and a child blocks what its parent's thread does.
  static func start(_ process: Process, blocksSignals: Bool) throws {
    var (mask, before) = (sigset_t(), sigset_t())
    if blocksSignals { sigfillset(&mask) } else { sigemptyset(&mask) }
    pthread_sigmask(SIG_SETMASK, &mask, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }
}
