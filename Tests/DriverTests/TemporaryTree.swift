// A directory of files for a test, gone when the test is over.
import Driver
import Foundation

/// Files below a fresh directory.
final class TemporaryTree {
  let path: String

  /// Writes files, given by relative path and text.
  init(_ files: [String: String]) throws {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "tricolor-\(UUID().uuidString)")
    path = root.path
    for (name, text) in files {
      let file = root.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A loader that starts in the directory, for linux/amd64.
  func loader(
    goRoot: GoRoot? = nil, overlay: Overlay = Overlay(), system: String = "linux",
    environment: [String: String] = [:]
  ) -> PackageLoader {
    var configuration = PackageLoader.Configuration(
      goRoot: goRoot, target: BuildTarget(system: system, architecture: "amd64"),
      directory: path)
    configuration.overlay = overlay
    configuration.environment = environment
    return PackageLoader(configuration)
  }

  /// Loads patterns; the messages, `line:column` in front where there is a place.
  func messages(
    _ patterns: [String] = ["."], goRoot: GoRoot? = nil, overlay: Overlay = Overlay()
  ) -> [String] {
    let loader: PackageLoader = loader(goRoot: goRoot, overlay: overlay)
    let load: LoadResult = loader.load(patterns)
    let all = load.problems + load.packages.flatMap { $0.problems + $0.syntaxErrors }
    return all.map { problem in
      let text: String = problem.message.replacingOccurrences(of: path, with: "DIR")
      let place: String = loader.sources.describe(problem.position)
      return problem.position.isKnown ? "\(place): \(text)" : text
    }
  }
}
