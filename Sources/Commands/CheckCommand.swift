// `tricolor check`: type-checks Go packages and says what is wrong with them, as `go build` would.
import ArgumentParser
import Driver
import Foundation
import GoSyntax

/// Checks packages.
public struct CheckCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check Go packages for errors, as go build does, without building them.",
    discussion: """
      A PATH is a directory, a .go file, an import path, `std`, or a pattern with `...`; without \
      one, the current directory. Errors are printed to standard error in Go's form, at most ten \
      for a package. GOOS, GOARCH, GOROOT, GOPATH and GOMODCACHE count as they do for go build; \
      nothing is fetched from the network. The exit code is 0 when all is well, 1 when there are \
      errors, 2 when the command cannot do its work.

      Examples:
        tricolor check                       the package in the current directory
        tricolor check ./... --json          a module, one JSON object a package
        tricolor check --lang go1.21 a.go    a file, as Go 1.21 would take it
      """)

  @Flag(help: "Print one JSON object a package to standard output instead.")
  var json = false

  @Option(help: "The Go installation whose standard library is used.")
  var goroot: String?

  @Flag(help: "Print all errors, not only the first ten of a package.")
  var allErrors = false

  @Option(
    help: ArgumentHelp(
      "The language version for all packages that patterns name, whatever go.mod says.",
      valueName: "go1.N"))
  var lang: String?

  @Option(help: ArgumentHelp("Build tags that hold, separated by commas.", valueName: "tag,…"))
  var tags: String?

  @Option(
    help: ArgumentHelp(
      "A JSON file that replaces files, in the form of go build's -overlay.", valueName: "file"))
  var overlay: String?

  @Flag(help: "Take every PATH as a package of its own, also several files of one directory.")
  var each = false

  @Flag(
    help: ArgumentHelp(
      "Check as the tests of Go's own type checker are to be checked.", visibility: .private))
  var checkerTests = false

  @Flag(help: "Print counts, time and memory to standard error at the end.")
  var statistics = false

  @Argument(help: "What to check.")
  var paths: [String] = []

  public init() {}

  public func validate() throws {
    if let lang, !CheckSession.isVersion(lang) {
      throw ValidationError("--lang \(lang): not a language version; write go1.N")
    }
  }

  public func run() throws {
    let environment: [String: String] = ProcessInfo.processInfo.environment
    let goRoot: GoRoot
    do {
      goRoot = try GoRoot.find(option: goroot, environment: environment)
    } catch {
      throw UsageFailure("\(error)")
    }
    let tagSet: Set<String> = Set((tags ?? "").split(separator: ",").map(String.init))
    var configuration = PackageLoader.Configuration(
      goRoot: goRoot,
      target: BuildTarget(
        environment: environment, minorVersion: goRoot.minorVersion ?? 27, tags: tagSet),
      directory: FileSystem.currentDirectory())
    if let complaint = configuration.target.complaint { throw UsageFailure(complaint) }
    configuration.environment = environment
    if let overlay {
      configuration.overlay = try OverlayFile.read(overlay, directory: configuration.directory)
    }
    let files = FileSystem(overlay: configuration.overlay)
    for path in paths where path.hasSuffix(".go") {
      if !files.isFile(FileSystem.absolute(path, in: configuration.directory)) {
        throw UsageFailure("\(path): no such file or directory")
      }
    }
    configuration.keepsCgoFiles = checkerTests
    var options = PackageCheck.Options()
    options.languageOverride = lang
    options.isCheckerTest = checkerTests
    let session = CheckSession(
      configuration, options, limit: allErrors ? nil : DiagnosticReport.usualLimit,
      format: json ? .json : .text)
    let units: [[String]] = each ? paths.map { [$0] } : [paths.isEmpty ? ["."] : paths]
    let isGood: Bool = LargeStack.run { session.check(units) }
    if statistics { Output.error(session.statistics()) }
    if !isGood { throw ExitCode(1) }
  }
}
