// What the user may write to name packages, and which directories it means.
import GoSyntax

/// Where a package is, before it is loaded.
struct PackagePlace {
  /// The path by which importers know it.
  var importPath: String
  /// Where its files are; absolute.
  var directory: String
  /// The module that it belongs to.
  var module: Module?
  /// The main module of the run it is loaded in; nil without a go.mod.
  var context: ModuleContext?
  var isStandard = false
  /// Only these files, when the user named files.
  var fileNames: [String]?
  /// Found by a wildcard: no complaint when there is nothing for this build.
  var isFromWildcard = false

  /// The same for the same package: loose files are never shared.
  var key: String {
    guard let fileNames else { return "\(importPath)\n\(directory)" }
    return "\(importPath)\n\(directory)\n\(fileNames.joined(separator: "\n"))"
  }
}

extension PackageLoader {
  /// The places that patterns mean; complaints are noted.
  func places(of patterns: [String]) -> [PackagePlace] {
    if patterns.contains(where: { $0.hasSuffix(".go") && isFileArgument($0) }) {
      return filePlace(patterns).map { [$0] } ?? []
    }
    var found: [PackagePlace] = []
    for pattern in patterns {
      let isLocal: Bool =
        pattern == "." || pattern == ".." || pattern.hasPrefix("./")
        || pattern.hasPrefix("../") || pattern.hasPrefix("/")
      if pattern == "std" || pattern == "cmd" {
        found += standardPlaces(below: pattern == "std" ? "" : "cmd")
      } else if pattern.contains("...") {
        found += isLocal ? directoryPlaces(pattern) : importPathPlaces(pattern)
      } else if isLocal {
        if let place = directoryPlace(pattern) { found.append(place) }
      } else if let place = importPathPlace(pattern) {
        found.append(place)
      }
    }
    return found
  }

  private func isFileArgument(_ pattern: String) -> Bool {
    let path: String = FileSystem.absolute(pattern, in: configuration.directory)
    return files.isFile(path) || !files.isDirectory(path)
  }

  /// The context of a directory: the go.mod at or above it.
  func context(of directory: String) -> ModuleContext? {
    guard let root = ModuleContext.root(above: directory, files) else { return nil }
    if let known = contexts[root] { return known }
    var context: ModuleContext?
    do {
      context = try ModuleContext(
        directory: root, files: files, environment: configuration.environment)
    } catch {
      complain(error.message)
    }
    contexts[root] = .some(context)
    return context
  }

  /// Whether a directory belongs to a module whose go.mod or vendor directory cannot be used.
  func isBroken(_ directory: String) -> Bool {
    guard let root = ModuleContext.root(above: directory, files), let known = contexts[root] else {
      return false
    }
    return known == nil
  }

  // MARK: Files

  private func filePlace(_ patterns: [String]) -> PackagePlace? {
    var directories: [String] = []
    for pattern in patterns {
      guard pattern.hasSuffix(".go") else {
        complain("named files must be .go files: \(pattern)")
        return nil
      }
      let directory: String = Paths.directory(pattern)
      if !directories.contains(directory) { directories.append(directory) }
    }
    guard directories.count == 1 else {
      complain(
        "named files must all be in one directory; have "
          + directories.joined(separator: " and "))
      return nil
    }
    let directory: String = FileSystem.absolute(directories[0], in: configuration.directory)
    let context: ModuleContext? = context(of: directory)
    return PackagePlace(
      importPath: "command-line-arguments", directory: directory, module: context?.main,
      context: context, isStandard: false, fileNames: patterns.map { Paths.base($0) })
  }

  // MARK: Directories

  private func directoryPlace(_ pattern: String) -> PackagePlace? {
    let directory: String = FileSystem.absolute(pattern, in: configuration.directory)
    guard files.isDirectory(directory) else {
      complain("stat \(directory): directory not found")
      return nil
    }
    return place(ofDirectory: directory, isFromWildcard: false)
  }

  /// The place of a directory: in the standard library, in a module, or alone.
  private func place(ofDirectory directory: String, isFromWildcard: Bool) -> PackagePlace {
    if let root = configuration.goRoot,
      let path = Paths.relative(directory, below: root.source), !path.isEmpty
    {
      return PackagePlace(
        importPath: path, directory: directory, module: nil, context: nil, isStandard: true,
        isFromWildcard: isFromWildcard)
    }
    let context: ModuleContext? = context(of: directory)
    var importPath = "command-line-arguments"
    if let main = context?.main, let rest = Paths.relative(directory, below: main.directory) {
      importPath = rest.isEmpty ? main.path : "\(main.path)/\(rest)"
    }
    return PackagePlace(
      importPath: importPath, directory: directory, module: context?.main, context: context,
      isFromWildcard: isFromWildcard)
  }

  private func directoryPlaces(_ pattern: String) -> [PackagePlace] {
    // The walk starts at the directory in front of the element that has the wildcard.
    let fixed: Substring = pattern[
      ..<(pattern.firstRange(of: "...")?.lowerBound ?? pattern.endIndex)]
    let base: String = fixed.hasSuffix("/") ? String(fixed) : Paths.directory(String(fixed))
    let start: String = FileSystem.absolute(base, in: configuration.directory)
    guard files.isDirectory(start) else {
      complain("pattern \(pattern): lstat \(base): no such file or directory")
      return []
    }
    let full: String = FileSystem.absolute(pattern, in: configuration.directory)
    let ignored: Set<String> = Set(
      context(of: start).map { context in
        context.file.ignored.map { FileSystem.absolute($0, in: context.main.directory) }
      } ?? [])
    var found: [PackagePlace] = []
    walk(start, ignored) { directory in
      guard Wildcard.matches(full, directory) else { return }
      found.append(place(ofDirectory: directory, isFromWildcard: true))
    }
    if found.isEmpty { complain("warning: \"\(pattern)\" matched no packages") }
    return found
  }

  /// Visits a directory and those below it that may hold packages.
  private func walk(_ root: String, _ ignored: Set<String>, _ visit: (String) -> Void) {
    var pending: [String] = [root]
    while let directory = pending.popLast() {
      guard let entries = try? files.list(directory) else { continue }
      if directory != root && entries.contains(where: { $0.name == "go.mod" && !$0.isDirectory }) {
        continue
      }
      if entries.contains(where: { !$0.isDirectory && $0.name.hasSuffix(".go") }) {
        visit(directory)
      }
      for entry in entries.reversed() where entry.isDirectory {
        let path = "\(directory)/\(entry.name)"
        let isHidden: Bool = entry.name.hasPrefix("_") || entry.name.hasPrefix(".")
        let isSkipped: Bool = entry.name == "testdata" || entry.name == "vendor"
        if !isHidden && !isSkipped && !ignored.contains(path) { pending.append(path) }
      }
    }
  }

  // MARK: Import paths

  private func importPathPlace(_ pattern: String) -> PackagePlace? {
    let context: ModuleContext? = context(of: configuration.directory)
    let here = PackagePlace(
      importPath: "command-line-arguments", directory: configuration.directory,
      module: context?.main, context: context)
    switch locate(pattern, from: here) {
    case .success(let place):
      return place
    case .failure(let failure):
      // A directory may be named without `./` when no package has the name.
      if files.isDirectory(FileSystem.absolute(pattern, in: configuration.directory)) {
        return directoryPlace(pattern)
      }
      complain(failure.message)
      return nil
    }
  }

  private func importPathPlaces(_ pattern: String) -> [PackagePlace] {
    var found: [PackagePlace] = standardPlaces(below: "").filter {
      Wildcard.matches(pattern, $0.importPath)
    }
    if let context = context(of: configuration.directory) {
      walk(context.main.directory, []) { directory in
        let place: PackagePlace = place(ofDirectory: directory, isFromWildcard: true)
        if Wildcard.matches(pattern, place.importPath) { found.append(place) }
      }
    }
    if found.isEmpty { complain("warning: \"\(pattern)\" matched no packages") }
    return found
  }

  /// The packages of the standard library, commands only when asked for by their directory.
  private func standardPlaces(below directory: String) -> [PackagePlace] {
    guard let root = configuration.goRoot else {
      complain("\(GoRoot.NotFound(origin: nil, path: nil))")
      return []
    }
    var found: [PackagePlace] = []
    let start: String = Paths.join(root.source, directory)
    walkStandard(start) { path in
      guard let importPath = Paths.relative(path, below: root.source), !importPath.isEmpty else {
        return
      }
      if directory.isEmpty && (importPath == "cmd" || importPath.hasPrefix("cmd/")) { return }
      if Self.unlisted.contains(importPath) { return }
      found.append(
        PackagePlace(
          importPath: importPath, directory: path, module: nil, context: nil, isStandard: true,
          isFromWildcard: true))
    }
    return found.sorted { $0.importPath < $1.importPath }
  }

  /// What `std` does not mean: documentation of the universe, and what cannot be built without
  /// cgo.
  private static let unlisted: Set<String> = ["builtin", "runtime/cgo"]

  /// As `walk`, into vendor directories too: the library's are packages of its own.
  private func walkStandard(_ root: String, _ visit: (String) -> Void) {
    walk(root, [], visit)
    let vendor = "\(root)/vendor"
    if files.isDirectory(vendor) { walk(vendor, [], visit) }
  }
}

/// Patterns in which `...` stands for any text.
enum Wildcard {
  /// Whether a pattern matches a whole text. `x/...` matches `x` too.
  static func matches(_ pattern: String, _ text: String) -> Bool {
    if pattern.hasSuffix("/...") && String(pattern.dropLast(4)) == text { return true }
    let parts: [String] = split(pattern)
    guard let first = parts.first, let last = parts.last else { return text.isEmpty }
    guard parts.count > 1 else { return text == first }
    guard text.hasPrefix(first), text.utf8.count >= first.utf8.count + last.utf8.count else {
      return false
    }
    var rest: Substring = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
  }

  private static func split(_ pattern: String) -> [String] {
    var parts: [String] = []
    var rest: Substring = pattern[...]
    while let found = rest.firstRange(of: "...") {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }
}
