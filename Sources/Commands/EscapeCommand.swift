// `tricolor escape`: says where every value of Go packages lives, and why.
import ArgumentParser
import Driver
import Foundation
import GoSyntax

/// Tells where values live.
public struct EscapeCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "escape",
    abstract: "Say where every value lives, on the stack or on the heap, and why.",
    discussion: """
      A PATH is a directory, a .go file, an import path, `std`, or a pattern with `...`; without \
      one, the current directory. With -m the lines of `go build -gcflags=-m` are printed, with \
      -m=2 the flows behind them as well; otherwise the source, with each line's verdicts beside \
      it. A function with the directive //tricolor:noalloc, or named by --deny-heap, must not \
      allocate, nor may what it calls. The exit code is 0 when all is well, 1 when there are \
      errors or a function allocates that must not, 2 when the command cannot do its work.

      Examples:
        tricolor escape hello.go             the source, verdicts beside it
        tricolor escape -m -l ./...          the lines of go build -gcflags='-m -l'
        tricolor escape --deny-heap Get .    complains when Get may allocate
      """)

  @Flag(
    name: .customShort("m"),
    help: "Print the compiler's lines; twice, or as -m=2, with the flows behind them.")
  var messages: Int

  @Flag(name: .customShort("l"), help: "Do not inline.")
  var noInlining = false

  @Flag(help: "Print one JSON object a message, or a difference, instead.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Make it an error when this function may allocate: f, T.m or (*T).m, perhaps with the "
        + "package's path and a dot in front. May be given several times.",
      valueName: "func"))
  var denyHeap: [String] = []

  @Flag(help: "Compare the verdicts on two source trees, OLD and NEW.")
  var diff = false

  @Option(help: "The Go installation whose standard library is used.")
  var goroot: String?

  @Option(
    help: ArgumentHelp(
      "The language version for all packages that patterns name, whatever go.mod says.",
      valueName: "go1.N"))
  var lang: String?

  @Option(help: ArgumentHelp("Build tags that hold, separated by commas.", valueName: "tag,…"))
  var tags: String?

  @Flag(help: "Print counts, time and memory to standard error at the end.")
  var statistics = false

  @Argument(help: "What to analyse.")
  var paths: [String] = []

  public init() {}

  public func validate() throws {
    if let lang, !CheckSession.isVersion(lang) {
      throw ValidationError("--lang \(lang): not a language version; write go1.N")
    }
    if diff && paths.count != 2 {
      throw ValidationError("--diff compares two source trees: give OLD and NEW")
    }
  }

  public func run() throws {
    let environment: [String: String] = ProcessInfo.processInfo.environment
    for path in paths where path.hasSuffix(".go") {
      if !FileManager.default.fileExists(atPath: path) {
        throw UsageFailure("\(path): no such file or directory")
      }
    }
    // Files that import nothing need no installation.
    let goRoot: GoRoot? = try? GoRoot.find(option: goroot, environment: environment)
    if goroot != nil && goRoot == nil {
      throw UsageFailure("\(goroot ?? ""): no Go installation there")
    }
    var configuration = PackageLoader.Configuration(
      goRoot: goRoot,
      target: BuildTarget(
        environment: environment, minorVersion: goRoot?.minorVersion ?? 27,
        tags: Set((tags ?? "").split(separator: ",").map(String.init))),
      directory: FileSystem.currentDirectory())
    configuration.environment = environment
    var options = EscapeSession.Options()
    options.verbosity = max(messages, 1)
    options.inlines = !noInlining
    options.languageOverride = lang
    options.denied = denyHeap
    options.format =
      json ? .json : messages > 0 ? .messages : .listing(hasColours: Output.isTerminal)
    let isGood: Bool = LargeStack.run {
      if diff {
        return EscapeDifference(configuration, options).compare(paths[0], paths[1])
      }
      let session = EscapeSession(configuration, options)
      let isGood = session.run(paths)
      if statistics { Output.error(session.statistics()) }
      return isGood
    }
    if !isGood { throw ExitCode(1) }
  }

  /// The arguments with what Go's tools write with one dash, `-m=2` and `-lang=go1.21`, as the
  /// parser of arguments has it.
  static func normalized(_ arguments: [String]) -> [String] {
    guard arguments.first == configuration.commandName else { return arguments }
    var result: [String] = []
    for argument in arguments {
      if argument.hasPrefix("-m="), let count = Int(argument.dropFirst(3)) {
        result += Array(repeating: "-m", count: max(0, min(count, 4)))
      } else if argument.hasPrefix("-lang=") {
        result.append("-" + argument)
      } else {
        result.append(argument)
      }
    }
    return result
  }
}
