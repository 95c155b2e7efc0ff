// The space in which positions are numbers: all files of one run, side by side.
// Reading files from disk is not done here; the caller brings the bytes.
import Synchronization

/// All files of one run. Each gets a stretch of the position numbers, in the order of `add`, so
/// that one 32-bit number names file and offset.
///
/// Safe to use from several threads. A set holds at most 4 GiB of source.
public final class SourceSet: Sendable {
  private struct State {
    var files: [SourceFile] = []
    /// The first position number not given out. Zero is "unknown", so numbers begin at 1.
    var next: UInt32 = 1
    /// How many files have got their numbers, also those that are still being copied.
    var reserved: Int = 0
  }
  private let state = Mutex<State>(State())

  /// An empty set.
  public init() {}

  /// Adds a file and gives it its position numbers.
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - text: the bytes, copied.
  /// - Throws: `SourceSetFull` when the 4 GiB are used up.
  public func add(path: String, text: some Collection<UInt8>) throws(SourceSetFull) -> SourceFile {
    let size: Int = text.count
    let reserved = state.withLock { state -> (UInt32, Int)? in
      // One number more than bytes, so that the end of a file is a position of that file.
      let (next, overflow) = Int(state.next).addingReportingOverflow(size + 1)
      guard !overflow, next <= Int(UInt32.max) else { return nil }
      defer { state.reserved += 1 }
      let base: UInt32 = state.next
      state.next = UInt32(next)
      return (base, state.reserved)
    }
    guard let (base, index) = reserved else { throw SourceSetFull(path: path) }
    let file = SourceFile(path: path, base: SourcePosition(raw: base), text: text, index: index)
    state.withLock { state in
      // Two threads may come in another order than their numbers: keep the list sorted.
      let place: Int = state.files.firstIndex(where: { $0.base.raw > base }) ?? state.files.count
      state.files.insert(file, at: place)
    }
    return file
  }

  /// Adds a file given as a string.
  public func add(path: String, text: String) throws(SourceSetFull) -> SourceFile {
    try add(path: path, text: Array(text.utf8))
  }

  /// The file that holds a position; nil for `.unknown` and numbers never given out.
  public func file(of position: SourcePosition) -> SourceFile? {
    state.withLock { state in
      var low: Int = 0
      var high: Int = state.files.count
      while high > low {
        let middle: Int = (low + high) / 2
        if state.files[middle].base <= position { low = middle + 1 } else { high = middle }
      }
      guard low > 0, position.isKnown else { return nil }
      let file: SourceFile = state.files[low - 1]
      return position <= file.end ? file : nil
    }
  }

  /// The location that messages name; nil for unknown positions. `//line` directives apply.
  public func location(of position: SourcePosition) -> SourceLocation? {
    file(of: position)?.location(of: position)
  }

  /// Where the position is in the file itself, `//line` directives left aside.
  public func physicalLocation(of position: SourcePosition) -> SourceLocation? {
    file(of: position)?.physicalLocation(of: position)
  }

  /// `file:line:column` as messages write it; `-` for an unknown position, as Go prints it.
  public func describe(_ position: SourcePosition) -> String {
    location(of: position)?.description ?? "-"
  }
}

/// More than 4 GiB of source in one set.
public struct SourceSetFull: Error, CustomStringConvertible {
  /// The file that found no place.
  public let path: String

  public var description: String { "\(path): more than 4 GiB of source in one run" }
}
