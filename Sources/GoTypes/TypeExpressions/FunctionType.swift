// Signatures: parameters, results and receivers.
import GoSyntax

extension Checker {
  /// Fills in the signature of a function type, literal or declaration, and declares parameters and
  /// results in a new scope that the signature keeps for the body.
  func fill(
    _ signature: Signature, type node: NodeID, receiver: NodeID?, typeParameters: NodeList
  ) {
    openScope(node)
    defer { closeScope() }
    environment.scope.isFunction = true
    signature.scope = environment.scope
    var receiverVariable: VarObject?
    if let receiver {
      let (variable, parameters) = collectReceiver(receiver, from: tree.position(node))
      receiverVariable = variable
      signature.receiverTypeParameters = parameters
    }
    declareTypeParameters(typeParameters) { signature.typeParameters = $0 }

    let syntax = tree.functionType(node)
    let parameters = collectParameters(.parameter, syntax.parameters)
    let results = collectParameters(.result, syntax.results)
    let scopePosition = tree.end(of: node)
    if let receiver, let variable = receiverVariable, !variable.text.isEmpty {
      declare(
        variable, as: tree.field(receiver).name, in: environment.scope, from: scopePosition)
    }
    for list in [parameters, results] {
      for (name, variable) in zip(list.names, list.variables) {
        guard let name else { continue }
        declare(variable, as: name, in: environment.scope, from: scopePosition)
      }
    }
    signature.receiver = receiverVariable
    signature.parameters = TupleType(parameters.variables)
    signature.results = results.variables.isEmpty ? .empty : TupleType(results.variables)
    signature.isVariadic = parameters.isVariadic
  }

  private struct ParameterList {
    /// One a variable; nil if it is anonymous.
    var names: [NodeID?] = []
    var variables: [VarObject] = []
    var isVariadic = false
  }

  private func collectParameters(_ kind: VariableKind, _ fields: NodeList) -> ParameterList {
    var result = ParameterList()
    var previous: NodeID?
    var type: GoType = BasicType.invalid
    for (index, fieldNode) in fields.enumerated() {
      let field = tree.field(fieldNode)
      if field.type != previous {
        previous = field.type
        var typeNode = field.type
        if tree.kind(typeNode) == .dotsType {
          if kind == .parameter && index == fields.count - 1 {
            result.isVariadic = true
          } else {
            report(.invalidSyntaxTree, at: typeNode, "invalid use of ...")
          }
          typeNode = tree.dotsType(typeNode)
        }
        type = variableType(typeNode)
      }
      if let name = field.name {
        result.names.append(name)
        result.variables.append(
          VarObject(kind, objectName(name), at: tree.position(name), in: package, type: type))
      } else {
        let variable = VarObject(
          kind, .anonymous, at: tree.position(fieldNode), in: package, type: type)
        recordImplicit(fieldNode, variable)
        result.names.append(nil)
        result.variables.append(variable)
      }
    }
    if result.isVariadic, let last = result.variables.last, let lastField = fields.last {
      let slice = SliceType(element: last.type ?? BasicType.invalid)
      last.type = slice
      record(tree.field(lastField).type, mode: .type, type: slice)
    }
    return result
  }
}

// Receivers.
extension Checker {
  /// The receiver of a method, and the type parameters that it declares. The parameters are
  /// declared in the current scope, the receiver itself is not: it must come after them.
  private func collectReceiver(
    _ fieldNode: NodeID, from scopePosition: SourcePosition
  ) -> (VarObject, [TypeParameter]) {
    let field = tree.field(fieldNode)
    let parts = receiverParts(field.type)
    var type: GoType = BasicType.invalid
    var parameters: [TypeParameter] = []
    if parts.typeParameters.isEmpty {
      type = variableType(field.type)
      if let generic = instantiatedThroughAlias(type) {
        report(
          .invalidRecv, at: parts.base,
          "cannot define new methods on instantiated type \(string(generic))")
        type = BasicType.invalid
      }
    } else {
      (type, parameters) = genericReceiver(field.type, parts, from: scopePosition)
    }
    let variable: VarObject
    if let name = field.name {
      variable = VarObject(
        .receiver, objectName(name), at: tree.position(name), in: package, type: type)
    } else {
      variable = VarObject(
        .receiver, .anonymous, at: tree.position(fieldNode), in: package, type: type)
      recordImplicit(fieldNode, variable)
    }
    // Looking at the type now might expand types that are not complete.
    later { [self] in checkReceiver(variable, at: parts.base) }
    return (variable, parameters)
  }

  /// The instance that a receiver's type is through aliases, if it is one.
  private func instantiatedThroughAlias(_ type: GoType) -> GoType? {
    var alias = withoutPointers(type).asAlias
    while let current = alias {
      let base = withoutPointers(current.rightHandSide ?? BasicType.invalid)
      if base.kind == .named, let named = base.asNamed, !named.typeParameters.isEmpty {
        return named
      }
      guard let next = base.asAlias else { return nil }
      if !next.typeParameters.isEmpty { return next }
      alias = next
    }
    return nil
  }

  private func withoutPointers(_ type: GoType) -> GoType {
    var type = type
    while let pointer = type.asPointer { type = pointer.base }
    return type
  }

  /// The type of a receiver `T[P, Q]` or `*T[P, Q]`, and the type parameters that it declares.
  private func genericReceiver(
    _ node: NodeID, _ parts: ReceiverParts, from scopePosition: SourcePosition
  ) -> (GoType, [TypeParameter]) {
    // The base comes first: its name may be that of a type parameter too.
    let base = genericReceiverBase(parts.base)
    let parameters = parts.typeParameters.enumerated().map { index, argument in
      let parameter = declareReceiverTypeParameter(argument, from: scopePosition)
      parameter.index = index
      return parameter
    }
    guard let base else { return (BasicType.invalid, parameters) }
    let declared = base.typeParameters
    if declared.count == parameters.count {
      let map = SubstitutionMap(declared, parameters)
      for (index, parameter) in parameters.enumerated() {
        instanceGraph.setCanonical(parameter, declared[index])
        parameter.constraint = substitute(
          declared[index].constraint, map, at: parameter.object.position)
      }
    } else {
      let plural = parameters.count == 1 ? "" : "s"
      report(
        .badRecv, at: parts.base,
        "receiver declares \(parameters.count) type parameter\(plural), "
          + "but receiver base type declares \(declared.count)")
    }
    _ = verify(GoVersion(minor: 18), at: tree.start(of: parts.base), "type instantiation")
    var type = instance(of: base, parameters, at: tree.position(node))
    recordInstance(parts.base, parameters, type)
    if parts.hasPointer && isValid(type) { type = PointerType(base: type) }
    recordReceiverTypes(node, type)
    return (type, parameters)
  }

  private func genericReceiverBase(_ node: NodeID) -> NamedType? {
    let cause = Cause()
    let type = genericType(node, cause: cause)
    guard isValid(type) else {
      if !cause.text.isEmpty { report(.invalidRecv, at: node, cause.text) }
      return nil
    }
    if type.kind == .alias {
      report(
        .invalidRecv, at: node,
        "cannot define new methods on generic alias type \(string(type))")
      return nil
    }
    return type.asNamed
  }

  private func declareReceiverTypeParameter(
    _ node: NodeID, from scopePosition: SourcePosition
  ) -> TypeParameter {
    if tree.kind(node) == .name {
      let parameter = declareTypeParameter(node, from: scopePosition)
      // Both a definition and a use, by tradition.
      recordUse(node, parameter.object)
      record(node, mode: .type, type: parameter)
      return parameter
    }
    if tree.kind(node) != .badExpression {
      report(
        .badDecl, at: node, "receiver type parameter \(string(node)) must be an identifier")
    }
    return declareTypeParameter(
      ObjectName(.blank, in: names), at: tree.position(node), identifier: nil,
      from: scopePosition)
  }

  /// Records the types of a receiver's type expression and of what is inside its parentheses and
  /// behind its `*`.
  private func recordReceiverTypes(_ node: NodeID, _ type: GoType) {
    var node = node
    var type = type
    while true {
      record(node, mode: .type, type: type)
      if tree.kind(node) == .parenthesized {
        node = tree.parenthesized(node)
      } else if let base = pointerBase(node), let pointer = type.asPointer {
        node = base
        type = pointer.base
      } else {
        return
      }
    }
  }

  /// Complains about a receiver whose type cannot have methods here.
  private func checkReceiver(_ receiver: VarObject, at node: NodeID) {
    let receiverType = receiver.type ?? BasicType.invalid
    let (base, _) = dereferenced(receiverType)
    guard isValid(base) else { return }
    switch base.unaliased.kind {
    case .named:
      guard let named = base.asNamed else { return }
      if named.object.package !== package {
        report(
          .invalidRecv, at: node,
          "cannot define new methods on non-local type \(string(base))")
        return
      }
      var cause: String?
      let under = named.underlying
      switch under.kind {
      case .basic where under.asBasic?.basicKind == .unsafePointer: cause = "unsafe.Pointer"
      case .pointer, .interface: cause = "pointer or interface type"
      default: break
      }
      if let cause {
        report(
          .invalidRecv, at: node, "invalid receiver type \(string(base)) (\(cause))")
      }
    case .basic:
      report(
        .invalidRecv, at: node, "cannot define new methods on non-local type \(string(base))")
    default:
      report(.invalidRecv, at: node, "invalid receiver type \(string(receiverType))")
    }
  }
}
