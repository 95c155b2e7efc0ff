// `tricolor run`: compiles a Go program and runs it in the tool's own process.
import ArgumentParser
import Driver
import Foundation
import GoBuild

/// Compiles and runs.
public struct RunCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Compile a Go program and run it on Tricolor's heap.",
    discussion: """
      A PATH is a .go file (several may be given), a directory or an import path of package main. \
      What follows -- goes to the program. The program's exit code is the command's: 2 after a \
      panic, as Go has it. The exit code is 1 when the program does not compile, 2 when the \
      command cannot do its work.

      Examples:
        tricolor run hello.go                        one file
        tricolor run ./cmd/serve -- -port 8080       a package of a module, and its arguments
        GODEBUG=gctrace=1 tricolor run hello.go      with a line for each collection
      """)

  @OptionGroup var build: BuildOptions

  @Option(help: ArgumentHelp("Keep the C text in this file.", valueName: "file"))
  var emitC: String?

  @Argument(help: "The program, and what goes to it.")
  var arguments: [String] = []

  public init() {}

  public func run() throws {
    let programs = try BuildOptions.programs(in: arguments, of: "run")
    try build.refuseAbsent("run")
    var request = try build.request(programs)
    request.cText = emitC
    let cache = BuildOptions.cache()
    let library = try BuildOptions.explaining { try request.library(cache, Progress()) }
    let program = BuildOptions.name(of: programs)
    let tool = Bundle.main.executableURL?.resolvingSymlinksInPath().path
    let launcher = tool.flatMap { cache.launcher(of: library, name: program, tool: $0) }
    try LoadedProgram.run(
      library, arguments: [program] + arguments.dropFirst(programs.count), launcher: launcher
    ) { cache.removeTemporaries() }
  }
}
