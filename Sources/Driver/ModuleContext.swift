// A main module and where the modules it requires are kept.

/// A module on disk.
public final class Module: Sendable {
  /// Its path.
  public let path: String
  /// Its directory.
  public let directory: String
  /// The language version that its go.mod asks for ("1.24"); nil when it has none.
  public let goVersion: String?

  init(path: String, directory: String, goVersion: String?) {
    self.path = path
    self.directory = directory
    self.goVersion = goVersion
  }
}

/// The main module of a run: which module provides a package.
final class ModuleContext {
  let main: Module
  let file: ModuleFile
  private let files: FileSystem
  private let cache: String
  /// The modules that a vendor directory holds packages of, longest path first; nil when there is
  /// no vendor directory that counts.
  private let vendored: [Module]?
  private var opened: [String: Module?] = [:]

  /// Why a go.mod cannot be used.
  struct ModuleError: Error {
    var message: String
  }

  /// Opens the module whose go.mod is in a directory.
  init(
    directory: String, files: FileSystem, environment: [String: String]
  ) throws(ModuleError) {
    let path = "\(directory)/go.mod"
    let text: String
    do {
      text = String(decoding: try files.read(path), as: UTF8.self)
    } catch {
      throw ModuleError(message: "\(error)")
    }
    do {
      file = try ModuleFile(text)
    } catch {
      throw ModuleError(message: "errors parsing go.mod:\n\(path):\(error.line): \(error.message)")
    }
    self.files = files
    main = Module(path: file.path, directory: directory, goVersion: file.goVersion ?? "1.16")
    let goPath: String =
      environment["GOPATH"].map { String($0.prefix(while: { $0 != ":" })) }
      ?? "\(environment["HOME"] ?? "")/go"
    cache = environment["GOMODCACHE"] ?? "\(goPath)/pkg/mod"
    vendored = try Self.vendored(directory, file, files)
  }

  /// The directory that has go.mod, at or above a directory.
  static func root(above directory: String, _ files: FileSystem) -> String? {
    var current: String = directory
    while true {
      if files.isFile("\(current)/go.mod") { return current }
      if current == "/" || current == "." { return nil }
      current = Paths.directory(current)
    }
  }

  /// The module and directory that provide an import path, if any does.
  func locate(_ importPath: String) -> (module: Module, directory: String)? {
    if let rest = Self.suffix(importPath, of: main.path) {
      let directory: String = Paths.join(main.directory, rest)
      if hasGoFiles(directory) { return (main, directory) }
    }
    if let vendored {
      let directory = "\(main.directory)/vendor/\(importPath)"
      guard hasGoFiles(directory) else { return nil }
      let owner: Module? = vendored.first { Self.suffix(importPath, of: $0.path) != nil }
      return (owner ?? main, directory)
    }
    let candidates: [ModuleFile.Requirement] = file.requirements.filter {
      Self.suffix(importPath, of: $0.path) != nil
    }
    for requirement in candidates.sorted(by: { $0.path.count > $1.path.count }) {
      guard let module = open(requirement), let rest = Self.suffix(importPath, of: module.path)
      else { continue }
      let directory: String = Paths.join(module.directory, rest)
      if hasGoFiles(directory) { return (module, directory) }
    }
    return nil
  }

  /// The words for a package that a required module would provide, were it there; nil if none
  /// would.
  func absence(of importPath: String) -> String? {
    guard vendored == nil else { return nil }
    for requirement in file.requirements
    where Self.suffix(importPath, of: requirement.path) != nil && open(requirement) == nil {
      let name = "\(requirement.path)@\(requirement.version)"
      if let replacement = replacement(of: requirement), replacement.newVersion == nil {
        return "\(name) is replaced by \(replacement.newPath), which is not a directory"
      }
      return "\(name) is not in the module cache; to get it:\n"
        + "\tgo mod download \(requirement.path)"
    }
    return nil
  }

  /// What is left of an import path behind a module path; empty for the module's root package.
  static func suffix(_ importPath: String, of modulePath: String) -> String? {
    if importPath == modulePath { return "" }
    guard importPath.hasPrefix(modulePath + "/") else { return nil }
    return String(importPath.dropFirst(modulePath.count + 1))
  }

  private func hasGoFiles(_ directory: String) -> Bool {
    guard let entries = try? files.list(directory) else { return false }
    return entries.contains { !$0.isDirectory && $0.name.hasSuffix(".go") }
  }

  private func replacement(
    of requirement: ModuleFile.Requirement
  ) -> ModuleFile.Replacement? {
    file.replacements.first {
      $0.path == requirement.path && ($0.version == nil || $0.version == requirement.version)
    }
  }

  /// The module of a requirement: where a replacement says, or in the module cache.
  private func open(_ requirement: ModuleFile.Requirement) -> Module? {
    if let known = opened[requirement.path] { return known }
    let replacement: ModuleFile.Replacement? = self.replacement(of: requirement)
    var path: String = requirement.path
    var version: String = requirement.version
    var directory: String?
    if let replacement {
      if let newVersion = replacement.newVersion {
        (path, version) = (replacement.newPath, newVersion)
      } else {
        directory = FileSystem.absolute(replacement.newPath, in: main.directory)
      }
    }
    let place: String = directory ?? "\(cache)/\(Self.escaped(path))@\(Self.escaped(version))"
    var module: Module?
    if files.isDirectory(place) {
      let text: [UInt8]? = try? files.read("\(place)/go.mod")
      let parsed: ModuleFile? = text.flatMap {
        try? ModuleFile(String(decoding: $0, as: UTF8.self))
      }
      module = Module(
        path: requirement.path, directory: place, goVersion: parsed?.goVersion ?? "1.16")
    }
    opened[requirement.path] = module
    return module
  }

  /// A path as the module cache writes it: `!a` for `A`, so that case does not matter on disk.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for character in path {
      if character.isASCII && character.isUppercase {
        text += "!" + character.lowercased()
      } else {
        text.append(character)
      }
    }
    return text
  }

  /// The modules of a vendor directory, longest path first; nil where there is none that counts:
  /// it counts from go 1.14 on.
  private static func vendored(
    _ directory: String, _ file: ModuleFile, _ files: FileSystem
  ) throws(ModuleError) -> [Module]? {
    let vendor = "\(directory)/vendor"
    guard files.isDirectory(vendor), minor(file.goVersion) >= 14 else { return nil }
    let bytes: [UInt8] = (try? files.read("\(vendor)/modules.txt")) ?? []
    let list = VendorList(String(decoding: bytes, as: UTF8.self))
    let lines: [String] = list.disagreements(with: file)
    if lines.isEmpty { return list.modules(in: vendor) }
    throw ModuleError(
      message: "inconsistent vendoring in \(directory):\n"
        + lines.map { "\t\($0)\n" }.joined()
        + "\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor")
  }

  /// The N of a version 1.N; 0 where go.mod does not say.
  private static func minor(_ version: String?) -> Int {
    guard let parts = version?.split(separator: "."), parts.count > 1 else { return 0 }
    return Int(parts[1].prefix(while: { $0.isASCII && $0.isNumber })) ?? 0
  }
}
