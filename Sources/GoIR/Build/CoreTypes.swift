// Questions to the checker's types that building asks: core types and assignability.
import GoSyntax
import GoTypes

/// The one underlying type of a type, or of all types that a type parameter stands for; channel
/// types may differ in direction. Nil if there is none.
func coreType(_ type: GoType) -> GoType? {
  guard let parameter = type.asTypeParameter else { return type.underlying }
  var result: GoType?
  for term in constraintTerms(parameter.interface) {
    let under = term.underlying
    guard let known = result else {
      result = under
      continue
    }
    if identical(known, under) { continue }
    guard let left = known.asChannel, let right = under.asChannel,
      identical(left.element, right.element)
    else {
      // []byte and string together are, for append and copy, bytes.
      if isBytesOrString(known) && isBytesOrString(under) {
        if known.kind == .basic { result = under }
        continue
      }
      return nil
    }
    if left.direction == .both { result = right }
  }
  return result
}

private func isBytesOrString(_ type: GoType) -> Bool {
  if let basic = type.asBasic { return basic.basicKind == .string }
  return type.asSlice?.element.underlying.asBasic?.basicKind == .uint8
}

/// The types in the terms of a constraint, embedded ones included.
private func constraintTerms(_ interface: InterfaceType) -> [GoType] {
  var result: [GoType] = []
  for element in interface.embedded {
    let under = element.underlying
    if let union = element.unaliased.asUnion {
      for term in union.terms { result += termTypes(term.type) }
    } else if let inner = under.asInterface {
      result += constraintTerms(inner)
    } else {
      result.append(element)
    }
  }
  return result
}

private func termTypes(_ type: GoType) -> [GoType] {
  if let inner = type.underlying.asInterface { return constraintTerms(inner) }
  return [type]
}

/// Whether a type's underlying type is an interface, type parameters included.
func isInterfaceType(_ type: GoType) -> Bool { type.underlying.kind == .interface }

extension BodyBuilder {
  /// Whether a value of a type could be assigned to a variable of another one.
  func isAssignable(_ source: GoType, to goal: GoType, _ value: NodeID) -> Bool {
    if identical(source, goal) { return true }
    let from = types.intern(source, in: environment)
    let to = types.intern(goal, in: environment)
    if types.form(from) == .untypedNil { return types.form(to).hasNil }
    if let basic = source.unaliased.asBasic, basic.info.contains(.untyped) { return true }
    if types.isInterface(to) {
      if goal.unaliased.kind == .typeParameter { return false }
      return unit.implements(from, to)
    }
    guard let operation = types.assignment(from: from, to: to) else { return false }
    return operation != .convertInterface
  }
}

extension Unit {
  /// Whether a type has all methods of an interface.
  func implements(_ type: TypeID, _ interface: TypeID) -> Bool {
    let wanted = types.members(interface)
    if wanted.isEmpty { return true }
    if types.isShape(type) || (types.hasShape(type) && !types.isInterface(type)) { return true }
    if types.isInterface(type) {
      let own = types.members(type)
      return wanted.allSatisfy { method in
        own.contains { $0.name == method.name && $0.package === method.package }
      }
    }
    return wanted.allSatisfy { method in
      guard let found = findMethod(type, method.name, package: method.package) else {
        return false
      }
      return found.isApplicable
    }
  }
}
