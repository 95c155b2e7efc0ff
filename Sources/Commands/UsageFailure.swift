// The way out when a command cannot do its work: a message and exit code 2.
import ArgumentParser
import Foundation

/// A command cannot do its work: the message says why, and what would help. Exit code 2.
struct UsageFailure: Error, CustomStringConvertible {
  let description: String

  init(_ message: String) { description = message }
}

extension TricolorCommand {
  /// Runs the command line of the process and ends the process: exit code 2 for wrong usage,
  /// whatever the subcommand asks for otherwise.
  public static func runProcess() -> Never {
    do {
      let arguments = EscapeCommand.normalized(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot(arguments)
      try command.run()
      exit(withError: nil)
    } catch let failure as UsageFailure {
      Output.error("tricolor: \(failure)")
      exit(withError: ExitCode(2))
    } catch {
      if exitCode(for: error) == .validationFailure {
        Output.error(fullMessage(for: error))
        exit(withError: ExitCode(2))
      }
      exit(withError: error)
    }
  }
}
