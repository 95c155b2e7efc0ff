// Where the tool keeps and finds its own files: asked by `tricolor env`, decided elsewhere.
import Foundation
import Overlays

enum ToolDirectories {
  /// The cache of compiled code: `TRICOLOR_CACHE` (`off`: none), or `tricolor` in `XDG_CACHE_HOME`,
  /// or in the home directory's `.cache`; nil for none.
  static func cache(_ environment: [String: String]) -> String? {
    let named = environment["TRICOLOR_CACHE"] ?? ""
    if named == "off" { return nil }
    if named.hasPrefix("/") { return named }
    if !named.isEmpty { return FileManager.default.currentDirectoryPath + "/" + named }
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/tricolor" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.cache/tricolor"
  }

  /// The overlay packages; nil if the tool has none.
  static var overlays: String? { OverlaySources.directory?.path }
}
