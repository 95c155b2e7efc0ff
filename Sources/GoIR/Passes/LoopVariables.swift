// Loop variables that are new in each iteration (Go 1.22): where a loop's variable is captured or
// its address taken inside the loop, the variable moves into the body, and a temporary carries its
// value from one iteration to the next. Other loops cannot tell the difference and stay.

extension Unit {
  /// Gives the loops of all functions their variables.
  public func separateLoopVariables() {
    for function in functions where function.hasBody {
      let pass = LoopVariablePass(unit: self, function: function)
      pass.run()
    }
  }
}

private final class LoopVariablePass {
  let unit: Unit
  let function: Function
  /// Loop variables in sight, and whether they leak.
  private var candidates: [VariableID: Bool] = [:]
  /// Assignments that variables which moved are now declared by.
  var moved: [VariableID: IRNode] = [:]
  private var loopDepth = 0
  private var returnDepth = 0
  private var labelCount = 0

  init(unit: Unit, function: Function) {
    self.unit = unit
    self.function = function
  }

  func run() {
    for statement in unit.list(function.body) { scan(statement) }
    if !moved.isEmpty { moveDeclarations() }
  }

  private func scan(_ node: IRNode) {
    switch unit.operation(node) {
    case .closure:
      guard returnDepth < loopDepth else { break }
      for capture in unit.closureFunction(node).captures { leak(unit.canonical(capture)) }
    case .address:
      guard returnDepth < loopDepth else { break }
      let outer = unit.outerValue(unit.first(node))
      if unit.operation(outer) == .name { leak(unit.variable(outer)) }
    case .returnResults:
      let saved = returnDepth
      returnDepth = loopDepth
      scanChildren(node)
      returnDepth = saved
      return
    case .rangeLoop:
      if scanRange(node) { return }
    case .forLoop:
      if unit[node].flags.contains(.distinctVariables) {
        scanFor(node)
        return
      }
    default: break
    }
    scanChildren(node)
  }

  private func scanChildren(_ node: IRNode) {
    var children: [IRNode] = []
    unit.forEachChild(node) { children.append($0) }
    for child in children { scan(child) }
  }

  private func leak(_ variable: VariableID) {
    if candidates[variable] != nil { candidates[variable] = true }
  }

  private func addCandidate(_ node: IRNode) {
    guard node.isPresent, unit.operation(node) == .name else { return }
    candidates[unit.variable(node)] = false
  }

  private func leaks(_ node: IRNode) -> Bool {
    node.isPresent && unit.operation(node) == .name && candidates[unit.variable(node)] == true
  }

  /// A temporary of the function, at the end of its variables.
  private func temporary(_ type: TypeID) -> VariableID {
    var record = Variable(
      ".autotmp_\(function.locals.count)", package: unit.package.package, type: type,
      storage: .local, position: function.position, function: function.index)
    record.flags = .temporary
    let variable = unit.add(record)
    function.locals.append(variable)
    return variable
  }

  private func name(_ variable: VariableID, at position: IRPosition) -> IRNode {
    unit.add(
      NodeRecord(.name, type: unit[variable].type, at: position, a: variable.raw))
  }

  // MARK: - range

  /// Scans a range loop with variables of its own; false if it has none.
  private func scanRange(_ loop: IRNode) -> Bool {
    let flags = unit[loop].flags
    guard flags.contains(.defines), flags.contains(.distinctVariables) else {
      unit[loop].flags.remove(.distinctVariables)
      return false
    }
    addCandidate(unit.rangeKey(loop))
    addCandidate(unit.rangeValue(loop))
    loopDepth += 1
    scanChildren(loop)
    loopDepth -= 1
    for index in 0..<2 {
      let target = unit.loopNode(loop, index)
      if leaks(target) { separate(target, of: loop, index) }
    }
    unit[loop].flags.remove(.distinctVariables)
    return true
  }

  private func separate(_ target: IRNode, of loop: IRNode, _ index: Int) {
    let variable = unit.variable(target)
    let position = unit[loop].position
    let carrier = temporary(unit[variable].type)
    let assignment = unit.node(
      .assign, .none, at: position, name(variable, at: position),
      name(carrier, at: position), flags: .defines)
    unit[loop].b = unit.makeList([assignment] + unit.list(operand: unit[loop].b)).raw
    moved[variable] = assignment
    unit.setLoopNode(loop, index, name(carrier, at: position))
  }

  // MARK: - for

  private func scanFor(_ loop: IRNode) {
    var targets: [IRNode] = []
    for statement in unit.list(unit[loop].initial)
    where unit[statement].flags.contains(.defines) {
      switch unit.operation(statement) {
      case .assign: targets.append(unit.first(statement))
      case .assignList: targets += unit.list(operand: unit[statement].a)
      default: break
      }
    }
    for target in targets { addCandidate(target) }
    loopDepth += 1
    scanChildren(loop)
    loopDepth -= 1
    let leaked: [VariableID] = targets.filter { leaks($0) }.map { unit.variable($0) }
    if !leaked.isEmpty { rewrite(loop, leaked) }
    unit[loop].flags.remove(.distinctVariables)
  }

  /// `for z := a; cond; post { body }` becomes
  /// `for z', first := a, true; ; { z := z'; if first { first = false } else { post };
  /// if !cond { break }; body; next: z' = z }`, with `continue` as a jump to `next`.
  private func rewrite(_ loop: IRNode, _ leaked: [VariableID]) {
    let position = unit[loop].position
    var before: [IRNode] = []
    var after: [IRNode] = []
    var carriers: [VariableID: VariableID] = [:]
    for variable in leaked {
      let carrier = temporary(unit[variable].type)
      carriers[variable] = carrier
      let into = unit.node(
        .assign, .none, at: position, name(variable, at: position),
        name(carrier, at: position), flags: .defines)
      unit[variable].definition = .node(into)
      moved[variable] = into
      before.append(into)
      after.append(
        unit.node(
          .assign, .none, at: position, name(carrier, at: position),
          name(variable, at: position)))
    }
    labelCount += 1
    let next = unit.makeLabel(".3clNext_\(labelCount)")
    let body = unit.list(operand: unit[loop].b)
    for statement in body { redirectContinues(statement, of: loop, to: next, depth: 0) }
    replaceInitialTargets(loop, carriers)
    if unit.post(loop).isPresent { before.append(postStep(loop, at: position)) }
    let condition = unit.first(loop)
    if condition.isPresent { before.append(exitTest(condition, at: position)) }
    let label = unit.add(NodeRecord(.label, at: position, a: next.raw))
    unit[loop].b = unit.makeList(before + body + [label] + after).raw
    unit[loop].a = 0
    unit.setLoopNode(loop, 0, .none)
  }

  private func replaceInitialTargets(_ loop: IRNode, _ carriers: [VariableID: VariableID]) {
    func replacement(_ target: IRNode) -> IRNode? {
      guard unit.operation(target) == .name, let carrier = carriers[unit.variable(target)] else {
        return nil
      }
      return name(carrier, at: unit[target].position)
    }
    for statement in unit.list(unit[loop].initial)
    where unit[statement].flags.contains(.defines) {
      if unit.operation(statement) == .assign {
        if let new = replacement(unit.first(statement)) { unit[statement].a = new.raw }
      } else if unit.operation(statement) == .assignList {
        let targets = IRList(raw: unit[statement].a)
        for (index, target) in unit.list(targets).enumerated() {
          if let new = replacement(target) { unit.setItem(index, of: targets, to: new) }
        }
      }
    }
  }

  /// The post statement, in all iterations but the first.
  private func postStep(_ loop: IRNode, at position: IRPosition) -> IRNode {
    let first = temporary(unit.types.bool)
    func set(_ value: Bool) -> IRNode {
      let constant = unit.add(
        NodeRecord(
          .literal, type: unit.types.bool, at: position, a: unit.makeConstant(.bool(value))))
      return unit.node(.assign, .none, at: position, name(first, at: position), constant)
    }
    let start = set(true)
    unit[first].definition = .node(start)
    let declaration = unit.node(.declare, .none, at: position, name(first, at: position))
    let step = unit.add(
      NodeRecord(
        .ifThen, at: position, a: name(first, at: position).raw,
        b: unit.makeList([set(false)]).raw, c: unit.makeList([unit.post(loop)]).raw,
        initial: unit.makeList([declaration])))
    unit.appendInitial([start], to: loop)
    return step
  }

  private func exitTest(_ condition: IRNode, at position: IRPosition) -> IRNode {
    let negated = unit.node(
      .not, unit.type(condition), at: unit[condition].position, condition)
    let leave = unit.node(.breakLoop, .none, at: position)
    return unit.add(
      NodeRecord(.ifThen, at: position, a: negated.raw, b: unit.makeList([leave]).raw))
  }

  private func redirectContinues(
    _ node: IRNode, of loop: IRNode, to label: LabelID, depth: Int
  ) {
    var inner = depth
    switch unit.operation(node) {
    case .continueLoop:
      let target = unit.label(of: node)
      let own = unit.label(of: loop)
      if (depth == 0 && target == .none) || (own != .none && target == own) {
        unit[node].operation = .goto
        unit[node].a = label.raw
      }
    case .rangeLoop, .forLoop: inner += 1
    default: break
    }
    unit.forEachChild(node) { redirectContinues($0, of: loop, to: label, depth: inner) }
  }
}

// Declarations follow the variables that moved.
extension LoopVariablePass {
  /// Takes the declarations of variables that moved to the assignments that define them now.
  fileprivate func moveDeclarations() {
    function.body = withoutMoved(function.body)
    for statement in unit.list(function.body) { moveDeclarations(in: statement) }
  }

  private func moveDeclarations(in node: IRNode) {
    unit[node].initial = withoutMoved(unit[node].initial)
    switch unit.operation(node) {
    case .inlinedCall, .block:
      unit[node].a = withoutMoved(IRList(raw: unit[node].a)).raw
    case .caseClause, .communicationClause, .forLoop, .rangeLoop:
      unit[node].b = withoutMoved(IRList(raw: unit[node].b)).raw
    case .ifThen:
      unit[node].b = withoutMoved(IRList(raw: unit[node].b)).raw
      unit[node].c = withoutMoved(IRList(raw: unit[node].c)).raw
    default: break
    }
    var children: [IRNode] = []
    unit.forEachChild(node) { children.append($0) }
    for child in children { moveDeclarations(in: child) }
  }

  private func withoutMoved(_ list: IRList) -> IRList {
    let items = unit.list(list)
    var kept: [IRNode] = []
    for item in items {
      if unit.operation(item) == .declare,
        let assignment = moved.removeValue(forKey: unit.variable(unit.first(item)))
      {
        unit.prependInitial([item], to: assignment)
      } else {
        kept.append(item)
      }
    }
    return kept.count == items.count ? list : unit.makeList(kept)
  }
}
