// Assignments and declarations of variables, and lists of values with implicit conversions.
//
// What gives several values at once (a call, or `x, ok` forms) is assigned to temporaries first,
// which are then converted and assigned one by one, so that every conversion has a place.
import GoSyntax
import GoTypes

extension BodyBuilder {
  func assignmentStatement(_ node: NodeID, into result: inout [IRNode]) {
    if tree.kind(node) == .incrementDecrement {
      let syntax = tree.incrementDecrement(node)
      let operand = expression(syntax.operand)
      let position = place(node)
      let type = unit.type(operand)
      let one = literal(.int(1), type, at: position)
      result.append(
        unit.add(
          NodeRecord(
            .assignOperation, at: position, a: operand.raw, b: one.raw, flags: .increments,
            aux: syntax.op == .add ? .add : .subtract)))
      return
    }
    let syntax = tree.assignment(node)
    guard syntax.op != .none, syntax.op != .define else {
      assign(
        Array(tree.elements(syntax.left)), Array(tree.elements(syntax.right)), at: place(node),
        into: &result)
      return
    }
    let operation = Self.binaryOperation(syntax.op)
    let target = expression(syntax.left)
    let isShift = operation == .shiftLeft || operation == .shiftRight
    let value = implicitConversion(of: syntax.right, to: isShift ? nil : goType(syntax.left))
    result.append(
      unit.add(
        NodeRecord(
          .assignOperation, at: place(node), a: target.raw, b: value.raw, aux: operation)))
  }

  func variableDeclaration(_ node: NodeID, into result: inout [IRNode]) {
    let syntax = tree.varDeclaration(node)
    assign(
      Array(syntax.names), Array(tree.elements(syntax.values)), at: place(node), into: &result)
  }

  /// `targets = values`, or `:=`, or a declaration, with or without values.
  func assign(
    _ targets: [NodeID], _ values: [NodeID], at position: IRPosition,
    into result: inout [IRNode]
  ) {
    var names: [VariableID] = []
    let left: [IRNode] = targets.map { target($0, defined: &names) }
    let right = multipleValues(values, at: position) { self.targetType(targets[$0]) }
    if right.isEmpty {
      for name in names {
        let zero = unit.node(
          .assign, .none, at: position, self.name(name, at: position))
        unit[zero].initial = unit.makeList([declaration(name, at: position)])
        result.append(zero)
      }
      return
    }
    let assignment: IRNode
    if left.count == 1 && right.count == 1 {
      assignment = unit.node(.assign, .none, at: position, left[0], right[0])
    } else {
      assignment = unit.add(
        NodeRecord(
          .assignList, at: position, a: unit.makeList(left).raw, b: unit.makeList(right).raw))
    }
    defines(names, by: assignment)
    result.append(assignment)
  }

  /// Marks variables as defined by a statement, which declares them first.
  func defines(_ names: [VariableID], by statement: IRNode) {
    guard !names.isEmpty else { return }
    unit[statement].flags.insert(.defines)
    for name in names { unit[name].definition = .node(statement) }
    unit[statement].initial = unit.makeList(
      names.map { declaration($0, at: unit[$0].position) })
  }

  /// The node of a target; a variable that comes into being here is added to `defined`.
  func target(_ node: NodeID, defined: inout [VariableID]) -> IRNode {
    let inner = tree.unparenthesized(node)
    if tree.kind(inner) == .name {
      if tree.name(inner) == .blank { return unit.node(.blank, .none, at: place(inner)) }
      if let object = results.definition(inner)?.asVariable {
        let variable = declareLocal(object)
        defined.append(variable)
        return name(variable, at: place(inner))
      }
    }
    return expression(inner)
  }

  /// The type that a value is converted to for a target; nil where it stays as it is.
  private func targetType(_ node: NodeID) -> GoType? {
    let inner = tree.unparenthesized(node)
    if tree.kind(inner) == .name {
      if tree.name(inner) == .blank { return nil }
      if let object = results.definition(inner) { return object.type }
      if let object = results.use(inner) { return object.type }
    }
    return goType(inner)
  }

  /// The values of a list, each converted to the type of its target: as many nodes as targets,
  /// also where one expression gives several values.
  func multipleValues(
    _ values: [NodeID], at position: IRPosition, _ targetType: (Int) -> GoType?
  ) -> [IRNode] {
    if values.count == 1, let tuple = goType(values[0]).asTuple {
      return takenApart(values[0], tuple, at: position, targetType)
    }
    return values.enumerated().map { index, value in
      implicitConversion(of: value, to: targetType(index))
    }
  }

  private func takenApart(
    _ value: NodeID, _ tuple: TupleType, at position: IRPosition,
    _ targetType: (Int) -> GoType?
  ) -> [IRNode] {
    let source = expression(value)
    var declarations: [IRNode] = []
    var targets: [IRNode] = []
    var converted: [IRNode] = []
    var temporaries: [VariableID] = []
    for (index, variable) in tuple.variables.enumerated() {
      let from: GoType = variable.type ?? BasicType.invalid
      let copy = temporary(type(from), at: position)
      temporaries.append(copy)
      declarations.append(declaration(copy, at: position))
      targets.append(name(copy, at: position))
      var node = name(copy, at: position)
      if let to = targetType(index), !identical(from, to) {
        node = convert(node, to: type(to), at: position, isImplicit: true)
        needDictionary(from)
        needDictionary(to)
      }
      converted.append(node)
    }
    let assignment = unit.add(
      NodeRecord(
        takingApartOperation(source), at: position, a: unit.makeList(targets).raw,
        b: unit.makeList([source]).raw, flags: .defines, initial: unit.makeList(declarations)))
    for copy in temporaries { unit[copy].definition = .node(assignment) }
    converted[0] = withInitial([assignment], converted[0], at: position)
    return converted
  }

  /// How several values come out of one expression.
  func takingApartOperation(_ source: IRNode) -> Operation {
    switch unit.operation(source) {
    case .indexMap: return .assignMap
    case .receive: return .assignReceive
    case .typeAssert:
      unit[source].operation = .typeAssert2
      return .assignTypeAssert
    case .dynamicTypeAssert:
      unit[source].operation = .dynamicTypeAssert2
      return .assignTypeAssert
    default: return .assignFunction
    }
  }
}
