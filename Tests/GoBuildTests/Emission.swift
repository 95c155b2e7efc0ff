// Go programs become C that clang accepts.
import Driver
import Foundation
import GoBuild
import Testing

struct Emission {
  @Test func writes() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["TRICOLOR_TRY"] else { return }
    var configuration = PackageLoader.Configuration(
      goRoot: nil, target: BuildTarget(environment: environment, minorVersion: 27, tags: []),
      directory: FileSystem.currentDirectory())
    configuration.environment = environment
    let text: String = LargeStack.run {
      do {
        return try GoCompilation(configuration).compile([path])
      } catch {
        print(error)
        return ""
      }
    }
    try text.write(toFile: "/tmp/try.c", atomically: true, encoding: .utf8)
  }
}
