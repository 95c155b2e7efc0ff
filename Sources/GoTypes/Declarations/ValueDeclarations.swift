// Declarations of constants, variables and functions of the package.
import GoSyntax

extension Checker {
  /// Checks the declaration of a constant.
  func checkConstant(
    _ object: ConstObject, type: NodeID?, initial: NodeID?, isInherited: Bool
  ) {
    let savedIota = environment.iota
    let savedPosition = environment.errorPosition
    defer {
      environment.iota = savedIota
      environment.errorPosition = savedPosition
    }
    environment.iota = object.value
    environment.errorPosition = .unknown
    object.value = .unknown
    if let type {
      let declared = typeExpression(type)
      guard isConstantType(declared) else {
        if isValid(declared.underlying) {
          report(.invalidConstType, at: type, "invalid constant type \(string(declared))")
        }
        object.type = BasicType.invalid
        return
      }
      object.type = declared
    }
    var x = Operand()
    if let initial {
      // The position of an inherited expression is of no help to the reader.
      if isInherited { environment.errorPosition = object.position }
      expression(initial, into: &x)
    }
    initializeConstant(object, &x)
  }

  /// Checks the declaration of a variable.
  /// - Parameter all: the variables that one value initialises together, in source order; empty or
  ///   just the one if there are no others.
  func checkVariable(
    _ object: VarObject, type: NodeID?, initial: NodeID?, all: [VarObject]
  ) {
    if let type { object.type = variableType(type) }
    guard let initial else {
      if type == nil { object.type = BasicType.invalid }
      return
    }
    if all.count <= 1 {
      var x = Operand()
      let target = makeTarget(object.type, .variable(object.text))
      expression(initial, into: &x, target: target)
      initializeVariable(object, &x, context: "variable declaration")
      return
    }
    if type != nil {
      for variable in all { variable.type = object.type }
    }
    initializeVariables(all, NodeList(initial), returnStatement: nil)
  }

  /// Checks the declaration of a function or method, and puts its body off.
  func checkFunction(_ object: FuncObject, _ node: NodeID, _ declaration: DeclarationInfo) {
    let signature = Signature()
    object.type = signature
    let syntax = tree.functionDeclaration(node)
    fill(
      signature, type: syntax.type, receiver: syntax.receiver,
      typeParameters: syntax.typeParameters)
    signature.scope?.start = tree.position(node)
    signature.scope?.end = tree.end(of: node)
    if !syntax.typeParameters.isEmpty && syntax.body == nil {
      reportSoft(.badDecl, at: node, "generic function is missing function body")
    }
    guard let body = syntax.body, !configuration.ignoresFunctionBodies else { return }
    later { [self] in
      functionBody(
        declaration: declaration, signature: signature, body: body, iota: nil)
    }
  }
}
