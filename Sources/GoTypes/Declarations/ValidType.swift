// Types that would contain themselves.
//
// A struct or array holds its fields or elements in itself; an interface "holds" what it embeds.
// A type that is found in its own nest (the named types around the place) would be infinitely
// large. A type parameter stands for its argument, which was written outside of the instantiated
// type: it is looked at in the nest without that type.
import GoSyntax

extension Checker {
  /// Reports a type that contains itself, and makes it invalid.
  func checkValidity(of named: NamedType) {
    var walk = ValidityWalk(checker: self)
    _ = walk.isValid(named)
  }
}

private struct ValidityWalk {
  let checker: Checker
  /// The types around the current place.
  var nest: [NamedType] = []
  /// How often each generic or plain type is in the nest, itself or by its instances.
  private var originCounts: [ObjectIdentifier: Int] = [:]
  /// All named types on the way, for messages.
  var path: [NamedType] = []
  /// The structs that were found valid in the nest as it stands: types share parts.
  private var validStructs: Set<ObjectIdentifier> = []

  init(checker: Checker) { self.checker = checker }

  mutating func isValid(_ type: GoType?) -> Bool {
    guard let type = type?.unaliased else { return true }
    switch type.kind {
    case .array: return isValid(type.asArray?.element)
    case .structure:
      if validStructs.contains(ObjectIdentifier(type)) { return true }
      for field in type.asStruct?.fields ?? [] where !isValid(field.type) { return false }
      validStructs.insert(ObjectIdentifier(type))
      return true
    case .union:
      for term in type.asUnion?.terms ?? [] where !isValid(term.type) { return false }
      return true
    case .interface:
      for element in type.asInterface?.embedded ?? [] where !isValid(element) { return false }
      return true
    case .named: return type.asNamed.map { isValid(named: $0) } ?? true
    case .typeParameter: return type.asTypeParameter.map { isValid(parameter: $0) } ?? true
    default: return true
    }
  }

  private mutating func isValid(named: NamedType) -> Bool {
    if named.isKnownValid { return true }
    let origin = ObjectIdentifier(named.origin)
    if originCounts[origin, default: 0] > 0, nest.contains(where: { identical($0, named) }) {
      named.origin.invalidate()
      let start = path.firstIndex { identical($0, named) } ?? 0
      checker.reportCycle(path[start...].map { $0.object }, startingAt: 0)
      return false
    }
    guard !checker.stackGuard.isExhausted else {
      checker.report(.limit, at: named.object.position, "types nest too deeply")
      return false
    }
    enter(named)
    path.append(named)
    let result = isValid(named.origin.rightHandSide)
    leave(named)
    path.removeLast()
    // A type that is neither generic nor an instance does not depend on its nest. If it held a type
    // that holds it, it would have been found in its own nest now. So it is valid everywhere.
    if result, named.instance == nil, named.typeParameters.isEmpty {
      named.isKnownValid = true
    }
    return result
  }

  private mutating func isValid(parameter: TypeParameter) -> Bool {
    guard let instance = nest.last else { return true }
    let parameters = instance.typeParameters
    guard let index = parameters.firstIndex(where: { $0 === parameter }),
      index < instance.typeArguments.count
    else { return true }
    leave(instance)
    let result = isValid(instance.typeArguments[index])
    enter(instance)
    return result
  }

  private mutating func enter(_ named: NamedType) {
    nest.append(named)
    validStructs.removeAll(keepingCapacity: true)
    originCounts[ObjectIdentifier(named.origin), default: 0] += 1
  }

  private mutating func leave(_ named: NamedType) {
    nest.removeLast()
    validStructs.removeAll(keepingCapacity: true)
    originCounts[ObjectIdentifier(named.origin), default: 1] -= 1
  }
}
