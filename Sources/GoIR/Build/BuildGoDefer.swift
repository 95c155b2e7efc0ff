// go and defer: their call becomes one without arguments and results, of a closure that has
// evaluated its operands at the statement.
import GoSyntax
import GoTypes

extension BodyBuilder {
  /// The statement for a call that runs later.
  func goOrDefer(
    _ operation: Operation, _ call: IRNode, token: IRNode, at position: IRPosition
  ) -> IRNode {
    var initial = unit.takeInitial(call)
    let normal = normalCall(operation, call, &initial, at: position)
    unit[normal].flags.insert(.isGoOrDefer)
    return unit.add(
      NodeRecord(
        operation, at: position, a: normal.raw, b: token.raw,
        initial: unit.makeList(initial)))
  }

  private func normalCall(
    _ operation: Operation, _ call: IRNode, _ initial: inout [IRNode], at position: IRPosition
  ) -> IRNode {
    let record = unit[call]
    if record.operation == .callFunction {
      let type = unit.type(IRNode(raw: record.a))
      if types.parameters(type).isEmpty && types.results(type).isEmpty { return call }
    }
    let wrapperType = types.function(parameters: [], results: [])
    let wrapper = makeClosure(
      wrapperType, at: position.source,
      reason: operation == .goCall ? .goCall : .deferCall, number: nil)
    wrapper.isWrapper = true
    wrapper.hasBody = true
    let mover = OperandMover(builder: self, wrapper: wrapper, statement: position)
    mover.visitOperands(of: call)
    initial += mover.finish(checksInterface: record.operation == .callInterface)
    wrapper.body = unit.makeList([call])
    return makeCall(
      wrapper.closureNode, [], hasEllipsis: false, at: record.position)
  }
}

/// Moves the operands of a call to temporaries that a wrapper captures.
private final class OperandMover {
  let builder: BodyBuilder
  let wrapper: Function
  let statement: IRPosition
  private var targets: [VariableID] = []
  private var values: [IRNode] = []

  init(builder: BodyBuilder, wrapper: Function, statement: IRPosition) {
    self.builder = builder
    self.wrapper = wrapper
    self.statement = statement
  }

  private var unit: Unit { builder.unit }

  func visitOperands(of call: IRNode) {
    let record = unit[call]
    switch record.operation {
    case .callFunction:
      visit(IRNode(raw: record.a)) { unit[call].a = $0.raw }
      visitList(IRList(raw: record.b))
    case .callInterface:
      let dot = IRNode(raw: record.a)
      move(unit.first(dot)) { unit[dot].a = $0.raw }
      visitList(IRList(raw: record.b))
    case .append, .delete, .print, .println, .recover, .min, .max:
      visitList(IRList(raw: record.b))
    default:
      visit(IRNode(raw: record.a)) { unit[call].a = $0.raw }
      if record.operation == .copy {
        visit(IRNode(raw: record.b)) { unit[call].b = $0.raw }
      }
    }
  }

  private func visitList(_ list: IRList) {
    for (index, item) in unit.list(list).enumerated() {
      visit(item) { unit.setItem(index, of: list, to: $0) }
    }
  }

  private func visit(_ operand: IRNode, _ replace: (IRNode) -> Void) {
    guard operand.isPresent else { return }
    let record = unit[operand]
    switch record.operation {
    case .literal, .nilValue, .methodExpression, .new, .functionName: return
    case .address where unit.operation(IRNode(raw: record.a)) == .linkSymbol: return
    case .convertNop:
      let inner = IRNode(raw: record.a)
      if builder.types.form(record.type) == .uintptr,
        builder.types.form(unit.type(inner)) == .unsafePointer
      {
        visit(inner) { unit[operand].a = $0.raw }
        return
      }
    case .arrayLiteral, .sliceLiteral, .structLiteral:
      let list = IRList(raw: record.a)
      for (index, item) in unit.list(list).enumerated() {
        switch unit.operation(item) {
        case .key: visit(unit.second(item)) { unit[item].b = $0.raw }
        case .structKey: visit(unit.first(item)) { unit[item].a = $0.raw }
        default: visit(item) { unit.setItem(index, of: list, to: $0) }
        }
      }
      return
    default: break
    }
    move(operand, replace)
  }

  private func move(_ operand: IRNode, _ replace: (IRNode) -> Void) {
    let isShared = unit.operation(operand) == .name
    let position = isShared ? statement : unit[operand].position
    let copy = builder.temporary(unit.type(operand), at: position)
    targets.append(copy)
    values.append(operand)
    let view = unit.addCapture(of: copy, by: wrapper, at: position)
    replace(builder.name(view, at: position))
  }

  /// The statements that evaluate the operands.
  func finish(checksInterface: Bool) -> [IRNode] {
    guard !targets.isEmpty else { return [] }
    var statements: [IRNode] = targets.map {
      builder.declaration($0, at: unit[$0].position)
    }
    let assignment = unit.add(
      NodeRecord(
        .assignList, at: statement,
        a: unit.makeList(targets.map { builder.name($0, at: statement) }).raw,
        b: unit.makeList(values).raw))
    for target in targets { unit[target].definition = .node(assignment) }
    statements.append(assignment)
    if checksInterface {
      let table = unit.node(
        .methodTable, builder.types.pointer(to: builder.types.uintptr), at: statement,
        builder.name(targets[0], at: statement))
      statements.append(unit.node(.checkNil, .none, at: statement, table))
    }
    return statements
  }
}
