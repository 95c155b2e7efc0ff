// The walk's calls: of known and unknown functions, and of the predeclared ones.
import GoIR
import GoSyntax
import GoTypes

extension GroupWalk {
  /// Evaluates a call.
  ///
  /// - Parameters:
  ///   - holes: where the results flow; empty when there are none or nobody wants them.
  ///   - hasResults: whether `holes` are the results' holes rather than nothing at all.
  func call(_ holes: [Hole], _ node: IRNode, hasResults: Bool) {
    let record = unit[node]
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    let hole: Hole = holes.first ?? .discard
    switch record.operation {
    case .callFunction, .callInterface: functionCall(holes, node, record)
    case .inlinedCall:
      for statement in unit.list(operand: record.a) { self.statement(statement) }
      for (index, result) in unit.list(operand: record.b).enumerated() {
        expression(hasResults ? holes[index] : .discard, result)
      }
    case .append: append(hole, node, record)
    case .copy:
      argument(Hole(.mutator), a, node)
      var copied = Hole.discard
      let source = unit.type(b)
      if types.form(source) == .slice, types.hasPointers(types.element(source)) {
        copied = dereferenced(Hole(.heap), node, "copied slice")
      }
      argument(copied, b, node)
    case .panic: argument(Hole(.heap), a, node)
    case .complex:
      discard(a)
      discard(b)
    case .delete, .print, .println, .recover:
      for operand in unit.list(operand: record.b) { discard(operand) }
    case .min, .max:
      for operand in unit.list(operand: record.b) { argument(hole, operand, node) }
    case .length, .capacity, .real, .imaginary, .close: discard(a)
    case .clear: argument(Hole(.mutator), a, node)
    case .unsafeStringData, .unsafeSliceData: argument(hole, a, node)
    case .unsafeAdd, .unsafeSlice, .unsafeString:
      argument(hole, a, node)
      discard(b)
    default: preconditionFailure("an expression of an unknown kind was met")
    }
  }

  private func argument(_ hole: Hole, _ operand: IRNode, _ call: IRNode) {
    expression(noted(hole, call, "call parameter"), operand)
  }

  private func append(_ hole: Hole, _ node: IRNode, _ record: NodeRecord) {
    let arguments = unit.list(operand: record.b)
    guard let first = arguments.first else { return }
    // The slice may be the result, if there is room; or its elements move to a new one.
    var slice = tee([hole, Hole(.mutator)])
    if types.hasPointers(types.element(unit.type(first))) {
      slice = tee([slice, dereferenced(Hole(.heap), node, "appendee slice")])
    }
    argument(slice, first, node)
    if record.flags.contains(.ellipsis) {
      var appended = Hole.discard
      let source = unit.type(arguments[1])
      if types.form(source) == .slice, types.hasPointers(types.element(source)) {
        appended = dereferenced(Hole(.heap), node, "appended slice...")
      }
      argument(appended, arguments[1], node)
    } else {
      for operand in arguments.dropFirst() { argument(Hole(.heap), operand, node) }
    }
    // The array that append may make is used once, so that loops do not matter.
    let storage = spill(hole, node)
    graph.setLoopDepth(0, of: storage.target)
  }

  // MARK: - Functions

  private func functionCall(_ holes: [Hole], _ node: IRNode, _ record: NodeRecord) {
    let callee = IRNode(raw: record.a)
    let isInterface = record.operation == .callInterface
    let known = analysis.callees(of: node, in: function)
    if !holes.isEmpty {
      for symbol in known {
        guard let function = isInGroup(symbol) else { continue }
        for (index, result) in function.results.enumerated() where index < holes.count {
          flowResult(holes[index], result)
        }
      }
    }
    var arguments = unit.list(operand: record.b)
    if isInterface {
      arguments.insert(unit.first(callee), at: 0)
      statements(unit[callee].initial)
    } else {
      var calleeHole = Hole.discard
      if known.isEmpty, holes.contains(where: { $0.target != .blank }) {
        calleeHole = noted(Hole(.callee), node, "callee operand")
      }
      expression(calleeHole, callee)
    }
    if record.flags.contains(.keepsAlive) {
      for operand in arguments { argument(.discard, operand, node) }
      return
    }
    if let kept = escapingNonString(known) {
      for operand in arguments { argument(kept, operand, node) }
      return
    }
    for (index, operand) in arguments.enumerated() {
      if !isInterface { keepAlive(operand, node, known) }
      argument(mergedHole(known, index, holes), operand, node)
    }
  }

  /// A result of the group flows on, as its name would.
  private func flowResult(_ hole: Hole, _ result: VariableID) {
    var goal = hole
    if goal.dereferences >= 0 && !types.hasPointers(unit[result].type) { goal.target = .blank }
    flow(goal, from: location(result))
  }

  private func mergedHole(_ known: [FunctionSymbol], _ index: Int, _ results: [Hole]) -> Hole {
    if known.isEmpty { return Hole(.heap) }
    return tee(known.map { parameterHole($0, index, results) })
  }

  /// The hole for an argument of a function.
  func parameterHole(
    _ symbol: FunctionSymbol?, _ index: Int, _ results: [Hole]
  ) -> Hole {
    guard let symbol else { return Hole(.heap) }
    if let function = isInGroup(symbol) {
      guard index < function.parameters.count else { return .discard }
      return Hole(location(function.parameters[index]))
    }
    var leaks = Leaks.unknown
    if let summaries = symbol.parameterSummaries, index < summaries.count {
      leaks = Leaks(bits: summaries[index])
    }
    return graph.hole(
      for: leaks, results: results, frame: frame(function), loopDepth: loopDepth)
  }

  /// internal/abi.EscapeNonString lets its argument escape, strings inside aside.
  private func escapingNonString(_ known: [FunctionSymbol]) -> Hole? {
    guard known.count == 1, let symbol = known.first, symbol.package?.path == "internal/abi",
      symbol.name.hasPrefix("EscapeNonString[")
    else { return nil }
    guard let last = types.parameters(symbol.type).last else { return nil }
    return hasNonStringPointers(last) ? Hole(.heap) : .discard
  }

  private func hasNonStringPointers(_ type: TypeID) -> Bool {
    guard types.hasPointers(type) else { return false }
    switch types.form(type) {
    case .string: return false
    case .structure: return types.members(type).contains { hasNonStringPointers($0.type) }
    case .array: return hasNonStringPointers(types.element(type))
    default: return true
    }
  }

  // MARK: - Pointers that are passed as numbers

  /// `uintptr(p)` for a function that takes addresses as numbers: p stays alive, or escapes.
  private func keepAlive(_ operand: IRNode, _ call: IRNode, _ known: [FunctionSymbol]) {
    var pragma: PragmaFlags = []
    for symbol in known { pragma.formUnion(symbol.pragma) }
    guard !pragma.isDisjoint(with: [.uintptrKeepAlive, .uintptrEscapes]) else { return }
    if unit.operation(operand) == .sliceLiteral {
      for item in unit.list(operand: unit[operand].a) {
        keepPointer(unit.elementValue(item), call, pragma)
      }
    } else {
      keepPointer(operand, call, pragma)
    }
  }

  private func keepPointer(_ operand: IRNode, _ call: IRNode, _ pragma: PragmaFlags) {
    guard unit.operation(operand) == .convertNop,
      types.form(unit.type(unit.first(operand))) == .unsafePointer,
      types.form(unit.type(operand)) == .uintptr
    else { return }
    let (copy, statements) = unit.keepInTemporary(operand, in: function)
    addLocation(of: copy, in: function, role: .variable)
    graph.setLoopDepth(loopDepth, of: location(copy))
    unit.appendInitial(statements, to: call)
    for statement in statements { self.statement(statement) }
    var hole = Hole(.mutator)
    if pragma.contains(.uintptrEscapes) {
      hole = noted(Hole(.heap), operand, "//go:uintptrescapes")
    }
    flow(hole, from: location(copy))
  }
}
