// The types of functions and methods.

/// A function or method type. The receiver is not part of a type's identity.
public final class Signature: GoType, @unchecked Sendable {
  /// The type parameters that a method's receiver declares: `P` in `func (r T[P]) m()`.
  public internal(set) var receiverTypeParameters: [TypeParameter] = []
  public internal(set) var typeParameters: [TypeParameter] = []
  /// Nil if this is not a method's type. An interface method's receiver has the type of the
  /// interface that declares it.
  public internal(set) var receiver: VarObject?
  public internal(set) var parameters: TupleType {
    didSet { depth = Self.depth(around: parameters, results) }
  }
  public internal(set) var results: TupleType {
    didSet { depth = Self.depth(around: parameters, results) }
  }
  /// The last parameter is `...T`; its type is then `[]T` (in calls of `append` with a string
  /// it may be a string).
  public internal(set) var isVariadic: Bool
  /// The function's scope while its package is checked: parameters are declared in it.
  var scope: Scope?
  /// The receiver that a method value or method expression dropped from its signature.
  var droppedReceiver: DroppedReceiver = .none

  /// What happened to the receiver of the method that this signature was made from.
  enum DroppedReceiver {
    case none
    /// `x.m`: this receiver was bound.
    case bound(VarObject)
    /// `T.m`: the receiver became the first parameter.
    case firstParameter
  }

  init(
    receiver: VarObject? = nil, typeParameters: [TypeParameter] = [],
    parameters: TupleType = .empty, results: TupleType = .empty, isVariadic: Bool = false
  ) {
    self.receiver = receiver
    self.typeParameters = typeParameters
    self.parameters = parameters
    self.results = results
    self.isVariadic = isVariadic
    super.init(kind: .signature)
    depth = Self.depth(around: parameters, results)
  }

  /// A copy that shares the tuples, for a change of receiver or type parameters.
  func copy() -> Signature {
    let result = Signature(
      receiver: receiver, typeParameters: typeParameters, parameters: parameters,
      results: results, isVariadic: isVariadic)
    result.receiverTypeParameters = receiverTypeParameters
    result.scope = scope
    result.droppedReceiver = droppedReceiver
    return result
  }
}
