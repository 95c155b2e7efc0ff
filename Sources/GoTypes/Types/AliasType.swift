// Alias types, generic ones included.

/// A type that an alias declaration names. It is identical to what it stands for; it exists so
/// that messages can say what the source said, and so that generic aliases can be instantiated.
public final class AliasType: GoType, @unchecked Sendable {
  public let object: TypeNameObject
  /// The generic alias that this is an instance of; nil if this is not an instance.
  public internal(set) var genericOrigin: AliasType?
  public internal(set) var typeParameters: [TypeParameter] = []
  public internal(set) var typeArguments: [GoType] = []
  /// The right-hand side of the declaration, perhaps an alias again; nil while it is checked.
  public internal(set) var rightHandSide: GoType? { didSet { depth = rightHandSide?.depth ?? 0 } }
  private var memo: GoType?

  init(object: TypeNameObject, rightHandSide: GoType?) {
    self.object = object
    self.rightHandSide = rightHandSide
    super.init(kind: .alias)
    depth = rightHandSide?.depth ?? 0
    if object.type == nil { object.type = self }
  }

  /// The alias that was declared: `self` unless this is an instance.
  public var origin: AliasType { genericOrigin ?? self }

  /// The type at the end of the chain of aliases; invalid if the chain is not set up yet.
  public var actualType: GoType { knownActualType ?? BasicType.invalid }

  /// The type at the end of the chain of aliases; nil if the chain is not set up yet.
  var knownActualType: GoType? {
    if let memo { return memo }
    // All aliases of a chain learn the result, so that walking them all takes linear time.
    var chain: [AliasType] = [self]
    var type: GoType? = rightHandSide
    while let current = type, current.kind == .alias {
      let next = unsafeDowncast(current, to: AliasType.self)
      // A cycle of aliases is reported when it is declared; here it only has to end.
      type = chain.count > 100_000 ? BasicType.invalid : next.memo ?? next.rightHandSide
      chain.append(next)
    }
    guard let result = type else { return nil }
    for alias in chain { alias.memo = result }
    return result
  }

  /// Sets what the alias stands for, after an error found it to be something else.
  func redirect(to type: GoType) {
    rightHandSide = type
    memo = nil
  }
}
