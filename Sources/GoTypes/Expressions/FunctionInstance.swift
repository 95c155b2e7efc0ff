// Instances of generic functions outside of calls: `f[T]`, and functions whose type arguments
// follow from the variable that they are assigned to.

import GoSyntax

extension Checker {
  /// Instantiates a generic function.
  /// - Parameters:
  ///   - x: the function; becomes its instance.
  ///   - instantiation: the index expression with type arguments, if there is one.
  ///   - target: the variable from which missing arguments follow, if there is one.
  ///   - infers: missing type arguments are to be inferred, or an error reported.
  /// - Returns: the given type arguments, if not all are given and none are to be inferred; then
  ///   `x` is as it was.
  func instantiateFunction(
    _ x: inout Operand, at position: SourcePosition, instantiation: NodeID?, target: Target?,
    infers: Bool
  ) -> [GoType]? {
    var errorPosition = position
    if let instantiation {
      errorPosition = tree.position(instantiation)
      x.expression = instantiation
    }
    let isTooNew: Bool = !verify(.go1_18, at: errorPosition, "function instantiation")
    var nodes = NodeList.empty
    var arguments: [GoType] = []
    if let instantiation {
      nodes = tree.elements(tree.index(instantiation).index)
      guard let given = typeList(nodes) else {
        x.invalidate()
        return nil
      }
      arguments = given
    }
    guard let signature = x.type.asSignature else {
      x.invalidate()
      return nil
    }
    let wanted: Int = signature.typeParameters.count
    if arguments.count > wanted {
      report(
        .wrongTypeArgCount, at: nodes[arguments.count - 1],
        "got \(arguments.count) type arguments but want \(wanted)")
      x.invalidate()
      return nil
    }
    if arguments.count < wanted {
      if !infers { return arguments }
      if let target, !isTooNew, !allows(.go1_21) {
        let what = instantiation == nil ? "implicitly" : "partially"
        _ = verify(.go1_21, at: errorPosition, "\(what) instantiated function in assignment")
        _ = target
      }
      guard
        let inferred = inferFunction(x, signature, arguments, at: position, target)
      else {
        x.invalidate()
        return nil
      }
      arguments = inferred
    }
    let operandPosition = x.expression.map { tree.position($0) } ?? position
    if let expression = x.expression {
      x.type = instantiateSignature(
        at: operandPosition, expression, signature, arguments, nodes)
    }
    x.mode = .value
    return nil
  }

  /// The type arguments of a function of which some are given. An assignment `var v T = f` is
  /// treated as the call `g(v)` of a generic `g` with one parameter of f's type.
  private func inferFunction(
    _ x: Operand, _ signature: Signature, _ given: [GoType], at position: SourcePosition,
    _ target: Target?
  ) -> [GoType]? {
    var parameters = TupleType.empty
    var operands: [Operand] = []
    let place = x.expression.map { tree.position($0) } ?? position
    if let target {
      let plain = Signature(
        parameters: signature.parameters, results: signature.results,
        isVariadic: signature.isVariadic)
      parameters = TupleType([
        VarObject(.parameter, .anonymous, at: place, in: package, type: plain)
      ])
      let shown: String
      switch target.description {
      case .variable(let text): shown = text
      case .expression(let node): shown = string(node)
      }
      let standIn = OperandStandIn(shown, at: place)
      operands = [Operand(.value, standIn: standIn, type: target.signature)]
    }
    let renamed = renameTypeParameters(signature.typeParameters, in: parameters)
    var arguments: [GoType?] = given
    while arguments.count < renamed.parameters.count { arguments.append(nil) }
    var complaint = Complaint(.cannotInferTypeArgs)
    let inferred = infer(
      at: position, renamed.parameters, arguments, renamed.type.asTuple ?? parameters, operands,
      isReverse: target != nil, &complaint)
    if inferred == nil && !complaint.lines.isEmpty { report(complaint) }
    return inferred
  }

  /// The instance of a generic signature; its constraints are verified later.
  /// - Parameters:
  ///   - expression: what is instantiated; the instance is recorded at its name.
  ///   - nodes: the explicit type arguments, where errors about them are reported.
  func instantiateSignature(
    at position: SourcePosition, _ expression: NodeID, _ signature: Signature,
    _ arguments: [GoType], _ nodes: NodeList
  ) -> Signature {
    // The number of arguments was checked.
    guard let result = instance(of: signature, arguments, at: position) else { return signature }
    recordInstance(expression, arguments, result)
    let parameters = signature.typeParameters
    let starts: [SourcePosition] = nodes.map { tree.start(of: $0) }
    let positions: [SourcePosition] = nodes.map { tree.position($0) }
    later { [self] in
      if let (index, problem) = verifyInstance(at: position, parameters, arguments) {
        let place = index < starts.count ? starts[index] : position
        reportSoft(.invalidTypeArg, at: place, problem)
      } else {
        instanceGraph.add(parameters, arguments, at: position, positions)
      }
    }
    return result
  }
}
