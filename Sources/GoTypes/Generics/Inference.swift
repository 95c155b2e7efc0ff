// Inference of type arguments.
//
//  1. Parameters of the function that mention type parameters are unified with the types of their
//     arguments; untyped arguments wait.
//  2. Type parameters are unified with their constraints' core types, and the methods of the types
//     found with those that the constraints demand, as long as that finds something.
//  3. Type parameters that have no type yet get the default type of their untyped arguments.
//  4. The types found may mention other type parameters: replace these until none is left.
import GoSyntax

extension Checker {
  /// The type arguments of a generic function, given some of them and the function's arguments.
  /// - Parameters:
  ///   - parameters: the type parameters, at least one.
  ///   - given: the known type arguments; may be shorter, may have gaps.
  ///   - tuple: the function's parameters, one an argument.
  ///   - isReverse: the call is made up for an assignment of a function; changes the words.
  ///   - complaint: takes the error, if there is one.
  /// - Returns: one type a type parameter, or nil after an error (of which `complaint` is silent if
  ///   it was reported before).
  func infer(
    at position: SourcePosition, _ parameters: [TypeParameter], _ given: [GoType?],
    _ tuple: TupleType, _ arguments: [Operand], isReverse: Bool, _ complaint: inout Complaint
  ) -> [GoType]? {
    let known = given.compactMap { $0 }
    if known.count == parameters.count { return known }
    guard arguments.allSatisfy({ $0.mode != .invalid }), arguments.count == tuple.count else {
      return nil
    }
    let missing = parameters.count - given.count
    let padded: [GoType?] = given + Array(repeating: nil, count: max(0, missing))
    let map = SubstitutionMap(parameters, optional: padded)
    let types = tuple.variables.map { substitute($0.type ?? BasicType.invalid, map) }
    let unifier = Unifier(
      self, parameters, padded, usesInterfaces: allows(GoVersion(minor: 21)))
    var inference = Inference(
      checker: self, position: position, parameters: parameters, given: padded,
      unifier: unifier, isReverse: isReverse)
    guard inference.useArguments(types, arguments, &complaint),
      inference.useConstraints(&complaint),
      inference.useUntyped(types, arguments, &complaint)
    else { return nil }
    return inference.simplified(&complaint)
  }

  /// Gives type parameters new identities, so that a function that calls itself can be told from
  /// the one that is called.
  /// - Returns: the new parameters, and the type with the new ones in the place of the old.
  func renameTypeParameters(
    _ parameters: [TypeParameter], in type: GoType
  ) -> (parameters: [TypeParameter], type: GoType) {
    if parameters.isEmpty { return ([], type) }
    let fresh = parameters.map { parameter in
      let object = TypeNameObject(like: parameter.object, at: parameter.object.position)
      let made = universe.instances.makeTypeParameter(object, constraint: BasicType.invalid)
      made.index = parameter.index
      return made
    }
    let map = SubstitutionMap(parameters, fresh)
    for (index, parameter) in parameters.enumerated() {
      fresh[index].constraint = substitute(parameter.constraint, map)
    }
    return (fresh, substitute(type, map))
  }
}

/// One inference.
private struct Inference {
  let checker: Checker
  let position: SourcePosition
  let parameters: [TypeParameter]
  /// The given type arguments, one a parameter.
  let given: [GoType?]
  let unifier: Unifier
  let isReverse: Bool
  /// The arguments that are untyped constants for type parameters.
  var untyped: [Int] = []

  init(
    checker: Checker, position: SourcePosition, parameters: [TypeParameter], given: [GoType?],
    unifier: Unifier, isReverse: Bool
  ) {
    self.checker = checker
    self.position = position
    self.parameters = parameters
    self.given = given
    self.unifier = unifier
    self.isReverse = isReverse
  }

  mutating func useArguments(
    _ types: [GoType], _ arguments: [Operand], _ complaint: inout Complaint
  ) -> Bool {
    for (index, argument) in arguments.enumerated() {
      let type = types[index]
      guard mentions(parameters, type) || mentions(parameters, argument.type) else { continue }
      if isTyped(argument.type) {
        if !unifier.unify(type, argument.type, .assignment) {
          complain(type, argument, &complaint)
          return false
        }
      } else if type.kind == .typeParameter, argument.mode != .nilValue {
        // The default type of an untyped constant matches no other parameter type.
        untyped.append(index)
      }
    }
    return true
  }

  private func complain(
    _ type: GoType, _ argument: Operand, _ complaint: inout Complaint
  ) {
    let place = checker.position(of: argument)
    let shown = checker.operandExpression(argument)
    let argumentType = checker.string(argument.type)
    let inferred = unifier.inferred
    if inferred.allSatisfy({ $0 == nil }) {
      let names = joinedNames(parameters)
      complaint.add(
        place,
        "type \(argumentType) of \(shown) does not match \(checker.string(type)) "
          + "(cannot infer \(names))")
      return
    }
    let map = SubstitutionMap(parameters, optional: inferred)
    let found = checker.substitute(type, map)
    if found === type {
      complaint.add(
        place, "type \(argumentType) of \(shown) does not match \(checker.string(type))")
    } else if isReverse {
      complaint.add(
        place,
        "inferred type \(checker.string(found)) for \(checker.string(type)) does not match type "
          + "\(argumentType) of \(shown)")
    } else {
      complaint.add(
        place,
        "type \(argumentType) of \(shown) does not match inferred type "
          + "\(checker.string(found)) for \(checker.string(type))")
    }
  }

  private func joinedNames(_ parameters: [TypeParameter]) -> String {
    let names = parameters.map(\.object.text)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    if names.count == 2 { return "\(names[0]) and \(last)" }
    return names.dropLast().joined(separator: ", ") + ", and " + last
  }

  mutating func useConstraints(_ complaint: inout Complaint) -> Bool {
    while true {
      let before = unifier.unknownCount
      for parameter in parameters {
        if !useConstraint(parameter, &complaint) { return false }
      }
      if unifier.unknownCount == before { return true }
    }
  }

  private func useConstraint(
    _ parameter: TypeParameter, _ complaint: inout Complaint
  ) -> Bool {
    let found = unifier.type(of: parameter)
    func dissatisfied(_ found: GoType, _ cause: String) {
      let constraint = checker.string(parameter.constraint)
      complaint.add(
        position,
        "\(checker.string(parameter)) (type \(checker.string(found))) does not satisfy "
          + constraint + (cause.isEmpty ? "" : " " + cause))
    }
    if let core = checker.coreTerm(parameter) {
      if let found {
        if !unifier.unify(found, core.type, []) {
          dissatisfied(found, "")
          return false
        }
      } else if core.isSingle && !core.hasTilde {
        unifier.set(parameter, to: core.type)
      }
    }
    // Methods of a type that mentions type parameters are not the final ones.
    guard let found, !mentions(parameters, found) else { return true }
    let cause = Cause()
    let hasMethods = checker.hasAllMethods(
      found, parameter.interface, isStatic: true, cause: cause
    ) { [unifier] in unifier.unify($0, $1, .exact) }
    if !hasMethods { dissatisfied(found, cause.text) }
    return hasMethods
  }

  mutating func useUntyped(
    _ types: [GoType], _ arguments: [Operand], _ complaint: inout Complaint
  ) -> Bool {
    var largest: [(parameter: TypeParameter, type: GoType)] = []
    for index in untyped {
      guard let parameter = types[index].asTypeParameter,
        unifier.type(of: parameter) == nil
      else { continue }
      let type = arguments[index].type
      guard let known = largest.firstIndex(where: { $0.parameter === parameter }) else {
        largest.append((parameter, type))
        continue
      }
      let other = largest[known].type
      guard let larger = checker.largerUntyped(other, type) else {
        complaint.add(
          checker.position(of: arguments[index]),
          "mismatched types \(checker.string(other)) and \(checker.string(type)) "
            + "(cannot infer \(checker.string(parameter)))")
        return false
      }
      largest[known].type = larger
    }
    for (parameter, type) in largest {
      unifier.set(parameter, to: checker.defaultType(type))
    }
    return true
  }

  /// The types found, with type parameters replaced in them until none is left.
  func simplified(_ complaint: inout Complaint) -> [GoType]? {
    var inferred = unifier.inferred
    var cycles = InferenceCycles(parameters: parameters, inferred: inferred)
    cycles.breakAll()
    inferred = cycles.inferred
    var dirty = inferred.indices.filter { inferred[$0] != nil && given[$0] == nil }
    while !dirty.isEmpty {
      let map = SubstitutionMap(parameters, optional: inferred)
      var next: [Int] = []
      for index in dirty {
        guard let old = inferred[index] else { continue }
        let new = checker.substitute(old, map)
        if new === old { continue }
        if let signature = new.asSignature, !signature.typeParameters.isEmpty,
          !mentions(parameters, signature)
        {
          // A generic function's type parameters were all replaced.
          signature.typeParameters = []
        }
        inferred[index] = new
        next.append(index)
      }
      dirty = next
    }
    var result: [GoType] = []
    for (index, type) in inferred.enumerated() {
      guard let type, !mentions(parameters, type) else {
        let object = parameters[index].object
        complaint.add(
          position,
          "cannot infer \(object.text) (declared at \(checker.string(object.position)))")
        return nil
      }
      result.append(type)
    }
    return result
  }
}

extension Checker {
  /// What is known of the types that a type parameter can stand for.
  struct CoreTerm {
    let type: GoType
    let hasTilde: Bool
    /// The constraint has just this one term.
    let isSingle: Bool
  }

  /// The single term of a type parameter's constraint, or its common underlying type with a tilde
  /// if any term has one; nil if there is neither.
  func coreTerm(_ parameter: TypeParameter) -> CoreTerm? {
    let set = parameter.interface.typeSet
    guard set.hasTerms else { return nil }
    if set.terms.list.count == 1, let term = set.terms.list.first, let type = term.type {
      return CoreTerm(type: type, hasTilde: term.hasTilde, isSingle: true)
    }
    guard let common = commonUnderlying(parameter).type else { return nil }
    let hasTilde = set.terms.list.contains { $0.hasTilde }
    return CoreTerm(type: common, hasTilde: hasTilde, isSingle: false)
  }
}
