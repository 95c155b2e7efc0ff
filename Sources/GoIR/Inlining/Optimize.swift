// The passes that come before escape analysis, in their order.

/// What the passes before escape analysis may do, and how much they say.
public struct OptimizationOptions: Sendable {
  /// Replaces calls of small functions by their bodies.
  public var inlines = true
  /// How much to say: 0 nothing, 1 what is inlined, 2 also what is not, and why.
  public var verbosity = 1

  /// The options of a plain build.
  public init() {}
}

extension Unit {
  /// Makes interface calls direct where the type behind is known, inlines, adds the adapters of
  /// methods, gives loops their variables, and drops what needs no code. What there is to say
  /// about it is added to `notes`.
  public func optimize(_ options: OptimizationOptions = OptimizationOptions()) {
    let inliner = Inliner(self, options)
    inliner.run()
    makeMethodWrappers(with: inliner)
    findPassedOnBodies()
    separateLoopVariables()
    separateStaticData()
    dropDeadLocals()
  }
}
