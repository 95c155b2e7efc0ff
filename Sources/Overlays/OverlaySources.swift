// Where the overlay packages are, and what they consist of. The packages themselves are Go, under
// Go/<import path>, and what is added to packages of a GOROOT under Supplements/<import path>;
// nothing of them is known here but their files.
import Foundation

/// The packages of Go's library that belong to this run time instead of to a GOROOT.
public enum OverlaySources {
  /// The directory whose subdirectories are import paths; nil if there is none with the tool.
  ///
  /// Looked for in the directory that `TRICOLOR_OVERLAYS` names, beside the executable, and where
  /// this source was compiled. `Supplements` stands beside it.
  public static var directory: URL? {
    candidates().first { (candidate: URL) -> Bool in
      let package: URL = candidate.appendingPathComponent("internal/abi", isDirectory: true)
      var isDirectory: ObjCBool = false
      let exists: Bool = FileManager.default.fileExists(
        atPath: package.path, isDirectory: &isDirectory)
      return exists && isDirectory.boolValue
    }
  }

  /// The files of each package by import path and name; empty if there are none. About a hundred
  /// files of a few kilobytes are read each time.
  public static func packages() -> [String: [String: [UInt8]]] { files(below: directory) }

  /// The files that supplement packages of a GOROOT, by import path and name.
  public static func supplements() -> [String: [String: [UInt8]]] {
    files(
      below: directory?.deletingLastPathComponent().appendingPathComponent(
        "Supplements", isDirectory: true))
  }

  /// The packages of a GOROOT that are built from Go alone, though there is assembly for them:
  /// import paths, perhaps ending in "/...". Lines of Supplements/no-assembly.txt.
  public static func withoutAssembly() -> [String] {
    guard let directory else { return [] }
    let list: URL = directory.deletingLastPathComponent().appendingPathComponent(
      "Supplements/no-assembly.txt", isDirectory: false)
    guard let bytes = try? Data(contentsOf: list) else { return [] }
    let lines: [Substring] = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.filter { !$0.hasPrefix("#") }.map(String.init)
  }

  /// The paths of all files that the other calls read.
  public static var paths: [String] {
    entries().filter { [".go", ".s", ".txt"].contains(where: $0.hasSuffix) }
  }

  /// The paths of the directories that they lie in, and of those above them: what a new file
  /// changes one of.
  public static var folders: [String] {
    entries().filter { (path: String) -> Bool in
      var isDirectory: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        && isDirectory.boolValue
    }
  }

  /// Everything that is there.
  private static func entries() -> [String] {
    guard let root = directory?.deletingLastPathComponent().resolvingSymlinksInPath().path else {
      return []
    }
    var found: [String] = []
    for part in ["Go", "Supplements"] {
      found.append("\(root)/\(part)")
      let names = FileManager.default.enumerator(atPath: "\(root)/\(part)")
      while let name = names?.nextObject() as? String { found.append("\(root)/\(part)/\(name)") }
    }
    return found
  }

  private static func files(below directory: URL?) -> [String: [String: [UInt8]]] {
    guard let directory else { return [:] }
    let root: String = directory.resolvingSymlinksInPath().path
    guard
      let files = FileManager.default.enumerator(
        at: URL(fileURLWithPath: root, isDirectory: true), includingPropertiesForKeys: nil)
    else { return [:] }
    var packages: [String: [String: [UInt8]]] = [:]
    for case let file as URL in files where ["go", "s"].contains(file.pathExtension) {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      let folder: String = file.deletingLastPathComponent().path
      packages[String(folder.dropFirst(root.count + 1)), default: [:]][file.lastPathComponent] =
        [UInt8](bytes)
    }
    return packages
  }

  private static func candidates() -> [URL] {
    var found: [URL] = []
    if let named = ProcessInfo.processInfo.environment["TRICOLOR_OVERLAYS"], !named.isEmpty {
      found.append(URL(fileURLWithPath: named, isDirectory: true))
    }
    let bundle = "Tricolor_Overlays.resources/Go"
    if let executable = Bundle.main.executableURL {
      let beside: URL = executable.resolvingSymlinksInPath().deletingLastPathComponent()
      found.append(beside.appendingPathComponent(bundle, isDirectory: true))
    }
    let source: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    found.append(source.appendingPathComponent("Go", isDirectory: true))
    return found
  }
}
