// Calls: of functions and methods, and conversions, which look the same. Arguments are in
// Arguments.swift, built-in functions in Builtin….swift.

import GoSyntax

extension Checker {
  /// Checks `f(…)` or `T(x)`.
  func callExpression(_ node: NodeID, into x: inout Operand) -> ExpressionUse {
    let syntax = tree.call(node)
    var instantiation: NodeID?
    if tree.kind(syntax.function) == .index {
      if indexExpression(syntax.function, into: &x) {
        // The type arguments are looked at together with the arguments.
        instantiation = syntax.function
      }
      x.standIn = nil
      x.expression = syntax.function
      record(x)
    } else {
      expressionOrType(syntax.function, into: &x, allowsGeneric: true)
    }
    let use: ExpressionUse
    switch x.mode {
    case .invalid:
      self.use(syntax.arguments)
      use = .statement
    case .type:
      conversionCall(node, syntax, &x)
      use = .conversion
    case .builtin:
      let builtin = x.builtin
      if !builtinCall(node, syntax, builtin, &x) { x.invalidate() }
      if x.isValid && x.mode != .constant { environment.hasCallOrReceive = true }
      use = builtin.use == .statement ? .statement : .expression
    default:
      functionCall(node, syntax, instantiation, &x)
      use = .statement
    }
    x.standIn = nil
    x.expression = node
    return use
  }

  private func conversionCall(_ node: NodeID, _ syntax: CallSyntax, _ x: inout Operand) {
    rejectGeneric(&x, target: nil)
    guard x.isValid else { return }
    let type = x.type
    x.invalidate()
    guard isComplete(type) else { return }
    guard syntax.arguments.count == 1 else {
      if let last = syntax.arguments.last {
        self.use(syntax.arguments)
        report(
          .wrongArgCount, at: last, "too many arguments in conversion to \(string(type))")
      } else {
        report(.wrongArgCount, at: node, "missing argument in conversion to \(string(type))")
      }
      return
    }
    let argument = syntax.arguments[0]
    expression(argument, into: &x, target: makeTarget(type, .variable("conversion")))
    guard x.isValid else { return }
    if let interface = type.underlying.asInterface, !isTypeParameter(type),
      !interface.typeSet.isMethodSet
    {
      report(
        .misplacedConstraintIface, at: node,
        "cannot use interface \(string(type)) in conversion (contains specific type constraints "
          + "or is comparable)")
      return
    }
    if syntax.hasEllipsis {
      report(
        .badDotDotDotSyntax, at: argument, "invalid use of ... in conversion to \(string(type))")
      return
    }
    conversion(&x, to: type)
  }

  private func functionCall(
    _ node: NodeID, _ syntax: CallSyntax, _ instantiation: NodeID?, _ x: inout Operand
  ) {
    let isCgo: Bool = x.mode == .cgoFunction
    let (under, cause) = commonUnderlying(x.type) { type, under in
      guard let type, let under, under.kind != .signature else { return nil }
      return "\(self.string(type)) is not a function"
    }
    guard var signature = under?.asSignature else {
      report(.invalidCall, at: x, "invalid operation: cannot call \(string(x)): \(cause)")
      return x.invalidate()
    }
    let wasGeneric: Bool = !signature.typeParameters.isEmpty
    var typeArguments: [GoType] = []
    var argumentNodes = NodeList.empty
    if let instantiation {
      argumentNodes = tree.elements(tree.index(instantiation).index)
      guard
        let given = callTypeArguments(instantiation, argumentNodes, &signature)
      else {
        self.use(syntax.arguments)
        return x.invalidate()
      }
      typeArguments = given
      if signature.typeParameters.isEmpty { argumentNodes = .empty }
    }
    let (arguments, partial) = genericExpressions(syntax.arguments)
    signature = checkArguments(
      node, syntax, signature, typeArguments, argumentNodes, arguments, partial)
    if wasGeneric && signature.typeParameters.isEmpty {
      record(syntax.function, mode: .value, type: signature)
    }
    callResult(signature, isCgo: isCgo, &x)
    environment.hasCallOrReceive = true
    // Without type arguments, the result may mention type parameters that mean nothing here.
    if x.mode == .value && !signature.typeParameters.isEmpty
      && mentions(signature.typeParameters, x.type)
    {
      x.invalidate()
    }
  }

  /// The explicit type arguments of a call. If all are given, the signature is instantiated and
  /// none are left. Nil after an error was reported.
  private func callTypeArguments(
    _ instantiation: NodeID, _ nodes: NodeList, _ signature: inout Signature
  ) -> [GoType]? {
    guard let arguments = typeList(nodes) else { return nil }
    let wanted: Int = signature.typeParameters.count
    if arguments.count > wanted {
      report(
        .wrongTypeArgCount, at: nodes[wanted],
        "got \(arguments.count) type arguments but want \(wanted)")
      return nil
    }
    if arguments.count < wanted { return arguments }
    _ = verify(.go1_18, at: tree.start(of: instantiation), "function instantiation")
    signature = instantiateSignature(
      at: tree.position(instantiation), instantiation, signature, arguments, nodes)
    return []
  }

  private func callResult(_ signature: Signature, isCgo: Bool, _ x: inout Operand) {
    let results = signature.results
    switch results.count {
    case 0:
      x.mode = .noValue
    case 1:
      let type = results.variables[0].type ?? BasicType.invalid
      guard isComplete(type) else { return x.invalidate() }
      x.mode = isCgo ? .commaError : .value
      x.type = type
    default:
      x.mode = .value
      x.type = results
    }
  }

  // MARK: - Lists of expressions

  /// Checks expressions that are values; a single one may be a call with several results.
  func expressions(_ nodes: NodeList) -> [Operand] {
    if nodes.count == 1 { return multiExpression(nodes[0], allowsCommaOK: false).operands }
    return nodes.map { node in
      var x = Operand()
      expression(node, into: &x)
      return x
    }
  }

  /// As `expressions`, but values may be generic functions (since Go 1.21). For one that has some
  /// of its type arguments, these are in the second list, at its index.
  private func genericExpressions(_ nodes: NodeList) -> ([Operand], [[GoType]]) {
    // Before, all type arguments must follow from the function itself.
    let infers: Bool = !allows(.go1_21)
    var partial = [[GoType]](repeating: [], count: nodes.count)
    if nodes.count == 1 {
      let node = nodes[0]
      var x = Operand()
      if tree.kind(node) == .index {
        partial[0] = genericIndex(node, into: &x, infers: infers)
      } else {
        rawExpression(node, into: &x, allowsGeneric: true)
      }
      exclude(&x, noValue: true, builtin: true, type: true)
      guard x.isValid, let tuple = x.type.asTuple else { return ([x], partial) }
      let operands = tuple.variables.map { variable in
        Operand(.value, node, type: variable.type ?? BasicType.invalid)
      }
      return (operands, [[GoType]](repeating: [], count: operands.count))
    }
    var operands: [Operand] = []
    operands.reserveCapacity(nodes.count)
    for (index, node) in nodes.enumerated() {
      var x = Operand()
      if tree.kind(node) == .index {
        partial[index] = genericIndex(node, into: &x, infers: infers)
        requireSingleValue(&x)
      } else {
        genericExpression(node, into: &x)
      }
      operands.append(x)
    }
    return (operands, partial)
  }

  /// Checks an index expression that may be a partly instantiated function.
  /// - Returns: the type arguments of one that is.
  private func genericIndex(_ node: NodeID, into x: inout Operand, infers: Bool) -> [GoType] {
    x = Operand()
    x.expression = node
    if indexExpression(node, into: &x) {
      let position = x.expression.map { tree.position($0) } ?? .unknown
      let arguments = instantiateFunction(
        &x, at: position, instantiation: node, target: nil, infers: infers)
      x.standIn = nil
      x.expression = node
      if let arguments { return arguments }
      record(x)
      return []
    }
    x.standIn = nil
    x.expression = node
    record(x)
    return []
  }
}
