// Selectors: names of packages, fields, method values and method expressions.

import GoSyntax

extension Checker {
  /// Checks `x.f`, `package.Name` or `T.m`.
  /// - Parameter wantsType: only a type is accepted.
  func selector(_ node: NodeID, into x: inout Operand, wantsType: Bool) {
    let syntax = tree.selector(node)
    if tree.kind(syntax.operand) == .name,
      let packageName = lookup(tree.name(syntax.operand))?.asPackageName
    {
      environment.file.uses[syntax.operand] = packageName
      packageName.isUsed = true
      x = Operand()
      packageMember(node, syntax, packageName.imported, into: &x)
    } else {
      select(node, syntax, into: &x, wantsType: wantsType)
    }
    x.standIn = nil
    x.expression = node
    if !x.isValid { x.type = BasicType.invalid }
  }

  // MARK: - Packages

  private func packageMember(
    _ node: NodeID, _ syntax: SelectorSyntax, _ imported: Package, into x: inout Operand
  ) {
    let name = tree.name(syntax.selector)
    guard let object = imported.scope.lookup(name) else {
      reportMissing(node, syntax, imported)
      return
    }
    if !object.isExported {
      report(
        .unexportedName, at: syntax.selector,
        "name \(object.text) not exported by package \(imported.name)")
      // It is known what is meant.
    }
    environment.file.uses[syntax.selector] = object
    x.type = object.type ?? BasicType.invalid
    switch object.kind {
    case .constant:
      x.mode = .constant
      x.value = object.asConstant?.value ?? .unknown
    case .typeName:
      x.mode = .type
    case .variable:
      x.mode = .variable
    case .function:
      x.mode = .value
    case .builtin:
      x.mode = .builtin
      if let builtin = object.asBuiltin?.builtin { x.builtin = builtin }
    case .packageName, .label, .nil:
      break
    }
  }

  private func reportMissing(_ node: NodeID, _ syntax: SelectorSyntax, _ imported: Package) {
    let name = tree.name(syntax.selector)
    if imported.isFake { return }
    let others = imported.scope.lookupIgnoringCase(names.text(name), onlyExported: true)
    let hint = others.first.map { " (but have \($0.text))" } ?? ""
    report(
      .undeclaredImportedName, at: syntax.selector, "undefined: \(string(node))\(hint)")
  }

  // MARK: - Fields and methods

  private func select(
    _ node: NodeID, _ syntax: SelectorSyntax, into x: inout Operand, wantsType: Bool
  ) {
    expressionOrType(syntax.operand, into: &x)
    switch x.mode {
    case .invalid:
      return
    case .builtin:
      report(
        .uncalledBuiltin, at: tree.position(node),
        "invalid use of \(string(x)) in selector expression")
      return x.invalidate()
    default:
      break
    }
    guard isComplete(x.type) else { return x.invalidate() }
    if wantsType {
      // What follows is never a type.
      report(.notAType, at: syntax.selector, "\(string(node)) is not a type")
      return x.invalidate()
    }
    if let pointer = x.type.underlying.asPointer, !isComplete(pointer.base) {
      return x.invalidate()
    }
    let name = tree.name(syntax.selector)
    let found = lookupFieldOrMethod(x.type, isAddressable: x.mode == .variable, name)
    guard case .found(let object, let path, let isIndirect) = found else {
      if isValid(x.type.underlying) { reportUnselectable(syntax, name, x, found) }
      return x.invalidate()
    }
    if object.kind == .variable {
      selectField(node, syntax, object, path, isIndirect, &x)
    } else if let method = object.asFunction {
      selectMethod(node, method, path, isIndirect, &x)
    }
  }

  private func reportUnselectable(
    _ syntax: SelectorSyntax, _ name: Name, _ x: Operand, _ found: MemberLookup
  ) {
    let text = names.text(name)
    let operand = operandExpression(x)
    let type = string(x.type)
    switch found {
    case .ambiguous:
      report(.ambiguousSelector, at: syntax.selector, "ambiguous selector \(operand).\(text)")
      return
    case .needsPointer:
      let message =
        x.mode == .type
        ? "invalid method expression \(type).\(text) (needs pointer receiver (*\(type)).\(text))"
        : "cannot call pointer method \(text) on \(type)"
      report(.invalidMethodExpr, at: syntax.selector, message)
      return
    case .found, .notFound:
      break
    }
    let reason: String
    if isInterfacePointer(x.type) {
      reason = interfacePointerError(x.type)
    } else {
      let other = GoTypes.lookupFieldOrMethod(
        x.type, isAddressable: x.mode == .variable,
        MemberName(anyCaseOf: text, name, in: package))
      reason = lookupError(x.type, name, alternative: other.object, inLiteral: false)
    }
    report(
      .missingFieldOrMethod, at: syntax.selector, "\(operand).\(text) undefined (\(reason))")
  }

  private func selectField(
    _ node: NodeID, _ syntax: SelectorSyntax, _ field: Object, _ path: [Int],
    _ isIndirect: Bool, _ x: inout Operand
  ) {
    if x.mode == .type {
      report(
        .missingFieldOrMethod, at: syntax.operand,
        "operand for field selector \(field.text) must be value of type \(string(x.type))")
      return x.invalidate()
    }
    recordSelection(
      node,
      Selection(
        kind: .field, receiver: x.type, object: field, path: path, isIndirect: isIndirect))
    x.mode = x.mode == .variable || isIndirect ? .variable : .value
    x.type = field.type ?? BasicType.invalid
  }

  private func selectMethod(
    _ node: NodeID, _ method: FuncObject, _ path: [Int], _ isIndirect: Bool,
    _ x: inout Operand
  ) {
    resolve(method)
    addDependency(on: method)
    let isExpression: Bool = x.mode == .type
    recordSelection(
      node,
      Selection(
        kind: isExpression ? .methodExpression : .methodValue, receiver: x.type, object: method,
        path: path, isIndirect: isIndirect))
    guard let signature = method.signature else { return x.invalidate() }
    if !isExpression {
      let bound = signature.copy()
      if let receiver = signature.receiver { bound.droppedReceiver = .bound(receiver) }
      bound.receiver = nil
      x.mode = .value
      x.type = bound
      return
    }
    guard let receiver = signature.receiver else {
      report(.invalidDeclCycle, at: node, "illegal cycle in method declaration")
      return x.invalidate()
    }
    x.type = methodExpressionType(signature, receiver, x.type)
    x.mode = .value
  }

  /// The type of `T.m`: the receiver becomes the first parameter.
  private func methodExpressionType(
    _ signature: Signature, _ receiver: VarObject, _ type: GoType
  ) -> Signature {
    var parameters = signature.parameters.variables
    // Either all parameters have a name or none.
    var name = ObjectName.anonymous
    if let first = parameters.first, first.name != .empty {
      name = ObjectName(receiver.name == .empty ? .blank : receiver.name, in: names)
    }
    let first = VarObject(
      .parameter, name, at: receiver.position, in: receiver.package, type: type)
    parameters.insert(first, at: 0)
    let result = Signature(
      typeParameters: signature.typeParameters, parameters: TupleType(parameters),
      results: signature.results, isVariadic: signature.isVariadic)
    result.droppedReceiver = .firstParameter
    return result
  }
}
