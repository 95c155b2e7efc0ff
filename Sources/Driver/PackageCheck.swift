// Checking what was loaded: which packages are checked, in which order, and what is said of each.
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
}

/// Checks loaded packages as `go build` does: dependencies first, and nothing that depends on a
/// package with errors.
public struct PackageCheck {
  /// How to check.
  public struct Options: Sendable {
    /// The language version for packages whose module asks for none ("go1.27"); with an override
    /// for all.
    public var languageOverride: String?

    /// The usual way.
    public init() {}
  }

  private let loader: PackageLoader
  private let options: Options

  /// A check of what a loader loaded.
  public init(_ loader: PackageLoader, options: Options = Options()) {
    self.loader = loader
    self.options = options
  }

  /// Checks all packages of a load and says of each what is wrong with it, dependencies first.
  /// - Parameter report: called after each package, so that a long run can show what it found.
  public func run(_ load: LoadResult, report: (PackageVerdict) -> Void) {
    var failed: Set<ObjectIdentifier> = []
    for package in load.packages {
      let verdict: PackageVerdict = check(package, failed)
      if verdict.isSkipped || verdict.diagnostics.contains(where: { $0.severity == .error }) {
        failed.insert(ObjectIdentifier(package))
      }
      report(verdict)
    }
  }

  private func check(
    _ package: LoadedPackage, _ failed: Set<ObjectIdentifier>
  ) -> PackageVerdict {
    let found: [Diagnostic] = package.problems + package.syntaxErrors
    let isBlocked: Bool = package.imports.values.contains { failed.contains(ObjectIdentifier($0)) }
    if !found.isEmpty || isBlocked {
      return PackageVerdict(package: package, diagnostics: found, isSkipped: isBlocked)
    }
    return PackageVerdict(package: package, diagnostics: [], isSkipped: false)
  }
}
