// Passing arguments: their number, variadic parameters, the inference of type arguments for the
// function and for generic functions among the arguments, and the assignment to the parameters.

import GoSyntax

extension Checker {
  /// Checks the arguments of a call.
  /// - Parameters:
  ///   - signature: of the function; may be generic.
  ///   - typeArguments: the explicit ones, from `typeArgumentNodes`.
  ///   - partial: for each argument that is a generic function, its explicit type arguments.
  /// - Returns: the signature, instantiated if it was generic; as it was after an error.
  func checkArguments(
    _ node: NodeID, _ syntax: CallSyntax, _ signature: Signature, _ typeArguments: [GoType],
    _ typeArgumentNodes: NodeList, _ arguments: [Operand], _ partial: [[GoType]]
  ) -> Signature {
    guard let (parameters, isAdjusted) = matchedParameters(node, syntax, signature, arguments)
    else { return signature }
    var call = GenericCall(
      parameters: parameters, arguments: arguments, typeArguments: typeArguments.map { $0 })
    addTypeParameters(&call, node, syntax, signature, partial)
    var result = signature
    if !call.typeParameters.isEmpty {
      guard
        let instantiated = inferArguments(
          &call, node, syntax, signature, typeArgumentNodes, isAdjusted: isAdjusted)
      else { return signature }
      result = instantiated
    }
    for (index, argument) in call.arguments.enumerated() {
      var x = argument
      let type = call.parameters.variables[index].type ?? BasicType.invalid
      assign(&x, to: type, context: .argument(of: syntax.function))
    }
    return result
  }

  // MARK: - Parameters

  /// The parameters, one an argument; a variadic one is repeated.
  /// - Returns: nil after an error was reported; `isAdjusted` if they are not the signature's own.
  private func matchedParameters(
    _ node: NodeID, _ syntax: CallSyntax, _ signature: Signature, _ arguments: [Operand]
  ) -> (parameters: TupleType, isAdjusted: Bool)? {
    var wanted: Int = signature.parameters.count
    let given: Int = arguments.count
    var parameters = signature.parameters
    var isAdjusted = false
    if signature.isVariadic {
      if syntax.hasEllipsis {
        if syntax.arguments.count == 1 && given > 1 {
          report(
            .invalidDotDotDot, at: node,
            "cannot use ... with \(given)-valued \(string(syntax.arguments[0]))")
          return nil
        }
      } else if given >= wanted - 1 {
        parameters = spread(signature.parameters, to: given)
        isAdjusted = true
        wanted = given
      } else {
        // The variadic one is not missing.
        wanted -= 1
      }
    } else if syntax.hasEllipsis {
      report(
        .nonVariadicDotDotDot, at: node,
        "cannot use ... in call to non-variadic \(string(syntax.function))")
      return nil
    }
    guard given == wanted else {
      reportArgumentCount(node, syntax, signature, arguments, wanted: wanted)
      return nil
    }
    return (parameters, isAdjusted)
  }

  /// The parameters of a variadic function called with a number of arguments.
  private func spread(_ parameters: TupleType, to count: Int) -> TupleType {
    // A variadic signature has at least one parameter.
    var variables = Array(parameters.variables.dropLast())
    guard let last = parameters.variables.last else { return parameters }
    let element = last.type?.asSlice?.element ?? BasicType.invalid
    let name = ObjectName(last.name, in: names)
    while variables.count < count {
      variables.append(
        VarObject(.parameter, name, at: last.position, in: last.package, type: element))
    }
    return TupleType(variables)
  }

  private func reportArgumentCount(
    _ node: NodeID, _ syntax: CallSyntax, _ signature: Signature, _ arguments: [Operand],
    wanted: Int
  ) {
    var position = tree.start(of: node)
    let isTooMany: Bool = arguments.count > wanted
    if isTooMany {
      position = self.position(of: arguments[wanted])
    } else if let last = arguments.last {
      position = self.position(of: last)
    }
    let what = isTooMany ? "too many" : "not enough"
    var complaint = Complaint(.wrongArgCount)
    complaint.add(position, "\(what) arguments in call to \(string(syntax.function))")
    let have = typesSummary(arguments.map { $0.type }, hasEllipsis: syntax.hasEllipsis)
    complaint.add(.unknown, "have \(have)")
    let want = typesSummary(
      signature.parameters.variables.map { $0.type }, isVariadic: signature.isVariadic)
    complaint.add(.unknown, "want \(want)")
    report(complaint)
  }

  /// The types of arguments or results as messages compare them: `(number, string, ...T)`.
  func typesSummary(
    _ types: [GoType?], isVariadic: Bool = false, hasEllipsis: Bool = false
  ) -> String {
    var words: [String] = []
    for (index, type) in types.enumerated() {
      var word = typeSummary(type)
      if index == types.count - 1 {
        if isVariadic {
          if let slice = type?.asSlice { word = string(slice.element) }
          word = "..." + word
        } else if hasEllipsis {
          word += "..."
        }
      }
      words.append(word)
    }
    return "(" + words.joined(separator: ", ") + ")"
  }

  private func typeSummary(_ type: GoType?) -> String {
    guard let type, isValid(type) else { return "unknown type" }
    guard let basic = type.asBasic, isUntyped(basic) else { return string(type) }
    // No type is implied: "number" for any of the untyped numbers.
    return isNumeric(basic) ? "number" : String(basic.name.dropFirst("untyped ".count))
  }

  // MARK: - Generic calls

  /// A call during inference. The first type parameters are the function's; those of each generic
  /// argument follow.
  private struct GenericCall {
    var parameters: TupleType
    var arguments: [Operand]
    var typeParameters: [TypeParameter] = []
    /// Nil for those that are to be inferred.
    var typeArguments: [GoType?]
    /// How many type parameters are the function's.
    var calleeCount = 0
    /// Which arguments are generic functions.
    var genericArguments: [Int] = []

    /// Makes the type arguments as many as the type parameters.
    mutating func fill() {
      while typeArguments.count < typeParameters.count { typeArguments.append(nil) }
    }
  }

  /// Collects renamed copies of all type parameters; renamed, so that a function may be called
  /// recursively, and one argument function be passed twice.
  private func addTypeParameters(
    _ call: inout GenericCall, _ node: NodeID, _ syntax: CallSyntax, _ signature: Signature,
    _ partial: [[GoType]]
  ) {
    if !signature.typeParameters.isEmpty {
      if !allows(.go1_18) {
        let isInstance: Bool = tree.kind(syntax.function) == .index
        let place: NodeID = isInstance ? syntax.function : node
        let what = isInstance ? "function instantiation" : "implicit function instantiation"
        _ = verify(.go1_18, at: tree.start(of: place), what)
      }
      let renamed = renameTypeParameters(signature.typeParameters, in: call.parameters)
      call.typeParameters = renamed.parameters
      call.parameters = renamed.type.asTuple ?? call.parameters
      call.calleeCount = renamed.parameters.count
      call.fill()
    }
    for (index, argument) in call.arguments.enumerated() {
      guard let generic = argument.type.asSignature, !generic.typeParameters.isEmpty else {
        continue
      }
      let renamed = renameTypeParameters(generic.typeParameters, in: generic)
      // The copy is this argument's own; the function's type stays as it is.
      let copy = (renamed.type.asSignature ?? generic).copy()
      copy.typeParameters = renamed.parameters
      call.arguments[index].type = copy
      call.typeParameters += renamed.parameters
      if index < partial.count { call.typeArguments += partial[index].map { $0 } }
      call.fill()
      call.genericArguments.append(index)
    }
    if let first = call.genericArguments.first {
      _ = verify(
        .go1_21, at: position(of: call.arguments[first]),
        "implicitly instantiated function as argument")
    }
  }

  /// Infers the missing type arguments and instantiates the function and its generic arguments.
  private func inferArguments(
    _ call: inout GenericCall, _ node: NodeID, _ syntax: CallSyntax, _ signature: Signature,
    _ typeArgumentNodes: NodeList, isAdjusted: Bool
  ) -> Signature? {
    let position = tree.position(node)
    var complaint = Complaint(.cannotInferTypeArgs)
    guard
      let inferred = infer(
        at: position, call.typeParameters, call.typeArguments, call.parameters,
        call.arguments, isReverse: false, &complaint)
    else {
      reportInference(complaint, syntax)
      return nil
    }
    var result = signature
    let count: Int = call.calleeCount
    if count > 0 {
      let own = Array(inferred[..<count])
      result = instantiateSignature(
        at: position, syntax.function, signature, own, typeArgumentNodes)
      if isAdjusted {
        let map = SubstitutionMap(Array(call.typeParameters[..<count]), own)
        call.parameters = substitute(call.parameters, map).asTuple ?? call.parameters
      } else {
        call.parameters = result.parameters
      }
    }
    var next = count
    for index in call.genericArguments {
      guard let generic = call.arguments[index].type.asSignature else { continue }
      let end: Int = next + generic.typeParameters.count
      let expression = call.arguments[index].expression ?? node
      call.arguments[index].type = instantiateSignature(
        at: position, expression, generic, Array(inferred[next..<end]), .empty)
      record(call.arguments[index])
      next = end
    }
    return result
  }

  private func reportInference(_ complaint: Complaint, _ syntax: CallSyntax) {
    guard let first = complaint.lines.first else { return }
    var whole = Complaint(.cannotInferTypeArgs)
    whole.add(first.position, "in call to \(string(syntax.function)), \(first.text)")
    for line in complaint.lines.dropFirst() { whole.add(line.position, line.text) }
    report(whole)
  }
}
