// complex, imag, real, max, min.

import GoSyntax

extension Checker {
  func complexCall(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    var y = call.arguments[1]
    matchComplexParts(&x, &y)
    guard x.isValid && y.isValid else { return false }
    guard identical(x.type, y.type) else {
      report(
        .invalidComplex, at: x,
        "invalid operation: \(string(call.node)) (mismatched types \(string(x.type)) and "
          + "\(string(y.type)))")
      return false
    }
    let result = partType(x, call.builtin) { kind in
      switch kind {
      case .float32: return BasicType.complex64
      case .float64: return BasicType.complex128
      case .untypedFloat: return BasicType.untypedComplex
      default: return nil
      }
    }
    guard let result else {
      report(
        .invalidComplex, at: x,
        "invalid argument: arguments have type \(string(x.type)), expected floating-point")
      return false
    }
    if x.mode == .constant && y.mode == .constant {
      x.value = .make(real: x.value.asFloat, imaginary: y.value.asFloat)
    } else {
      x.mode = .value
      recordBuiltin(call.function, builtinSignature(result, x.type, x.type))
    }
    x.type = result
    return true
  }

  /// Gives the parts of a complex number the same type if one or both are untyped.
  private func matchComplexParts(_ x: inout Operand, _ y: inout Operand) {
    switch (isUntyped(x.type), isUntyped(y.type)) {
    case (false, false):
      break
    case (true, false):
      convertUntyped(&x, to: y.type)
    case (false, true):
      convertUntyped(&y, to: x.type)
    case (true, true):
      if x.mode == .constant && y.mode == .constant {
        if isNumeric(x.type) && x.value.imaginaryPart.sign == 0 { x.type = BasicType.untypedFloat }
        if isNumeric(y.type) && y.value.imaginaryPart.sign == 0 { y.type = BasicType.untypedFloat }
      } else {
        // A shift without a type: a float cannot be shifted, so this ends in an error.
        convertUntyped(&x, to: BasicType.float64)
        convertUntyped(&y, to: BasicType.float64)
      }
    }
  }

  func complexPartCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    if isUntyped(x.type) {
      if x.mode == .constant {
        if isNumeric(x.type) { x.type = BasicType.untypedComplex }
      } else {
        convertUntyped(&x, to: BasicType.complex128)
        guard x.isValid else { return false }
      }
    }
    let result = partType(x, call.builtin) { kind in
      switch kind {
      case .complex64: return BasicType.float32
      case .complex128: return BasicType.float64
      case .untypedComplex: return BasicType.untypedFloat
      default: return nil
      }
    }
    guard let result else {
      report(
        call.builtin == .real ? .invalidReal : .invalidImag, at: x,
        "invalid argument: argument has type \(string(x.type)), expected complex type")
      return false
    }
    if x.mode == .constant {
      x.value = call.builtin == .real ? x.value.realPart : x.value.imaginaryPart
    } else {
      x.mode = .value
      recordBuiltin(call.function, builtinSignature(result, x.type))
    }
    x.type = result
    return true
  }

  /// The result type for an argument type; nil if the function does not take it. For a type
  /// parameter it would be one constrained by the results for its types; Go refuses that for now.
  private func partType(
    _ x: Operand, _ builtin: Builtin, _ map: (BasicKind) -> BasicType?
  ) -> GoType? {
    guard let parameter = x.type.asTypeParameter else {
      return x.type.underlying.asBasic.flatMap { map($0.basicKind) }
    }
    var terms: [UnionTerm] = []
    let set = parameter.interface.typeSet
    guard set.hasTerms else { return nil }
    for term in set.terms.list {
      guard let kind = term.type?.underlying.asBasic?.basicKind, let result = map(kind) else {
        return nil
      }
      terms.append(UnionTerm(hasTilde: term.hasTilde, type: result))
    }
    let code: DiagnosticCode
    switch builtin {
    case .real: code = .invalidReal
    case .imag: code = .invalidImag
    default: code = .invalidComplex
    }
    reportSoft(
      code, at: x,
      "\(string(x)) not supported as argument to built-in \(builtin.spelling) for go1.18 "
        + "(see go.dev/issue/50937)")
    let object = TypeNameObject(
      ObjectName(parameter.object.name, in: names), at: .unknown, in: package, type: nil)
    let interface = InterfaceType.complete(methods: [], embedded: [UnionType(terms: terms)])
    let result = universe.instances.makeTypeParameter(object, constraint: interface)
    result.index = parameter.index
    return result
  }

  func extremumCall(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    let isMaximum: Bool = call.builtin == .max
    _ = verify(
      .go1_21, at: tree.start(of: call.function), "built-in \(call.builtin.spelling)")
    for index in call.arguments.indices {
      var a = call.arguments[index]
      guard allOrdered(a.type) else {
        report(
          .invalidMinMaxOperand, at: a, "invalid argument: \(string(a)) cannot be ordered")
        return false
      }
      guard index > 0 else { continue }
      matchTypes(&x, &a)
      guard x.isValid else { return false }
      call.arguments[index] = a
      guard identical(x.type, a.type) else {
        report(
          .mismatchedTypes, at: a,
          "invalid argument: mismatched types \(string(x.type)) (previous argument) and "
            + "\(string(a.type)) (type of \(operandExpression(a)))")
        return false
      }
      if x.mode == .constant && a.mode == .constant {
        if Constant.compare(a.value, isMaximum ? .greater : .less, x.value) { x = a }
      } else {
        x.mode = .value
      }
    }
    if x.mode != .constant {
      x.mode = .value
      // A value has a type.
      assign(&x, to: InterfaceType.empty, context: .builtinArgument(call.builtin))
      guard x.isValid else { return false }
    }
    for argument in call.arguments {
      if let node = argument.expression { updateType(of: node, to: x.type, isFinal: true) }
    }
    if x.mode != .constant {
      let types = [GoType](repeating: x.type, count: call.arguments.count)
      recordBuiltin(call.function, builtinSignature(x.type, types))
    }
    return true
  }
}
