// Calls of built-in functions: their arguments, and the dispatch. One file a group of functions:
// containers, allocation and output, numbers, package unsafe.

import GoSyntax

/// A call of a built-in function while it is checked.
struct BuiltinCall {
  let node: NodeID
  let syntax: CallSyntax
  let builtin: Builtin
  /// The arguments as operands; empty for functions that look at the expressions themselves.
  var arguments: [Operand]

  /// The expression that is called.
  var function: NodeID { syntax.function }
}

extension Checker {
  /// Checks a call of a built-in function and makes `x` its result.
  /// - Returns: whether the call is valid; otherwise `x` is undefined.
  func builtinCall(
    _ node: NodeID, _ syntax: CallSyntax, _ builtin: Builtin, _ x: inout Operand
  ) -> Bool {
    if syntax.hasEllipsis && builtin != .append {
      report(
        .invalidDotDotDot, at: node,
        "invalid operation: invalid use of ... with built-in \(builtin.spelling)")
      use(syntax.arguments)
      return false
    }
    // The length of an array is constant if nothing is called or received to get it.
    let hadCall = environment.hasCallOrReceive
    let isLength: Bool = builtin == .len || builtin == .cap
    if isLength { environment.hasCallOrReceive = false }
    defer { if isLength { environment.hasCallOrReceive = hadCall } }

    var call = BuiltinCall(node: node, syntax: syntax, builtin: builtin, arguments: [])
    var count: Int = syntax.arguments.count
    if !looksAtExpressions(builtin) {
      call.arguments = expressions(syntax.arguments)
      count = call.arguments.count
      for argument in call.arguments where !argument.isValid { return false }
      if let first = call.arguments.first { x = first }
    }
    guard checkBuiltinArgumentCount(call, count) else { return false }
    return dispatch(&call, &x)
  }

  /// Whether a function takes types or selectors, so that its arguments are not simply values.
  private func looksAtExpressions(_ builtin: Builtin) -> Bool {
    builtin == .make || builtin == .new || builtin == .offsetof || builtin == .trace
  }

  private func checkBuiltinArgumentCount(_ call: BuiltinCall, _ count: Int) -> Bool {
    let wanted = call.builtin.minimumArguments
    let what: String
    if count < wanted {
      what = "not enough"
    } else if !call.builtin.isVariadic && count > wanted {
      what = "too many"
    } else {
      return true
    }
    report(
      .wrongArgCount, at: call.node,
      "invalid operation: \(what) arguments for \(string(call.node)) "
        + "(expected \(wanted), found \(count))")
    return false
  }

  private func dispatch(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    switch call.builtin {
    case .append: return appendCall(call, &x)
    case .cap, .len: return lengthCall(call, &x)
    case .clear: return clearCall(call, &x)
    case .close: return closeCall(call, &x)
    case .copy: return copyCall(call, &x)
    case .delete: return deleteCall(call, &x)
    case .complex: return complexCall(&call, &x)
    case .real, .imag: return complexPartCall(call, &x)
    case .max, .min: return extremumCall(&call, &x)
    case .make: return makeCall(call, &x)
    case .new: return newCall(call, &x)
    case .panic: return panicCall(call, &x)
    case .print, .println: return printCall(&call, &x)
    case .recover: return recoverCall(call, &x)
    case .add: return unsafeAddCall(&call, &x)
    case .alignof: return alignofCall(call, &x)
    case .offsetof: return offsetofCall(call, &x)
    case .sizeof: return sizeofCall(call, &x)
    case .slice: return unsafeSliceCall(&call, &x)
    case .sliceData: return sliceDataCall(call, &x)
    case .string: return unsafeStringCall(&call, &x)
    case .stringData: return stringDataCall(call, &x)
    case .assert: return assertCall(call, &x)
    case .trace: return traceCall(call, &x)
    }
  }

  /// The signature that is recorded for a call: untyped arguments have their default types.
  func builtinSignature(_ result: GoType?, _ arguments: GoType...) -> Signature {
    builtinSignature(result, arguments)
  }

  /// As above, for any number of arguments.
  func builtinSignature(_ result: GoType?, _ arguments: [GoType]) -> Signature {
    let parameters = arguments.map { type in
      VarObject(.parameter, .anonymous, at: .unknown, in: nil, type: defaultType(type))
    }
    var results = TupleType.empty
    if let result {
      results = TupleType([
        VarObject(.result, .anonymous, at: .unknown, in: nil, type: result)
      ])
    }
    return Signature(parameters: TupleType(parameters), results: results)
  }

  // MARK: - For tests of the checker

  /// `assert(condition)` reports a constant condition that is false.
  private func assertCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    guard x.mode == .constant, isBoolean(x.type) else {
      report(.test, at: x, "invalid argument: \(string(x)) is not a boolean constant")
      return false
    }
    if x.value.kind == .bool && !x.value.boolValue {
      report(.test, at: call.node, "\(string(call.node)) failed")
    }
    return true
  }

  /// `trace(x, …)` is its first argument, which may be a type.
  private func traceCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    guard let first = call.syntax.arguments.first else {
      x.mode = .noValue
      return true
    }
    for node in call.syntax.arguments.dropFirst() {
      var other = Operand()
      rawExpression(node, into: &other)
    }
    rawExpression(first, into: &x)
    return x.isValid
  }
}
