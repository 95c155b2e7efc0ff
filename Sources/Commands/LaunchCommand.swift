// `tricolor launch`: runs a program that `tricolor run` has compiled before, from its library in
// the cache. Launchers call it (GoBuild/Launcher.swift); nobody types it.
import ArgumentParser
import GoBuild

/// Runs a compiled library.
public struct LaunchCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "launch", abstract: "Run a program that was compiled before.",
    shouldDisplay: false)

  @Argument(
    parsing: .captureForPassthrough, help: "The library, the program's name, and what goes to it.")
  var arguments: [String] = []

  public init() {}

  public func run() throws {
    // Behind `--` nothing is taken for an option, whatever the program is given.
    let arguments = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    guard arguments.count >= 2 else {
      throw UsageFailure("launch: a library and the program's name are wanted")
    }
    let launcher = BuildCache.launcherPath(of: arguments[0], name: arguments[1])
    try LoadedProgram.run(
      arguments[0], arguments: Array(arguments.dropFirst()), launcher: launcher
    ) {}
  }
}
