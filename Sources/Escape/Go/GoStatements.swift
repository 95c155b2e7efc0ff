// The walk's statements.
import GoIR
import GoSyntax
import GoTypes

extension GroupWalk {
  func statements(_ list: IRList) {
    for statement in unit.list(list) { self.statement(statement) }
  }

  /// Statements whose loops end with them.
  func block(_ list: IRList) {
    let saved = loopDepth
    statements(list)
    loopDepth = saved
  }

  func block(operand: UInt32) {
    let saved = loopDepth
    for statement in unit.list(operand: operand) { self.statement(statement) }
    loopDepth = saved
  }

  func statement(_ node: IRNode) {
    guard node.isPresent else { return }
    let record = unit[node]
    statements(record.initial)
    let a = IRNode(raw: record.a)
    switch record.operation {
    case .fallthrough, .inlineMark, .breakLoop, .continueLoop, .goto: break
    case .block:
      for statement in unit.list(operand: record.a) { self.statement(statement) }
    case .declare: declare(unit.variable(a))
    case .label: reachLabel(node)
    case .ifThen:
      discard(a)
      block(operand: record.b)
      block(operand: record.c)
    case .checkNil: discard(a)
    case .forLoop:
      loopDepth += 1
      discard(a)
      statement(unit.post(node))
      block(operand: record.b)
      loopDepth -= 1
    case .rangeLoop: range(node, record)
    case .switchCase: switchStatement(record)
    case .select:
      for clause in unit.list(operand: record.b) {
        statement(unit.first(clause))
        block(operand: unit[clause].b)
      }
    case .receive: value(.discard, a)
    case .send:
      discard(a)
      assignHeap(IRNode(raw: record.b), "send", node)
    case .goCall, .deferCall: goOrDefer(node, record)
    case .callFunction, .callInterface, .inlinedCall, .clear, .close, .copy, .delete, .panic,
      .print, .println, .recover:
      call([], node, hasResults: false)
    case .tailCall: call([], a, hasResults: false)
    default: assignment(node, record)
    }
  }

  private func assignment(_ node: IRNode, _ record: NodeRecord) {
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    switch record.operation {
    case .assign, .assignOperation: assignList([a], [b], "assign", node)
    case .assignList: assignLists(record, "assign-pair", node)
    case .assignTypeAssert: assignLists(record, "assign-pair-dot-type", node)
    case .assignMap: assignLists(record, "assign-pair-mapr", node)
    case .assignReceive, .selectReceive: assignLists(record, "assign-pair-receive", node)
    case .assignFunction:
      guard let source = unit.list(operand: record.b).first else { return }
      statements(unit[source].initial)
      let targets = unit.list(operand: record.a)
      let holes: [Hole] = targets.map { target($0) }
      call(holes, source, hasResults: true)
      reassigned(holes, node)
    case .returnResults:
      let results: [Hole] = function.results.map { Hole(location($0)) }
      assignValues(results, [], unit.list(operand: record.a), "return", node)
    default:
      // An expression whose value is not used.
      value(.discard, node)
    }
  }

  private func assignLists(_ record: NodeRecord, _ reason: StaticString, _ node: IRNode) {
    assignList(
      unit.list(operand: record.a), unit.list(operand: record.b), reason, node)
  }

  /// A declaration says how deep in loops its variable is.
  func declare(_ variable: VariableID) {
    graph.setLoopDepth(loopDepth, of: location(variable))
  }

  private func reachLabel(_ node: IRNode) {
    if labels.removeValue(forKey: unit.label(of: node)) == true { loopDepth += 1 }
  }

  private func range(_ node: IRNode, _ record: NodeRecord) {
    // What is ranged over is evaluated before the loop and lasts until its end.
    let operand = IRNode(raw: record.a)
    let kept = temporaryLocation(persists: true)
    expression(Hole(kept), operand)
    loopDepth += 1
    let holes = [target(unit.rangeKey(node)), target(unit.rangeValue(node))]
    if types.form(unit.type(operand)) == .array {
      flow(noted(holes[1], node, "range"), from: kept)
    } else {
      flow(dereferenced(holes[1], node, "range-deref"), from: kept)
    }
    reassigned(holes, node)
    block(operand: record.b)
    loopDepth -= 1
  }

  private func switchStatement(_ record: NodeRecord) {
    let tag = IRNode(raw: record.a)
    let clauses = unit.list(operand: record.b)
    if tag.isPresent, unit.operation(tag) == .typeSwitchGuard {
      var holes: [Hole] = []
      if unit[tag].b != 0 {
        for clause in clauses where unit[clause].c != 0 {
          let variable = unit.variable(IRNode(raw: unit[clause].c))
          declare(variable)
          let type = unit[variable].type
          if types.hasPointers(type) {
            holes.append(typeAsserted(Hole(location(variable)), type, clause, "switch case"))
          }
        }
      }
      expression(tee(holes), unit.first(tag))
    } else {
      discard(tag)
    }
    for clause in clauses {
      for value in unit.list(operand: unit[clause].a) { discard(value) }
      block(operand: unit[clause].b)
    }
  }

  private func goOrDefer(_ node: IRNode, _ record: NodeRecord) {
    var hole = Hole(.heap)
    if record.operation == .deferCall && loopDepth == 1 && record.b == 0 {
      // Operands of a defer that runs once stay on the stack, until it runs.
      hole = later(.discard)
      analysis.noteRunsOnce(node)
    }
    let call = IRNode(raw: record.a)
    statements(unit[call].initial)
    expression(hole, unit.first(call))
  }
}
