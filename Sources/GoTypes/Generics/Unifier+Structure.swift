// Unification of types part by part.
import GoSyntax

extension Unifier {
  /// Unifies types neither of which is a bound type parameter; an unbound one is in `first`.
  func unifyStructure(
    _ first: GoType, _ second: GoType, _ mode: UnificationMode,
    _ pairs: TypeComparison.Pair?
  ) -> Bool {
    let inner = mode.contains(.assignment) ? mode.union(.exact) : mode
    let x = first.unaliased
    let y = second.unaliased
    if x.kind == .typeParameter {
      // The type argument will have the structure of the common underlying type.
      guard let core = checker.commonUnderlying(x).type else { return false }
      return unify(core, second, .assignment, pairs)
    }
    guard x.kind == y.kind else { return false }
    switch x.kind {
    case .basic: return x.asBasic?.basicKind == y.asBasic?.basicKind
    case .array:
      guard let x = x.asArray, let y = y.asArray else { return false }
      let sameLength = x.length < 0 || y.length < 0 || x.length == y.length
      return sameLength && unify(x.element, y.element, inner, pairs)
    case .slice:
      guard let x = x.asSlice, let y = y.asSlice else { return false }
      return unify(x.element, y.element, inner, pairs)
    case .pointer:
      guard let x = x.asPointer, let y = y.asPointer else { return false }
      return unify(x.base, y.base, inner, pairs)
    case .map:
      guard let x = x.asMap, let y = y.asMap else { return false }
      return unify(x.key, y.key, inner, pairs) && unify(x.element, y.element, inner, pairs)
    case .channel:
      guard let x = x.asChannel, let y = y.asChannel else { return false }
      return (!mode.contains(.exact) || x.direction == y.direction)
        && unify(x.element, y.element, inner, pairs)
    case .structure:
      guard let x = x.asStruct, let y = y.asStruct else { return false }
      return unifyStructs(x, y, inner, pairs)
    case .tuple:
      guard let x = x.asTuple, let y = y.asTuple else { return false }
      return unifyTuples(x, y, mode, pairs)
    case .signature:
      guard let x = x.asSignature, let y = y.asSignature else { return false }
      return x.isVariadic == y.isVariadic && unifyTuples(x.parameters, y.parameters, inner, pairs)
        && unifyTuples(x.results, y.results, inner, pairs)
    case .interface:
      guard let x = x.asInterface, let y = y.asInterface else { return false }
      return unifyExactly(x, y, pairs)
    case .named:
      guard let x = x.asNamed, let y = y.asNamed else { return false }
      return unifyNamed(x, y, mode, pairs)
    case .union, .alias, .typeParameter: return false
    }
  }

  private func unifyStructs(
    _ x: StructType, _ y: StructType, _ mode: UnificationMode, _ pairs: TypeComparison.Pair?
  ) -> Bool {
    guard x.fields.count == y.fields.count else { return false }
    for (index, field) in x.fields.enumerated() {
      let other = y.fields[index]
      guard field.isEmbedded == other.isEmbedded, x.tag(index) == y.tag(index),
        field.isNamed(other.name, in: other.package),
        let left = field.type, let right = other.type, unify(left, right, mode, pairs)
      else { return false }
    }
    return true
  }

  private func unifyTuples(
    _ x: TupleType, _ y: TupleType, _ mode: UnificationMode, _ pairs: TypeComparison.Pair?
  ) -> Bool {
    guard x.count == y.count else { return false }
    for (index, variable) in x.variables.enumerated() {
      guard let left = variable.type, let right = y.variables[index].type,
        unify(left, right, mode, pairs)
      else { return false }
    }
    return true
  }

  /// Two interfaces that must become identical.
  private func unifyExactly(
    _ x: InterfaceType, _ y: InterfaceType, _ pairs: TypeComparison.Pair?
  ) -> Bool {
    let left = x.typeSet
    let right = y.typeSet
    guard left.isComparableOnly == right.isComparableOnly, left.terms.equals(right.terms),
      left.methods.count == right.methods.count
    else { return false }
    if let pairs, pairs.contains(x, y) { return true }
    let inner = TypeComparison.Pair(x, y, outer: pairs)
    for (index, method) in left.methods.enumerated() {
      let other = right.methods[index]
      guard method.isNamed(other.name, in: other.package),
        let type = method.type, let otherType = other.type,
        unify(type, otherType, .exact, inner)
      else { return false }
    }
    return true
  }

  private func unifyNamed(
    _ x: NamedType, _ y: NamedType, _ mode: UnificationMode, _ pairs: TypeComparison.Pair?
  ) -> Bool {
    let left = x.typeArguments
    let right = y.typeArguments
    guard left.count == right.count else { return false }
    // Arguments first: what they tell makes for better messages even if the types differ.
    for (index, argument) in left.enumerated() {
      if !unify(argument, right[index], mode, pairs) { return false }
    }
    return x.origin.object === y.origin.object
  }
}
