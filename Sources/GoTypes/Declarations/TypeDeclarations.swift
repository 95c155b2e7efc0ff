// Declarations of types and aliases, their type parameters and their methods.
import GoSyntax

extension Checker {
  /// Checks the declaration of a type or alias, of the package or local.
  func checkType(_ object: TypeNameObject, _ node: NodeID) {
    let syntax = tree.typeDeclaration(node)
    var right: GoType?
    var hasVersionError = false
    later { [self] in
      if let named = object.type?.asNamed { checkValidity(of: named) }
      if !hasVersionError, let right, isImportedConstraint(right) {
        _ = verify(
          GoVersion(minor: 18), at: tree.start(of: syntax.type),
          "using type constraint \(string(right))")
      }
    }
    let first = syntax.typeParameters.first
    if syntax.isAlias {
      if let first,
        !verify(GoVersion(minor: 23), at: tree.start(of: first), "generic type alias")
      {
        hasVersionError = true
      } else if !verify(GoVersion(minor: 9), at: tree.start(of: node), "type alias") {
        hasVersionError = true
      }
      right = checkAlias(object, syntax, node)
      return
    }
    if let first, !verify(GoVersion(minor: 18), at: tree.start(of: first), "type parameter") {
      hasVersionError = true
    }
    let named = NamedType(object: object, checker: self)
    typesToFinish.append(named)
    if first != nil {
      openScope(node)
      declareTypeParameters(syntax.typeParameters) { named.setTypeParameters($0) }
    }
    let type = declaredType(syntax.type, of: object)
    if first != nil { closeScope() }
    right = type
    named.setRightHandSide(type)
    if isTypeParameter(type) {
      report(
        .misplacedTypeParam, at: syntax.type,
        "cannot use a type parameter as RHS in type declaration")
      named.setRightHandSide(BasicType.invalid)
    }
  }

  private func checkAlias(
    _ object: TypeNameObject, _ syntax: TypeDeclarationSyntax, _ node: NodeID
  ) -> GoType {
    let alias = AliasType(object: object, rightHandSide: nil)
    if !syntax.typeParameters.isEmpty {
      openScope(node)
      declareTypeParameters(syntax.typeParameters) { alias.typeParameters = $0 }
    }
    let type = declaredType(syntax.type, of: object)
    if !syntax.typeParameters.isEmpty { closeScope() }
    alias.redirect(to: type)
    if let parameter = type.asParameterItself,
      alias.typeParameters.contains(where: { $0 === parameter })
    {
      report(
        .misplacedTypeParam, at: syntax.type,
        "cannot use type parameter declared in alias declaration as RHS")
      alias.redirect(to: BasicType.invalid)
    }
    return type
  }

  /// Declares the type parameters of a list in the current scope and gives them constraints.
  /// - Parameter bind: gets the parameters before the constraints are looked at, because the
  ///   constraints may refer to what is being declared.
  func declareTypeParameters(_ fields: NodeList, bind: ([TypeParameter]) -> Void) {
    guard let first = fields.first else { return }
    let scopePosition = tree.position(first)
    var parameters: [TypeParameter] = []
    for field in fields {
      guard let name = tree.field(field).name else { continue }
      parameters.append(declareTypeParameter(name, from: scopePosition))
    }
    guard parameters.count == fields.count else { return }
    for (index, parameter) in parameters.enumerated() { parameter.index = index }
    bind(parameters)
    environment.isInTypeParameterList = true
    defer { environment.isInTypeParameterList = false }
    var previous: NodeID?
    var bound: GoType = BasicType.invalid
    for (index, field) in fields.enumerated() {
      let type = tree.field(field).type
      if type != previous {
        previous = type
        bound = constraint(type)
        if isTypeParameter(bound) {
          report(.misplacedTypeParam, at: type, "cannot use a type parameter as constraint")
          bound = BasicType.invalid
        }
      }
      parameters[index].constraint = bound
    }
  }

  /// The type of a constraint; a literal such as `~int|string` becomes an interface.
  private func constraint(_ node: NodeID) -> GoType {
    let isLiteral: Bool
    switch tree.kind(node) {
    case .unary: isLiteral = tree.unary(node).op == .tilde
    case .binary: isLiteral = tree.binary(node).op == .or
    default: isLiteral = false
    }
    guard isLiteral else { return typeExpression(node) }
    let interface = InterfaceType()
    interface.checker = self
    interface.isImplicit = true
    typesToFinish.append(interface)
    interface.embedded = [unionExpression(node)]
    interface.embeddedPositions = [tree.start(of: node)]
    interface.isComplete = true
    later { [self] in computeTypeSet(of: interface, checker: self, at: .unknown) }
    return interface
  }

  /// Declares one type parameter in the current scope; its constraint is invalid for now.
  func declareTypeParameter(_ name: NodeID, from scopePosition: SourcePosition) -> TypeParameter {
    declareTypeParameter(
      objectName(name), at: tree.position(name), identifier: name, from: scopePosition)
  }

  /// Declares a type parameter that may have no identifier of its own.
  func declareTypeParameter(
    _ name: ObjectName, at position: SourcePosition, identifier: NodeID?,
    from scopePosition: SourcePosition
  ) -> TypeParameter {
    let object = TypeNameObject(name, at: position, in: package, type: nil)
    let parameter = universe.instances.makeTypeParameter(object, constraint: BasicType.invalid)
    parameter.checker = self
    typesToFinish.append(parameter)
    declare(object, as: identifier, in: environment.scope, from: scopePosition)
    return parameter
  }

  /// Gives a type the methods that were collected for it.
  func collectMethods(_ object: TypeNameObject) {
    guard let methods = pendingMethods.removeValue(forKey: ObjectIdentifier(object)) else {
      return
    }
    let base = object.type?.asNamed
    if let base {
      // Fields are looked at when the type is complete.
      later { [self] in checkFieldUniqueness(of: base) }
    }
    var seen: [Name: FuncObject] = [:]
    for method in methods {
      if let other = seen[method.name] {
        let place = other.position.isKnown ? " at \(string(other.position))" : ""
        report(
          .duplicateMethod, at: method.position,
          "method \(object.text).\(method.text) already declared\(place)")
        continue
      }
      seen[method.name] = method
      base?.addMethod(method)
    }
  }

  /// A struct's fields and methods have different names.
  private func checkFieldUniqueness(of base: NamedType) {
    guard let structure = base.underlying.asStruct else { return }
    for field in structure.fields where field.name != .blank {
      guard let index = base.methodIndex(field.name, in: field.package) else { continue }
      var complaint = Complaint(.duplicateFieldAndMethod)
      complaint.add(
        base.method(index).position, "field and method with the same name \(field.text)")
      complaint.addOtherDeclaration(of: field)
      report(complaint)
    }
  }
}

extension GoType {
  /// The type as a type parameter, not looking through aliases.
  fileprivate var asParameterItself: TypeParameter? {
    kind == .typeParameter ? unsafeDowncast(self, to: TypeParameter.self) : nil
  }
}
