// What a loader asked the disk: whoever keeps a result needs it to know whether the result still
// holds.

/// The questions to the disk, and the kinds of their answers. Filled by the thread that loads.
public final class FileAccesses: @unchecked Sendable {
  /// What there was at a path.
  public enum Answer: Sendable, Equatable {
    /// A file that was read.
    case content
    /// A directory whose entries were listed.
    case listing
    /// A file, or a directory; nothing was read of it.
    case file, directory
    /// Nothing.
    case nothing
  }

  /// The strongest answer for each path.
  public private(set) var answers: [String: Answer] = [:]

  /// None yet.
  public init() {}

  func note(_ path: String, _ answer: Answer) {
    switch answers[path] {
    case .content, .listing: break
    default: answers[path] = answer
    }
  }
}
