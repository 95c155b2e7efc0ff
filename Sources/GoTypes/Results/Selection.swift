// What a selector `x.f` selects, and by which way.

/// What stands behind the dot.
public enum SelectionKind: UInt8, Sendable {
  /// A field of a struct.
  case field
  /// A method of a value: `x.m`.
  case methodValue
  /// A method as a function: `T.m`.
  case methodExpression
}

/// A selector expression that is not a name of a package.
///
/// The path leads from `x` to `f`: each index but the last is an embedded field's; the last is the
/// index of a field, of a method among the declared ones of a named type, or of a method among all
/// those of an interface.
public struct Selection {
  public let kind: SelectionKind
  /// The type of `x`.
  public let receiver: GoType
  /// A variable for a field, otherwise a function.
  public let object: Object
  public let path: [Int]
  /// A pointer is followed on the way (also set for methods with pointer receivers that are called
  /// on a pointer, as in Go).
  public let isIndirect: Bool

  /// The type of `x.f`: the field's, the method's with `receiver` as its receiver's type, or for a
  /// method expression the function with the receiver as its first parameter.
  public var type: GoType {
    guard kind != .field, let signature = object.type?.asSignature,
      let variable = signature.receiver
    else { return object.type ?? BasicType.invalid }
    let result = signature.copy()
    let receiverVariable = VarObject(copyOf: variable, type: receiver)
    if kind == .methodValue {
      result.receiver = receiverVariable
    } else {
      result.droppedReceiver = .bound(variable)
      result.receiver = nil
      result.parameters = TupleType([receiverVariable] + signature.parameters.variables)
    }
    return result
  }
}
