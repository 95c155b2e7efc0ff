// Putting objects into scopes.
import GoSyntax

extension Checker {
  /// The name of an object that an identifier of the current file declares.
  func objectName(_ identifier: NodeID) -> ObjectName {
    ObjectName(tree.name(identifier), in: names)
  }

  /// Declares an object in a scope and records its identifier; an error if the name is taken.
  /// Blank names are declared nowhere.
  /// - Parameters:
  ///   - identifier: the declaring one, if there is one.
  ///   - scopePosition: where the name begins to be visible.
  func declare(
    _ object: Object, as identifier: NodeID?, in scope: Scope,
    from scopePosition: SourcePosition = .unknown
  ) {
    if object.name != .blank {
      if let other = scope.insert(object) {
        var complaint = Complaint(.duplicateDecl)
        complaint.add(object.position, "\(object.text) redeclared in this block")
        complaint.addOtherDeclaration(of: other)
        report(complaint)
        return
      }
      object.scopePosition = scopePosition
    }
    if let identifier { recordDefinition(identifier, object) }
  }

  /// Records what an identifier declares.
  func recordDefinition(_ identifier: NodeID, _ object: Object?) {
    environment.file.definitions[identifier] = object
  }

  /// Records what an identifier refers to.
  func recordUse(_ identifier: NodeID, _ object: Object) {
    environment.file.uses[identifier] = object
  }

  /// Records an object that a node declares without an identifier.
  func recordImplicit(_ node: NodeID, _ object: Object) {
    environment.file.implicits[node] = object
  }

  /// Records the instantiation of a generic type or function.
  /// - Parameter expression: the identifier, a selector, or an index expression of one of them.
  func recordInstance(_ expression: NodeID, _ arguments: [GoType], _ type: GoType) {
    var node = tree.unparenthesized(expression)
    if tree.kind(node) == .index { node = tree.unparenthesized(tree.index(node).operand) }
    if tree.kind(node) == .selector { node = tree.selector(node).selector }
    guard tree.kind(node) == .name else { return }
    var recorded = type
    if let signature = type.asSignature { recorded = withDroppedReceiver(signature) }
    environment.file.instances[node] = Instance(typeArguments: arguments, type: recorded)
  }

  /// The signature of a generic method's instance with its receiver back in place.
  private func withDroppedReceiver(_ signature: Signature) -> Signature {
    switch signature.droppedReceiver {
    case .none: return signature
    case .bound(let receiver):
      let result = signature.copy()
      result.droppedReceiver = .none
      result.receiver = receiver
      return result
    case .firstParameter:
      guard let receiver = signature.parameters.variables.first else { return signature }
      let result = signature.copy()
      result.droppedReceiver = .none
      result.receiver = receiver
      result.parameters = TupleType(Array(signature.parameters.variables.dropFirst()))
      return result
    }
  }
}
