// `tricolor build`: compiles a Go program to a file that needs neither the tool nor Swift.
import ArgumentParser
import Foundation
import GoBuild

/// Compiles and links.
public struct BuildCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile a Go program to a file that stands alone.",
    discussion: """
      A PATH is a .go file (several may be given), a directory or an import path of package main. \
      The program is linked with the run time and, where the system has it as an archive, the C \
      library: it needs nothing else. The first build makes the run time, which takes a minute; it \
      is kept. The exit code is 1 when the program \
      does not compile, 2 when the command cannot do its work.

      Examples:
        tricolor build hello.go               to the file hello
        tricolor build -s -o serve ./cmd/serve
      """)

  @OptionGroup var build: BuildOptions

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Where to put the program.", valueName: "file"))
  var output: String?

  @Flag(name: .customShort("s"), help: "Leave out the names of functions that debuggers read.")
  var stripped = false

  @Option(help: ArgumentHelp("Keep the C text in this file.", valueName: "file"))
  var emitC: String?

  @Argument(help: "The program.")
  var paths: [String] = []

  public init() {}

  public func run() throws {
    try build.refuseAbsent("build")
    let programs = paths.isEmpty ? ["."] : paths
    var request = try build.request(programs)
    request.cText = emitC
    let cache = BuildOptions.cache()
    defer { cache.removeTemporaries() }
    let file = output ?? Self.name(of: programs[0])
    try BuildOptions.explaining {
      try request.executable(file, isStripped: stripped, cache, Progress())
    }
  }

  /// As Go names it: after the first file, or the directory.
  private static func name(of program: String) -> String {
    let path = URL(fileURLWithPath: program)
    let last = path.lastPathComponent
    return last.hasSuffix(".go") ? String(last.dropLast(3)) : last
  }
}
