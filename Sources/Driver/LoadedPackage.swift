// What the loader knows about one package.
import GoSyntax

/// A package whose files were found and parsed, and whose imports were resolved.
public final class LoadedPackage {
  /// The path by which importers know it; `command-line-arguments` for files named one by one.
  public let importPath: String
  /// Where its files are; absolute, without symbolic links followed.
  public let directory: String
  /// The module that it belongs to; nil for the standard library and for loose files.
  public let module: Module?
  /// Whether it is part of Go's own library.
  public let isStandard: Bool
  /// The name in its package clauses; empty when no file has a usable one.
  public internal(set) var name = ""
  /// Its files in this build, in the order of their names.
  public internal(set) var files: [SyntaxTree] = []
  /// What its files import, by the path as they write it. `unsafe` is not among them.
  public internal(set) var imports: [String: LoadedPackage] = [:]
  /// Whether there are files of other languages, so that functions may lack a body.
  public internal(set) var hasOtherSources = false
  /// Why it cannot be loaded as it should; empty when all is well.
  public internal(set) var problems: [Diagnostic] = []
  /// What the parser complained about.
  public internal(set) var syntaxErrors: [Diagnostic] = []
  /// Whether every file has a usable package clause.
  public internal(set) var hasAllClauses = true
  /// How many lines its files have.
  public internal(set) var lineCount = 0

  init(importPath: String, directory: String, module: Module?, isStandard: Bool) {
    self.importPath = importPath
    self.directory = directory
    self.module = module
    self.isStandard = isStandard
  }

  /// Whether types can be looked for: it loaded, every file has its package clause, and nothing is
  /// wrong with the grammar. (A malformed literal or a misplaced label is no matter of grammar.)
  public var canBeTyped: Bool {
    problems.isEmpty && hasAllClauses
      && !syntaxErrors.contains { $0.message.hasPrefix("syntax error") || $0.code == .limit }
  }

  /// The path that the compiler knows it by: programs are `main`, whatever their import path.
  public var compilerPath: String { name == "main" ? "main" : importPath }

  /// The language version that its module asks for ("go1.24"); nil where none is asked for.
  public var goVersion: String? { module?.goVersion.map { "go" + $0 } }

  /// Whether the package is one of those that run below everything else, with directives of
  /// their own.
  public var isRuntime: Bool { isStandard && Self.runtimePackages.contains(importPath) }

  /// Whether every function must have its body in Go: no other sources, and none of the packages
  /// for whose functions the run time has the bodies.
  public var isComplete: Bool {
    !hasOtherSources && !(isStandard && Self.packagesWithForeignBodies.contains(importPath))
  }

  private static let packagesWithForeignBodies: Set<String> = [
    "bytes", "internal/poll", "net", "os", "runtime/metrics", "runtime/pprof", "runtime/trace",
    "sync", "syscall", "time",
  ]

  private static let runtimePackages: Set<String> = [
    "runtime", "internal/runtime/atomic", "internal/runtime/cgroup", "internal/runtime/exithook",
    "internal/runtime/gc", "internal/runtime/gc/scan", "internal/runtime/maps",
    "internal/runtime/math", "internal/runtime/sys", "internal/runtime/syscall/linux",
    "internal/runtime/syscall/windows", "internal/abi", "internal/bytealg", "internal/byteorder",
    "internal/chacha8rand", "internal/coverage/rtcov", "internal/cpu", "internal/goarch",
    "internal/godebugs", "internal/goexperiment", "internal/goos", "internal/profilerecord",
    "internal/strconv", "internal/stringslite",
  ]
}

/// Everything that a load brought.
public struct LoadResult {
  /// The packages that the patterns named, in the order of the patterns.
  public var roots: [LoadedPackage] = []
  /// All packages, each behind those that it imports.
  public var packages: [LoadedPackage] = []
  /// Complaints about patterns that name no package.
  public var problems: [Diagnostic] = []

  /// Nothing.
  public init() {}
}
