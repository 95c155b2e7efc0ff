// Calls: arguments in order, to registers or the bottom of the frame, and results back.
import GoIR
import GoTypes

extension FunctionLowering {
  /// The value of a call with one result, or none.
  func callValue(_ node: IRNode) throws(LoweringFailure) -> Value {
    let results = try call(node)
    return results.first ?? .scalars([])
  }

  /// Makes a call and answers its results. What it carries out first was done.
  func call(_ node: IRNode) throws(LoweringFailure) -> [Value] {
    let record = unit[node]
    switch record.operation {
    case .inlinedCall:
      try statements(IRList(raw: record.a))
      var values: [Value] = []
      for item in unit.list(operand: record.b) { values.append(try value(item)) }
      return values
    case .callInterface: return try interfaceCall(node)
    case .callFunction, .tailCall: return try functionCall(node)
    default: throw failure("this is no call: \(record.operation)", at: node)
    }
  }

  private func functionCall(_ node: IRNode) throws(LoweringFailure) -> [Value] {
    let record = unit[node]
    let callee = IRNode(raw: record.a)
    let arguments = unit.list(operand: record.b)
    let type = unit.type(callee)
    let direct = directCallee(callee)
    if isRangeDefers(callee) { return [try rangeDefers(node)] }
    if let direct {
      if program.leavesOut(direct, caller: result.number) { return [] }
      try initial(of: callee)
      let number = program.number(of: direct)
      if let native = program.functions[number].native {
        return try nativeCall(native, node, type, arguments)
      }
      let values = try evaluate(arguments, types.parameters(type))
      at(record.position)
      let results = makeCall(.function(number), values, type)
      if direct.pragma.contains(.uintptrKeepAlive) { try keepPassedPointers(arguments) }
      if Self.endless.contains(LoweredProgram.name(of: direct)) {
        // Nothing comes behind it: what would have is never reached.
        end(.unreachable)
        begin(newBlock())
      }
      return results
    }
    let function = try scalar(callee)
    let held = settled(.scalars([function]), types.unsafePointer)
    let values = try evaluate(arguments, types.parameters(type))
    at(record.position)
    guard case .scalars(let operands) = held else { return [] }
    checkNil(operands[0])
    return makeCall(.closure(operands[0]), values, type)
  }

  /// Behind a call that takes addresses as numbers: what `uintptr(p)` came from is needed up to
  /// here, wherever the callee stands still. Escape analysis has put each such p into a variable.
  private func keepPassedPointers(_ arguments: [IRNode]) throws(LoweringFailure) {
    for argument in arguments {
      switch unit.operation(argument) {
      case .sliceLiteral:
        try keepPassedPointers(
          unit.list(operand: unit[argument].a).map { unit.elementValue($0) })
      case .convertNop where types.form(unit.type(unit.first(argument))) == .unsafePointer:
        let kept = try scalar(unit.first(argument))
        emit(.native([], name: "tc_keep_alive", [kept]))
      default: break
      }
    }
  }

  /// Functions of the run time that Go code calls and that do not return.
  private static let endless: Set<String> = [
    "runtime.panicwrap", "runtime.throw", "runtime.fatal", "runtime.Goexit",
  ]

  /// The function that a callee names, if it needs no closure.
  private func directCallee(_ callee: IRNode) -> FunctionSymbol? {
    switch unit.operation(callee) {
    case .functionName, .methodExpression: return unit.codeSymbol(callee)
    case .closure:
      let target = unit.closureFunction(callee)
      return target.captures.isEmpty ? target.symbol : nil
    default: return nil
    }
  }

  private func interfaceCall(_ node: IRNode) throws(LoweringFailure) -> [Value] {
    let record = unit[node]
    let dot = IRNode(raw: record.a)
    try initial(of: dot)
    let interface = unit.first(dot)
    let interfaceType = unit.type(interface)
    let held = scalars(settled(try value(interface), interfaceType), interfaceType)
    let arguments = unit.list(operand: record.b)
    let type = unit.type(dot)
    let values = try evaluate(arguments, types.parameters(type))
    at(record.position)
    checkNil(held[0])
    let index = try methodIndex(dot, interfaceType)
    program.calledMethods.insert(
      MethodOfInterface(interface: types.identity(interfaceType), index: index))
    return makeCall(
      .method(table: held[0], index: index), [.scalars([held[1]])] + values,
      parameters: [types.unsafePointer] + types.parameters(type), results: types.results(type))
  }

  /// The values of arguments, in order, safe from what later ones do.
  func evaluate(
    _ arguments: [IRNode], _ parameterTypes: [TypeID]
  ) throws(LoweringFailure) -> [Value] {
    var lastCall = -1
    for (index, argument) in arguments.enumerated() where hasCall(argument) { lastCall = index }
    var values: [Value] = []
    for (index, argument) in arguments.enumerated() {
      var held = try value(argument)
      if index < lastCall { held = settled(held, unit.type(argument)) }
      values.append(held)
    }
    return values
  }

  /// Whether evaluating an expression may change variables.
  func hasCall(_ node: IRNode) -> Bool {
    unit.any(node) { inner in
      switch unit.operation(inner) {
      case .callFunction, .callInterface, .inlinedCall, .receive: return true
      default: return false
      }
    }
  }

  func makeCall(_ target: CallTarget, _ values: [Value], _ type: TypeID) -> [Value] {
    makeCall(
      target, values, parameters: types.parameters(type), results: types.results(type))
  }

  func makeCall(
    _ target: CallTarget, _ values: [Value], parameters: [TypeID], results resultTypes: [TypeID]
  ) -> [Value] {
    let layout = CallLayout(parameters: parameters, results: resultTypes, shapes)
    reserveOutgoing(layout.bytes)
    var passed = PassedScalars()
    passed.words = Array(repeating: nil, count: CallLayout.registers)
    passed.floats = Array(repeating: nil, count: CallLayout.registers)
    for (index, passing) in layout.parameters.enumerated() {
      switch passing {
      case .memory(let offset):
        store(values[index], parameters[index], to: outgoingPlace(offset))
      case .registers(let parts):
        let operands = scalars(values[index], parameters[index])
        for (operand, part) in zip(operands, parts) {
          if part.component.scalar.isFloat {
            passed.floats[part.place] = operand
          } else {
            passed.words[part.place] = operand
          }
        }
      }
    }
    var arriving = ResultRegisters()
    arriving.words = Array(repeating: nil, count: CallLayout.registers)
    arriving.floats = Array(repeating: nil, count: CallLayout.registers)
    var results: [Value] = []
    for passing in layout.results {
      guard case .registers(let parts) = passing else {
        results.append(.scalars([]))
        continue
      }
      var operands: [Operand] = []
      for part in parts {
        let target = register(part.component.scalar)
        if part.component.scalar.isFloat {
          arriving.floats[part.place] = target
        } else {
          arriving.words[part.place] = target
        }
        operands.append(.register(target))
      }
      results.append(.scalars(operands))
    }
    let next = newBlock()
    end(
      .call(
        Call(
          target: target, arguments: passed, results: arriving, next: next, position: position)))
    begin(next)
    for (index, passing) in layout.results.enumerated() {
      guard case .memory(let offset) = passing else { continue }
      results[index] = settled(
        load(resultTypes[index], from: outgoingPlace(offset)), resultTypes[index])
    }
    return results
  }

  private func reserveOutgoing(_ bytes: Int64) {
    result.outgoingBytes = max(result.outgoingBytes, bytes)
    if bytes > 0 && result.outgoing == nil {
      result.outgoing = object(size: 0, pointers: [], "outgoing")
    }
  }

  private func outgoingPlace(_ offset: Int64) -> Address {
    guard let outgoing = result.outgoing else { preconditionFailure("no room was reserved") }
    return Address(.frame(outgoing, offset: offset))
  }

  // MARK: - Functions that are not Go

  private func nativeCall(
    _ native: NativeBinding, _ node: IRNode, _ type: TypeID, _ arguments: [IRNode]
  ) throws(LoweringFailure) -> [Value] {
    let values = try evaluate(arguments, types.parameters(type))
    at(unit[node].position)
    let resultTypes = types.results(type)
    switch native {
    case .segment(let name):
      return makeCall(
        .glue(name), values, parameters: types.parameters(type), results: resultTypes)
    case .call(let name), .intrinsic(let name):
      var operands: [Operand] = []
      for (held, parameter) in zip(values, types.parameters(type)) {
        operands += scalars(held, parameter)
      }
      let components = resultTypes.map { shapes.components($0) ?? [] }
      let prefix: String
      if case .intrinsic = native { prefix = "tc_intrinsic_" } else { prefix = "" }
      let answers = self.native(prefix + name, operands, components.flatMap { $0.map(\.scalar) })
      var next = 0
      return components.map { parts in
        defer { next += parts.count }
        return .scalars(Array(answers[next..<(next + parts.count)]))
      }
    }
  }
}
