// Assignments to variables that nobody reads, of values that have no effects, are dropped: what
// they would make need not be made.

extension Unit {
  /// Drops dead assignments in all functions, with the literals inside.
  public func dropDeadLocals() {
    for function in functions where !function.isCapturingClosure && function.hasBody {
      let pass = DeadLocalPass(unit: self)
      pass.visit(list(function.body))
      pass.finish()
    }
  }
}

private final class DeadLocalPass {
  let unit: Unit

  /// An assignment that may be dropped: a statement, and the place in its lists or -1.
  private struct Assignment {
    let statement: IRNode
    let index: Int
  }

  /// Whether a variable is used, or the assignments that can go if it is not. Blanks share the
  /// key `.none`.
  private enum Fate {
    case used
    case waiting([Assignment])
  }

  private var fates: [VariableID: Fate] = [:]
  private var order: [VariableID] = []

  init(unit: Unit) { self.unit = unit }

  func visit(_ nodes: [IRNode]) {
    for node in nodes { visit(node) }
  }

  private func visit(_ node: IRNode) {
    guard node.isPresent else { return }
    let record = unit[node]
    switch record.operation {
    case .closure:
      visit(unit.list(record.initial))
      let function = unit.closureFunction(node)
      for capture in function.captures { use(unit.canonical(capture)) }
      visit(unit.list(function.body))
    case .declare: break
    case .name: use(unit.canonical(unit.variable(node)))
    case .assign:
      visit(unit.list(record.initial))
      assign(
        Assignment(statement: node, index: -1), IRNode(raw: record.a), IRNode(raw: record.b),
        blankIsUse: true)
    case .assignList:
      visit(unit.list(record.initial))
      let targets = unit.list(operand: record.a)
      let values = unit.list(operand: record.b)
      let hasTarget = targets.contains { !unit.isBlank($0) }
      for index in targets.indices {
        assign(
          Assignment(statement: node, index: index), targets[index], values[index],
          blankIsUse: !hasTarget)
      }
    default:
      var children: [IRNode] = []
      unit.forEachChild(node) { children.append($0) }
      visit(children)
    }
  }

  private func use(_ variable: VariableID) {
    guard isLocal(variable) else { return }
    let before = fates.updateValue(.used, forKey: variable)
    if before == nil { order.append(variable) }
    // What was put off is visited now.
    if case .waiting(let list) = before {
      for assignment in list { visit(value(assignment)) }
    }
  }

  private func isLocal(_ variable: VariableID) -> Bool {
    let storage = unit[variable].storage
    return storage == .local || storage == .parameter
  }

  private func value(_ assignment: Assignment) -> IRNode {
    let record = unit[assignment.statement]
    if assignment.index < 0 { return IRNode(raw: record.b) }
    return unit.list(operand: record.b)[assignment.index]
  }

  private func assign(
    _ assignment: Assignment, _ target: IRNode, _ value: IRNode, blankIsUse: Bool
  ) {
    let isBlank = unit.isBlank(target)
    guard isBlank || unit.operation(target) == .name else {
      visit(target)
      visit(value)
      return
    }
    let variable = isBlank ? VariableID.none : unit.canonical(unit.variable(target))
    let mayGo = isBlank ? !blankIsUse : isLocal(variable)
    if mayGo && !hasEffects(value) {
      switch fates[variable] {
      case nil:
        order.append(variable)
        fates[variable] = .waiting([assignment])
        return
      case .waiting(let list):
        fates[variable] = .waiting(list + [assignment])
        return
      case .used: break
      }
    }
    visit(value)
  }

  private func hasEffects(_ node: IRNode) -> Bool {
    guard node.isPresent else { return false }
    if unit.count(unit[node].initial) != 0 { return true }
    switch unit.operation(node) {
    case .name, .literal, .nilValue, .closure, .functionName, .blank: return false
    default: return true
    }
  }

  func finish() {
    for variable in order {
      guard case .waiting(let list) = fates[variable] else { continue }
      for assignment in list { drop(assignment) }
      if !list.isEmpty && variable != .none { unit[variable].definition = .none }
    }
  }

  private func drop(_ assignment: Assignment) {
    let position = unit[assignment.statement].position
    let blank = unit.node(.blank, unit.types.int, at: position)
    let zero = unit.add(
      NodeRecord(
        .literal, type: unit.types.int, at: .generated, a: unit.makeConstant(.int(0))))
    let record = unit[assignment.statement]
    if assignment.index < 0 {
      unit[assignment.statement].a = blank.raw
      unit[assignment.statement].b = zero.raw
    } else {
      unit.setItem(assignment.index, of: IRList(raw: record.a), to: blank)
      unit.setItem(assignment.index, of: IRList(raw: record.b), to: zero)
    }
  }
}
