// Which package an import path means, seen from the package that imports it.
import GoSyntax

/// Why an import path means nothing.
struct ImportProblem: Error {
  /// In the words of `go build`.
  var message: String
}

extension PackageLoader {
  /// The package that `path` means in the files of a package.
  func locate(_ path: String, from importer: PackagePlace) -> Result<PackagePlace, ImportProblem> {
    func fail(_ message: String) -> Result<PackagePlace, ImportProblem> {
      .failure(ImportProblem(message: message))
    }
    if let complaint = Self.complaint(aboutPath: path) { return fail(complaint) }
    if path == "." || path == ".." || path.hasPrefix("./") || path.hasPrefix("../") {
      return fail(
        "\"\(path)\" is relative, but relative import paths are not supported in module mode")
    }
    guard let place = find(path, from: importer) else { return fail(missing(path, importer)) }
    if configuration.needsFittingLibrary, place.isStandard, let root = configuration.goRoot,
      configuration.overlay.packages[place.importPath] == nil,
      let complaint = root.fitness.complaint(about: root)
    {
      return fail("package \(place.importPath): \(complaint); \(GoRoot.cure)")
    }
    if isHidden(place.importPath, from: importer) {
      return fail("use of internal package \(place.importPath) not allowed")
    }
    return .success(place)
  }

  private func find(_ path: String, from importer: PackagePlace) -> PackagePlace? {
    if configuration.overlay.packages[path] != nil {
      let directory: String =
        configuration.goRoot.map { "\($0.source)/\(path)" } ?? "/overlay/\(path)"
      return PackagePlace(
        importPath: path, directory: directory, module: nil, context: importer.context,
        isStandard: true)
    }
    let isDomain: Bool = path.prefix(while: { $0 != "/" }).contains(".")
    if let root = configuration.goRoot {
      func standard(_ importPath: String) -> PackagePlace? {
        let directory = "\(root.source)/\(importPath)"
        guard files.isDirectory(directory) else { return nil }
        return PackagePlace(
          importPath: importPath, directory: directory, module: nil, context: nil,
          isStandard: true)
      }
      if importer.isStandard {
        if !isDomain { return standard(path) }
        let isCommand: Bool =
          importer.importPath == "cmd" || importer.importPath.hasPrefix("cmd/")
        return standard((isCommand ? "cmd/vendor/" : "vendor/") + path)
      }
      let isVendored: Bool = path.hasPrefix("vendor/") || path.contains("/vendor/")
      if !isDomain && !isVendored, let place = standard(path) { return place }
    }
    guard let context = importer.context, let (module, directory) = context.locate(path) else {
      return nil
    }
    return PackagePlace(
      importPath: path, directory: directory, module: module, context: context)
  }

  /// The words for a path that leads nowhere.
  private func missing(_ path: String, _ importer: PackagePlace) -> String {
    let isDomain: Bool = path.prefix(while: { $0 != "/" }).contains(".")
    if !isDomain {
      guard let root = configuration.goRoot else {
        let failure = GoRoot.NotFound(origin: nil, path: nil)
        return "package \(path) is not in std: \(failure)"
      }
      return "package \(path) is not in std (\(root.source)/\(path))"
    }
    if let absence = importer.context?.absence(of: path) { return absence }
    if importer.context == nil {
      return "no required module provides package \(path): go.mod file not found in current "
        + "directory or any parent directory; see 'go help modules'"
    }
    return "no required module provides package \(path); to add it:\n\tgo get \(path)"
  }

  /// Whether `internal` in a path keeps the importer out: only what stands below the directory
  /// that has the `internal` may import it.
  private func isHidden(_ path: String, from importer: PackagePlace) -> Bool {
    let parts: [Substring] = path.split(separator: "/")
    guard let index = parts.lastIndex(of: "internal") else { return false }
    // Loose files belong to their directory's place in the module.
    var from: String = importer.importPath
    if from == "command-line-arguments", let main = importer.context?.main,
      let rest = Paths.relative(importer.directory, below: main.directory)
    {
      from = rest.isEmpty ? main.path : "\(main.path)/\(rest)"
    }
    if index == 0 {
      // The library's own internal packages are for the library.
      return !importer.isStandard
    }
    if importer.isStandard && path.hasPrefix("vendor/") { return false }
    let parent: String = parts[..<index].joined(separator: "/")
    return !(from == parent || from.hasPrefix(parent + "/"))
  }

  /// What is wrong with the text of an import path, if anything.
  private static func complaint(aboutPath path: String) -> String? {
    if path.isEmpty { return "invalid import path: \"\"" }
    if path.hasPrefix("/") { return "cannot import absolute path" }
    let forbidden: Set<Unicode.Scalar> = Set("!\"#$%&'()*,:;<=>?[]^`{|}\\\u{FFFD}".unicodeScalars)
    for scalar in path.unicodeScalars {
      let isGraphic: Bool = scalar.value > 0x20 && scalar.value != 0x7F
      if !isGraphic || forbidden.contains(scalar) {
        return "malformed import path \"\(path)\": invalid char '\(scalar)'"
      }
    }
    if path.contains("//") { return "malformed import path \"\(path)\": double slash" }
    if path.hasSuffix("/") { return "malformed import path \"\(path)\": trailing slash" }
    return nil
  }
}
