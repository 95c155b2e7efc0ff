// Which variables keep the value that their definition gives them, so that a use of one can be
// looked through.

/// Facts about the assignments of a unit's variables; new code is added with `scan`.
public final class StaticValues {
  private enum FunctionAssignments {
    case listed([IRNode])
    case unclear
  }

  private let unit: Unit
  private var reassigned: [Bool] = []
  private var functionAssignments: [VariableID: FunctionAssignments] = [:]

  /// Looks through all functions of a unit.
  public init(_ unit: Unit) {
    self.unit = unit
    for function in unit.functions { scan(unit.list(function.body)) }
  }

  /// Looks through statements that are new. Literals inside are functions of their own.
  public func scan(_ statements: [IRNode]) {
    for statement in statements {
      _ = unit.any(statement) { node in
        note(node)
        return false
      }
    }
  }

  private func note(_ node: IRNode) {
    let record = unit[node]
    switch record.operation {
    case .assign:
      assigned(IRNode(raw: record.a), by: node, value: IRNode(raw: record.b))
    case .assignOperation: assigned(IRNode(raw: record.a), by: node, value: nil)
    case .assignList, .assignFunction, .assignMap, .assignReceive, .assignTypeAssert,
      .selectReceive:
      for target in unit.list(operand: record.a) { assigned(target, by: node, value: nil) }
    case .rangeLoop:
      assigned(unit.rangeKey(node), by: node, value: nil)
      assigned(unit.rangeValue(node), by: node, value: nil)
    default: break
    }
  }

  /// - Parameter value: the value of a plain assignment, `.none` for the zero value; nil for
  ///   assignments of any other form.
  private func assigned(_ target: IRNode, by statement: IRNode, value: IRNode?) {
    guard target.isPresent else { return }
    let outer = unit.outerValue(target)
    guard unit.operation(outer) == .name else { return }
    let variable = unit.canonical(unit.variable(outer))
    if unit[variable].definition != .node(statement) { mark(variable) }
    guard unit.types.form(unit[variable].type) == .function else { return }
    guard let value else {
      functionAssignments[variable] = .unclear
      return
    }
    if isNil(value) { return }
    switch functionAssignments[variable] {
    case .unclear: break
    case .listed(let list): functionAssignments[variable] = .listed(list + [statement])
    case nil: functionAssignments[variable] = .listed([statement])
    }
  }

  private func isNil(_ value: IRNode) -> Bool {
    var current = value
    while current.isPresent, unit.operation(current) == .convertNop {
      current = unit.first(current)
    }
    return !current.isPresent || unit.operation(current) == .nilValue
  }

  private func mark(_ variable: VariableID) {
    if reassigned.count <= variable.slot {
      let missing = max(unit.variableCount, variable.slot + 1) - reassigned.count
      reassigned.append(contentsOf: repeatElement(false, count: missing))
    }
    reassigned[variable.slot] = true
  }

  /// Whether a variable has other assignments than its definition, or may have.
  public func isReassigned(_ variable: VariableID) -> Bool {
    if unit[variable].flags.contains(.addressTaken) { return true }
    return variable.slot < reassigned.count && reassigned[variable.slot]
  }

  /// The earliest expression that always has the value of a node; perhaps the node itself.
  ///
  /// - Parameter excluded: variables of this function are not looked through.
  public func staticValue(_ node: IRNode, excluding excluded: Int32 = -1) -> IRNode {
    var current = node
    while true {
      switch unit.operation(current) {
      case .convertNop: current = unit.first(current)
      case .inlinedCall: current = unit.singleResult(current)
      case .name:
        let variable = unit.canonical(unit.variable(current))
        guard unit[variable].function != excluded || excluded < 0,
          let value = definingValue(variable)
        else { return current }
        current = value
      default: return current
      }
    }
  }

  private func definingValue(_ variable: VariableID) -> IRNode? {
    let record = unit[variable]
    guard record.storage == .local, case .node(let definition) = record.definition else {
      return nil
    }
    var value: IRNode?
    switch unit.operation(definition) {
    case .assign: value = unit.second(definition)
    case .assignList:
      let targets = unit.list(operand: unit[definition].a)
      let index = targets.firstIndex {
        unit.operation($0) == .name && unit.variable($0) == variable
      }
      value = index.map { unit.list(operand: unit[definition].b)[$0] }
    default: return nil
    }
    guard let value, value.isPresent, !isReassigned(variable) else { return nil }
    return value
  }

  /// The assignments of a variable of function type, if all are plain; nil if that is not so.
  public func plainAssignments(_ variable: VariableID) -> [IRNode]? {
    let canonical = unit.canonical(variable)
    let record = unit[canonical]
    guard record.storage == .local, !record.flags.contains(.addressTaken),
      unit.types.form(record.type) == .function
    else { return nil }
    switch record.definition {
    case .none: break
    case .node(let definition):
      guard unit.operation(definition) == .assign else { return nil }
    }
    switch functionAssignments[canonical] {
    case .unclear: return nil
    case .listed(let list): return list
    case nil: return []
    }
  }
}
