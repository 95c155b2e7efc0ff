// Which files of a package belong to a build: operating system, architecture, tags, file names.
import GoSyntax

/// What a program is built for.
public struct BuildTarget: Sendable {
  /// The operating system, as GOOS names it.
  public var system: String
  /// The architecture, as GOARCH names it.
  public var architecture: String
  /// The N of the newest release tag `go1.N`.
  public var minorVersion: Int
  /// Further tags that hold: those the user gave, and those of the tool chain.
  public var tags: Set<String>

  /// A target with the tags that Go's own tool chain sets for it.
  public init(
    system: String, architecture: String, minorVersion: Int = 27, tags: Set<String> = []
  ) {
    self.system = system
    self.architecture = architecture
    self.minorVersion = minorVersion
    self.tags = tags.union(Self.toolTags(architecture, minorVersion))
  }

  /// The target that GOOS and GOARCH name, otherwise this machine.
  public init(environment: [String: String], minorVersion: Int = 27, tags: Set<String> = []) {
    self.init(
      system: environment["GOOS"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.hostSystem,
      architecture: environment["GOARCH"].flatMap { $0.isEmpty ? nil : $0 }
        ?? Self.hostArchitecture,
      minorVersion: minorVersion, tags: tags)
  }

  private static var hostSystem: String {
    #if os(macOS)
      return "darwin"
    #else
      return "linux"
    #endif
  }

  private static var hostArchitecture: String {
    #if arch(arm64)
      return "arm64"
    #else
      return "amd64"
    #endif
  }

  /// The experiments that a release has on by default, and the lowest feature level of the
  /// architecture. (`go list -f '{{context.ToolTags}}'` prints them.)
  private static func toolTags(_ architecture: String, _ minorVersion: Int) -> Set<String> {
    var experiments: [String] = ["regabiwrappers", "regabiargs", "dwarf5"]
    if minorVersion < 26 {
      experiments += ["aliastypeparams", "swissmap", "synchashtriemap"]
    } else {
      experiments += ["greenteagc", "randomizedheapbase64"]
    }
    if minorVersion > 26 { experiments += ["jsonv2", "sizespecializedmalloc"] }
    var tags = Set(experiments.map { "goexperiment.\($0)" })
    switch architecture {
    case "amd64": tags.insert("amd64.v1")
    case "arm64": tags.insert("arm64.v8.0")
    default: break
    }
    return tags
  }

  /// Why nothing can be built for the target; nil if it can.
  public var complaint: String? {
    if !Self.systems.contains(system) || !Self.architectures.contains(architecture) {
      return "unsupported GOOS/GOARCH pair \(system)/\(architecture)"
    }
    if architecture != "amd64" && architecture != "arm64" {
      return "GOARCH=\(architecture) is not supported; amd64 and arm64 are"
    }
    return nil
  }

  /// The same for an architecture that nobody has written assembly for: files that need some give
  /// way to those in plain Go.
  var withoutAssembly: BuildTarget {
    var target = self
    target.architecture = "none"
    target.tags.formUnion(["purego", "math_big_pure_go"])
    return target
  }

  /// Whether a tag of a build constraint holds.
  public func matches(_ tag: String) -> Bool {
    if tag == system || tag == architecture || tag == "gc" { return true }
    switch tag {
    case "cgo": return tags.contains("cgo")
    case "linux": return system == "android"
    case "solaris": return system == "illumos"
    case "darwin": return system == "ios"
    case "unix": return Self.unixSystems.contains(system)
    case "boringcrypto": return tags.contains("goexperiment.boringcrypto")
    default: break
    }
    if tag.hasPrefix("go1."), let minor = Int(tag.dropFirst(4)), "go1.\(minor)" == tag {
      return minor >= 1 && minor <= minorVersion
    }
    return tags.contains(tag)
  }

  /// Whether the name of a file allows it: `name_GOOS`, `name_GOARCH`, `name_GOOS_GOARCH`, with or
  /// without `_test`, must name this target.
  public func matches(fileName: String) -> Bool {
    let stem: Substring = fileName.prefix(while: { $0 != "." })
    // Only what follows the first underscore counts: `linux.go` is for everyone.
    guard let underscore = stem.firstIndex(of: "_") else { return true }
    var words: [String] = stem[underscore...].split(
      separator: "_", omittingEmptySubsequences: false
    ).map(String.init)
    if words.last == "test" { words.removeLast() }
    guard let last = words.last else { return true }
    if words.count >= 2 {
      let previous: String = words[words.count - 2]
      if Self.systems.contains(previous) && Self.architectures.contains(last) {
        return matches(previous) && matches(last)
      }
    }
    if Self.systems.contains(last) || Self.architectures.contains(last) { return matches(last) }
    return true
  }

  /// Every operating system that a file name can mean.
  static let systems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux",
    "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
  ]

  /// Those for which the tag `unix` holds.
  static let unixSystems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux",
    "netbsd", "openbsd", "solaris",
  ]

  /// Every architecture that a file name can mean.
  static let architectures: Set<String> = [
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv",
    "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
  ]
}
