// Type parameters of functions, types, aliases and receivers.

/// A type parameter. Identical only to itself.
public final class TypeParameter: GoType, @unchecked Sendable {
  /// A number that is unique in one package's check; it orders and tells apart parameters.
  public let id: UInt32
  /// The declaring name.
  public let object: TypeNameObject
  /// Position in its list, from 0; -1 before it is bound to a list.
  public internal(set) var index = -1
  /// The constraint as written; its underlying type is an interface in correct programs, and
  /// `interface` wraps it in one where it is not.
  public internal(set) var constraint: GoType
  /// Computes type sets with errors while its package is being checked; nil afterwards.
  var checker: Checker?

  init(id: UInt32, object: TypeNameObject, constraint: GoType) {
    self.id = id
    self.object = object
    self.constraint = constraint
    super.init(kind: .typeParameter)
    if object.type == nil { object.type = self }
  }

  /// The constraint as an interface with a computed type set.
  public var interface: InterfaceType {
    let bound = constraint
    let under = bound.underlying
    var result: InterfaceType
    if let basic = under.asBasic, basic.basicKind == .invalid {
      return .empty
    }
    if let found = under.asInterface {
      if bound.asTypeParameter != nil { return .empty }
      result = found
    } else {
      result = InterfaceType.complete(methods: [], embedded: [bound])
      result.isImplicit = true
      constraint = result
    }
    if result.computedTypeSet == nil {
      let position = bound.asNamed?.object.position ?? object.position
      computeTypeSet(of: result, checker: checker, at: position)
    }
    return result
  }
}
