// Go programs become C that clang accepts.
import Driver
import Foundation
import GoBuild
import Testing

struct Emission {
  @Test func writes() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let list = environment["TRICOLOR_TRY_LIST"] else { return }
    let paths = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
    for path in paths {
      var configuration = PackageLoader.Configuration(
        goRoot: nil, target: BuildTarget(environment: environment, minorVersion: 27, tags: []),
        directory: FileSystem.currentDirectory())
      configuration.environment = environment
      let text: String = LargeStack.run {
        do {
          return try GoCompilation(configuration).compile([String(path)])
        } catch let error as CompilationFailure {
          print("FAIL \(path): \(error.lines.prefix(3).joined(separator: " | "))")
          return ""
        } catch {
          return ""
        }
      }
      let name = URL(fileURLWithPath: String(path)).deletingPathExtension().lastPathComponent
      try text.write(toFile: "/tmp/tryc/\(name).c", atomically: true, encoding: .utf8)
    }
  }
}
