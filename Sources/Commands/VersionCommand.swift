// `tricolor version`, and the one place that has the number.
import ArgumentParser
import Driver

/// The version of the tool.
enum ToolVersion {
  /// As `tricolor --version` prints it.
  static let number = "0.1.0"

  /// The line of `tricolor version`, after the manner of `go version`.
  static var line: String {
    let target = BuildTarget(environment: [:], minorVersion: GoRoot.referenceMinor)
    return "tricolor version \(number) (Go 1.\(GoRoot.referenceMinor)) "
      + "\(target.system)/\(target.architecture)"
  }
}

/// Prints the version.
public struct VersionCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Print the version of the tool, the Go that it follows, and the machine's target.",
    discussion: """
      Example:
        $ tricolor version
        \(ToolVersion.line)

      `tricolor --version` prints the number alone. The exit code is 0.
      """)

  public init() {}

  public func run() throws { Output.line(ToolVersion.line) }
}
