// From packages to C: loading, checking, escape analysis, lowering. One run compiles one program.
import CEmitter
import Driver
import Escape
import Foundation
import GoIR
import GoSyntax
import GoTypes
import Lowering
import Overlays

/// Why a program cannot be built. The lines are what the user reads; the exit code is 1.
public struct CompilationFailure: Error, Sendable {
  /// Messages in Go's form, `file:line:col: text`, in order.
  public let lines: [String]
}

/// The compilation of one program.
public struct GoCompilation {
  /// How to compile.
  public struct Options: Sendable {
    /// Replaces calls of small functions by their bodies.
    public var inlines = true
    /// Counts what code outside Go's own library allocates, place by place.
    public var isMetered = false

    /// The usual way.
    public init() {}
  }

  private let configuration: PackageLoader.Configuration
  private let options: Options
  private let progress: Progress?

  /// A compilation.
  ///
  /// - Parameters:
  ///   - configuration: where packages are found. The overlays are added here.
  ///   - progress: is told what is being done.
  public init(
    _ configuration: PackageLoader.Configuration, _ options: Options = Options(),
    progress: Progress? = nil
  ) {
    self.configuration = Self.prepared(configuration)
    self.options = options
    self.progress = progress
  }

  /// Where packages are found, with the tool's own in place of Go's where it has some.
  public static func prepared(
    _ configuration: PackageLoader.Configuration
  ) -> PackageLoader.Configuration {
    var configuration = configuration
    for (path, files) in OverlaySources.packages() {
      configuration.overlay.packages[path] = files
    }
    configuration.overlay.supplements = OverlaySources.supplements()
    configuration.overlay.withoutAssembly = OverlaySources.withoutAssembly()
    // Overlay packages may import others where those can be compiled.
    if let goRoot = configuration.goRoot, goRoot.fitness.complaint(about: goRoot) == nil {
      configuration.target.tags.insert("tricolor_library")
    }
    // There is no assembler: packages that can do without are asked to.
    configuration.target.tags.insert("purego")
    configuration.needsFittingLibrary = true
    return configuration
  }

  /// The program as C.
  ///
  /// - Parameter patterns: what names package main: files, a directory, an import path.
  public func compile(_ patterns: [String]) throws(CompilationFailure) -> EmittedProgram {
    let loader = PackageLoader(configuration)
    let check = PackageCheck(loader, options: Self.checkOptions)
    var analysisOptions = ProgramAnalysis.Options()
    analysisOptions.inlines = options.inlines
    analysisOptions.generics = .concrete
    analysisOptions.verbosity = 0
    let analysis = ProgramAnalysis(
      universe: check.universe, sources: loader.sources, options: analysisOptions)
    var units: [AnalyzedUnit] = []
    var lines: [String] = []
    var mainUnit: AnalyzedUnit?
    var meteredUnits: Set<Int> = []
    var meteredFiles: Set<Int> = []
    func take(_ load: LoadResult, isMain: Bool) {
      lines += load.problems.map(\.message)
      var checked = 0
      check.run(load) { verdict in
        checked += 1
        progress?.report(
          "checking \(checked)/\(load.packages.count): \(verdict.package.importPath)")
        if !verdict.diagnostics.isEmpty {
          let report = DiagnosticReport(verdict.diagnostics, sources: loader.sources)
          if verdict.package.problems.isEmpty { lines.append("# \(verdict.package.importPath)") }
          lines += report.lines(sources: loader.sources)
        }
        guard let types = verdict.types, !verdict.hasErrors else { return }
        let version = verdict.package.goVersion.flatMap { GoVersion($0) } ?? .current
        let unit = analysis.analyze(
          types.package, info: types.info, version: version, isReported: false)
        units.append(unit)
        if options.isMetered && !verdict.package.isStandard {
          meteredUnits.insert(units.count - 1)
          for tree in verdict.package.files { meteredFiles.insert(tree.source.index) }
        }
        if isMain, load.roots.contains(where: { $0 === verdict.package }) { mainUnit = unit }
      }
    }
    // Compiled code calls the run time's package, whether the program imports it or not.
    take(loader.load(["runtime"]), isMain: false)
    take(loader.load(patterns), isMain: true)
    guard lines.isEmpty, let mainUnit else { throw CompilationFailure(lines: lines) }
    let main = mainUnit.unit.functions.first {
      $0.symbol.name == "main" && $0.symbol.kind == .declared
    }
    let package = mainUnit.unit.package.package
    guard package.name == "main" else {
      throw CompilationFailure(lines: ["package \(package.path) is not a main package"])
    }
    guard let main else {
      throw CompilationFailure(lines: ["function main is undeclared in the main package"])
    }
    let natives = NativeDirectives(loader.sources)
    let program = LoweredProgram(
      units: units, types: analysis.session.types, inlines: options.inlines,
      bindings: natives.binding)
    let emitter = ProgramEmitter(
      program, sources: loader.sources, folder: configuration.directory,
      metered: options.isMetered ? MeteredCode(units: meteredUnits, files: meteredFiles) : nil)
    progress?.report("translating to C")
    let emitted = emitter.emit(main: main.symbol)
    if !emitter.failures.isEmpty {
      throw CompilationFailure(
        lines: emitter.failures.map { failure in
          "\(loader.sources.describe(failure.position.source)): internal: \(failure.text)"
        })
    }
    return emitted
  }

  private static var checkOptions: PackageCheck.Options {
    var options = PackageCheck.Options()
    options.allowsMissingBodies = true
    return options
  }
}
