// `tricolor run`, from outside: Go programs print what real Go printed for them, and end as they
// should. The `.out` files are real Go 1.27's standard error.
import Foundation
import Testing

@Suite struct RunTests {
  private static var programs: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Programs")
  }

  private func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> ToolProcess.Outcome {
    try ToolProcess.run(["run"] + arguments, environment: environment)
  }

  private func path(_ name: String) -> String {
    Self.programs.appendingPathComponent(name).path
  }

  @Test(arguments: ["growth", "language", "goroutines"])
  func printsWhatGoPrints(name: String) throws {
    let wanted = try String(contentsOfFile: path(name + ".out"), encoding: .utf8)
    let outcome = try run([path(name + ".go")])
    #expect(outcome.code == 0)
    #expect(outcome.errors == wanted)
  }

  @Test func collectsAtEveryChanceWithTheSameResult() throws {
    let wanted = try String(contentsOfFile: path("goroutines.out"), encoding: .utf8)
    let outcome = try run([path("goroutines.go")], environment: ["GOGC": "1"])
    #expect(outcome.code == 0)
    #expect(outcome.errors == wanted)
  }

  @Test func panicsEndWithCodeTwoAndATraceOfTheLine() throws {
    let outcome = try run([path("panics.go")])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("leaving 0\nleaving 1\nleaving 2\nrecovered 7\n"))
    #expect(
      outcome.errors.contains("panic: runtime error: index out of range [5] with length 0"))
    #expect(outcome.errors.contains("goroutine 1 [running]:\nmain.main()\n"))
    #expect(outcome.errors.contains("panics.go:23"))
  }

  @Test func programsThatDoNotCompileEndWithCodeOneAndThePlace() throws {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("bad-\(UUID().uuidString).go")
    try "package main\n\nfunc main() { x := 1 }\n".write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let outcome = try run([file.path])
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains(":3:15: declared and not used: x"))
  }

  @Test func aMissingCompilerIsNamed() throws {
    let outcome = try run(
      [path("growth.go")], environment: ["CC": "/nowhere/clang"])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("CC=/nowhere/clang: there is no such program"))
  }
}
