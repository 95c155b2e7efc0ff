// The overlay packages are found, check without errors and without a GOROOT, and name no native
// that nobody declares.
import Driver
import Foundation
import GoSyntax
import Overlays
import Testing

@Suite struct OverlaySourcesTests {
  @Test func packagesThatNeedNoGoRootAreThere() {
    let packages = OverlaySources.packages()
    for path in ["internal/abi", "runtime", "runtime/debug", "sync", "sync/atomic"] {
      #expect(packages[path]?.isEmpty == false, "\(path)")
    }
  }

  @Test func programsOverThemCheckWithoutGoRoot() {
    let program = """
      package main

      import (
        "runtime"
        "runtime/debug"
        "sync"
        "sync/atomic"
      )

      func main() {
        var mutex sync.Mutex
        var count atomic.Int64
        mutex.Lock()
        count.Add(int64(runtime.NumGoroutine()) + int64(debug.SetGCPercent(100)))
      }
      """
    let messages: [String] = LargeStack.run { () -> [String] in
      let target = BuildTarget(environment: [:], minorVersion: 27, tags: [])
      var configuration = PackageLoader.Configuration(goRoot: nil, target: target, directory: "/")
      configuration.overlay.packages = OverlaySources.packages()
      let loader = PackageLoader(configuration)
      let load: LoadResult = loader.load(text: [UInt8](program.utf8), name: "main.go")
      var said: [String] = load.problems.map(\.message)
      PackageCheck(loader).run(load) { (verdict: PackageVerdict) in
        said += verdict.diagnostics.map(\.message)
      }
      return said
    }
    #expect(messages == [])
  }

  /// The constraints of the overlays' files, and what each release gets of those that differ.
  @Test(
    "each supported release gets the files that are for it",
    arguments: [
      (
        25,
        [
          "abi/before_go126.go", "reflect/mapof_before_go127.go",
          "reflect/structs_before_go126.go", "runtime/release_go125.go",
        ]
      ),
      (26, ["reflect/mapof_before_go127.go", "runtime/release_go126.go"]),
      (27, ["runtime/release_go127.go"]),
    ])
  func filesByRelease(_ minor: Int, _ wanted: [String]) throws {
    let target = BuildTarget(system: "linux", architecture: "amd64", minorVersion: minor)
    var found: [String] = []
    let packages = OverlaySources.packages().merging(OverlaySources.supplements()) { own, _ in own }
    for (path, files) in packages {
      for (name, bytes) in files {
        guard let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first,
          line.hasPrefix("//go:build "), line.contains("go1.")
        else { continue }
        // Terms of releases only, joined by "&&".
        let terms = line.dropFirst(11).components(separatedBy: " && ")
        let isTaken = terms.allSatisfy { (term: String) -> Bool in
          term.hasPrefix("!") ? !target.matches(String(term.dropFirst())) : target.matches(term)
        }
        let package: Substring = path.split(separator: "/").last ?? ""
        if isTaken { found.append("\(package)/\(name)") }
      }
    }
    #expect(found.sorted() == wanted)
  }

  /// A call must be among the imports of compiled programs or in their header, a segment in the
  /// glue.
  @Test func nativesAreDeclared() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CGoRuntime/include")
    let headers = ["imports.h", "glue.h", "compiled.h", "library.h"]
    var text: [String: String] = [:]
    for name in headers {
      text[name] = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
    }
    for (path, files) in OverlaySources.packages() {
      for (file, bytes) in files {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
          let words = line.split(separator: " ")
          guard words.count == 2, words[0].hasPrefix("//tricolor:") else { continue }
          let found: Bool? =
            switch words[0] {
            case "//tricolor:call" where words[1].hasPrefix("tc_lib_"):
              text["library.h"]?.contains(" \(words[1])(")
            case "//tricolor:call": text["imports.h"]?.contains("TC_IMPORT(\(words[1]))")
            case "//tricolor:segment": text["glue.h"]?.contains("TC_SEGMENT \(words[1])(")
            case "//tricolor:intrinsic": text["compiled.h"]?.contains("tc_intrinsic_\(words[1])(")
            default: nil
            }
          #expect(found == true, "\(path)/\(file): \(line)")
        }
      }
    }
  }
}
