// Where the headers are that compiled programs include.
import Foundation

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
}
