// `tricolor explain`: runs a program and says what each place that allocates has cost.
import ArgumentParser
import Driver
import Escape
import Foundation
import GoBuild
import GoSyntax

/// Compiles, runs, and tells.
public struct ExplainCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Run a Go program and say what each allocation in it cost.",
    discussion: """
      A PATH is a .go file (several may be given), a directory or an import path of package main. \
      What follows -- goes to the program, which runs as with `tricolor run`, but counts every \
      object. When it has ended, in whatever way, a report goes to standard error: for each place \
      in the code that is not Go's own library the objects and bytes that were allocated there, \
      its share of the collector's processor time by bytes, and why the value is on the heap. What \
      the library allocates counts at the place that called it. The exit code is the program's; 1 \
      when it does not compile, 2 when the command cannot do its work.

      Examples:
        tricolor explain hello.go                        the twenty places with most bytes
        tricolor explain --why --top 3 ./cmd/serve -- -n 5   the flows behind the verdicts, too
        tricolor explain --json -o report.json hello.go  for programs
      """)

  @OptionGroup var build: BuildOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "With the flows that took the values to the heap.")
  var why = false

  @Option(help: ArgumentHelp("How many places are told; 0: all.", valueName: "n"))
  var top = 20

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Write the report to this file.", valueName: "file"))
  var output: String?

  @Argument(help: "The program, and what goes to it.")
  var arguments: [String] = []

  public init() {}

  public func validate() throws {
    if top < 0 { throw ValidationError("--top \(top): must be 0 or more") }
  }

  public func run() throws {
    let programs = try BuildOptions.programs(in: arguments, of: "explain")
    try build.refuseAbsent("explain")
    var request = try build.request(programs)
    request.options.isMetered = true
    let cache = BuildOptions.cache()
    let library = try BuildOptions.explaining { try request.library(cache, Progress()) }
    try refuseUnwritable()
    let program = BuildOptions.name(of: programs)
    let memory = try BuildOptions.explaining { try cache.scratch("meters") }
    let run = try MeteredRun(
      library, [program] + arguments.dropFirst(programs.count), memory: memory)
    let verdicts = verdicts(on: programs, GoCompilation.prepared(request.configuration))
    let report = ExplainReport(run, verdicts, top: top == 0 ? .max : top, byLine: !json)
    try write(json ? report.json : report.text)
    throw ExitCode(run.exitCode)
  }

  /// What escape analysis says about the program's own packages.
  private func verdicts(
    on programs: [String], _ configuration: PackageLoader.Configuration
  ) -> EscapeVerdicts {
    var options = EscapeSession.Options()
    options.verbosity = why ? 2 : 1
    options.inlines = !build.noInlining
    options.reportsImported = true
    return LargeStack.run {
      let session = EscapeSession(configuration, options)
      var verdicts = EscapeVerdicts()
      _ = session.analyze(programs, report: { unit, _ in verdicts.add(unit, session.sources) })
      return verdicts
    }
  }

  // MARK: - Where the report goes

  /// Before a program runs for an hour.
  private func refuseUnwritable() throws {
    guard let output else { return }
    let file = open(output, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw UsageFailure("explain: -o \(output): \(String(cString: strerror(errno)))")
    }
    close(file)
  }

  private func write(_ text: String) throws {
    guard let output else { return FileHandle.standardError.write(Data(text.utf8)) }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output))
    } catch {
      throw UsageFailure("explain: -o \(output): \(error.localizedDescription)")
    }
  }
}
