// `tricolor fuzz-front-end`: a long search for inputs that end the process. Not for users.
import ArgumentParser
import Driver
import Foundation

/// Fuzzes the scanner, the parser and the checker with mutated Go sources.
public struct FuzzCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "fuzz-front-end",
    abstract: "Feed mutated Go sources to the front end until it fails or time is up.",
    shouldDisplay: false)

  @Option(help: "The seed from which all inputs follow.")
  var seed: UInt64 = 1

  @Option(help: "How long, in seconds.")
  var seconds: Double = 10

  @Option(help: "The number of the first input.")
  var from = 0

  @Option(help: "The most inputs to try.")
  var inputs = Int.max

  @Option(help: "Where the current input is kept, so that the one that fails can be found.")
  var keep: String?

  @Option(help: "How long one input may take, in seconds, before the process is ended.")
  var limit: UInt32 = 60

  @Option(help: "The Go installation.")
  var goroot: String?

  @Argument(help: "Files and directories with Go sources to start from.")
  var corpus: [String]

  public init() {}

  public func run() throws {
    let environment: [String: String] = ProcessInfo.processInfo.environment
    let goRoot: GoRoot? = try? GoRoot.find(option: goroot, environment: environment)
    let sources: [[UInt8]] = Self.sources(corpus)
    guard !sources.isEmpty else { throw UsageFailure("no Go sources in the corpus") }
    let configuration = PackageLoader.Configuration(
      goRoot: goRoot, target: BuildTarget(system: "linux", architecture: "amd64"),
      directory: "/")
    let fuzzer = FrontEndFuzzer(configuration, corpus: sources, seed: seed)
    let clock = ContinuousClock()
    let end: ContinuousClock.Instant = clock.now.advanced(by: .seconds(seconds))
    LargeStack.run {
      fuzzer.run(
        from: from, while: { clock.now < end && fuzzer.inputCount < inputs },
        onInput: { number, input in
          if let keep { try? Data(input).write(to: URL(fileURLWithPath: "\(keep)/input.go")) }
          if let keep {
            try? "\(number)\n".write(toFile: "\(keep)/number", atomically: false, encoding: .utf8)
          }
          alarm(limit)
        })
    }
    alarm(0)
    Output.line(
      "seed \(seed): \(fuzzer.inputCount) inputs from \(sources.count) files, "
        + "\(fuzzer.goodCount) without errors, no failure")
  }

  /// The Go files at and below some paths, those of moderate size, in a fixed order.
  private static func sources(_ paths: [String]) -> [[UInt8]] {
    let files = FileSystem()
    var found: [[UInt8]] = []
    var pending: [String] = paths.reversed()
    while let path = pending.popLast() {
      if files.isDirectory(path) {
        let entries: [FileSystem.Entry] = (try? files.list(path)) ?? []
        pending += entries.reversed().map { "\(path)/\($0.name)" }
      } else if path.hasSuffix(".go"), let bytes = try? files.read(path),
        bytes.count < 40_000
      {
        found.append(bytes)
      }
    }
    return found
  }
}
