// Whether a value can be assigned to a variable of a type, and why not.

import GoSyntax

extension Checker {
  /// Why an operand cannot be assigned to a variable of a type; nil if it can, or if nothing can be
  /// said because of an earlier error.
  /// - Parameter cause: takes more words on the reason, if there are any.
  func assignabilityProblem(
    _ x: Operand, to type: GoType, cause: Cause?
  ) -> DiagnosticCode? {
    if !x.isValid || !isValid(type) { return nil }
    let from = x.type.unaliased
    let to = type.unaliased
    if identical(from, to) { return nil }
    let fromUnder = from.underlying
    let toUnder = to.underlying
    let fromParameter = from.asTypeParameter
    let toParameter = to.asTypeParameter
    if isUntyped(fromUnder) { return untypedProblem(x, to: to, toParameter) }
    // Of interfaces that embed each other in vain, the one whose methods are asked for first has
    // them all: begin as Go does, so that no complaint follows.
    if let interface = fromUnder.asInterface, toUnder.kind == .interface {
      _ = interface.typeSet
    }
    let isGeneric: Bool = fromParameter != nil || toParameter != nil
    // Compared first, as Go does: of two interfaces that embed each other (an error told
    // elsewhere) this computes the source's type set first, and no error follows here.
    if identical(fromUnder, toUnder), !isGeneric, !hasName(from) || !hasName(to) { return nil }
    if toUnder.kind == .interface && toParameter == nil || isInterfacePointer(toUnder) {
      if implements(from, to, isConstraint: false, cause: cause) { return nil }
      if fromParameter == nil { return .invalidIfaceAssign }
      // Every type of the parameter's set may still be assignable.
      cause?.text = ""
    }
    if fromUnder.kind == .interface && fromParameter == nil,
      implements(to, from, isConstraint: false)
    {
      cause?.text = "need type assertion"
      return .incompatibleAssign
    }
    if let channel = fromUnder.asChannel, channel.direction == .both,
      let target = toUnder.asChannel, identical(channel.element, target.element)
    {
      return !hasName(from) || !hasName(to) ? nil : .invalidChanAssign
    }
    if let toParameter, !hasName(from) {
      return problem(x, toEveryTypeOf: toParameter, cause)
    }
    if let fromParameter, !hasName(to) {
      return problem(x, fromEveryTypeOf: fromParameter, to: type, cause)
    }
    return .incompatibleAssign
  }

  /// Whether an operand can be assigned to a variable of a type.
  func isAssignable(_ x: Operand, to type: GoType, cause: Cause? = nil) -> Bool {
    assignabilityProblem(x, to: type, cause: cause) == nil
  }

  /// An untyped value must convert to the type, or to all types of a parameter's set.
  private func untypedProblem(
    _ x: Operand, to type: GoType, _ parameter: TypeParameter?
  ) -> DiagnosticCode? {
    func converts(to type: GoType) -> Bool {
      if case .to = implicitConversion(x, to: type) { return true }
      return false
    }
    let isAssignable: Bool
    if let parameter {
      isAssignable = parameter.interface.typeSet.forAll { member, _ in
        member.map { converts(to: $0) } ?? false
      }
    } else {
      isAssignable = converts(to: type)
    }
    return isAssignable ? nil : .incompatibleAssign
  }

  private func problem(
    _ x: Operand, toEveryTypeOf parameter: TypeParameter, _ cause: Cause?
  ) -> DiagnosticCode? {
    var problem: DiagnosticCode? = .incompatibleAssign
    _ = parameter.interface.typeSet.forAll { member, _ in
      guard let member else { return false }
      problem = self.assignabilityProblem(x, to: member, cause: cause)
      if problem == nil { return true }
      cause?.add(
        "cannot assign \(self.string(x.type)) to \(self.string(member)) "
          + "(in \(self.string(parameter)))")
      return false
    }
    return problem
  }

  private func problem(
    _ x: Operand, fromEveryTypeOf parameter: TypeParameter, to type: GoType, _ cause: Cause?
  ) -> DiagnosticCode? {
    var problem: DiagnosticCode? = .incompatibleAssign
    _ = parameter.interface.typeSet.forAll { member, _ in
      guard let member else { return false }
      var x = x
      x.type = member
      problem = self.assignabilityProblem(x, to: type, cause: cause)
      if problem == nil { return true }
      cause?.add(
        "cannot assign \(self.string(member)) (in \(self.string(parameter))) to "
          + self.string(type))
      return false
    }
    return problem
  }
}

extension Cause {
  /// Puts a wider reason in front of the one that is there.
  func add(_ reason: String) {
    text = text.isEmpty ? reason : "\(reason)\n\t\(text)"
  }
}
