// One run of `tricolor escape`: loads and checks, analyses each package behind its imports, and
// hands what patterns name to the printer. What only is imported is forgotten at once.
import Driver
import Escape
import Foundation
import GoIR
import GoSyntax
import GoTypes

/// The work behind the command, without its options.
final class EscapeSession {
  /// How results are printed.
  enum Format: Equatable {
    /// The compiler's lines.
    case messages
    case json
    /// The source with verdicts beside it.
    case listing(hasColours: Bool)
  }

  struct Options {
    var verbosity = 1
    var inlines = true
    /// Also reports on what is imported, but for Go's own library.
    var reportsImported = false
    var languageOverride: String?
    /// Functions that must not allocate.
    var denied: [String] = []
    var format = Format.messages
  }

  private let loader: PackageLoader
  private let check: PackageCheck
  private let options: Options
  private let start = ContinuousClock.now
  private var unitCount = 0
  private var lineCount = 0

  /// The files of all packages.
  var sources: SourceSet { loader.sources }

  init(_ configuration: PackageLoader.Configuration, _ options: Options) {
    self.options = options
    loader = PackageLoader(configuration)
    var checkOptions = PackageCheck.Options()
    checkOptions.languageOverride = options.languageOverride
    checkOptions.allowsMissingBodies = true
    check = PackageCheck(loader, options: checkOptions)
  }

  /// Analyses what patterns name and prints; true when all is well.
  func run(_ patterns: [String]) -> Bool {
    var isGood = true
    let printer = EscapePrinter(options.format, loader.sources)
    let isClean = analyze(patterns) { roots in
      printer.isOneOfSeveral = roots.count > 1
    } report: { unit, package in
      printer.show(unit, package)
    } denied: { complaint in
      isGood = false
      printer.show(complaint)
    }
    return isGood && isClean
  }

  /// Analyses what patterns name; false when something does not load or check.
  ///
  /// - Parameters:
  ///   - loaded: gets what the patterns name.
  ///   - report: gets each package that the patterns name, and what else is asked for.
  ///   - denied: gets each way in which a function may allocate that must not.
  func analyze(
    _ patterns: [String], loaded: ([LoadedPackage]) -> Void = { _ in },
    report: (AnalyzedUnit, LoadedPackage) -> Void,
    denied: (AllocationComplaint) -> Void = { _ in }
  ) -> Bool {
    var isGood = true
    let load: LoadResult = loader.load(patterns)
    for problem in load.problems {
      if !problem.message.hasPrefix("warning: ") { isGood = false }
      Output.error(problem.message)
    }
    loaded(load.roots)
    let watch = AllocationWatch(load.roots, options.denied, loader.sources)
    let analysis = makeAnalysis(explains: watch.isActive)
    check.run(load) { verdict in
      if !verdict.diagnostics.isEmpty {
        isGood = false
        show(verdict)
      }
      guard let types = verdict.types, !verdict.hasErrors else { return }
      let isRoot: Bool = load.roots.contains { $0 === verdict.package }
      let isReported = isRoot || options.reportsImported && !verdict.package.isStandard
      let unit = analysis.analyze(
        types.package, info: types.info, version: language(of: verdict.package, isRoot),
        isReported: isReported)
      unitCount += 1
      lineCount += verdict.package.lineCount
      watch.note(unit)
      if isReported { report(unit, verdict.package) }
    }
    for name in watch.unknownNames {
      isGood = false
      Output.error("tricolor: --deny-heap \(name): no such function in what was analysed")
    }
    for complaint in watch.complaints() { denied(complaint) }
    return isGood
  }

  private func makeAnalysis(explains: Bool) -> ProgramAnalysis {
    var analysisOptions = ProgramAnalysis.Options()
    analysisOptions.inlines = options.inlines
    analysisOptions.verbosity = options.verbosity
    analysisOptions.keepsExplanations = explains
    return ProgramAnalysis(
      universe: check.universe, sources: loader.sources, options: analysisOptions)
  }

  private func language(of package: LoadedPackage, _ isRoot: Bool) -> GoVersion {
    let text: String? = isRoot ? options.languageOverride ?? package.goVersion : package.goVersion
    return text.flatMap { GoVersion($0) } ?? .current
  }

  private func show(_ verdict: PackageVerdict) {
    if verdict.package.problems.isEmpty { Output.error("# \(verdict.package.importPath)") }
    let report = DiagnosticReport(verdict.diagnostics, sources: loader.sources)
    for line in report.lines(sources: loader.sources) { Output.error(line) }
  }

  /// Counts, time and memory in one line.
  func statistics() -> String {
    let elapsed: Duration = start.duration(to: .now)
    let seconds: Double =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    return String(
      format: "%d packages, %d lines analysed in %.2f s; peak memory %.0f MB", unitCount,
      lineCount, seconds, CheckSession.peakMegabytes())
  }
}
