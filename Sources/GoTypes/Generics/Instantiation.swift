// Making instances of generic types and functions, and checking their type arguments.
import GoSyntax

/// The instance of a generic named type; the one that exists already if there is one. Nothing is
/// expanded yet.
/// - Parameter rootDepth: the depth of the instance whose expansion asks for this one; nil if the
///   program mentions it.
func makeInstance(
  of origin: NamedType, arguments: [GoType], at position: SourcePosition, checker: Checker?,
  table: InstanceTable, rootDepth: UInt32? = nil
) -> NamedType {
  let hash = table.hash(origin, arguments)
  if let known = table.lookup(hash, origin, arguments)?.asNamed { return known }
  let details = NamedType.Instance(
    origin: origin, arguments: arguments, hash: hash, table: table,
    rootDepth: rootDepth ?? GoType.depth(around: arguments))
  let instance = NamedType(details, at: position, checker: checker)
  checker?.typesToFinish.append(instance)
  let count = table.add(hash, origin, arguments, instance)
  if table.isEndless(instance, count: count) {
    instance.invalidate()
    table.refuse(
      checker, at: origin.object.position, "instances of \(origin.object.text) nest too deeply")
  }
  return instance
}

/// The instance of a generic alias, with its right-hand side substituted. The number of arguments
/// must be right.
func makeAliasInstance(
  of origin: AliasType, arguments: [GoType], at position: SourcePosition, checker: Checker?,
  table: InstanceTable, rootDepth: UInt32? = nil
) -> GoType {
  let hash = table.hash(origin, arguments)
  if let known = table.lookup(hash, origin, arguments) { return known }
  let map = SubstitutionMap(origin.typeParameters, arguments)
  let substitution = Substitution(
    map, checker: checker, table: table, position: position, rootDepth: rootDepth)
  let target = origin.rightHandSide.map { substitution.apply(to: $0) }
  let object = TypeNameObject(like: origin.object, at: position)
  let instance = AliasType(object: object, rightHandSide: target)
  instance.genericOrigin = origin
  instance.typeParameters = origin.typeParameters
  instance.typeArguments = arguments
  // A right-hand side that is not known yet must not stick.
  if target != nil { table.add(hash, origin, arguments, instance) }
  return instance
}

extension Checker {
  /// The instance of a generic named type or alias with type arguments; invalid, after an error,
  /// if their number is wrong for an alias. Constraints are not verified.
  func instance(of type: GoType, _ arguments: [GoType], at position: SourcePosition) -> GoType {
    switch type.kind {
    case .named:
      return bounded(
        makeInstance(
          of: unsafeDowncast(type, to: NamedType.self), arguments: arguments, at: position,
          checker: self, table: universe.instances),
        at: position)
    case .alias:
      let alias = unsafeDowncast(type, to: AliasType.self)
      let want = alias.typeParameters.count
      guard
        validateArgumentCount(arguments.count, want: want, name: alias.object.text, at: position)
      else { return BasicType.invalid }
      if want == 0 { return alias }
      return makeAliasInstance(
        of: alias, arguments: arguments, at: position, checker: self, table: universe.instances)
    default: return BasicType.invalid
    }
  }

  /// The instance of a generic signature with type arguments; nil, after an error, if their number
  /// is wrong. Constraints are not verified.
  func instance(
    of signature: Signature, _ arguments: [GoType], at position: SourcePosition
  ) -> Signature? {
    let parameters = signature.typeParameters
    guard
      validateArgumentCount(
        arguments.count, want: parameters.count, name: string(signature), at: position)
    else { return nil }
    if parameters.isEmpty { return signature }
    let table = universe.instances
    let hash = table.hash(signature, arguments)
    if let known = table.lookup(hash, signature, arguments)?.asSignature { return known }
    let changed = substitute(signature, SubstitutionMap(parameters, arguments), at: position)
    guard var result = changed.asSignature else { return nil }
    if result === signature { result = signature.copy() }
    result.typeParameters = []
    table.add(hash, signature, arguments, result)
    return result
  }

  /// Whether the number of type arguments is right; reports it if not.
  func validateArgumentCount(
    _ have: Int, want: Int, name: String, at position: SourcePosition
  ) -> Bool {
    if have == want { return true }
    let quality = have < want ? "not enough" : "too many"
    report(
      .wrongTypeArgCount, at: position,
      "\(quality) type arguments for type \(name): have \(have), want \(want)")
    return false
  }

  /// A type with type parameters replaced.
  func substitute(
    _ type: GoType, _ map: SubstitutionMap, at position: SourcePosition = .unknown
  ) -> GoType {
    Substitution(map, checker: self, table: universe.instances, position: position)
      .apply(to: type)
  }

  /// Checks that type arguments satisfy the constraints of the parameters they stand for.
  /// - Returns: the index of the first that does not, and why; nil if all do.
  func verifyInstance(
    at position: SourcePosition, _ parameters: [TypeParameter], _ arguments: [GoType]
  ) -> (index: Int, problem: String)? {
    let map = SubstitutionMap(parameters, arguments)
    for (index, parameter) in parameters.enumerated() where index < arguments.count {
      // Makes an interface of the constraint if it is none.
      _ = parameter.interface
      let bound = substitute(parameter.constraint, map, at: position)
      let cause = Cause()
      if !implements(arguments[index], bound, isConstraint: true, cause: cause) {
        return (index, cause.text)
      }
    }
    return nil
  }
}
