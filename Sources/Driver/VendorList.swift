// `vendor/modules.txt`: which modules a vendor directory holds packages of, and whether that is
// what go.mod asks for.

/// What a vendor directory holds.
struct VendorList {
  /// A module that the list names.
  struct Entry {
    var path: String
    /// Nil in a line that tells a replacement of every version.
    var version: String?
    /// By what it is replaced, as it is told: a directory, or a path and version.
    var replacement: String?
    /// Whether go.mod itself asks for it.
    var isExplicit = false
    /// The language version that its own go.mod asks for.
    var goVersion: String?

    var name: String { version.map { "\(path)@\($0)" } ?? path }
  }

  private(set) var entries: [Entry] = []

  /// Reads the text of the list; no text holds nothing.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# ") {
        entries.append(Self.entry(line.dropFirst(2).split(separator: " ")))
      } else if line.hasPrefix("## "), !entries.isEmpty {
        for mark in line.dropFirst(3).split(separator: ";") {
          let words: [Substring] = mark.split(separator: " ")
          if words == ["explicit"] { entries[entries.count - 1].isExplicit = true }
          if words.count == 2, words[0] == "go" {
            entries[entries.count - 1].goVersion = String(words[1])
          }
        }
      }
    }
  }

  private static func entry(_ words: [Substring]) -> Entry {
    var entry = Entry(path: words.first.map(String.init) ?? "")
    var rest: ArraySlice<Substring> = words.dropFirst()
    if let version = rest.first, version != "=>" {
      entry.version = String(version)
      rest = rest.dropFirst()
    }
    if rest.first == "=>" { entry.replacement = rest.dropFirst().joined(separator: "@") }
    return entry
  }

  /// The modules, longest path first, their packages below a vendor directory.
  func modules(in directory: String) -> [Module] {
    entries.map { entry in
      Module(
        path: entry.path, directory: "\(directory)/\(entry.path)",
        goVersion: entry.goVersion ?? "1.16")
    }
    .sorted { $0.path.count > $1.path.count }
  }

  /// In what the list and go.mod disagree, a line each, in the words and the order of `go build`.
  func disagreements(with file: ModuleFile) -> [String] {
    let list = "vendor/modules.txt"
    var lines: [String] = []
    for wanted in file.requirements {
      let isMarked: Bool = entries.contains {
        $0.path == wanted.path && $0.version == wanted.version && $0.isExplicit
      }
      if isMarked { continue }
      lines.append(
        "\(wanted.path)@\(wanted.version): is explicitly required in go.mod, but not marked as "
          + "explicit in \(list)")
    }
    for wanted in file.replacements {
      let name: String = wanted.version.map { "\(wanted.path)@\($0)" } ?? wanted.path
      let by: String = wanted.newVersion.map { "\(wanted.newPath)@\($0)" } ?? wanted.newPath
      let marked: String? = entries.first {
        $0.path == wanted.path && $0.version == wanted.version && $0.replacement != nil
      }?.replacement
      if marked == nil {
        lines.append("\(name): is replaced in go.mod, but not marked as replaced in \(list)")
      } else if let marked, marked != by {
        lines.append(
          "\(name): is replaced by \(by) in go.mod, but marked as replaced by \(marked) in \(list)")
      }
    }
    for entry in entries where entry.isExplicit {
      let isWanted: Bool = file.requirements.contains {
        $0.path == entry.path && $0.version == entry.version
      }
      if isWanted { continue }
      lines.append(
        "\(entry.name): is marked as explicit in \(list), but not explicitly required in go.mod")
    }
    for entry in entries where entry.replacement != nil {
      let isReplaced: Bool = file.replacements.contains {
        $0.path == entry.path && ($0.version == nil || $0.version == entry.version)
      }
      if isReplaced { continue }
      lines.append("\(entry.name): is marked as replaced in \(list), but not replaced in go.mod")
    }
    return lines
  }
}
