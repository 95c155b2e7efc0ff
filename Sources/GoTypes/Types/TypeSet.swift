// Type sets: what an interface means.
import GoSyntax

/// The types that implement an interface: those that have all `methods`, are in `terms`, and are
/// comparable if `isComparable` says so.
final class TypeSet: @unchecked Sendable {
  /// All methods, own and embedded, ordered by `Object.precedes`.
  var methods: [FuncObject]
  var terms: TypeTerms
  /// Only comparable types are meant. Implies that `terms` are all types: otherwise the terms
  /// that are not comparable were dropped.
  var isComparableOnly: Bool
  /// The union had too many terms; an error was reported.
  var isInvalid = false

  init(methods: [FuncObject] = [], terms: TypeTerms, isComparableOnly: Bool = false) {
    self.methods = methods
    self.terms = terms
    self.isComparableOnly = isComparableOnly
  }

  /// That of the empty interface.
  static let all = TypeSet(terms: .all)
  /// That of the predeclared `comparable`.
  static let comparable = TypeSet(terms: .all, isComparableOnly: true)

  var isEmpty: Bool { terms.isEmpty }
  /// The interface is described by its methods alone, so it is an ordinary interface.
  var isMethodSet: Bool { !isComparableOnly && terms.isAll }
  var isAll: Bool { isMethodSet && methods.isEmpty }
  /// There are specific types in the set.
  var hasTerms: Bool { !terms.isEmpty && !terms.isAll }

  /// The method with a name, and its index.
  func lookup(_ name: Name, in package: Package?) -> (index: Int, method: FuncObject)? {
    guard name != .blank else { return nil }
    for (index, method) in methods.enumerated() where method.isNamed(name, in: package) {
      return (index, method)
    }
    return nil
  }

  /// The method whose spelling differs at most in case, in whatever package.
  func lookup(foldedCase text: String) -> (index: Int, method: FuncObject)? {
    let folded = foldedCaseOf(text)
    for (index, method) in methods.enumerated() where foldedCaseOf(method.text) == folded {
      return (index, method)
    }
    return nil
  }

  private func foldedCaseOf(_ text: String) -> String { GoTypes.foldedCase(text) }

  /// Whether every type of the set is comparable with `==` without a panic.
  func allComparable(_ seen: inout ComparableWalk) -> Bool {
    if terms.isAll { return isComparableOnly }
    if !hasTerms { return false }
    for term in terms.list {
      guard let type = term.type else { return false }
      if comparableProblem(type, dynamic: false, &seen) != nil { return false }
    }
    return true
  }

  /// Calls `visit` with each specific type of the set and its underlying type until it answers
  /// false; with nothing if there are no specific types.
  /// - Returns: whether all answers were true.
  func forAll(_ visit: (_ type: GoType?, _ underlying: GoType?) -> Bool) -> Bool {
    guard hasTerms else { return visit(nil, nil) }
    for term in terms.list {
      guard let type = term.type else { continue }
      let under = term.hasTilde ? type.unaliased : type.underlying
      if !visit(type, under) { return false }
    }
    return true
  }
}

extension InterfaceType {
  /// What the interface means. Computed at the first question.
  var typeSet: TypeSet {
    if let computedTypeSet { return computedTypeSet }
    return computeTypeSet(of: self, checker: checker, at: .unknown)
  }

  /// All methods, own and embedded, ordered: exported ones first, then by name.
  public var allMethods: [FuncObject] { typeSet.methods }
  /// May be the type of a variable: it embeds no unions, no types other than interfaces, and not
  /// `comparable`.
  public var isMethodSet: Bool { typeSet.isMethodSet }
  /// Is `interface{}` or means the same.
  public var isEmptyInterface: Bool { typeSet.isAll }
}

/// The most terms of a union: longer ones would cost time quadratic in their length.
let maximumUnionTerms = 100

/// Computes the type set of an interface and keeps it there.
/// - Parameters:
///   - checker: reports duplicate methods and version errors; nil after the check.
///   - position: where to complain about embedded interfaces.
/// - Returns: the set; that of all types if the interface is not collected yet, and then it is not
///   kept.
@discardableResult
func computeTypeSet(
  of interface: InterfaceType, checker: Checker?, at position: SourcePosition
) -> TypeSet {
  if let known = interface.computedTypeSet { return known }
  guard interface.isComplete else { return .all }
  // An interface that embeds itself is an error reported elsewhere; this ends the recursion.
  let result = TypeSet(terms: .all)
  interface.computedTypeSet = result

  var collector = MethodCollector(checker: checker)
  for method in interface.methods {
    collector.add(method, at: method.position, isExplicit: true)
  }
  var terms = TypeTerms.all
  var isComparableOnly = false
  for (index, type) in interface.embedded.enumerated() {
    let hasPosition = index < interface.embeddedPositions.count
    let place = hasPosition ? interface.embeddedPositions[index] : .unknown
    guard let part = embeddedTypeSet(type, checker: checker, at: place) else { continue }
    for method in part.methods { collector.add(method, at: place, isExplicit: false) }
    let joined = terms.intersection(part.terms)
    (terms, isComparableOnly) = comparableTerms(
      joined, isComparableOnly: isComparableOnly || part.isComparableOnly)
  }
  result.isComparableOnly = isComparableOnly
  result.methods = collector.methods.sorted { $0.precedes($1) }
  result.terms = terms
  return result
}

/// What an embedded element means; nil if it is invalid or not permitted by the language version.
private func embeddedTypeSet(
  _ type: GoType, checker: Checker?, at position: SourcePosition
) -> TypeSet? {
  let under = type.underlying
  let gate = GoVersion(minor: 18)
  func isPermitted(_ what: @autoclosure () -> String) -> Bool {
    guard position.isKnown, let checker else { return true }
    return checker.verify(gate, at: position, what())
  }
  switch under.kind {
  case .interface:
    let interface = unsafeDowncast(under, to: InterfaceType.self)
    let set = computeTypeSet(of: interface, checker: checker, at: position)
    if let checker, checker.isImportedConstraint(type),
      !isPermitted("embedding constraint interface \(checker.string(type))")
    {
      return nil
    }
    return set
  case .union:
    let union = unsafeDowncast(under, to: UnionType.self)
    guard isPermitted("embedding interface element \(checker?.string(union) ?? "")") else {
      return nil
    }
    let set = unionTypeSet(union, checker: checker, at: position)
    return set.isInvalid ? nil : set
  default:
    guard isValid(under) else { return nil }
    guard isPermitted("embedding non-interface type \(checker?.string(type) ?? "")") else {
      return nil
    }
    return TypeSet(terms: TypeTerms(list: [TypeTerm(type, hasTilde: false)]))
  }
}

/// Applies a demand for comparable types to terms: specific terms that are not comparable go, and
/// then the demand is met.
private func comparableTerms(
  _ terms: TypeTerms, isComparableOnly: Bool
) -> (TypeTerms, Bool) {
  guard isComparableOnly, !terms.isAll else { return (terms, isComparableOnly) }
  let kept = terms.list.filter { term in
    guard let type = term.type else { return true }
    var seen = ComparableWalk()
    return comparableProblem(type, dynamic: false, &seen) == nil
  }
  return (TypeTerms(list: kept), false)
}

/// The type set of a union, kept by the checker while it runs.
func unionTypeSet(
  _ union: UnionType, checker: Checker?, at position: SourcePosition
) -> TypeSet {
  let key = ObjectIdentifier(union)
  if let known = checker?.unionTypeSets[key] { return known }
  let result = TypeSet(terms: .none)
  checker?.unionTypeSets[key] = result
  var all = TypeTerms.none
  for term in union.terms {
    let under = term.type.underlying
    if let interface = under.asInterface {
      all = all.union(computeTypeSet(of: interface, checker: checker, at: position).terms)
    } else if isValid(under) {
      // No type has an underlying type that is not one: ~T is empty then.
      if !term.hasTilde || identical(term.type, under) {
        let one = TypeTerm(term.type, hasTilde: term.hasTilde)
        all = all.union(TypeTerms(list: [one]))
      }
    }
    if all.list.count > maximumUnionTerms {
      checker?.report(
        .invalidUnion, at: position,
        "cannot handle more than \(maximumUnionTerms) union terms (implementation limitation)")
      result.isInvalid = true
      return result
    }
  }
  result.terms = all
  return result
}

/// Gathers the methods of an interface, and complains about those that are there already.
private struct MethodCollector {
  let checker: Checker?
  private(set) var methods: [FuncObject] = []
  private var indexByName: [Name: [Int]] = [:]
  private var positions: [SourcePosition] = []

  init(checker: Checker?) { self.checker = checker }

  mutating func add(_ method: FuncObject, at position: SourcePosition, isExplicit: Bool) {
    let same = indexByName[method.name]?.first {
      methods[$0].isNamed(method.name, in: method.package)
    }
    guard let index = same else {
      indexByName[method.name, default: []].append(methods.count)
      methods.append(method)
      positions.append(position)
      return
    }
    guard let checker else { return }
    let other = methods[index]
    let otherPosition = positions[index]
    if isExplicit {
      checker.reportDuplicateMethod(method, at: position, otherPosition)
      return
    }
    // Signatures can only be compared when all types are known.
    checker.later {
      let overlapIsAllowed = !position.isKnown || checker.allows(GoVersion(minor: 14))
      let left = method.type ?? BasicType.invalid
      let right = other.type ?? BasicType.invalid
      if !overlapIsAllowed || !identical(left, right) {
        checker.reportDuplicateMethod(method, at: position, otherPosition)
      }
    }
  }
}

extension Checker {
  fileprivate func reportDuplicateMethod(
    _ method: FuncObject, at position: SourcePosition, _ other: SourcePosition
  ) {
    var complaint = Complaint(.duplicateDecl)
    complaint.add(position, "duplicate method \(method.text)")
    complaint.add(other, "other declaration of method \(method.text)")
    report(complaint)
  }
}
