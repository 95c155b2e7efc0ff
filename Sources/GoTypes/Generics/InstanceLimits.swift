// What ends the making of types where a program would have it go on for ever, or for longer than
// there is memory.
//
// Go's compiler has no such limits: it ends by its stack, by memory, or not at all. All of them are
// far above what programs written by people and generators need, and all are errors of code
// `limit`.
import GoSyntax

extension InstanceTable {
  /// The state of the limits while a package is checked.
  struct Limits {
    /// No type may be deeper; see TypeDepth.swift.
    var depth: UInt32 = Self.greatestDepth
    /// How many types substitution may still make; 0 after one was refused.
    var types = Self.typesOfPackage
    /// Something was refused, whether it could be reported or not.
    var wasReached = false

    /// No deeper types than this are made, however large the stack is: as deep as the parser lets
    /// literals be. Higher costs time, quadratic in the depth, on programs that ask for it.
    static let greatestDepth: UInt32 = 10_000
    /// What a walk down a type takes of the stack at every level, in bytes: some calls of functions
    /// that were not optimised, and as much again for what the walk started from.
    static let stackOfLevel = 16 * 1024
    /// How many types substitution makes for a package, some 200 MB of them.
    static let typesOfPackage = 2_000_000
    /// How much deeper an instance may be than the one from whose expansion it came.
    static let expansionDepth: UInt32 = 100
    /// How many instances of a generic type may come of expansions.
    static let expansions = 200_000
  }

  var depthLimit: UInt32 { limits.depth }

  /// Sets the limits for a package that is checked on a stack with this much room, in bytes.
  func resetLimits(room: Int) {
    limits = Limits()
    let levels: Int = max(1, room / Limits.stackOfLevel)
    limits.depth = UInt32(min(Int(Limits.greatestDepth), levels))
  }

  /// Whether substitution may go on with a type that it made; counts it. After the first type that
  /// is refused all are, without a further complaint: no program gets smaller on the way.
  func admits(_ type: GoType, _ checker: Checker?, at position: SourcePosition) -> Bool {
    if limits.types == 0 { return false }
    limits.types -= 1
    if type.depth > limits.depth {
      limits.types = 0
      refuse(checker, at: position, "type nests too deeply")
      return false
    }
    if limits.types == 0 { refuse(checker, at: position, "types grow too large") }
    return limits.types > 0
  }

  /// Whether an instance is more than programs need: it came of the expansion of a much smaller
  /// one, or of one of very many.
  func isEndless(_ instance: NamedType, count: Int) -> Bool {
    guard let root = instance.instance?.rootDepth, root != instance.depth else { return false }
    return instance.depth > root + Limits.expansionDepth || count > Limits.expansions
  }

  /// Notes that something was refused, and complains once a position.
  func refuse(_ checker: Checker?, at position: SourcePosition, _ message: String) {
    limits.wasReached = true
    guard let checker, checker.limitedPositions.insert(position.raw).inserted else { return }
    checker.report(.limit, at: position, message)
  }
}

extension Checker {
  /// Complains if a limit was reached where nobody could say so: while an instance that another
  /// package made was expanded.
  func reportSilentLimit() {
    guard universe.instances.limits.wasReached, errorCount == 0,
      let file = info.files.first
    else { return }
    report(.limit, at: file.tree.packagePosition, "types of imported packages nest too deeply")
  }
}
