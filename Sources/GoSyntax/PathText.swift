// File paths as text: no file system is asked.

/// Rules of slash-separated paths, as Go's `path` package has them.
public enum PathText {
  /// The shortest path with the same meaning: no `.`, no `//`, no `x/..`; `.` for an empty one.
  public static func clean(_ path: String) -> String {
    let isRooted: Bool = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isRooted {
        parts.append(part)
      }
    }
    let joined: String = parts.joined(separator: "/")
    if isRooted { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }

  /// Everything before the last slash, cleaned: `.` for a bare name.
  public static func directory(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    let parent = String(path[..<slash])
    return parent.isEmpty ? "/" : clean(parent)
  }

  /// What follows the last slash.
  public static func base(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// Two paths in a row, cleaned; the second one alone if the first is empty.
  public static func join(_ first: String, _ second: String) -> String {
    if first.isEmpty { return clean(second) }
    return second.isEmpty ? clean(first) : clean("\(first)/\(second)")
  }
}
