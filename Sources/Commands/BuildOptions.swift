// What `run` and `build` have in common: where packages come from, how they are compiled, and what
// of Go's own flags is refused.
import ArgumentParser
import Driver
import Foundation
import GoBuild

/// Options of commands that compile programs.
struct BuildOptions: ParsableArguments {
  @Option(help: "The Go installation whose standard library is used.")
  var goroot: String?

  @Option(help: ArgumentHelp("Build tags that hold, separated by commas.", valueName: "tag,…"))
  var tags: String?

  @Flag(name: .customShort("l"), help: "Do not inline.")
  var noInlining = false

  // Flags of Go's own tool that stand for something that is not there.
  @Flag(name: .customLong("race", withSingleDash: true), help: .hidden) var race = false
  @Flag(name: .customLong("msan", withSingleDash: true), help: .hidden) var msan = false
  @Flag(name: .customLong("asan", withSingleDash: true), help: .hidden) var asan = false
  @Flag(name: .customLong("cover", withSingleDash: true), help: .hidden) var cover = false
  @Option(name: .customLong("buildmode", withSingleDash: true), help: .hidden)
  var buildmode: String?

  /// Refuses what is not there, by its name.
  func refuseAbsent(_ command: String) throws {
    let absent = [
      (race, "-race", "the race detector"), (msan, "-msan", "the memory sanitizer"),
      (asan, "-asan", "the address sanitizer"), (cover, "-cover", "coverage"),
    ]
    for (isAsked, flag, what) in absent where isAsked {
      throw UsageFailure("\(command): \(flag): \(what) is not there")
    }
    if let buildmode, buildmode != "exe", buildmode != "default" {
      throw UsageFailure("\(command): -buildmode=\(buildmode): only programs are built")
    }
  }

  /// What names the program: the files that come first, or else the first word.
  ///
  /// - Parameter command: whose arguments these are.
  static func programs(in arguments: [String], of command: String) throws -> [String] {
    let files = arguments.prefix { $0.hasSuffix(".go") }
    let programs = files.isEmpty ? Array(arguments.prefix(1)) : Array(files)
    guard !programs.isEmpty else { throw UsageFailure("\(command): no program is named") }
    return programs
  }

  /// What the program is called.
  static func name(of programs: [String]) -> String {
    let name = (programs[0] as NSString).lastPathComponent
    return name.hasSuffix(".go") ? String(name.dropLast(3)) : name
  }

  /// The request for a program.
  func request(_ patterns: [String]) throws -> ProgramRequest {
    let environment = ProcessInfo.processInfo.environment
    let goRoot: GoRoot?
    do {
      goRoot = try GoRoot.find(option: goroot, environment: environment)
    } catch {
      // Programs over the tool's own packages need none; a place that was named must be one.
      if error.origin != nil { throw UsageFailure("\(error)") }
      goRoot = nil
    }
    var configuration = PackageLoader.Configuration(
      goRoot: goRoot,
      target: BuildTarget(
        environment: environment, minorVersion: goRoot?.minorVersion ?? GoRoot.referenceMinor,
        tags: Set((tags ?? "").split(separator: ",").map(String.init))),
      directory: FileSystem.currentDirectory())
    configuration.environment = environment
    var options = GoCompilation.Options()
    options.inlines = !noInlining
    return ProgramRequest(patterns, configuration, options)
  }

  /// The user's cache.
  static func cache() -> BuildCache {
    BuildCache(environment: ProcessInfo.processInfo.environment) { reason in
      Output.error("tricolor: cache: \(reason)")
    }
  }

  /// Tells the user what went wrong: exit code 1 for faults of the program, 2 for others.
  static func explaining<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let failure as CompilationFailure {
      for line in failure.lines { Output.error(line) }
      throw ExitCode(1)
    } catch let failure as CCompilerFailure {
      throw UsageFailure(failure.description)
    }
  }
}
