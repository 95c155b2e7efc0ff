// The root of the command line: names the subcommands, does nothing itself.
import ArgumentParser

/// `tricolor`: Go's memory management, rebuilt in Swift.
public struct TricolorCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "tricolor",
    abstract: "Go's memory management, rebuilt in Swift.",
    discussion: """
      Examples:
        tricolor run hello.go         compile a Go program and run it
        tricolor build -o hello .     the same, as a program of its own
        tricolor check ./...          type-check, as go build does
        tricolor escape -m hello.go   where values live, as go build -gcflags=-m says
        tricolor explain hello.go     what each allocation cost when the program ran
        tricolor env                  what was found on this machine, and what is missing

      `tricolor --generate-completion-script bash` (or zsh, or fish) prints completions for the \
      shell. The exit code is 0 when all is well, 1 when a program or package has errors, 2 when \
      the command cannot do its work; `run` ends with the program's own.
      """,
    version: ToolVersion.number,
    subcommands: [
      RunCommand.self, BuildCommand.self, CheckCommand.self, EscapeCommand.self,
      ExplainCommand.self, FuzzCommand.self, LaunchCommand.self,
      SizesCommand.self, EnvCommand.self, VersionCommand.self,
    ])

  public init() {}
}
