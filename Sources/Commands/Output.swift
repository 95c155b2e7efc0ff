// Where commands write: the process's standard streams, unbuffered, in whole texts.
import Foundation

/// One of the process's output streams.
enum Output {
  /// Whether standard output is a terminal, where colours are wanted.
  static var isTerminal: Bool {
    isatty(STDOUT_FILENO) != 0 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  /// Writes `text` and a line break to standard output.
  static func line(_ text: String) { write(text + "\n") }

  /// Writes `text` and a line break to standard error.
  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Writes `text` as it is to standard output.
  static func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
