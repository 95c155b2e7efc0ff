// Paths as text: the rules of GoSyntax's `PathText`, and how paths are shown to the user.
import GoSyntax

/// Slash-separated paths.
public enum Paths {
  static func clean(_ path: String) -> String { PathText.clean(path) }

  static func join(_ first: String, _ second: String) -> String {
    PathText.join(first, second)
  }

  static func directory(_ path: String) -> String { PathText.directory(path) }

  static func base(_ path: String) -> String { PathText.base(path) }

  /// What is left of `path` below `root`; empty for the root itself, nil when it is elsewhere.
  static func relative(_ path: String, below root: String) -> String? {
    if path == root { return "" }
    let prefix: String = root == "/" ? "/" : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
  }

  /// A path as `go build` shows it: relative to the current directory where that is shorter, and
  /// then with `./` in front of a bare file name.
  public static func shown(_ path: String, from current: String) -> String {
    guard path.hasPrefix("/") else { return path }
    let relative: String = relative(path, from: current)
    if relative.utf8.count >= path.utf8.count { return path }
    return relative.contains("/") ? relative : "./" + relative
  }

  /// The way from a directory to a path, with `..` steps; both absolute and clean.
  private static func relative(_ path: String, from directory: String) -> String {
    let target: [Substring] = path.split(separator: "/")
    let start: [Substring] = directory.split(separator: "/")
    var common = 0
    while common < target.count - 1, common < start.count, target[common] == start[common] {
      common += 1
    }
    let up: [Substring] = Array(repeating: "..", count: start.count - common)
    return (up + target[common...]).joined(separator: "/")
  }
}
