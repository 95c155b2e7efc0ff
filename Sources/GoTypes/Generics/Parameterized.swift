// Which types mention type parameters, and cycles among inferred types.

/// Whether a type mentions one of some type parameters. The type parameters that a generic function
/// declares itself do not count.
func mentions(_ parameters: [TypeParameter], _ type: GoType) -> Bool {
  var walk = MentionWalk(parameters: parameters)
  return walk.visit(type)
}

private struct MentionWalk {
  let parameters: [TypeParameter]
  /// The answers so far; false for types that are being looked at.
  private var seen: [ObjectIdentifier: Bool] = [:]

  init(parameters: [TypeParameter]) { self.parameters = parameters }

  mutating func visit(_ type: GoType) -> Bool {
    switch type.kind {
    case .basic: return false
    case .typeParameter: return parameters.contains { $0 === type }
    case .alias: return visit(type.unaliased)
    case .array: return type.asArray.map { visit($0.element) } ?? false
    case .slice: return type.asSlice.map { visit($0.element) } ?? false
    case .pointer: return type.asPointer.map { visit($0.base) } ?? false
    case .channel: return type.asChannel.map { visit($0.element) } ?? false
    default: break
    }
    let key = ObjectIdentifier(type)
    if let answer = seen[key] { return answer }
    seen[key] = false
    let answer = visitLarge(type)
    seen[key] = answer
    return answer
  }

  private mutating func visitLarge(_ type: GoType) -> Bool {
    switch type.kind {
    case .map: return type.asMap.map { visit($0.key) || visit($0.element) } ?? false
    case .named: return type.asNamed?.typeArguments.contains { visit($0) } ?? false
    case .structure: return visit(type.asStruct?.fields ?? [])
    case .tuple: return visit(type.asTuple?.variables ?? [])
    case .signature:
      guard let signature = type.asSignature else { return false }
      return visit(signature.parameters.variables) || visit(signature.results.variables)
    case .interface:
      guard let set = type.asInterface?.typeSet else { return false }
      for method in set.methods {
        if let type = method.type, visit(type) { return true }
      }
      guard set.hasTerms else { return false }
      return set.terms.list.allSatisfy { term in term.type.map { visit($0) } ?? false }
    case .union: return type.asUnion?.terms.contains { visit($0.type) } ?? false
    default: return false
    }
  }

  private mutating func visit(_ variables: [VarObject]) -> Bool {
    for variable in variables {
      if let type = variable.type, visit(type) { return true }
    }
    return false
  }
}

/// Finds type parameters whose inferred types lead back to them, and forgets those types:
/// replacing them would never end.
struct InferenceCycles {
  let parameters: [TypeParameter]
  private(set) var inferred: [GoType?]
  /// The types that are being looked at.
  private var open: Set<ObjectIdentifier> = []
  /// The types below which all was looked at: types share parts.
  private var finished: Set<ObjectIdentifier> = []

  init(parameters: [TypeParameter], inferred: [GoType?]) {
    self.parameters = parameters
    self.inferred = inferred
  }

  mutating func breakAll() {
    for parameter in parameters { visit(parameter) }
  }

  private mutating func visit(_ type: GoType?) {
    guard let type = type?.unaliased, type.kind != .basic else { return }
    let key = ObjectIdentifier(type)
    let index = parameters.firstIndex { $0 === type }
    if finished.contains(key) { return }
    guard open.insert(key).inserted else {
      if let index { inferred[index] = nil }
      return
    }
    defer {
      open.remove(key)
      finished.insert(key)
    }
    switch type.kind {
    case .typeParameter: if let index { visit(inferred[index]) }
    case .array: visit(type.asArray?.element)
    case .slice: visit(type.asSlice?.element)
    case .pointer: visit(type.asPointer?.base)
    case .channel: visit(type.asChannel?.element)
    case .map:
      visit(type.asMap?.key)
      visit(type.asMap?.element)
    case .structure: visit(type.asStruct?.fields ?? [])
    case .signature:
      visit(type.asSignature?.parameters.variables ?? [])
      visit(type.asSignature?.results.variables ?? [])
    case .union: for term in type.asUnion?.terms ?? [] { visit(term.type) }
    case .interface:
      for method in type.asInterface?.methods ?? [] { visit(method.type) }
      for element in type.asInterface?.embedded ?? [] { visit(element) }
    case .named: for argument in type.asNamed?.typeArguments ?? [] { visit(argument) }
    case .basic, .tuple, .alias: break
    }
  }

  private mutating func visit(_ variables: [VarObject]) {
    for variable in variables { visit(variable.type) }
  }
}
