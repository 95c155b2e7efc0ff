// Interfaces and the unions embedded in them, as written; what they mean is in TypeSet.swift.

import GoSyntax

/// `interface{ … }`, or the implicit interface around a constraint literal such as `~int|~string`.
public final class InterfaceType: GoType, @unchecked Sendable {
  /// The methods that are declared here, ordered by `Object.precedes`.
  public internal(set) var methods: [FuncObject]
  /// The embedded elements in source order: interfaces, unions, other types.
  public internal(set) var embedded: [GoType]
  /// Where the embedded elements stand, for messages; empty if not known.
  var embeddedPositions: [SourcePosition] = []
  /// The interface wraps a constraint literal: `~T`, `A|B`, or a type that is no interface.
  public internal(set) var isImplicit = false
  /// All methods and embedded elements are collected, so the type set may be computed.
  var isComplete = false
  /// The memo of `typeSet`.
  var computedTypeSet: TypeSet?
  /// Whom to tell about errors; nil once the type set is computed.
  var checker: Checker?

  init(methods: [FuncObject] = [], embedded: [GoType] = []) {
    self.methods = methods
    self.embedded = embedded
    super.init(kind: .interface)
  }

  /// An interface that is ready for use.
  static func complete(methods: [FuncObject], embedded: [GoType]) -> InterfaceType {
    let type = InterfaceType(methods: methods, embedded: embedded)
    type.isComplete = true
    type.measureDepth()
    return type
  }

  /// `interface{}`.
  public static let empty: InterfaceType = {
    let type = InterfaceType.complete(methods: [], embedded: [])
    type.computedTypeSet = .all
    return type
  }()
}

/// One alternative of a union, as written: `T` or `~T`.
public struct UnionTerm: Sendable {
  public let hasTilde: Bool
  public let type: GoType
}

/// `A | ~B | …` in an interface or constraint. Not a first-class Go type.
public final class UnionType: GoType, @unchecked Sendable {
  public let terms: [UnionTerm]

  init(terms: [UnionTerm]) {
    self.terms = terms
    super.init(kind: .union)
    depth = Self.depth(around: terms.map(\.type))
  }
}
