// Go programs for tests: checked, built and analysed from text, with stand-ins for what they
// import.
import Escape
import Foundation
import GoIR
import GoSyntax
import GoTypes
import Testing

/// A package and what it imports, analysed.
final class AnalysedText: Importer, DiagnosticSink {
  private let universe: Universe
  private let sources = SourceSet()
  private let names = NameTable()
  private let imports: [String: String]
  private let analysis: ProgramAnalysis
  private let version: GoVersion
  private var packages: [String: Package] = [:]
  private(set) var complaints: [String] = []
  private(set) var result: AnalyzedUnit?

  /// - Parameters:
  ///   - name: the file's name in messages.
  ///   - imports: the texts of packages by path, besides the stand-ins.
  init(
    _ text: String, name: String = "x.go", inlines: Bool = false, verbosity: Int = 1,
    generics: GenericsMode = .shapes, version: GoVersion = .current,
    imports: [String: String] = [:], keepsExplanations: Bool = false
  ) {
    universe = Universe(names: names)
    self.imports = imports
    self.version = version
    var options = ProgramAnalysis.Options()
    options.inlines = inlines
    options.verbosity = verbosity
    options.generics = generics
    options.keepsExplanations = keepsExplanations
    analysis = ProgramAnalysis(universe: universe, sources: sources, options: options)
    let path = text.contains("package main\n") ? "main" : "command-line-arguments"
    _ = add(text, path: path, file: name, isReported: true)
    if !complaints.isEmpty { Issue.record("the program does not check: \(complaints)") }
  }

  /// The lines of the report.
  var lines: [String] {
    guard let result else { return [] }
    return result.report.map { result.line($0) }
  }

  func report(_ diagnostic: Diagnostic) { complaints.append(diagnostic.text(in: sources)) }

  func importPackage(path: String, directory: String) throws(ImportFailure) -> Package {
    if path == "unsafe" { return universe.unsafePackage }
    if let known = packages[path] { return known }
    guard let text = imports[path] ?? Self.standIns[path] else {
      throw ImportFailure("no such package")
    }
    return add(text, path: path, file: path + ".go", isReported: false)
  }

  private func add(_ text: String, path: String, file: String, isReported: Bool) -> Package {
    let package = Package(path: path, name: "", universe: universe)
    packages[path] = package
    guard let source = try? sources.add(path: file, text: text) else { return package }
    var options = ParserOptions()
    options.isStandardLibrary = !isReported
    let tree = Parser.parse(source, names: names, options: options, sink: self)
    let checker = Checker(
      package: package, universe: universe, sources: sources, importer: self, diagnostics: self)
    checker.check([tree])
    let unit = analysis.analyze(
      package, info: checker.info, version: version, isReported: isReported)
    if isReported { result = unit }
    return package
  }

  /// What the library's packages are to callers: what they keep, and what can be inlined.
  private static let standIns: [String: String] = [
    "fmt": """
    package fmt

    var kept any

    //go:noinline
    func write(a []any) (n int, err error) {
      kept = a[0]
      return len(a), nil
    }

    func Println(a ...any) (n int, err error) { return write(a) }
    """,
    "runtime": """
    package runtime

    var never bool

    func KeepAlive(x any) {
      if never {
        println(x)
      }
    }
    """,
  ]
}
