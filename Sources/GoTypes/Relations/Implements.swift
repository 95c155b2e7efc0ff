// Whether a type implements an interface or satisfies a constraint, and why not.
import GoSyntax

/// Takes the reason why something is not so.
final class Cause {
  var text = ""
}

extension Checker {
  /// Whether a type implements an interface, or satisfies a constraint.
  /// - Parameters:
  ///   - target: an interface in correct programs.
  ///   - isConstraint: interfaces with a comparable dynamic type satisfy `comparable`.
  ///   - cause: takes the reason if the answer is no.
  func implements(
    _ type: GoType, _ target: GoType, isConstraint: Bool, cause: Cause? = nil
  ) -> Bool {
    let under = type.underlying
    let targetUnder = target.underlying
    if !isValid(under) || !isValid(targetUnder) { return true }
    if let pointer = under.asPointer, !isValid(pointer.base.underlying) { return true }
    let verb = isConstraint ? "satisfy" : "implement"
    guard let interface = targetUnder.asInterface else {
      if let cause {
        let detail =
          isInterfacePointer(targetUnder)
          ? interfacePointerError(target) : "\(string(target)) is not an interface"
        cause.text = "\(string(type)) does not \(verb) \(string(target)) (\(detail))"
      }
      return false
    }
    let set = interface.typeSet
    if set.isAll { return true }
    let ownSet = under.asInterface?.typeSet
    if let ownSet, ownSet.isEmpty { return true }
    if set.isEmpty {
      cause?.text = "cannot \(verb) \(string(target)) (empty type set)"
      return false
    }
    if !hasAllMethods(type, target, isStatic: true, cause: cause) {
      if let cause {
        cause.text = "\(string(type)) does not \(verb) \(string(target)) \(cause.text)"
      }
      return false
    }
    func isComparableEnough() -> Bool {
      satisfiesComparable(type, set, isConstraint: isConstraint, verb: verb, cause: cause)
    }
    guard set.hasTerms else { return isComparableEnough() }
    if let ownSet {
      if ownSet.terms.isSubset(of: set.terms) { return isComparableEnough() }
      cause?.text = "\(string(type)) does not \(verb) \(string(target))"
      return false
    }
    if set.terms.includes(type) { return isComparableEnough() }
    if let cause {
      let detail = missingTermDetail(type, target, interface, set)
      cause.text = "\(string(type)) does not \(verb) \(string(target)) (\(detail))"
    }
    return false
  }

  private func missingTermDetail(
    _ type: GoType, _ target: GoType, _ interface: InterfaceType, _ set: TypeSet
  ) -> String {
    for term in set.terms.list where !term.hasTilde {
      guard let member = term.type, identical(member, member.underlying) else { continue }
      if TypeTerm(member, hasTilde: true).includes(type) {
        return "possibly missing ~ for \(string(member)) in \(string(target))"
      }
    }
    if mentions(interface, type) {
      let name = string(type)
      return "\(string(target)) mentions \(name), but \(name) is not in the type set of "
        + string(target)
    }
    return "\(string(type)) missing in \(string(set.terms))"
  }

  /// Terms as messages print them. They are printed without regard to the current package, as Go
  /// does.
  private func string(_ terms: TypeTerms) -> String {
    if terms.isEmpty { return "∅" }
    let parts = terms.list.map { term -> String in
      guard let type = term.type else { return "𝓤" }
      return (term.hasTilde ? "~" : "") + typeString(type, qualifier: nil)
    }
    return parts.joined(separator: " | ")
  }

  /// Whether a type occurs in the elements of an interface.
  private func mentions(_ element: GoType, _ type: GoType) -> Bool {
    if let interface = element.asInterface {
      return interface.embedded.contains { mentions($0, type) }
    }
    if let union = element.asUnion { return union.terms.contains { mentions($0.type, type) } }
    return identical(element, type)
  }

  private func satisfiesComparable(
    _ type: GoType, _ set: TypeSet, isConstraint: Bool, verb: String, cause: Cause?
  ) -> Bool {
    var walk = ComparableWalk()
    guard set.allComparable(&walk) else { return true }
    var strict = ComparableWalk()
    if comparableProblem(type, dynamic: false, &strict) == nil { return true }
    if isConstraint, isComparable(type) {
      if allows(GoVersion(minor: 20)) { return true }
      cause?.text = "\(string(type)) to \(verb) comparable requires go1.20 or later"
      return false
    }
    cause?.text = "\(string(type)) does not \(verb) comparable"
    return false
  }

  /// Whether a value of an interface type can be asserted to have another type.
  /// - Parameter cause: takes the reason if the answer is no.
  func newAssertable(_ interface: GoType, to type: GoType, cause: Cause?) -> Bool {
    if isInterface(type) { return true }
    return implements(type, interface, isConstraint: false, cause: cause)
  }
}
