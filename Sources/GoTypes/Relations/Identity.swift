// When two types are the same.
import GoSyntax

/// Whether two types are identical by the language's rules.
public func identical(_ left: GoType, _ right: GoType) -> Bool {
  if left === right { return true }
  return TypeComparison().identical(left, right, nil)
}

/// Whether two types are identical when struct tags are left aside, as conversions do.
public func identicalIgnoringTags(_ left: GoType, _ right: GoType) -> Bool {
  TypeComparison(ignoresTags: true).identical(left, right, nil)
}

/// Compares types.
struct TypeComparison {
  /// Struct tags do not matter.
  var ignoresTags = false
  /// An invalid type is identical to every type, so that no complaint follows from it.
  var ignoresInvalid = false

  /// The interfaces that are being compared further out: such a pair is taken as identical.
  final class Pair {
    let left: InterfaceType
    let right: InterfaceType
    let outer: Pair?

    init(_ left: InterfaceType, _ right: InterfaceType, outer: Pair?) {
      self.left = left
      self.right = right
      self.outer = outer
    }

    func contains(_ x: InterfaceType, _ y: InterfaceType) -> Bool {
      var pair: Pair? = self
      while let current = pair {
        if current.left === x && current.right === y { return true }
        if current.left === y && current.right === x { return true }
        pair = current.outer
      }
      return false
    }
  }

  func identical(_ first: GoType, _ second: GoType, _ pairs: Pair?) -> Bool {
    let x = first.unaliased
    let y = second.unaliased
    if x === y { return true }
    if ignoresInvalid && (!isValid(x) || !isValid(y)) { return true }
    guard x.kind == y.kind else { return false }
    switch x.kind {
    case .basic: return x.asBasic?.basicKind == y.asBasic?.basicKind
    case .array:
      guard let x = x.asArray, let y = y.asArray else { return false }
      // A length that is unknown because of an error agrees with every length.
      let sameLength = x.length < 0 || y.length < 0 || x.length == y.length
      return sameLength && identical(x.element, y.element, pairs)
    case .slice:
      guard let x = x.asSlice, let y = y.asSlice else { return false }
      return identical(x.element, y.element, pairs)
    case .pointer:
      guard let x = x.asPointer, let y = y.asPointer else { return false }
      return identical(x.base, y.base, pairs)
    case .map:
      guard let x = x.asMap, let y = y.asMap else { return false }
      return identical(x.key, y.key, pairs) && identical(x.element, y.element, pairs)
    case .channel:
      guard let x = x.asChannel, let y = y.asChannel else { return false }
      return x.direction == y.direction && identical(x.element, y.element, pairs)
    case .structure:
      guard let x = x.asStruct, let y = y.asStruct else { return false }
      return identicalStructs(x, y, pairs)
    case .tuple:
      guard let x = x.asTuple, let y = y.asTuple else { return false }
      return identicalTuples(x, y, pairs)
    case .signature:
      guard let x = x.asSignature, let y = y.asSignature else { return false }
      return identicalSignatures(x, y, pairs)
    case .union:
      guard let x = x.asUnion, let y = y.asUnion else { return false }
      let left = unionTypeSet(x, checker: nil, at: .unknown)
      return left.terms.equals(unionTypeSet(y, checker: nil, at: .unknown).terms)
    case .interface:
      guard let x = x.asInterface, let y = y.asInterface else { return false }
      return identicalInterfaces(x, y, pairs)
    case .named:
      guard let x = x.asNamed, let y = y.asNamed else { return false }
      return identicalNamed(x, y, pairs)
    case .alias, .typeParameter: return false
    }
  }

  private func identicalStructs(_ x: StructType, _ y: StructType, _ pairs: Pair?) -> Bool {
    guard x.fields.count == y.fields.count else { return false }
    for (index, field) in x.fields.enumerated() {
      let other = y.fields[index]
      guard field.isEmbedded == other.isEmbedded, field.isNamed(other.name, in: other.package)
      else { return false }
      if !ignoresTags && x.tag(index) != y.tag(index) { return false }
      if !identicalVariables(field, other, pairs) { return false }
    }
    return true
  }

  private func identicalVariables(_ x: VarObject, _ y: VarObject, _ pairs: Pair?) -> Bool {
    guard let left = x.type, let right = y.type else { return x.type === y.type }
    return identical(left, right, pairs)
  }

  private func identicalTuples(_ x: TupleType, _ y: TupleType, _ pairs: Pair?) -> Bool {
    guard x.count == y.count else { return false }
    for (index, variable) in x.variables.enumerated() {
      if !identicalVariables(variable, y.variables[index], pairs) { return false }
    }
    return true
  }

  private func identicalSignatures(_ x: Signature, _ y: Signature, _ pairs: Pair?) -> Bool {
    guard x.typeParameters.count == y.typeParameters.count, x.isVariadic == y.isVariadic else {
      return false
    }
    var parameters = y.parameters
    var results = y.results
    if !x.typeParameters.isEmpty {
      // Compare modulo renaming: put x's type parameters in the place of y's.
      let map = SubstitutionMap(y.typeParameters, x.typeParameters)
      let substitution = Substitution(map, checker: nil, table: InstanceTable())
      for (index, parameter) in x.typeParameters.enumerated() {
        let bound = substitution.apply(to: y.typeParameters[index].constraint)
        if !identical(parameter.constraint, bound, pairs) { return false }
      }
      parameters = substitution.apply(to: parameters).asTuple ?? parameters
      results = substitution.apply(to: results).asTuple ?? results
    }
    return identicalTuples(x.parameters, parameters, pairs)
      && identicalTuples(x.results, results, pairs)
  }

  private func identicalInterfaces(
    _ x: InterfaceType, _ y: InterfaceType, _ pairs: Pair?
  ) -> Bool {
    let left = x.typeSet
    let right = y.typeSet
    guard left.isComparableOnly == right.isComparableOnly, left.terms.equals(right.terms),
      left.methods.count == right.methods.count
    else { return false }
    if left.methods.isEmpty { return true }
    // Interfaces are the only types that can lead back to themselves without a name on the way:
    // through the parameters of their methods.
    if let pairs, pairs.contains(x, y) { return true }
    let inner = Pair(x, y, outer: pairs)
    for (index, method) in left.methods.enumerated() {
      let other = right.methods[index]
      guard method.isNamed(other.name, in: other.package) else { return false }
      guard let type = method.type, let otherType = other.type else { return false }
      if !identical(type, otherType, inner) { return false }
    }
    return true
  }

  private func identicalNamed(_ x: NamedType, _ y: NamedType, _ pairs: Pair?) -> Bool {
    guard let left = x.instance, let right = y.instance else { return false }
    guard left.arguments.count == right.arguments.count,
      identicalOrigins(left.origin, right.origin)
    else { return false }
    for (index, argument) in left.arguments.enumerated() {
      if !identical(argument, right.arguments[index], pairs) { return false }
    }
    return true
  }

  private func identicalOrigins(_ x: NamedType, _ y: NamedType) -> Bool {
    x.object === y.object
  }
}

/// Whether two instances are of the same generic type with identical arguments.
func identicalInstances(
  _ left: GoType, _ leftArguments: [GoType], _ right: GoType, _ rightArguments: [GoType]
) -> Bool {
  guard leftArguments.count == rightArguments.count else { return false }
  for (index, argument) in leftArguments.enumerated() {
    if !identical(argument, rightArguments[index]) { return false }
  }
  return identical(left, right)
}
