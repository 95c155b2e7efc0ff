// The walk's expressions.
import GoIR
import GoSyntax
import GoTypes

extension GroupWalk {
  /// Evaluates an expression into a hole.
  func expression(_ hole: Hole, _ node: IRNode) {
    guard node.isPresent else { return }
    statements(unit[node].initial)
    value(hole, node)
  }

  /// Evaluates an expression for its effects.
  func discard(_ node: IRNode) { expression(.discard, node) }

  /// The hole of an interface's content, asserted to be of a type.
  func typeAsserted(
    _ hole: Hole, _ type: TypeID, _ node: IRNode, _ reason: StaticString
  ) -> Hole {
    if !types.isInterface(type) && !types.isDirectInterface(type) {
      return dereferenced(hole, node, reason)
    }
    return noted(hole, node, reason)
  }

  /// As `expression`, for an expression whose first statements were walked already.
  func value(_ given: Hole, _ node: IRNode) {
    guard node.isPresent else { return }
    let record = unit[node]
    var hole = given
    if hole.dereferences >= 0 && !types.hasPointers(record.type) { hole.target = .blank }
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    switch record.operation {
    case .literal, .nilValue, .getG, .type, .methodExpression, .linkSymbol, .functionName,
      .blank, .dynamicType, .nameOffset:
      break
    case .name:
      let variable = unit.variable(node)
      if unit[variable].storage != .global { flow(hole, from: location(variable)) }
    case .plus, .negate, .complement, .not, .receive: discard(a)
    case .add, .subtract, .or, .exclusiveOr, .multiply, .divide, .remainder, .shiftLeft,
      .shiftRight, .and, .andNot, .equal, .notEqual, .less, .lessEqual, .greater,
      .greaterEqual, .logicalAnd, .logicalOr, .indexMap:
      discard(a)
      discard(b)
    case .address: expression(addressed(hole, node, "address-of"), a)
    case .dereference: expression(dereferenced(hole, node, "indirection"), a)
    case .dot, .dotInterface: expression(noted(hole, node, "dot"), a)
    case .dotPointer: expression(dereferenced(hole, node, "dot of pointer"), a)
    case .typeAssert, .typeAssert2, .dynamicTypeAssert, .dynamicTypeAssert2:
      expression(typeAsserted(hole, record.type, node, "dot"), a)
    case .index:
      if types.form(unit.type(a)) == .array {
        expression(noted(hole, node, "fixed-array-index-of"), a)
      } else {
        expression(dereferenced(hole, node, "dot of pointer"), a)
      }
      discard(b)
    case .slice, .sliceArray, .sliceString, .slice3, .slice3Array:
      expression(noted(hole, node, "slice"), a)
      for bound in unit.list(operand: record.b) { discard(bound) }
    case .methodTable: expression(hole, a)
    case .closure: closure(hole, node)
    case .methodValue: methodValue(hole, node)
    default: madeValue(hole, node, record)
    }
  }

  /// Conversions, literals and calls.
  private func madeValue(_ hole: Hole, _ node: IRNode, _ record: NodeRecord) {
    let a = IRNode(raw: record.a)
    switch record.operation {
    case .convert, .convertNop:
      if types.form(record.type) == .unsafePointer, types.form(unit.type(a)) == .uintptr {
        unsafeValue(hole, a)
      } else {
        expression(hole, a)
      }
    case .convertInterface:
      var inner = hole
      let source = unit.type(a)
      if !types.isInterface(source) && !types.isDirectInterface(source) {
        inner = spill(hole, node)
      }
      expression(noted(inner, node, "interface-converted"), a)
    case .sliceToArray: expression(dereferenced(hole, node, "slice-to-array"), a)
    case .sliceToArrayPointer: expression(hole, a)
    case .new: _ = spill(hole, node)
    case .makeSlice:
      _ = spill(hole, node)
      discard(a)
      discard(IRNode(raw: record.b))
    case .makeMap:
      _ = spill(hole, node)
      discard(a)
    case .makeChannel: discard(a)
    case .pointerLiteral: expression(spill(hole, node), a)
    case .runesToString, .bytesToString, .stringToRunes, .stringToBytes, .runeToString:
      _ = spill(hole, node)
      discard(a)
    case .addString:
      _ = spill(hole, node)
      for operand in unit.list(operand: record.a) { discard(operand) }
    case .arrayLiteral, .structLiteral, .sliceLiteral, .mapLiteral:
      literal(hole, node, record)
    default: call([hole], node, hasResults: true)
    }
  }

  private func literal(_ hole: Hole, _ node: IRNode, _ record: NodeRecord) {
    let items = unit.list(operand: record.a)
    switch record.operation {
    case .arrayLiteral:
      for item in items {
        expression(noted(hole, node, "array literal element"), unit.elementValue(item))
      }
    case .structLiteral:
      for item in items {
        expression(noted(hole, node, "struct literal element"), unit.elementValue(item))
      }
    case .sliceLiteral:
      let storage = spill(hole, node)
      for item in items {
        expression(noted(storage, node, "slice-literal-element"), unit.elementValue(item))
      }
    default:
      _ = spill(hole, node)
      for item in items {
        assignHeap(unit.first(item), "map literal key", node)
        assignHeap(unit.second(item), "map literal value", node)
      }
    }
  }

  // MARK: - Closures

  private func closure(_ hole: Hole, _ node: IRNode) {
    let storage = spill(hole, node)
    let literal = unit.closureFunction(node)
    closures.append((storage, literal))
    if frame(literal) != .none { graph.setClosureBody(frame(literal), of: storage.target) }
    guard literal.isCapturingClosure else { return }
    for capture in literal.captures {
      let captured = location(capture)
      guard !graph.isCaptured(captured) else { continue }
      graph.setCaptured(captured)
      // Assignments before the first capture, on the straight way to it, do no harm.
      if graph.loopDepth(of: captured) == loopDepth { graph.setReassigned(captured, false) }
    }
    walk(literal)
  }

  /// Connects a closure with what it captures, by value or by address.
  func connect(_ literal: Function, _ hole: Hole) {
    for capture in literal.captures {
      let variable = unit.canonical(capture)
      let captured = location(variable)
      let isChanged = graph.isAddressTaken(captured) || graph.isReassigned(captured)
      let size = types.size(unit[variable].type)
      if !isChanged && size <= 128 {
        unit[variable].flags.insert(.byValue)
      } else {
        unit[variable].flags.remove(.byValue)
        unit[variable].flags.insert(.addressTaken)
      }
      let isByValue = unit[variable].flags.contains(.byValue)
      if analysis.options.verbosity > 1 { sayCapture(variable, captured, isByValue, size) }
      var goal = hole
      let site = Self.site(capture)
      if !isByValue { goal = noted(address: goal, site, "reference") }
      flow(graph.noted(goal, site, "captured by a closure"), from: captured)
    }
  }

  private func sayCapture(
    _ variable: VariableID, _ location: LocationID, _ isByValue: Bool, _ size: Int64
  ) {
    let holder = unit.function(unit[variable].function).map { analysis.text.text($0.symbol) }
    let how = isByValue ? "value" : "ref"
    let facts =
      "addr=\(graph.isAddressTaken(location)) assign=\(graph.isReassigned(location)) width=\(size)"
    analysis.say(
      unit[variable].position,
      "\(holder ?? "") capturing by \(how): \(analysis.text.text(variable)) (\(facts))")
  }

  private func methodValue(_ hole: Hole, _ node: IRNode) {
    let storage = spill(hole, node)
    let results: [Hole] = types.results(unit.type(node)).map { _ in Hole(.heap) }
    let receiver = parameterHole(unit.symbol(node), 0, results)
    expression(tee([receiver, storage]), unit.first(node))
  }

  // MARK: - uintptr and unsafe.Pointer

  /// Evaluates an address in the disguise of a number.
  func unsafeValue(_ hole: Hole, _ node: IRNode) {
    guard node.isPresent else { return }
    let record = unit[node]
    statements(record.initial)
    let a = IRNode(raw: record.a)
    switch record.operation {
    case .convert, .convertNop:
      if types.form(unit.type(a)) == .unsafePointer { expression(hole, a) } else { discard(a) }
    case .dotPointer:
      if isReflectHeaderData(node) {
        expression(dereferenced(hole, node, "reflect.Header.Data"), a)
      } else {
        discard(a)
      }
    case .plus, .negate, .complement: unsafeValue(hole, a)
    case .add, .subtract, .or, .exclusiveOr, .multiply, .divide, .remainder, .and, .andNot:
      unsafeValue(hole, a)
      unsafeValue(hole, IRNode(raw: record.b))
    case .shiftLeft, .shiftRight:
      unsafeValue(hole, a)
      discard(IRNode(raw: record.b))
    default: value(.discard, node)
    }
  }

  /// Whether a node is the field Data of reflect.SliceHeader or reflect.StringHeader.
  func isReflectHeaderData(_ node: IRNode) -> Bool {
    guard unit.type(node) == types.uintptr, unit.selection(node).name == "Data" else {
      return false
    }
    var holder = unit.type(unit.first(node))
    if unit.operation(node) == .dotPointer { holder = types.element(holder) }
    guard let named = types.named(holder), named.package?.path == "reflect" else { return false }
    return named.name == "SliceHeader" || named.name == "StringHeader"
  }
}
