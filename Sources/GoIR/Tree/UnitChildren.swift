// Visiting and replacing the operands of a node, in the order of evaluation.

extension Unit {
  /// Calls `visit` for each node below a node: what it carries out first, then its operands.
  /// Bodies of function literals are not below their `closure`.
  public func forEachChild(_ node: IRNode, _ visit: (IRNode) -> Void) {
    let record = nodes[node.slot]
    forEach(record.initial, visit)
    switch Operands.of(record.operation) {
    case .none: break
    case .one: visitNode(record.a, visit)
    case .two:
      visitNode(record.a, visit)
      visitNode(record.b, visit)
    case .three:
      visitNode(record.a, visit)
      visitNode(record.b, visit)
      visitNode(record.c, visit)
    case .list: forEach(IRList(raw: record.a), visit)
    case .listSecond: forEach(IRList(raw: record.b), visit)
    case .nodeThenList:
      visitNode(record.a, visit)
      forEach(IRList(raw: record.b), visit)
    case .twoLists:
      forEach(IRList(raw: record.a), visit)
      forEach(IRList(raw: record.b), visit)
    case .nodeThenTwoLists:
      visitNode(record.a, visit)
      forEach(IRList(raw: record.b), visit)
      forEach(IRList(raw: record.c), visit)
    case .forLoop:
      visitNode(record.a, visit)
      visitNode(listWords[Int(record.c) + 1], visit)
      forEach(IRList(raw: record.b), visit)
    case .rangeLoop:
      visitNode(record.a, visit)
      visitNode(listWords[Int(record.c) + 1], visit)
      visitNode(listWords[Int(record.c) + 2], visit)
      forEach(IRList(raw: record.b), visit)
    case .caseClause:
      visitNode(record.c, visit)
      forEach(IRList(raw: record.a), visit)
      forEach(IRList(raw: record.b), visit)
    }
  }

  private func visitNode(_ raw: UInt32, _ visit: (IRNode) -> Void) {
    if raw != 0 { visit(IRNode(raw: raw)) }
  }

  private func forEach(_ list: IRList, _ visit: (IRNode) -> Void) {
    guard list.raw != 0 else { return }
    let start = Int(list.raw)
    for offset in 0..<Int(listWords[start]) {
      let raw = listWords[start + 1 + offset]
      if raw != 0 { visit(IRNode(raw: raw)) }
    }
  }

  /// Calls `visit` for a node and all below it, parents first, until it answers true; tells
  /// whether it did. Function literals' bodies are not visited.
  public func any(_ node: IRNode, _ visit: (IRNode) -> Bool) -> Bool {
    if visit(node) { return true }
    var found = false
    forEachChild(node) { child in
      if !found { found = any(child, visit) }
    }
    return found
  }

  /// Calls `visit` for all nodes of a function's body, parents first.
  public func forEachNode(in function: Function, _ visit: (IRNode) -> Void) {
    for statement in list(function.body) {
      _ = any(statement) { node in
        visit(node)
        return false
      }
    }
  }

  /// The third word's list of a loop: post statement, or key and value.
  func loopNode(_ loop: IRNode, _ index: Int) -> IRNode {
    IRNode(raw: listWords[Int(nodes[loop.slot].c) + 1 + index])
  }

  func setLoopNode(_ loop: IRNode, _ index: Int, _ node: IRNode) {
    listWords[Int(nodes[loop.slot].c) + 1 + index] = node.raw
  }

  /// The post statement of a `forLoop`.
  public func post(_ loop: IRNode) -> IRNode { loopNode(loop, 0) }

  /// The key of a `rangeLoop`.
  public func rangeKey(_ loop: IRNode) -> IRNode { loopNode(loop, 0) }

  /// The value of a `rangeLoop`.
  public func rangeValue(_ loop: IRNode) -> IRNode { loopNode(loop, 1) }

  /// The label of a loop, switch or select.
  public func label(of statement: IRNode) -> LabelID {
    let record = nodes[statement.slot]
    switch record.operation {
    case .forLoop: return LabelID(raw: loopNode(statement, 1).raw)
    case .rangeLoop: return LabelID(raw: loopNode(statement, 2).raw)
    case .switchCase, .select: return LabelID(raw: record.c)
    default: return LabelID(raw: record.a)
    }
  }
}

/// Where an operation keeps its operands.
enum Operands {
  case none, one, two, three, list, listSecond, nodeThenList, twoLists, nodeThenTwoLists
  case forLoop, rangeLoop, caseClause

  static func of(_ operation: Operation) -> Operands {
    switch operation {
    case .absent, .name, .functionName, .methodExpression, .blank, .literal, .nilValue, .type,
      .linkSymbol, .nameOffset, .closure, .getG, .breakLoop, .continueLoop, .goto, .label,
      .fallthrough, .inlineMark:
      return .none
    case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .exclusiveOr, .andNot,
      .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual,
      .logicalAnd, .logicalOr, .index, .indexMap, .key, .copy, .complex, .unsafeAdd,
      .unsafeSlice, .unsafeString, .makeSlice, .assign, .assignOperation, .send, .goCall,
      .deferCall, .dynamicType:
      return .two
    case .plus, .negate, .complement, .not, .address, .pointerLiteral, .dereference, .dot,
      .dotPointer, .dotInterface, .methodValue, .convert, .convertNop, .convertInterface,
      .bytesToString, .runesToString, .stringToBytes, .stringToRunes, .runeToString,
      .sliceToArray, .sliceToArrayPointer, .typeAssert, .typeAssert2, .structKey, .new, .clear,
      .close, .real, .imaginary, .length, .capacity, .panic, .unsafeSliceData,
      .unsafeStringData, .makeMap, .makeChannel, .receive, .checkNil, .methodTable, .declare,
      .typeSwitchGuard:
      return .one
    case .addString, .structLiteral, .arrayLiteral, .sliceLiteral, .mapLiteral, .block,
      .returnResults:
      return .list
    case .append, .min, .max, .delete, .print, .println, .recover, .select:
      return .listSecond
    case .slice, .sliceArray, .sliceString, .slice3, .slice3Array, .dynamicTypeAssert,
      .dynamicTypeAssert2, .callFunction, .callInterface, .tailCall, .switchCase,
      .communicationClause:
      return .nodeThenList
    case .inlinedCall, .assignList, .assignFunction, .assignMap, .assignReceive,
      .assignTypeAssert, .selectReceive:
      return .twoLists
    case .ifThen: return .nodeThenTwoLists
    case .forLoop: return .forLoop
    case .rangeLoop: return .rangeLoop
    case .caseClause: return .caseClause
    }
  }
}
