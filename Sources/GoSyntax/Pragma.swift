// Compiler directives as data: what `//go:` comments in front of a declaration ask for.
// Recognising them in comments is Directives.swift's business.

/// The number of a `Pragma` in its tree.
public struct PragmaID: Hashable, Sendable {
  let raw: UInt32

  init(raw: UInt32) { self.raw = raw }

  init?(operand: UInt32) {
    if operand == 0 { return nil }
    raw = operand - 1
  }
}

/// What directives ask of the function that follows them, one bit each.
public struct PragmaFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `//go:noescape`: the body is not in Go and lets no argument escape.
  public static let noEscape = PragmaFlags(rawValue: 1 << 0)
  /// `//go:norace`
  public static let noRace = PragmaFlags(rawValue: 1 << 1)
  /// `//go:nosplit`: no stack check in the prologue.
  public static let noSplit = PragmaFlags(rawValue: 1 << 2)
  /// `//go:noinline`
  public static let noInline = PragmaFlags(rawValue: 1 << 3)
  /// `//go:nocheckptr`, also implied by `//go:nosplit`.
  public static let noCheckPointer = PragmaFlags(rawValue: 1 << 4)
  /// `//go:systemstack`
  public static let systemStack = PragmaFlags(rawValue: 1 << 5)
  /// `//go:nowritebarrier`
  public static let noWriteBarrier = PragmaFlags(rawValue: 1 << 6)
  /// `//go:nowritebarrierrec`
  public static let noWriteBarrierRecursive = PragmaFlags(rawValue: 1 << 7)
  /// `//go:yeswritebarrierrec`
  public static let yesWriteBarrierRecursive = PragmaFlags(rawValue: 1 << 8)
  /// `//go:cgo_unsafe_args`
  public static let cgoUnsafeArguments = PragmaFlags(rawValue: 1 << 9)
  /// `//go:uintptrkeepalive`
  public static let uintptrKeepAlive = PragmaFlags(rawValue: 1 << 10)
  /// `//go:uintptrescapes`
  public static let uintptrEscapes = PragmaFlags(rawValue: 1 << 11)
  /// `//go:registerparams`
  public static let registerParameters = PragmaFlags(rawValue: 1 << 12)
  /// `//go:build`, which has a meaning only above the package clause.
  public static let build = PragmaFlags(rawValue: 1 << 13)
  /// `//tricolor:noalloc`: nothing in the function, nor in what it calls, may allocate.
  public static let noAllocation = PragmaFlags(rawValue: 1 << 14)

  /// Those that may stand in front of a function, and nowhere else.
  public static let ofFunctions: PragmaFlags = [
    .noEscape, .noRace, .noSplit, .noInline, .noCheckPointer, .systemStack, .noWriteBarrier,
    .noWriteBarrierRecursive, .yesWriteBarrierRecursive, .cgoUnsafeArguments, .uintptrKeepAlive,
    .uintptrEscapes, .registerParameters, .noAllocation,
  ]
}

/// The directives in front of one declaration.
public struct Pragma: Sendable {
  /// All flags together.
  public var flags: PragmaFlags = []
  /// Each directive with its place, for messages.
  public var places: [Place] = []
  /// The `//go:embed` directives.
  public var embeds: [Embed] = []

  /// Nothing asked.
  public init() {}

  /// One directive.
  public struct Place: Sendable {
    /// What it asks; empty for directives that this compiler has no use for.
    public var flags: PragmaFlags
    /// Where it is (behind the slashes).
    public var position: SourcePosition
  }

  /// One `//go:embed` directive.
  public struct Embed: Sendable {
    /// Where it is (behind the slashes).
    public var position: SourcePosition
    /// Its patterns, unquoted.
    public var patterns: [String]
    /// Where each pattern is.
    public var places: [SourcePosition]
  }
}

/// A `//go:linkname` or `//go:linknamestd` directive.
public struct Linkname: Sendable {
  /// Where it is (behind the slashes).
  public var position: SourcePosition
  /// Whether it is the form that only the standard library uses.
  public var isStandard: Bool
  /// The name in this package.
  public var local: String
  /// The symbol; nil when the directive only marks the local name as reachable from elsewhere.
  public var target: String?
}

/// A `//go:cgo_*` directive, in fields; the first one is the verb without `go:`.
public struct CgoDirective: Sendable {
  /// Where it is (behind the slashes).
  public var position: SourcePosition
  /// The verb and its arguments, quotes kept.
  public var fields: [String]
}
