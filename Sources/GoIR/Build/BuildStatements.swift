// Statements other than assignments, loops over functions and switches.
import GoSyntax
import GoTypes

extension BodyBuilder {
  /// The nodes of a list of statements, without those that control cannot reach.
  func statements(_ list: NodeList) -> [IRNode] {
    var result: [IRNode] = []
    statements(list, into: &result)
    return result
  }

  func statements(_ list: NodeList, into result: inout [IRNode]) {
    let lastLabel = list.lastIndex { tree.kind($0) == .labeledStatement } ?? -1
    var isDead = false
    for (index, node) in list.enumerated() {
      if isDead && index > lastLabel && tree.kind(node) != .labeledStatement { continue }
      statement(node, into: &result)
      isDead = terminates(node)
    }
  }

  /// The nodes of an optional statement.
  func optionalStatement(_ node: NodeID?) -> [IRNode] {
    var result: [IRNode] = []
    if let node { statement(node, into: &result) }
    return result
  }

  /// Several statements as one; nothing for none.
  func asBlock(_ list: [IRNode]) -> IRNode {
    switch list.count {
    case 0: return .none
    case 1: return list[0]
    default:
      return unit.add(
        NodeRecord(
          .block, at: unit[list[0]].position, a: unit.makeList(list).raw))
    }
  }

  /// Appends the nodes of a statement.
  func statement(_ node: NodeID, into result: inout [IRNode]) {
    switch tree.kind(node) {
    case .emptyStatement: break
    case .assignment, .incrementDecrement: assignmentStatement(node, into: &result)
    case .declarationStatement:
      for declaration in tree.declarationStatement(node)
      where tree.kind(declaration) == .varDeclaration {
        variableDeclaration(declaration, into: &result)
      }
    case .block: result += statements(tree.block(node).statements)
    case .expressionStatement:
      result.append(expression(tree.expressionStatement(node), isStatement: true))
    case .labeledStatement: labeledStatement(node, into: &result)
    case .branchStatement: branchStatement(node, into: &result)
    case .callStatement: result.append(callStatement(node))
    case .sendStatement: result.append(sendStatement(node))
    case .returnStatement: returnStatement(node, into: &result)
    case .ifStatement: ifStatement(node, into: &result)
    case .forStatement: forStatement(node, label: precedingLabel(result), into: &result)
    case .switchStatement:
      result.append(switchStatement(node, label: precedingLabel(result)))
    case .selectStatement:
      result.append(selectStatement(node, label: precedingLabel(result)))
    default:
      preconditionFailure("a statement of an unknown kind")
    }
  }

  private func precedingLabel(_ list: [IRNode]) -> LabelID {
    guard let last = list.last, unit.operation(last) == .label else { return .none }
    return unit.label(of: last)
  }

  private func labeledStatement(_ node: NodeID, into result: inout [IRNode]) {
    let syntax = tree.labeledStatement(node)
    let text = unit.session.names.text(tree.name(syntax.label))
    if text == "_" {
      result.append(unit.node(.block, .none, at: place(node)))
    } else {
      result.append(
        unit.add(NodeRecord(.label, at: place(node), a: label(text).raw)))
    }
    statement(syntax.statement, into: &result)
  }

  private func branchStatement(_ node: NodeID, into result: inout [IRNode]) {
    if rangeBranch(node, into: &result) { return }
    let syntax = tree.branchStatement(node)
    let operation: Operation
    switch syntax.kind {
    case .break: operation = .breakLoop
    case .continue: operation = .continueLoop
    case .goto: operation = .goto
    case .fallthrough: operation = .fallthrough
    }
    let target: LabelID =
      syntax.label.map { label(unit.session.names.text(tree.name($0))) } ?? .none
    result.append(unit.add(NodeRecord(operation, at: place(node), a: target.raw)))
  }

  private func sendStatement(_ node: NodeID) -> IRNode {
    let syntax = tree.sendStatement(node)
    let channel = expression(syntax.channel)
    let element = coreType(goType(syntax.channel))?.asChannel?.element
    let value = implicitConversion(of: syntax.value, to: element)
    return unit.node(.send, .none, at: place(node), channel, value)
  }

  private func returnStatement(_ node: NodeID, into result: inout [IRNode]) {
    let values = Array(tree.elements(tree.returnStatement(node)))
    if rangeReturn(node, values, into: &result) { return }
    let results = multipleValues(values, at: place(node)) { self.resultTypes[$0] }
    result.append(
      unit.add(
        NodeRecord(.returnResults, at: place(node), a: unit.makeList(results).raw)))
  }

  private func callStatement(_ node: NodeID) -> IRNode {
    let syntax = tree.callStatement(node)
    let call = expression(syntax.call, isStatement: true)
    var token = IRNode.none
    if syntax.isDefer, !rangeLoops.isEmpty { token = deferToken(at: place(node)) }
    return goOrDefer(
      syntax.isDefer ? .deferCall : .goCall, call, token: token, at: place(node))
  }

  private func ifStatement(_ node: NodeID, into result: inout [IRNode]) {
    let syntax = tree.ifStatement(node)
    guard let written = syntax.condition else { return }
    let (condition, outcome) = staticCondition(written)
    let initial = optionalStatement(syntax.initial)
    let test = expression(condition)
    var then: [IRNode] = []
    var otherwise: [IRNode] = []
    if outcome >= 0 { then = statements(tree.block(syntax.then).statements) }
    if outcome <= 0 { otherwise = optionalStatement(syntax.otherwise) }
    if outcome != 0 {
      // What is left is flattened: a dead `return` must not confuse anyone later.
      var flat = initial
      if unit.operation(test) != .literal {
        let blank = unit.node(.blank, unit.type(test), at: place(node))
        flat.append(unit.node(.assign, .none, at: place(node), blank, test))
      }
      flat += then + otherwise
      let block = asBlock(flat)
      if block.isPresent { result.append(block) }
      return
    }
    result.append(
      unit.add(
        NodeRecord(
          .ifThen, at: place(node), a: test.raw, b: unit.makeList(then).raw,
          c: unit.makeList(otherwise).raw, initial: unit.makeList(initial))))
  }

  private func forStatement(_ node: NodeID, label: LabelID, into result: inout [IRNode]) {
    let syntax = tree.forStatement(node)
    if let initial = syntax.initial, tree.kind(initial) == .rangeClause {
      if let loop = rangePlan?.loop(node) {
        rangeOverFunction(node, loop, into: &result)
      } else {
        result.append(rangeStatement(node, syntax, initial, label: label))
      }
      return
    }
    var isNever = false
    if let condition = syntax.condition { isNever = staticCondition(condition).outcome < 0 }
    let initial = optionalStatement(syntax.initial)
    let condition: IRNode = syntax.condition.map { expression($0) } ?? .none
    let post: IRNode = isNever ? .none : asBlock(optionalStatement(syntax.post))
    let body = isNever ? [] : statements(tree.block(syntax.body).statements)
    if condition.isPresent, unit.operation(condition) == .literal,
      !unit.constant(condition).boolValue
    {
      let block = asBlock(initial)
      if block.isPresent { result.append(block) }
      return
    }
    let extra = unit.makeList([post, IRNode(raw: label.raw)])
    result.append(
      unit.add(
        NodeRecord(
          .forLoop, at: place(node), a: condition.raw, b: unit.makeList(body).raw,
          c: extra.raw, flags: hasDistinctVariables ? .distinctVariables : [],
          initial: unit.makeList(flattenedBlock(initial)))))
  }

  /// The statements of a loop's first clause: a block of several stays one.
  private func flattenedBlock(_ list: [IRNode]) -> [IRNode] {
    let block = asBlock(list)
    return block.isPresent ? [block] : []
  }

  var hasDistinctVariables: Bool { results.version.allows(GoVersion(minor: 22)) }

  private func rangeStatement(
    _ node: NodeID, _ syntax: ForStatementSyntax, _ clauseNode: NodeID, label: LabelID
  ) -> IRNode {
    let clause = tree.rangeClause(clauseNode)
    let position = place(clauseNode)
    let targets = Array(tree.elements(clause.left))
    var names: [VariableID] = []
    var nodes: [IRNode] = targets.map { target($0, defined: &names) }
    while nodes.count < 2 { nodes.append(.none) }
    let operand = expression(clause.operand)
    noteRangeTypes(clause)
    let extra = unit.makeList([nodes[0], nodes[1], IRNode(raw: label.raw)])
    let loop = unit.add(
      NodeRecord(
        .rangeLoop, at: position, a: operand.raw, c: extra.raw,
        flags: names.isEmpty ? [] : .defines))
    unit[loop].initial = unit.makeList(
      names.map { declaration($0, at: unit[$0].position) })
    for name in names { unit[name].definition = .node(loop) }
    unit[loop].b = unit.makeList(statements(tree.block(syntax.body).statements)).raw
    if hasDistinctVariables { unit[loop].flags.insert(.distinctVariables) }
    return loop
  }

  private func noteRangeTypes(_ clause: RangeClauseSyntax) {
    needDictionary(goType(clause.operand))
  }
}
