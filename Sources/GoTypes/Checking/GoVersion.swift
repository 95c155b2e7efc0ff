// Language versions.

/// A version of the language: "go1.N". Versions of releases ("go1.21.3") count as their language.
public struct GoVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The N of 1.N; -1 when no version is required and everything is allowed.
  public let minor: Int

  public init(minor: Int) { self.minor = minor }

  /// Nothing is gated.
  public static let unspecified = GoVersion(minor: -1)
  /// The version that this checker implements.
  public static let current = GoVersion(minor: 27)
  /// The first version whose files may choose their own version by a `//go:build` line.
  static let go1_21 = GoVersion(minor: 21)

  /// Reads "go1.21", "go1.21.3", "go1.21rc2"; nil if the text is none of these.
  public init?(_ text: String) {
    guard text.hasPrefix("go1") else { return nil }
    let rest = text.dropFirst(3)
    if rest.isEmpty {
      minor = 0
      return
    }
    guard rest.first == "." else { return nil }
    let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), digits.count == 1 || digits.first != "0" else { return nil }
    let tail = rest.dropFirst(1 + digits.count)
    guard GoVersion.isReleaseSuffix(tail) else { return nil }
    minor = number
  }

  private static func isReleaseSuffix(_ tail: Substring) -> Bool {
    if tail.isEmpty { return true }
    for marker in [".", "rc", "beta", "alpha"] where tail.hasPrefix(marker) {
      let number = tail.dropFirst(marker.count)
      return !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
    }
    // "-custom" and the like follow a release.
    return tail.first == "-"
  }

  public static func < (left: GoVersion, right: GoVersion) -> Bool { left.minor < right.minor }

  public var description: String { minor < 0 ? "" : "go1.\(minor)" }

  /// Whether a feature of another version may be used under this one.
  public func allows(_ feature: GoVersion) -> Bool { minor < 0 || minor >= feature.minor }
}

// The versions that features need.
extension GoVersion {
  static let go1_13 = GoVersion(minor: 13)
  static let go1_17 = GoVersion(minor: 17)
  static let go1_18 = GoVersion(minor: 18)
  static let go1_20 = GoVersion(minor: 20)
  static let go1_22 = GoVersion(minor: 22)
  static let go1_23 = GoVersion(minor: 23)
  static let go1_26 = GoVersion(minor: 26)
  static let go1_27 = GoVersion(minor: 27)
}
