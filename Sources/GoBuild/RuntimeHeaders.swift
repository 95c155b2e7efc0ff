// Where the headers are that compiled programs include.
import Foundation

/// The headers of the run time.
public enum RuntimeHeaders {
  /// The folders, for -I: named by TRICOLOR_INCLUDE, beside the executable, or in the source tree.
  public static var folders: [String] {
    if let named = ProcessInfo.processInfo.environment["TRICOLOR_INCLUDE"], !named.isEmpty {
      return named.split(separator: ":").map(String.init)
    }
    if let executable = Bundle.main.executableURL {
      let beside = executable.resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("include")
      if FileManager.default.fileExists(atPath: beside.appendingPathComponent("compiled.h").path) {
        return [beside.path]
      }
    }
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return ["CGoRuntime/include", "CTricolor/include"].map {
      sources.appendingPathComponent($0).path
    }
  }

  /// The headers in some folders, in the order of their names.
  static func files(in folders: [String]) -> [String] {
    folders.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(".h") }.sorted().map { folder + "/" + $0 }
    }
  }
}
