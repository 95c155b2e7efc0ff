// make, new, panic, print, println, recover.

import GoSyntax

extension Checker {
  func makeCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let nodes = call.syntax.arguments
    let type = variableType(nodes[0])
    guard isValid(type) else { return false }
    let (under, problem) = commonUnderlying(type) { _, under in
      switch under?.kind {
      case .slice, .map, .channel: return nil
      case nil: return "no specific type"
      default: return "type must be slice, map, or channel"
      }
    }
    guard let under else {
      report(
        .invalidMake, at: nodes[0],
        "invalid argument: cannot make \(string(nodes[0])): \(problem)")
      return false
    }
    let least: Int = under.kind == .slice ? 2 : 1
    guard nodes.count >= least && nodes.count <= least + 1 else {
      report(
        .wrongArgCount, at: call.node,
        "invalid operation: \(string(call.node)) expects \(least) or \(least + 1) arguments; "
          + "found \(nodes.count)")
      return false
    }
    var types = [type]
    var sizes: [Int64] = []
    for node in nodes.dropFirst() {
      let (sizeType, size) = checkIndex(node, limit: nil)
      types.append(sizeType)
      if let size { sizes.append(size) }
    }
    if sizes.count == 2 && sizes[0] > sizes[1] {
      report(
        .swappedMakeArgs, at: nodes[1], "invalid argument: length and capacity swapped")
    }
    x.mode = .value
    x.type = type
    recordBuiltin(call.function, builtinSignature(type, types))
    return true
  }

  func newCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let node = call.syntax.arguments[0]
    expressionOrType(node, into: &x)
    exclude(&x, noValue: true, builtin: true)
    switch x.mode {
    case .invalid:
      return false
    case .type:
      checkVariableType(x.type, at: node)
    default:
      // new(value), since Go 1.26.
      if isUntyped(x.type) {
        assign(&x, to: nil, context: "argument to new")
        guard x.isValid else { return false }
      }
      _ = verify(.go1_26, at: tree.start(of: call.function), "new(\(string(node)))")
    }
    let type = x.type
    x.mode = .value
    x.type = bounded(PointerType(base: type), at: tree.start(of: node))
    guard isValid(x.type) else { return false }
    recordBuiltin(call.function, builtinSignature(x.type, type))
    return true
  }

  func panicCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    // Only functions with results ask later whether they end in a panic.
    if let signature = environment.signature, signature.results.count > 0 {
      environment.panicCalls.insert(call.node)
    }
    assign(&x, to: InterfaceType.empty, context: "argument to panic")
    guard x.isValid else { return false }
    recordBuiltin(call.function, builtinSignature(nil, InterfaceType.empty))
    x.mode = .noValue
    return true
  }

  func printCall(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    var types: [GoType] = []
    for index in call.arguments.indices {
      assign(&call.arguments[index], to: nil, context: .builtinArgument(call.builtin))
      guard call.arguments[index].isValid else { return false }
      types.append(call.arguments[index].type)
    }
    recordBuiltin(call.function, builtinSignature(nil, types))
    x.mode = .noValue
    return true
  }

  func recoverCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    x.mode = .value
    x.type = InterfaceType.empty
    recordBuiltin(call.function, builtinSignature(x.type))
    return true
  }
}
