// How instances of generic types get their details.
import GoSyntax

extension NamedType {
  /// The right-hand side of an instance: the generic type's with the arguments put in.
  func expandedRightHandSide(_ instance: Instance) -> GoType? {
    let origin = instance.origin
    let parameters = origin.typeParameters
    guard parameters.count == instance.arguments.count else { return BasicType.invalid }
    guard let declared = origin.rightHandSide else { return nil }
    let substitution = Substitution(
      SubstitutionMap(parameters, instance.arguments), checker: checker, table: instance.table,
      position: object.position, rootDepth: instance.rootDepth)
    let result = substitution.apply(to: declared)
    // The methods of an interface have the named type as their receiver's type.
    guard let interface = result.asInterface,
      let methods = replacingReceivers(interface.methods, of: origin, by: self)
    else { return result }
    var made = interface
    if interface === declared {
      // Not substituted, so it is shared with the generic type: make one for this instance.
      made = InterfaceType.complete(methods: methods, embedded: interface.embedded)
      made.checker = checker
      checker?.typesToFinish.append(made)
    }
    made.methods = methods
    made.computedTypeSet = nil
    return made
  }

  /// A method of an instance: the generic type's with the arguments put in and without receiver
  /// type parameters.
  func expandedMethod(_ method: FuncObject, _ instance: Instance) -> FuncObject {
    checker?.resolve(method)
    guard let old = method.signature else {
      return FuncObject(instanceOf: method, signature: Signature())
    }
    var signature = old
    let parameters = old.receiverTypeParameters
    if parameters.count == instance.arguments.count {
      let substitution = Substitution(
        SubstitutionMap(parameters, instance.arguments), checker: checker,
        table: instance.table, position: method.position, rootDepth: instance.rootDepth)
      signature = substitution.apply(to: old).asSignature ?? old
    }
    if signature === old { signature = old.copy() }
    if let receiver = old.receiver {
      let type: GoType = method.hasPointerReceiver ? PointerType(base: self) : self
      signature.receiver = VarObject(instanceOf: receiver, type: type)
    }
    signature.receiverTypeParameters = []
    return FuncObject(instanceOf: method, signature: signature)
  }
}
