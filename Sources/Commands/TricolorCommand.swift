// The root of the command line: names the subcommands, does nothing itself.
import ArgumentParser

/// `tricolor`: Go's memory management, rebuilt in Swift.
public struct TricolorCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "tricolor",
    abstract: "Go's memory management, rebuilt in Swift.",
    version: "0.1.0",
    subcommands: [
      RunCommand.self, BuildCommand.self, CheckCommand.self, EscapeCommand.self, FuzzCommand.self,
      SizesCommand.self,
    ])

  public init() {}
}
