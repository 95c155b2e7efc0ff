// A whole program, package by package: building, the passes before, escape analysis. This is the
// way from checked packages to trees with verdicts; whoever reports on them or generates code from
// them starts here.
//
// Packages come in with their imports before them, since a package needs to know of each function
// that it calls what becomes of its arguments, and whether it may be inlined. Both are kept with
// the functions' symbols, so that units which are only imported can be forgotten at once.
import GoIR
import GoSyntax
import GoTypes

/// A package with its tree and the verdicts on it.
public struct AnalyzedUnit {
  /// The tree, after all passes.
  public let unit: Unit
  /// Where everything in it lives: `livesOnStack(_:)`, for variables and for nodes.
  public let escapes: EscapeAnalysis
}

/// Builds and analyses the packages of a run. Confined to one thread, with a large stack.
public final class ProgramAnalysis {
  /// How to analyse.
  public struct Options: Sendable {
    /// Replaces calls of small functions by their bodies: `-l` turns it off.
    public var inlines = true
    /// How generic code is built: as diagnostics describe it, or to generate code from.
    public var generics = GenericsMode.shapes
    /// How much is said about packages that are reported: 0, 1 as `-m`, 2 as `-m=2`.
    public var verbosity = 1
    /// Keeps the flows behind what is on the heap, of all packages.
    public var keepsExplanations = false

    /// The usual way.
    public init() {}
  }

  /// What the packages share.
  public let session: Session
  private let options: Options

  /// An analysis of packages that were checked in one universe.
  public init(universe: Universe, sources: SourceSet, options: Options = Options()) {
    session = Session(universe: universe, sources: sources, generics: options.generics)
    self.options = options
  }

  /// Analyses a package whose imports were analysed before.
  ///
  /// - Parameters:
  ///   - version: the language version of the package.
  ///   - isReported: whether what is found is wanted in words.
  public func analyze(
    _ package: Package, info: TypeInfo, version: GoVersion, isReported: Bool
  ) -> AnalyzedUnit {
    let input = session.add(package, info: info, version: version)
    let unit = session.build(input)
    var optimization = OptimizationOptions()
    optimization.inlines = options.inlines
    optimization.verbosity = isReported ? options.verbosity : 0
    unit.optimize(optimization)
    var rules = EscapeOptions(version: version)
    rules.verbosity = optimization.verbosity
    rules.keepsExplanations = options.keepsExplanations
    let sources = session.sources
    let escapes = EscapeAnalysis(unit, options: rules) { sources.compilerPlace($0) }
    escapes.run()
    return AnalyzedUnit(unit: unit, escapes: escapes)
  }
}
