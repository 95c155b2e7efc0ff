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
      panic, as Go has it. The exit code is 1 when the program does not compile.
      """)

  @Option(help: "The Go installation whose standard library is used.")
  var goroot: String?

  @Option(help: ArgumentHelp("Build tags that hold, separated by commas.", valueName: "tag,…"))
  var tags: String?

  @Flag(name: .customShort("l"), help: "Do not inline.")
  var noInlining = false

  @Option(help: ArgumentHelp("Keep the C text in this file.", valueName: "file"))
  var emitC: String?

  @Argument(help: "The program, and what goes to it.")
  var arguments: [String] = []

  public init() {}

  public func run() throws {
    let paths = arguments.prefix { $0.hasSuffix(".go") }
    let programs = paths.isEmpty ? Array(arguments.prefix(1)) : Array(paths)
    guard !programs.isEmpty else { throw UsageFailure("run: no program is named") }
    let environment = ProcessInfo.processInfo.environment
    let goRoot: GoRoot? = try? GoRoot.find(option: goroot, environment: environment)
    var configuration = PackageLoader.Configuration(
      goRoot: goRoot,
      target: BuildTarget(
        environment: environment, minorVersion: goRoot?.minorVersion ?? 27,
        tags: Set((tags ?? "").split(separator: ",").map(String.init))),
      directory: FileSystem.currentDirectory())
    configuration.environment = environment
    var options = GoCompilation.Options()
    options.inlines = !noInlining
    let compilation = GoCompilation(configuration, options)
    let outcome: Result<String, CompilationFailure> = LargeStack.run {
      Result { () throws(CompilationFailure) in try compilation.compile(programs) }
    }
    switch outcome {
    case .failure(let failure):
      for line in failure.lines { Output.error(line) }
      throw ExitCode(1)
    case .success(let text):
      if let emitC { try text.write(toFile: emitC, atomically: true, encoding: .utf8) }
      let library = try LoadedProgram.library(for: text, environment: environment)
      try LoadedProgram.run(library)
    }
  }
}
