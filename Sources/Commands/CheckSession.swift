// One run of `tricolor check`: loads, checks, prints, counts.
import Driver
import Foundation
import GoSyntax

/// The work behind the command, without its options.
final class CheckSession {
  /// How verdicts are printed.
  enum Format {
    case text
    case json
  }

  private let loader: PackageLoader
  private let check: PackageCheck
  private let directory: String
  private let limit: Int?
  private let format: Format
  private let keepsRepetitions: Bool
  private let start = ContinuousClock.now
  private var checkedCount = 0
  private var failedCount = 0
  private var lineCount = 0
  private var reported: Set<ObjectIdentifier> = []

  init(
    _ configuration: PackageLoader.Configuration, _ options: PackageCheck.Options, limit: Int?,
    format: Format
  ) {
    loader = PackageLoader(configuration)
    check = PackageCheck(loader, options: options)
    directory = configuration.directory
    self.limit = limit
    keepsRepetitions = options.isCheckerTest
    self.format = format
  }

  /// Whether a text is a language version: `go1.N`.
  static func isVersion(_ text: String) -> Bool {
    guard text.hasPrefix("go1.") else { return false }
    return Int(text.dropFirst(4)) != nil
  }

  /// Checks units, each a list of patterns that is loaded as a whole; true when all is well.
  func check(_ units: [[String]]) -> Bool {
    var isGood = true
    for unit in units {
      let load: LoadResult = loader.load(unit)
      for problem in load.problems {
        if !problem.message.hasPrefix("warning: ") { isGood = false }
        showProblem(problem, unit)
      }
      check.run(load) { verdict in
        // Packages that several units share are reported once.
        guard reported.insert(ObjectIdentifier(verdict.package)).inserted else { return }
        count(verdict)
        if !verdict.diagnostics.isEmpty { isGood = false }
        show(verdict, unit)
      }
    }
    return isGood
  }

  private func count(_ verdict: PackageVerdict) {
    lineCount += verdict.package.lineCount
    if verdict.isSkipped || !verdict.diagnostics.isEmpty {
      failedCount += 1
    } else {
      checkedCount += 1
    }
  }

  // MARK: Printing

  private func showProblem(_ problem: Diagnostic, _ unit: [String]) {
    switch format {
    case .text: Output.error(problem.message)
    case .json:
      Output.line(
        JSONPackage(
          unit: unit.joined(separator: " "), package: "", status: "failed", lines: 0,
          diagnostics: [JSONDiagnostic(problem, loader.sources)]
        ).line)
    }
  }

  private func show(_ verdict: PackageVerdict, _ unit: [String]) {
    let report = DiagnosticReport(
      verdict.diagnostics, sources: loader.sources, limit: limit,
      keepsRepetitions: keepsRepetitions)
    switch format {
    case .json:
      let status: String =
        !verdict.diagnostics.isEmpty ? "failed" : verdict.isSkipped ? "skipped" : "ok"
      Output.line(
        JSONPackage(
          unit: unit.joined(separator: " "), package: verdict.package.importPath, status: status,
          lines: verdict.package.lineCount,
          diagnostics: report.diagnostics.map { JSONDiagnostic($0, loader.sources) }
        ).line)
    case .text:
      guard !verdict.diagnostics.isEmpty else { return }
      // What loading says needs no heading: it names the package itself.
      if verdict.package.problems.isEmpty { Output.error("# \(verdict.package.importPath)") }
      for line in report.lines(sources: loader.sources) { Output.error(line) }
    }
  }

  /// Counts, time and memory in one line.
  func statistics() -> String {
    let elapsed: Duration = start.duration(to: .now)
    let seconds: Double =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate: Double = seconds > 0 ? Double(lineCount) / seconds * 60 : 0
    return String(
      format: "%d packages ok, %d failed; %d lines in %.2f s, %.0f lines a minute; "
        + "peak memory %.0f MB",
      checkedCount, failedCount, lineCount, seconds, rate, Self.peakMegabytes())
  }

  /// The largest amount of memory that the process had, in units of 10^6 bytes.
  static func peakMegabytes() -> Double {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1e6
    #else
      getrusage(RUSAGE_SELF.rawValue, &usage)
      return Double(usage.ru_maxrss) * 1024 / 1e6
    #endif
  }
}

/// A verdict for machines: one line.
private struct JSONPackage: Encodable {
  /// The patterns that led to it.
  let unit: String
  /// Its import path; empty for complaints about the patterns themselves.
  let package: String
  /// `ok`, `failed`, or `skipped` when an import failed.
  let status: String
  let lines: Int
  let diagnostics: [JSONDiagnostic]

  var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers can always be encoded.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A diagnostic for machines.
private struct JSONDiagnostic: Encodable {
  let file: String?
  let line: Int?
  let column: Int?
  /// The message with its details, lines separated by newlines.
  let message: String
  let code: Int
  let severity: String

  init(_ diagnostic: Diagnostic, _ sources: SourceSet) {
    let place: SourceLocation? = sources.location(of: diagnostic.position)
    file = place?.file
    line = place?.line
    column = place?.column
    message = diagnostic.text(in: sources)
    code = diagnostic.code.rawValue
    severity = diagnostic.severity == .error ? "error" : "warning"
  }
}
