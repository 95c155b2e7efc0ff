// What a build depended on: a program that was built from files which are all as they were, by the
// same tool in the same circumstances, need not be built again, nor even looked at.
import Driver
import Foundation

/// The files that a build asked for and what there was.
struct BuildRecord {
  private static let title = "tricolor record 1"

  /// The library of a record's program, if everything is as it was.
  ///
  /// - Parameter key: of the circumstances (`BuildRequest.key`).
  static func library(_ key: String, _ cache: BuildCache) -> String? {
    guard let path = cache.find(key, "record"),
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).makeIterator()
    guard lines.next() == title[...], let library = lines.next(), library.count == 32 else {
      return nil
    }
    while let line = lines.next(), !line.isEmpty {
      // The kind, what was found, and the path, which may contain anything but line breaks.
      guard let kind = line.first, let split = line.firstIndex(of: "/") else { return nil }
      let path = String(line[split...])
      let found = line[line.index(after: line.startIndex)..<split]
      if state(of: path, kind) != found { return nil }
    }
    return cache.find(String(library), "so")
  }

  /// What a line says of a path.
  private static func state(of path: String, _ kind: Character) -> String {
    guard let state = FileState(path) else { return " nothing " }
    switch kind {
    case "c", "l": return " \(state.text) "
    default: return state.isDirectory ? " directory " : " file "
    }
  }

  /// Keeps a record; not if something has changed since the build began, or so short before that
  /// the clock of the disk cannot tell.
  ///
  /// - Parameters:
  ///   - files: files that were read beside those that the loader asked for.
  ///   - folders: directories that were looked through, likewise.
  ///   - start: when the build began.
  static func keep(
    _ key: String, library: String, accesses: FileAccesses, files: [String], folders: [String],
    start: Int64, _ cache: BuildCache
  ) {
    var answers = accesses.answers
    for file in files { answers[file] = .content }
    for folder in folders { answers[folder] = .listing }
    var text = "\(title)\n\(library)\n"
    for (path, answer) in answers.sorted(by: { $0.key < $1.key }) {
      guard path.hasPrefix("/"), !path.contains("\n") else { return }
      let kind: Character
      switch answer {
      case .content: kind = "c"
      case .listing: kind = "l"
      default: kind = "e"
      }
      if kind != "e", let state = FileState(path), state.changed > start - 10_000_000 { return }
      text += "\(kind)\(state(of: path, kind))\(path)\n"
    }
    cache.store(text: text, key, "record")
  }
}
