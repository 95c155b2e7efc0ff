// A line on the terminal that tells how far a build is, from two seconds on.
import Foundation

/// Says what is under way.
public final class Progress {
  private let isShown: Bool
  private let start = FileState.now
  private var last: Int64 = 0
  private var isWritten = false

  /// Nanoseconds before the first line, and between lines.
  private static let patience: Int64 = 2_000_000_000
  private static let pause: Int64 = 100_000_000

  /// Shows nothing where standard error is not a terminal.
  public init() {
    isShown = isatty(STDERR_FILENO) != 0 && getenv("TERM").map { strcmp($0, "dumb") != 0 } ?? false
  }

  /// Tells what is being done.
  public func report(_ text: @autoclosure () -> String) {
    guard isShown else { return }
    let now = FileState.now
    guard now - start > Self.patience, now - last > Self.pause else { return }
    last = now
    isWritten = true
    write("\r\u{1B}[K" + text().prefix(78))
  }

  /// Takes the line away.
  public func clear() {
    if isWritten { write("\r\u{1B}[K") }
    isWritten = false
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
