// From patterns to parsed packages: the front door of loading.
//
// The way down: `load(_:)` turns each pattern into package places (PackagePatterns.swift); each
// place is loaded once: its files are chosen (PackageFiles.swift, FileHeader.swift,
// BuildTarget.swift), parsed, and their imports located (ImportResolution.swift) and loaded in
// turn, depth first, so that `packages` ends up with every package behind its imports. A package
// met on the way down to itself is an import cycle.
//
// What goes wrong is kept with the package it concerns (`problems`, `syntaxErrors`) and stops
// nothing else.
import GoSyntax

/// Finds and parses packages. Make one for a run; it remembers what it has loaded.
public final class PackageLoader {
  /// How to load.
  public struct Configuration: Sendable {
    /// The user's Go; without one only overlay packages can be imported.
    public var goRoot: GoRoot?
    /// What the build is for.
    public var target: BuildTarget
    /// Replacements for files and packages.
    public var overlay = Overlay()
    /// The directory that relative patterns start from; absolute.
    public var directory: String
    /// The environment variables: GOPATH, GOMODCACHE, HOME.
    public var environment: [String: String] = [:]
    /// Refuses packages of a Go installation that is too old or too new to be compiled; checking
    /// alone takes what there is.
    public var needsFittingLibrary = false
    /// Takes files that import "C", which are left out otherwise.
    public var keepsCgoFiles = false
    /// Takes down what the disk was asked.
    public var accesses: FileAccesses?

    /// A configuration without overlays.
    public init(goRoot: GoRoot?, target: BuildTarget, directory: String) {
      self.goRoot = goRoot
      self.target = target
      self.directory = directory
    }
  }

  let configuration: Configuration
  private(set) var files: FileSystem
  /// Holds the files of all packages.
  public let sources: SourceSet
  /// Holds the names of all packages.
  public let names: NameTable

  var contexts: [String: ModuleContext?] = [:]
  private var loaded: [String: LoadedPackage] = [:]
  private var order: [LoadedPackage] = []
  /// The packages on the way down, and the file by which each imports the next.
  private var path: [(package: LoadedPackage, file: String)] = []
  var problems: [Diagnostic] = []

  /// A loader with nothing loaded.
  public init(
    _ configuration: Configuration, sources: SourceSet = SourceSet(),
    names: NameTable = NameTable()
  ) {
    self.configuration = configuration
    self.sources = sources
    self.names = names
    files = FileSystem(overlay: configuration.overlay)
    files.accesses = configuration.accesses
  }

  /// Loads what patterns name, and all that it imports.
  /// - Parameter patterns: directories, `.go` files (then nothing else), import paths, `std`, and
  ///   any of the first or third with `...`; none means the current directory.
  public func load(_ patterns: [String]) -> LoadResult {
    var result = LoadResult()
    problems = []
    for place in places(of: patterns.isEmpty ? ["."] : patterns) {
      // A module that cannot be opened has no packages, and what it lacks is told already.
      if place.module == nil && !place.isStandard && isBroken(place.directory) { continue }
      guard let package = load(place) else { continue }
      if !result.roots.contains(where: { $0 === package }) { result.roots.append(package) }
    }
    result.packages = order
    result.problems = problems
    return result
  }

  /// Loads a package of one file that is not on disk. The name should be new every time.
  public func load(text: [UInt8], name: String) -> LoadResult {
    let directory: String = configuration.directory
    let path: String = Paths.join(directory, name)
    files.overlay.files[path] = text
    defer { files.overlay.files[path] = nil }
    let context: ModuleContext? = context(of: directory)
    let place = PackagePlace(
      importPath: "command-line-arguments", directory: directory, module: context?.main,
      context: context, fileNames: [name])
    var result = LoadResult()
    problems = []
    let known: Int = order.count
    if let package = load(place) {
      result.roots = [package]
      result.packages = Array(order[known...])
    }
    result.problems = problems
    return result
  }

  /// Notes a complaint that belongs to no package.
  func complain(_ message: String) {
    problems.append(Diagnostic(position: .unknown, code: .package, message: message))
  }

  /// Loads the package of a place, unless it is loaded. Nil, without complaint, when a wildcard
  /// met a directory from which the build takes nothing.
  func load(_ place: PackagePlace) -> LoadedPackage? {
    if let known = loaded[place.key] { return known }
    let chosen: PackageFiles = choose(place)
    let isEmpty: Bool = chosen.go.isEmpty && chosen.problems.isEmpty
    if isEmpty && place.isFromWildcard && chosen.testCount == 0 { return nil }
    let package = LoadedPackage(
      importPath: place.importPath, directory: place.directory, module: place.module,
      isStandard: place.isStandard)
    loaded[place.key] = package
    package.hasOtherSources = chosen.hasOtherSources
    for problem in chosen.problems { note(problem, in: package) }
    parse(chosen, of: package)
    let isSilent: Bool = package.problems.isEmpty && package.syntaxErrors.isEmpty
    // A wildcard may also meet packages of nothing but tests: nothing to check, nothing wrong.
    if package.files.isEmpty && isSilent && !(place.isFromWildcard && chosen.testCount > 0) {
      note(emptiness(chosen, place), in: package)
    }
    checkEmbeds(of: package)
    loadImports(of: package, place)
    order.append(package)
    return package
  }

  private func choose(_ place: PackagePlace) -> PackageFiles {
    if let overlay = configuration.overlay.packages[place.importPath], place.fileNames == nil {
      return PackageFiles(overlay: overlay, target: configuration.target)
    }
    guard let names = place.fileNames else {
      let overlay: Overlay = configuration.overlay
      let isPure: Bool = place.isStandard && overlay.isWithoutAssembly(place.importPath)
      let target: BuildTarget =
        isPure ? configuration.target.withoutAssembly : configuration.target
      var chosen = PackageFiles(directory: place.directory, target: target, files: files)
      if place.isStandard, let added = overlay.supplements[place.importPath] {
        chosen.supplement(with: added, target: configuration.target)
      }
      return chosen
    }
    // Files that were named are taken whatever their names and headers say.
    var chosen = PackageFiles(overlay: [:], target: configuration.target)
    for name in names {
      do {
        chosen.go.append((name, try files.read(Paths.join(place.directory, name))))
      } catch {
        chosen.problems.append("\(error)")
      }
    }
    return chosen
  }

  func note(_ message: String, in package: LoadedPackage, at position: SourcePosition = .unknown) {
    package.problems.append(Diagnostic(position: position, code: .package, message: message))
  }

  private func emptiness(_ chosen: PackageFiles, _ place: PackagePlace) -> String {
    if chosen.excludedCount > 0 || !chosen.go.isEmpty {
      return "package \(place.importPath): build constraints exclude all Go files in "
        + place.directory
    }
    if chosen.testCount > 0 { return "no non-test Go files in \(place.directory)" }
    return "no Go files in \(place.directory)"
  }

  // MARK: Parsing

  private func parse(_ chosen: PackageFiles, of package: LoadedPackage) {
    let sink = DiagnosticCollector()
    var options = ParserOptions()
    options.isStandardLibrary = package.isStandard
    options.isRuntime = package.isRuntime
    var firstFile = ""
    var replacement = Replacement()
    // Supplements come first, and what they declare is left out of the other files.
    for (name, bytes) in chosen.go {
      let isSupplement: Bool = chosen.supplements.contains(name)
      options.replacement = isSupplement ? Replacement() : replacement
      let path: String = Paths.shown(
        Paths.join(package.directory, name), from: configuration.directory)
      let file: SourceFile
      do {
        file = try sources.add(path: path, text: bytes)
      } catch {
        note("\(error)", in: package)
        return
      }
      let tree: SyntaxTree = Parser.parse(file, names: names, options: options, sink: sink)
      guard let nameNode = tree.packageName else {
        package.hasAllClauses = false
        continue
      }
      let clause: String = names.text(tree.name(nameNode))
      // A file of cgo's is left out, as it is when cgo is off; so is mere documentation.
      let usesCgo: Bool = imports(tree).contains { $0.path == "C" }
      if clause == "documentation" || (usesCgo && !configuration.keepsCgoFiles) { continue }
      if package.name.isEmpty {
        package.name = clause
        firstFile = name
      } else if package.name != clause {
        note(
          "found packages \(package.name) (\(firstFile)) and \(clause) (\(name)) in "
            + package.directory, in: package)
        continue
      }
      package.files.append(tree)
      if isSupplement { replacement.add(tree) }
      package.lineCount += file.lineCount
    }
    package.syntaxErrors = sink.diagnostics
  }

  /// The import paths of a file, in the order of the source.
  func imports(_ tree: SyntaxTree) -> [(path: String, position: SourcePosition)] {
    var found: [(String, SourcePosition)] = []
    for declaration in tree.declarations where tree.kind(declaration) == .importDeclaration {
      guard let literal = tree.importDeclaration(declaration).path,
        let value = tree.stringValue(literal)
      else { continue }
      found.append((String(decoding: value, as: UTF8.self), tree.position(declaration)))
    }
    return found
  }

  // MARK: Imports

  private func loadImports(of package: LoadedPackage, _ place: PackagePlace) {
    for tree in package.files {
      for (path, position) in imports(tree) where package.imports[path] == nil {
        if path == "unsafe" || path == "C" { continue }
        self.path.append((package, Paths.base(tree.source.path)))
        defer { self.path.removeLast() }
        switch locate(path, from: place) {
        case .failure(let failure):
          note(failure.message, in: package, at: position)
        case .success(let target):
          link(package, path, target, at: position)
        }
      }
    }
  }

  private func link(
    _ package: LoadedPackage, _ path: String, _ place: PackagePlace,
    at position: SourcePosition
  ) {
    let isOpen: Bool = self.path.contains { $0.package === loaded[place.key] }
    if isOpen, let target = loaded[place.key] {
      note(cycle(backTo: target), in: package)
      return
    }
    guard let target = load(place) else { return }
    if target.name == "main" && !target.isStandard {
      note("import \"\(path)\" is a program, not an importable package", in: package, at: position)
      return
    }
    // A package without files has said why; here is where it is missed.
    if target.files.isEmpty, let problem = target.problems.first, !problem.position.isKnown {
      target.problems.removeFirst()
      target.problems.insert(
        Diagnostic(position: position, code: .package, message: problem.message), at: 0)
    }
    package.imports[path] = target
  }

  /// The words for an import cycle: the whole way from the root.
  private func cycle(backTo target: LoadedPackage) -> String {
    var text = "package \(path.first?.package.importPath ?? "")"
    for (index, step) in path.enumerated() {
      let next: LoadedPackage = index + 1 < path.count ? path[index + 1].package : target
      text += "\n\timports \(next.importPath) from \(step.file)"
    }
    return text + ": import cycle not allowed"
  }
}
