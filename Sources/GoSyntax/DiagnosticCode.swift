// The numbers by which machines know a diagnostic's kind. Later stages add theirs in extensions.

/// What kind of complaint a diagnostic is. The type checker's codes have the numbers that Go
/// publishes for its own (package `internal/types/errors`); stages before it use negative ones.
public struct DiagnosticCode: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The text is not Go: scanner and parser.
  public static let syntax = DiagnosticCode(rawValue: -1)
  /// A compiler directive that is malformed or stands where it has no meaning.
  public static let directive = DiagnosticCode(rawValue: -2)
  /// Labels and branches: unused, undefined, jumps that are not allowed.
  public static let branch = DiagnosticCode(rawValue: -3)
  /// A package that cannot be found, read or built for this target.
  public static let package = DiagnosticCode(rawValue: -4)
  /// A limit of this implementation was reached (nesting depth).
  public static let limit = DiagnosticCode(rawValue: -5)
}
