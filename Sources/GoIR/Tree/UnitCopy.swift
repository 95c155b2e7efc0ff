// Copies of parts of the tree, with some nodes replaced on the way.
import GoTypes

extension Unit {
  /// Stores a node whose operands are those of another one, changed.
  func copy(_ node: IRNode, operands edit: (IRNode) -> IRNode) -> IRNode {
    var record = nodes[node.slot]
    record.initial = edited(record.initial, edit)
    switch Operands.of(record.operation) {
    case .none: break
    case .one: record.a = edited(record.a, edit)
    case .two:
      record.a = edited(record.a, edit)
      record.b = edited(record.b, edit)
    case .three:
      record.a = edited(record.a, edit)
      record.b = edited(record.b, edit)
      record.c = edited(record.c, edit)
    case .list: record.a = edited(IRList(raw: record.a), edit).raw
    case .listSecond: record.b = edited(IRList(raw: record.b), edit).raw
    case .nodeThenList:
      record.a = edited(record.a, edit)
      record.b = edited(IRList(raw: record.b), edit).raw
    case .twoLists:
      record.a = edited(IRList(raw: record.a), edit).raw
      record.b = edited(IRList(raw: record.b), edit).raw
    case .nodeThenTwoLists:
      record.a = edited(record.a, edit)
      record.b = edited(IRList(raw: record.b), edit).raw
      record.c = edited(IRList(raw: record.c), edit).raw
    case .forLoop, .rangeLoop, .caseClause:
      preconditionFailure("only expressions are copied")
    }
    return add(record)
  }

  private func edited(_ raw: UInt32, _ edit: (IRNode) -> IRNode) -> UInt32 {
    raw == 0 ? 0 : edit(IRNode(raw: raw)).raw
  }

  private func edited(_ list: IRList, _ edit: (IRNode) -> IRNode) -> IRList {
    makeList(self.list(list).map { $0.isPresent ? edit($0) : $0 })
  }

  /// Whether a node is shared by all copies of what it is a part of.
  private func isShared(_ node: IRNode) -> Bool {
    switch operation(node) {
    case .name, .functionName, .literal, .nilValue, .type: return true
    default: return false
    }
  }

  /// A copy of an expression, all of it at a place if that is given.
  func deepCopy(_ node: IRNode, at position: IRPosition?) -> IRNode {
    if isShared(node) { return node }
    let made = copy(node) { deepCopy($0, at: position) }
    if let position, position != .generated { nodes[made.slot].position = position }
    return made
  }

  /// A copy of an expression with values in the place of some variables. Constant parts are
  /// computed again; nil if that is not possible.
  func substituted(_ node: IRNode, _ values: [VariableID: IRNode]) -> IRNode? {
    switch operation(node) {
    case .name:
      guard let value = values[variable(node)] else { return node }
      return deepCopy(value, at: nodes[value.slot].position)
    case .functionName, .literal, .nilValue, .type: return node
    default: break
    }
    var isValid = true
    let made = copy(node) { operand in
      guard let result = substituted(operand, values) else {
        isValid = false
        return operand
      }
      return result
    }
    guard isValid else { return nil }
    switch operation(made) {
    case .convert where operation(first(made)) == .literal: return foldedConversion(made)
    case .addString: return foldedConcatenation(made)
    default: return made
    }
  }

  private func literal(_ value: Constant, like node: IRNode, type: TypeID) -> IRNode {
    add(
      NodeRecord(
        .literal, type: type, at: nodes[node.slot].position, a: makeConstant(value)))
  }

  /// The literal that a conversion between integers gives; nil for other conversions.
  private func foldedConversion(_ node: IRNode) -> IRNode? {
    let operand = first(node)
    let from = types.form(type(operand))
    let to = types.form(type(node))
    var value = constant(operand)
    if from != to {
      guard from.isInteger, to.isInteger, let wrapped = wrapped(value, to: type(node)) else {
        return nil
      }
      value = wrapped
    }
    return literal(value, like: operand, type: type(node))
  }

  private func wrapped(_ value: Constant, to type: TypeID) -> Constant? {
    let bits = UInt64(types.size(type) * 8)
    guard let pattern = value.int64Value.map({ UInt64(bitPattern: $0) }) ?? value.uint64Value else {
      return nil
    }
    let kept = bits == 64 ? pattern : pattern & ((1 << bits) - 1)
    let isSigned = [.int, .int8, .int16, .int32, .int64].contains(types.form(type))
    guard isSigned else { return .make(kept) }
    let shift = 64 - bits
    return .int(Int64(bitPattern: kept << shift) >> Int64(shift))
  }

  private func foldedConcatenation(_ node: IRNode) -> IRNode {
    var items: [IRNode] = []
    var texts: [ConstantString?] = []
    for item in list(operand: nodes[node.slot].a) {
      let text = operation(item) == .literal ? constant(item).stringValue : nil
      if let text, let before = texts.last ?? nil, let last = items.last {
        let joined = ConstantString(before, text)
        items[items.count - 1] = literal(.string(joined), like: last, type: type(last))
        texts[texts.count - 1] = joined
      } else {
        items.append(item)
        texts.append(text)
      }
    }
    if items.count == 1 { return items[0] }
    nodes[node.slot].a = makeList(items).raw
    return node
  }
}
