// switch, type switch and select, and what can be decided about conditions and ends of lists.
import GoSyntax
import GoTypes

extension BodyBuilder {
  // MARK: - switch

  func switchStatement(_ node: NodeID, label: LabelID) -> IRNode {
    let syntax = tree.switchStatement(node)
    let initial = optionalStatement(syntax.initial)
    var tag = IRNode.none
    var clauses: [IRNode] = []
    if let guardNode = syntax.tag, tree.kind(guardNode) == .typeSwitchGuard {
      let guardSyntax = tree.typeSwitchGuard(guardNode)
      let operand = expression(guardSyntax.operand)
      tag = unit.add(
        NodeRecord(
          .typeSwitchGuard, type: unit.type(operand), at: place(guardNode), a: operand.raw,
          b: guardSyntax.name == nil ? 0 : 1))
      for clause in syntax.clauses {
        clauses.append(typeClause(clause, tag: tag, declares: guardSyntax.name != nil))
      }
    } else {
      (tag, clauses) = expressionSwitch(syntax)
    }
    return unit.add(
      NodeRecord(
        .switchCase, at: place(node), a: tag.raw, b: unit.makeList(clauses).raw, c: label.raw,
        initial: unit.makeList(asBlock(initial).isPresent ? [asBlock(initial)] : [])))
  }

  private func typeClause(_ node: NodeID, tag: IRNode, declares: Bool) -> IRNode {
    let syntax = tree.caseClause(node)
    let values = tree.elements(syntax.values)
    var cases: [IRNode] = []
    for value in values {
      if results.typeAndValue(tree.unparenthesized(value))?.isNil == true {
        cases.append(unit.node(.nilValue, types.untypedNil, at: place(value)))
      } else {
        cases.append(typeOperand(value, interface: unit.type(unit.first(tag))))
      }
    }
    let clause = unit.add(
      NodeRecord(.caseClause, at: place(node), a: unit.makeList(cases).raw))
    if declares, let object = results.implicits[node]?.asVariable {
      let variable = declareLocal(object)
      if let last = values.last {
        unit[variable].position = place(endOfType(last))
      } else {
        unit[variable].position = place(node)
      }
      unit[variable].definition = .node(tag)
      unit[clause].c = name(variable, at: unit[variable].position).raw
    }
    unit[clause].b = unit.makeList(statements(syntax.body)).raw
    return clause
  }

  /// A place near the end of a type, where the variable of its clause counts as declared.
  private func endOfType(_ node: NodeID) -> SourcePosition {
    var current = node
    while true {
      switch tree.kind(current) {
      case .name: return tree.position(current)
      case .selector: current = tree.selector(current).selector
      case .index:
        guard let last = tree.elements(tree.index(current).index).last else {
          return tree.position(current)
        }
        current = last
      case .parenthesized: current = tree.parenthesized(current)
      case .unary: current = tree.unary(current).operand
      case .arrayType: current = tree.arrayType(current).element
      case .sliceType: current = tree.sliceType(current)
      case .channelType: current = tree.channelType(current).element
      case .mapType: current = tree.mapType(current).value
      default: return tree.position(current)
      }
    }
  }

  private func expressionSwitch(_ syntax: SwitchStatementSyntax) -> (IRNode, [IRNode]) {
    var tagNode = syntax.tag
    var clauses = Array(syntax.clauses)
    var dropsCases = false
    var tagType: GoType = BasicType.bool
    var tagIsChannel = false
    var tagValue: Constant? = .bool(true)
    if let written = tagNode {
      let known = results.typeAndValue(tree.unparenthesized(written))
      tagType = goType(written)
      tagValue = known?.constant
      tagIsChannel = tagType.underlying.kind == .channel
    }
    if let tagValue, let decided = decidedClause(tagValue, clauses) {
      clauses = decided.map { [$0] } ?? []
      dropsCases = true
      tagNode = nil
      tagType = BasicType.bool
    }
    var comparesAsAny = false
    if !tagIsChannel && !dropsCases {
      comparesAsAny = clauses.contains { clause in
        tree.elements(tree.caseClause(clause).values).contains { value in
          let type = goType(value)
          return (isInterfaceType(type) || isInterfaceType(tagType))
            && !isAssignable(type, to: tagType, value)
        }
      }
    }
    let common: GoType? = comparesAsAny ? InterfaceType.empty : tagType
    let tag: IRNode = tagNode.map { implicitConversion(of: $0, to: common) } ?? .none
    let nodes: [IRNode] = clauses.map { clause in
      valueClause(
        clause, type: tagIsChannel ? nil : common, dropsCases: dropsCases)
    }
    return (tag, nodes)
  }

  /// The clause that a switch over a constant always takes: nil if that is not known, and a nil
  /// inside if none is taken.
  private func decidedClause(_ tag: Constant, _ clauses: [NodeID]) -> NodeID?? {
    var target: NodeID?
    search: for clause in clauses {
      let syntax = tree.caseClause(clause)
      if syntax.values == nil { target = clause }
      for value in tree.elements(syntax.values) {
        guard let constant = results.typeAndValue(tree.unparenthesized(value))?.constant else {
          return nil
        }
        if Constant.compare(tag, .equal, constant) {
          target = clause
          break search
        }
      }
    }
    guard let target else { return .some(nil) }
    if endsInFallthrough(tree.caseClause(target).body) { return nil }
    return .some(target)
  }

  private func valueClause(_ node: NodeID, type: GoType?, dropsCases: Bool) -> IRNode {
    let syntax = tree.caseClause(node)
    let cases: [IRNode] =
      dropsCases ? [] : tree.elements(syntax.values).map { implicitConversion(of: $0, to: type) }
    let clause = unit.add(
      NodeRecord(.caseClause, at: place(node), a: unit.makeList(cases).raw))
    unit[clause].b = unit.makeList(statements(syntax.body)).raw
    return clause
  }

  private func endsInFallthrough(_ list: NodeList) -> Bool {
    guard var last = list.last(where: { tree.kind($0) != .emptyStatement }) else { return false }
    while tree.kind(last) == .labeledStatement { last = tree.labeledStatement(last).statement }
    return tree.kind(last) == .branchStatement && tree.branchStatement(last).kind == .fallthrough
  }

  // MARK: - select

  func selectStatement(_ node: NodeID, label: LabelID) -> IRNode {
    let clauses: [IRNode] = tree.selectStatement(node).clauses.map { communication($0) }
    return unit.add(
      NodeRecord(.select, at: place(node), b: unit.makeList(clauses).raw, c: label.raw))
  }

  private func communication(_ node: NodeID) -> IRNode {
    let syntax = tree.communicationClause(node)
    var statement = asBlock(optionalStatement(syntax.communication))
    var body = statements(syntax.body)
    if statement.isPresent { (statement, body) = receiveForm(statement, body, at: place(node)) }
    return unit.add(
      NodeRecord(
        .communicationClause, at: place(node), a: statement.raw, b: unit.makeList(body).raw))
  }

  /// Every receive of a select takes the form `x, ok = <-c`; what else an assignment does moves
  /// to the front of the body.
  private func receiveForm(
    _ statement: IRNode, _ oldBody: [IRNode], at position: IRPosition
  ) -> (IRNode, [IRNode]) {
    var body = oldBody
    let record = unit[statement]
    switch record.operation {
    case .assign:
      var source = IRNode(raw: record.b)
      var target = statement
      if unit.operation(source) == .convertInterface, unit[source].flags.contains(.implicit),
        !record.flags.contains(.defines)
      {
        // case i = <-c with a conversion: receive into a temporary, then assign.
        let received = unit.first(source)
        let copy = temporary(unit.type(received), at: position)
        let assignment = define(copy, received, at: position)
        unit.appendInitial([declaration(copy, at: position)], to: assignment)
        unit[source].a = name(copy, at: position).raw
        body.insert(statement, at: 0)
        source = received
        target = assignment
      } else if unit.operation(source) == .convertNop, unit[source].flags.contains(.implicit) {
        source = unit.first(source)
      }
      return (receive(target, unit.first(target), source), body)
    case .assignList:
      // x, ok = <-c was taken apart into a receive and an assignment: put the receive first.
      guard let holder = unit.list(operand: record.b).first,
        let taken = unit.takeInitial(holder).first
      else { return (statement, body) }
      unit[taken].operation = .selectReceive
      body.insert(statement, at: 0)
      return (taken, body)
    case .receive:
      let blank = unit.node(.blank, record.type, at: record.position)
      let made = receive(statement, blank, statement)
      return (made, body)
    default: return (statement, body)
    }
  }

  private func receive(_ statement: IRNode, _ target: IRNode, _ source: IRNode) -> IRNode {
    let record = unit[statement]
    let blank = unit.node(.blank, types.bool, at: record.position)
    let isSame = statement == source
    let made = unit.add(
      NodeRecord(
        .selectReceive, at: record.position, a: unit.makeList([target, blank]).raw,
        b: unit.makeList([source]).raw, flags: isSame ? [] : record.flags,
        initial: isSame ? .empty : record.initial))
    if !isSame, unit.operation(target) == .name,
      unit[unit.variable(target)].definition == .node(statement)
    {
      unit[unit.variable(target)].definition = .node(made)
    }
    return made
  }

  // MARK: - What is known before

  /// A condition without the parts that decide nothing, and whether it is always true (1), always
  /// false (-1) or open (0).
  func staticCondition(_ node: NodeID) -> (node: NodeID, outcome: Int) {
    let inner = tree.unparenthesized(node)
    if let value = results.typeAndValue(inner)?.constant {
      return (node, value.boolValue ? 1 : -1)
    }
    switch tree.kind(inner) {
    case .unary:
      let syntax = tree.unary(inner)
      if syntax.op == .not { return (node, -staticCondition(syntax.operand).outcome) }
    case .binary:
      let syntax = tree.binary(inner)
      if syntax.op == .andAnd { return conjunction(node, syntax, isAnd: true) }
      if syntax.op == .orOr { return conjunction(node, syntax, isAnd: false) }
    default: break
    }
    return (node, 0)
  }

  private func conjunction(
    _ node: NodeID, _ syntax: BinarySyntax, isAnd: Bool
  ) -> (node: NodeID, outcome: Int) {
    let left = staticCondition(syntax.left)
    let deciding = isAnd ? -1 : 1
    if left.outcome == deciding { return (left.node, left.outcome) }
    let right = staticCondition(syntax.right)
    if left.outcome == -deciding || right.outcome == deciding {
      let isConstant =
        results.typeAndValue(tree.unparenthesized(syntax.left))?.constant != nil
      return (isConstant ? right.node : node, right.outcome)
    }
    return (node, 0)
  }

  /// Whether control never comes out of a statement at its end.
  func terminates(_ node: NodeID) -> Bool {
    switch tree.kind(node) {
    case .branchStatement: return tree.branchStatement(node).kind == .goto
    case .returnStatement: return true
    case .expressionStatement:
      let inner = tree.unparenthesized(tree.expressionStatement(node))
      guard tree.kind(inner) == .call else { return false }
      return builtin(tree.call(inner).function) == .panic
    case .ifStatement:
      let syntax = tree.ifStatement(node)
      guard let condition = syntax.condition else { return false }
      let outcome = staticCondition(condition).outcome
      let then = outcome < 0 || terminates(syntax.then)
      return then && (outcome > 0 || (syntax.otherwise.map { terminates($0) } ?? false))
    case .block:
      let last = tree.block(node).statements.last { tree.kind($0) != .emptyStatement }
      return last.map { terminates($0) } ?? false
    default: return false
    }
  }
}
