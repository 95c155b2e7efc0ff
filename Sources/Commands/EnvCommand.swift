// `tricolor env`: what the tool found on this machine, what it lacks, and what would help.
import ArgumentParser
import Driver
import Foundation
import GoBuild

/// Tells the environment that programs are compiled and run in.
public struct EnvCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Say which Go, which C compiler and which directories are used, and what is missing.",
    discussion: """
      Prints NAME='value' lines, or the values alone of the names that are given, or one JSON \
      object. What is missing is printed to standard error, each with its cure.

      Examples:
        tricolor env                  everything
        tricolor env GOROOT           the directory of the Go whose library is used
        tricolor env --json           for programs; "missing" is a list

      The exit code is 0 when nothing is missing, 1 when something is, 2 when a name is unknown.
      """)

  @Flag(help: "Print one JSON object to standard output instead.")
  var json = false

  @Option(help: "The Go installation whose standard library is used.")
  var goroot: String?

  @Argument(help: "Print only the values of these.")
  var names: [String] = []

  public init() {}

  public func run() throws {
    let report = EnvironmentReport.make(
      goroot: goroot, environment: ProcessInfo.processInfo.environment)
    if names.isEmpty {
      if json {
        Output.line(report.json)
      } else {
        for (name, value) in report.values { Output.line("\(name)='\(value)'") }
      }
    } else {
      var found: [(name: String, value: String)] = []
      for name in names {
        guard let entry = report.values.first(where: { $0.name == name }) else {
          throw UsageFailure(
            "env: \(name) is not known; there are "
              + report.values.map(\.name).joined(separator: ", "))
        }
        found.append(entry)
      }
      if json {
        Output.line(EnvironmentReport(values: found, missing: report.missing).json)
      } else {
        for entry in found { Output.line(entry.value) }
      }
    }
    if !json {
      for lack in report.missing { Output.error("missing: \(lack.what)\n  cure: \(lack.cure)") }
    }
    if !report.missing.isEmpty { throw ExitCode(1) }
  }
}

/// What `tricolor env` tells.
struct EnvironmentReport {
  /// Something that is not there, and what would bring it.
  struct Lack: Encodable, Equatable {
    let what: String
    let cure: String
  }

  /// Names and values, in the order in which they are printed.
  var values: [(name: String, value: String)] = []
  var missing: [Lack] = []

  /// Looks at the machine. Costs some file system calls and one start of clang.
  ///
  /// - Parameters:
  ///   - goroot: what `--goroot` gave.
  ///   - environment: the environment variables.
  static func make(goroot: String?, environment: [String: String]) -> EnvironmentReport {
    var report = EnvironmentReport()
    report.add("TRICOLOR_VERSION", ToolVersion.number)
    let target = BuildTarget(environment: environment, minorVersion: GoRoot.referenceMinor)
    report.add("GOOS", target.system)
    report.add("GOARCH", target.architecture)
    if let complaint = target.complaint {
      report.lack(complaint, "unset GOOS and GOARCH, or name a target that is supported")
    }
    report.addGo(goroot, environment)
    report.addCompiler(environment)
    report.addDirectories(environment)
    for name in ["GOGC", "GOMEMLIMIT", "GOMAXPROCS", "GODEBUG", "TRICOLOR"] {
      report.add(name, environment[name] ?? "")
    }
    return report
  }

  private mutating func add(_ name: String, _ value: String) { values.append((name, value)) }

  private mutating func lack(_ what: String, _ cure: String) {
    missing.append(Lack(what: what, cure: cure))
  }

  private mutating func addGo(_ goroot: String?, _ environment: [String: String]) {
    do {
      let root = try GoRoot.find(option: goroot, environment: environment)
      add("GOROOT", root.path)
      add("GOVERSION", root.version ?? "")
      add("GOROOT_FITS", root.fitness.word)
      if let complaint = root.fitness.complaint(about: root) { lack(complaint, GoRoot.cure) }
    } catch {
      for name in ["GOROOT", "GOVERSION", "GOROOT_FITS"] { add(name, "") }
      lack(error.reason, GoRoot.cure)
    }
  }

  private mutating func addCompiler(_ environment: [String: String]) {
    do {
      let compiler = try CCompiler.find(environment: environment)
      let version: String? = compiler.version
      add("CC", compiler.path)
      add("CC_VERSION", version ?? "")
      if version?.contains("clang") != true {
        lack(
          "\(compiler.path) is not clang: compiled programs need its calling conventions",
          CCompiler.cure)
      }
    } catch {
      for name in ["CC", "CC_VERSION"] { add(name, "") }
      lack(error.description, CCompiler.cure)
    }
  }

  private mutating func addDirectories(_ environment: [String: String]) {
    add("TRICOLOR_CACHE", ToolDirectories.cache(environment) ?? "off")
    let headers: [String] = RuntimeHeaders.folders
    add("TRICOLOR_INCLUDE", headers.joined(separator: ":"))
    let files = FileSystem()
    for folder in headers where !files.isDirectory(folder) {
      lack("the run time's headers: \(folder) is not there", "name them with TRICOLOR_INCLUDE")
    }
    let overlays: String? = ToolDirectories.overlays
    add("TRICOLOR_OVERLAYS", overlays ?? "")
    if overlays == nil {
      lack("the packages that take the place of Go's own", "name them with TRICOLOR_OVERLAYS")
    }
  }

  /// The values by name, and `missing`, as one line.
  var json: String {
    struct Shape: Encodable {
      let values: [String: String]
      let missing: [Lack]
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, value) in values { try container.encode(value, forKey: Key(name)) }
        try container.encode(missing, forKey: Key("missing"))
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let shape = Shape(
      values: Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first },
      missing: missing)
    // Strings can always be encoded.
    guard let data = try? encoder.encode(shape) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}
