// Sets of types as lists of terms: the algebra behind type sets.
//
// A term is a type `T` (the set of just T), `~T` (all types whose underlying type is T), or the
// set of all types. A list stands for the union of its terms; in normal form no two overlap and
// "all types" stands alone. The empty list is the empty set.

/// One term: `T`, `~T`, or all types.
struct TypeTerm {
  /// Nil for all types.
  let type: GoType?
  let hasTilde: Bool

  init(_ type: GoType, hasTilde: Bool) {
    self.type = type
    self.hasTilde = hasTilde
  }

  private init() {
    type = nil
    hasTilde = false
  }

  /// The set of all types.
  static let all = TypeTerm()

  /// Whether two terms with types have no type in common.
  func isDisjoint(_ left: GoType, _ other: TypeTerm, _ right: GoType) -> Bool {
    let x = other.hasTilde ? left.underlying : left
    let y = hasTilde ? right.underlying : right
    return !identical(x, y)
  }

  /// The union with another term, if that is one term.
  func union(_ other: TypeTerm) -> TypeTerm? {
    guard let type else { return self }
    guard let otherType = other.type else { return other }
    if isDisjoint(type, other, otherType) { return nil }
    return hasTilde || !other.hasTilde ? self : other
  }

  /// What two terms have in common; nil if that is nothing.
  func intersection(_ other: TypeTerm) -> TypeTerm? {
    guard let type else { return other }
    guard let otherType = other.type else { return self }
    if isDisjoint(type, other, otherType) { return nil }
    return !hasTilde || other.hasTilde ? self : other
  }

  /// Whether a type is in the set.
  func includes(_ candidate: GoType) -> Bool {
    guard let type else { return true }
    return identical(type, hasTilde ? candidate.underlying : candidate)
  }

  /// Whether all types of this term are in another.
  func isSubset(of other: TypeTerm) -> Bool {
    guard let otherType = other.type else { return true }
    guard let type else { return false }
    if isDisjoint(type, other, otherType) { return false }
    return !hasTilde || other.hasTilde
  }
}

/// A union of terms.
struct TypeTerms {
  var list: [TypeTerm]

  /// All types.
  static let all = TypeTerms(list: [.all])
  /// No types.
  static let none = TypeTerms(list: [])

  var isEmpty: Bool { list.isEmpty }
  var isAll: Bool { list.contains { $0.type == nil } }

  /// The same set in normal form. Quadratic; lists are short by decree (`maximumUnionTerms`).
  private func normalized() -> TypeTerms {
    if list.count <= 1 { return self }
    var used = Array(repeating: false, count: list.count)
    var result: [TypeTerm] = []
    for first in list.indices where !used[first] {
      var term = list[first]
      for second in list.indices.dropFirst(first + 1) where !used[second] {
        guard let joined = term.union(list[second]) else { continue }
        if joined.type == nil { return .all }
        term = joined
        used[second] = true
      }
      result.append(term)
    }
    return TypeTerms(list: result)
  }

  func union(_ other: TypeTerms) -> TypeTerms {
    TypeTerms(list: list + other.list).normalized()
  }

  func intersection(_ other: TypeTerms) -> TypeTerms {
    var result: [TypeTerm] = []
    for left in list {
      for right in other.list {
        if let common = left.intersection(right) { result.append(common) }
      }
    }
    return TypeTerms(list: result).normalized()
  }

  func includes(_ type: GoType) -> Bool { list.contains { $0.includes(type) } }

  func isSubset(of other: TypeTerms) -> Bool {
    if other.isEmpty { return isEmpty }
    return list.allSatisfy { term in other.list.contains { term.isSubset(of: $0) } }
  }

  func equals(_ other: TypeTerms) -> Bool { isSubset(of: other) && other.isSubset(of: self) }
}
