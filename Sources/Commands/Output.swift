// Where commands write: the process's standard streams, unbuffered, in whole texts.
import Foundation

/// One of the process's output streams.
enum Output {
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
