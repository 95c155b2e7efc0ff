// The order of the targets and of the heap's folders: dependencies point one way.
import Foundation
import Testing

@Suite struct LayerTests {
  let tree = SourceTree.code
  let rules = Rules.standing

  /// Folder names under Sources differ from module names in the run time only.
  static let modules = [
    "Pacing": "TricolorPacing", "PacingSimulator": "TricolorPacingSimulator",
    "Telemetry": "TricolorTelemetry", "Heap": "TricolorHeap",
    "Scheduler": "TricolorScheduler", "GoRuntime": "TricolorGoRuntime",
  ]

  @Test func targetsImportOnlyTargetsBelowThem() {
    let halves = [rules.list("runtime"), rules.list("frontend")]
    for file in tree.files where file.path.hasPrefix("Sources/") {
      let folder = String(file.path.split(separator: "/")[1])
      let module = Self.modules[folder] ?? folder
      guard let half = halves.first(where: { $0.contains(module) }),
        let level = half.firstIndex(of: module)
      else { continue }
      for line in file.lines where line.contains("import ") && !line.hasPrefix("//") {
        let imported = String(line.split(separator: " ").last ?? "")
        let known = halves.joined().contains(imported)
        guard known else { continue }
        let below = half.firstIndex(of: imported).map { $0 < level } ?? false
        #expect(below, "\(file.path): \(module) may not import \(imported)")
      }
    }
  }

  @Test func heapFoldersNameOnlyFoldersBeforeThem() {
    let ladder = rules.list("ladder")
    let files = tree.files.filter { $0.path.hasPrefix("Sources/Heap/") && $0.isSwift }
    var home: [String: Int] = [:]
    for file in files {
      guard let rung = Self.rung(of: file, in: ladder) else {
        Issue.record("\(file.path): not in a folder of the ladder")
        continue
      }
      for name in Self.declaredTypes(in: file) { home[name] = min(home[name] ?? rung, rung) }
    }
    let word = /\b[A-Z][A-Za-z0-9]+/
    for file in files {
      guard let rung = Self.rung(of: file, in: ladder) else { continue }
      for (index, line) in file.lines.enumerated() {
        let code = line.components(separatedBy: "//")[0]
        for match in code.matches(of: word) {
          guard let other = home[String(match.output)], other > rung else { continue }
          Issue.record(
            "\(file.path):\(index + 1): \(ladder[rung]) names \(match.output) of \(ladder[other])")
        }
      }
    }
  }

  static func rung(of file: SourceFile, in ladder: [String]) -> Int? {
    let parts = file.path.split(separator: "/")
    return parts.count > 3 ? ladder.firstIndex(of: String(parts[2])) : nil
  }

  /// Types declared at the file's top level.
  static func declaredTypes(in file: SourceFile) -> [String] {
    let modifiers = "(?:@[a-z]+ )*(?:public |package |internal )?(?:final )?"
    let kinds = "(?:struct|enum|class|protocol|typealias) "
    guard
      let declaration = try? Regex<(Substring, Substring)>(
        "^\(modifiers)\(kinds)([A-Z][A-Za-z0-9]+)")
    else { return [] }
    return file.lines.compactMap { line in
      (try? declaration.firstMatch(in: line)).flatMap { $0.map { String($0.output.1) } }
    }
  }
}
