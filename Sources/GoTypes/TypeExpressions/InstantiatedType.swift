// Instances of generic types: `T[int, string]`.
import GoSyntax

extension Checker {
  /// The instance of a generic type or alias. Its arguments are checked against the constraints
  /// when all types are known.
  func instantiatedType(_ generic: NodeID, _ argumentNodes: NodeList) -> GoType {
    let cause = Cause()
    let type = genericType(generic, cause: cause)
    if !cause.text.isEmpty {
      let arguments = argumentNodes.map { string($0) }.joined(separator: ", ")
      report(
        .notAGenericType, at: generic,
        "invalid operation: \(string(generic))[\(arguments)] (\(cause.text))")
    }
    guard isValid(type) else { return type }
    guard let arguments = typeList(argumentNodes) else { return BasicType.invalid }
    let position = tree.position(generic)
    let result = instance(of: type, arguments, at: position)
    guard isValid(result) || result.kind == .alias else { return BasicType.invalid }
    later { [self] in
      verify(result, of: generic, arguments, argumentNodes, at: position)
    }
    return result
  }

  private func verify(
    _ instance: GoType, of generic: NodeID, _ arguments: [GoType], _ argumentNodes: NodeList,
    at position: SourcePosition
  ) {
    recordInstance(generic, arguments, instance)
    let object: TypeNameObject
    let parameters: [TypeParameter]
    if let alias = instance.asAlias {
      object = alias.origin.object
      parameters = alias.typeParameters
    } else if let named = instance.asNamed {
      object = named.origin.object
      parameters = named.typeParameters
    } else {
      return
    }
    guard
      validateArgumentCount(
        arguments.count, want: parameters.count, name: object.text, at: position)
    else { return }
    if let (index, problem) = verifyInstance(at: position, parameters, arguments) {
      let place =
        index < argumentNodes.count ? tree.start(of: argumentNodes[index]) : position
      reportSoft(.invalidTypeArg, at: place, problem)
    } else {
      instanceGraph.add(
        parameters, arguments, at: position, argumentNodes.map { tree.start(of: $0) })
    }
  }
}
