// Checking what was loaded: which packages are checked, in which order, and what is said of each.
//
// Packages come dependencies first. One that does not load or parse is not type-checked; what
// imports a package with errors is skipped, because its errors would only follow from theirs.
// What types do not decide about directives is said last, of packages without errors, as Go's
// compiler does (DirectiveCheck.swift).
import GoSyntax
import GoTypes

/// The verdict on one package.
public struct PackageVerdict {
  /// Which package.
  public let package: LoadedPackage
  /// What is wrong with it, in the order of discovery; empty when nothing is.
  public let diagnostics: [Diagnostic]
  /// Not checked, because a package that it imports has errors.
  public let isSkipped: Bool
  /// The types; nil when it was not checked.
  public let types: CheckedPackage?

  /// Whether errors were found.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A package with its types, as later stages take it.
public struct CheckedPackage {
  /// The package for those that import it.
  public let package: Package
  /// What is known of its files.
  public let info: TypeInfo
}

/// Checks loaded packages as `go build` does. Make one for a run, together with its loader; it
/// remembers which packages it has checked. Use it on one thread with a large stack.
public final class PackageCheck {
  /// How to check.
  public struct Options: Sendable {
    /// The language version ("go1.21") for the packages that patterns name, whatever their
    /// modules ask for.
    public var languageOverride: String?
    /// Takes functions without a body as written in another language, as the compiler does when
    /// nobody tells it that a package is complete.
    public var allowsMissingBodies = false
    /// Keeps the types of all packages for later stages; otherwise only those that a verdict
    /// hands out are kept, and not longer than the verdict.
    public var keepsTypes = false
    /// Checks as the tests of Go's own checker want it: `assert` and `trace` are declared,
    /// package C is whatever is wanted of it, no version is the default, and packages with
    /// errors may be imported.
    public var isCheckerTest = false

    /// The usual way.
    public init() {}
  }

  /// What is remembered of a package that was checked.
  private struct Memory {
    var package: Package?
    var hasFailed: Bool
  }

  private let loader: PackageLoader
  private let options: Options
  private let sizes: Sizes
  /// The predeclared objects, shared by all packages of the run.
  public let universe: Universe
  private var memories: [ObjectIdentifier: Memory] = [:]
  /// The types of all packages, when they are kept.
  public private(set) var checked: [ObjectIdentifier: CheckedPackage] = [:]

  /// A check of what a loader loads.
  public init(_ loader: PackageLoader, options: Options = Options()) {
    self.loader = loader
    self.options = options
    sizes = loader.configuration.target.architecture == "arm64" ? .arm64 : .amd64
    universe = Universe(names: loader.names, hasTestBuiltins: options.isCheckerTest)
  }

  /// Checks the packages of a load, dependencies first, except those checked before.
  /// - Parameter report: called after each package, so that a long run can show what it found.
  public func run(_ load: LoadResult, report: (PackageVerdict) -> Void) {
    for package in load.packages where memories[ObjectIdentifier(package)] == nil {
      let isRoot: Bool = load.roots.contains { $0 === package }
      let verdict: PackageVerdict = check(package, isRoot: isRoot)
      memories[ObjectIdentifier(package)] = Memory(
        package: verdict.types?.package, hasFailed: verdict.isSkipped || verdict.hasErrors)
      if options.keepsTypes { checked[ObjectIdentifier(package)] = verdict.types }
      report(verdict)
    }
  }

  private func check(_ package: LoadedPackage, isRoot: Bool) -> PackageVerdict {
    // A test of the checker is to see imports fail in the checker's own words.
    let found: [Diagnostic] =
      (options.isCheckerTest ? [] : package.problems) + package.syntaxErrors
    let isBlocked: Bool = package.imports.values.contains {
      memories[ObjectIdentifier($0)]?.hasFailed == true
    }
    // The package `unsafe` is part of the universe; its file only documents it.
    let isUniverse: Bool = package.isStandard && package.importPath == "unsafe"
    let mayGoOn: Bool = options.isCheckerTest || (package.canBeTyped && !isBlocked)
    if !mayGoOn || isUniverse || package.files.isEmpty {
      return PackageVerdict(
        package: package, diagnostics: found, isSkipped: isBlocked, types: nil)
    }
    return typeCheck(package, found, language: language(of: package, isRoot: isRoot))
  }

  /// The version of the language in which a package is written.
  private func language(of package: LoadedPackage, isRoot: Bool) -> GoVersion {
    let text: String? = isRoot ? options.languageOverride ?? package.goVersion : package.goVersion
    return text.flatMap { GoVersion($0) } ?? (options.isCheckerTest ? .unspecified : .current)
  }

  private func typeCheck(
    _ package: LoadedPackage, _ found: [Diagnostic], language: GoVersion
  ) -> PackageVerdict {
    var configuration = CheckerConfiguration()
    configuration.goVersion = language
    configuration.sizes = sizes
    configuration.fakesPackageC = options.isCheckerTest
    configuration.acceptsAnonymousCycles = options.isCheckerTest
    let sink = DiagnosticCollector()
    let importer = LoadedImports(package, memories: memories.compactMapValues(\.package))
    let path: String = options.isCheckerTest ? package.name : package.compilerPath
    let typed = Package(path: path, name: "", universe: universe)
    let checker = Checker(
      package: typed, universe: universe, sources: loader.sources, configuration: configuration,
      importer: importer, diagnostics: sink)
    checker.check(package.files)
    if found.isEmpty && !sink.hasErrors && !options.isCheckerTest {
      DirectiveCheck.check(
        package, typed, language, loader.names, sink,
        allowsMissingBodies: options.allowsMissingBodies)
      SizeCheck.check(checker.info, sizes, sink)
    }
    return PackageVerdict(
      package: package, diagnostics: found + sink.diagnostics, isSkipped: false,
      types: CheckedPackage(package: typed, info: checker.info))
  }
}

/// Answers the imports of one package with what was checked before it.
private final class LoadedImports: Importer {
  private let package: LoadedPackage
  private let memories: [ObjectIdentifier: Package]

  init(_ package: LoadedPackage, memories: [ObjectIdentifier: Package]) {
    self.package = package
    self.memories = memories
  }

  func importPackage(path: String, directory: String) throws(ImportFailure) -> Package {
    guard let target = package.imports[path], let found = memories[ObjectIdentifier(target)] else {
      throw ImportFailure("could not import \(path)")
    }
    return found
  }
}
