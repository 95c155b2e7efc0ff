// Ranging over functions, carried out: the literal for the body, the call, and the checks behind.
// What is planned, and why, is told in RangePlan.
import GoSyntax
import GoTypes

/// The states of a loop's body: a body that is run when it should not be panics.
private enum BodyState: Int {
  case done = 0
  case ready = 1
  case running = 2
  case exhausted = 3
  case missingPanic = 4
}

/// The body of a loop over a function, as the source of its literal.
struct RangeBody {
  let loop: RangeLoop
  let plan: RangePlan
  let outerLoops: [RangeLoop]
  let signature: Signature
  /// The results of the function around, for returns.
  let outerResults: [VarObject]
}

extension BodyBuilder {
  /// The statements of a loop over a function.
  func rangeOverFunction(_ node: NodeID, _ loop: RangeLoop, into result: inout [IRNode]) {
    let syntax = tree.forStatement(node)
    guard let initial = syntax.initial,
      let signature = coreType(goType(tree.rangeClause(initial).operand))?.asSignature,
      let yieldType = signature.parameters.variables.first?.type,
      let yield = coreType(yieldType)?.asSignature
    else { return }
    let clause = tree.rangeClause(initial)
    let start = place(node)
    let end = place(tree.block(syntax.body).rightBrace)
    if loop.depth == 1 { declareShared(loop, at: start, into: &result) }
    result.append(declareState("#state\(loop.number)", loop.state, at: start))
    let literal = bodyLiteral(loop, yield, at: node)
    let function = declareLocal(
      "#yield\(loop.bodyNumber)", package: package, type: unit.type(literal), at: start)
    let definition = define(function, literal, at: start)
    unit.prependInitial([declaration(function, at: start)], to: definition)
    result.append(definition)
    var argument = name(function, at: start)
    if !types.identical(unit.type(argument), type(yieldType)) {
      argument = convert(argument, to: type(yieldType), at: start, isImplicit: true)
    }
    let callee = expression(clause.operand)
    result.append(makeCall(callee, [argument], hasEllipsis: false, at: start))
    let isRunning = compare(.equal, loop.state, BodyState.running.rawValue, at: end)
    result.append(
      ifThen(isRunning, [panicRange(stateLiteral(.missingPanic, end), at: end)], at: end))
    result.append(setState(loop, .exhausted, at: end))
    checkedLoop = loop
    result += checks(loop, at: end)
    checkedLoop = nil
  }

  private func declareShared(
    _ loop: RangeLoop, at position: IRPosition, into result: inout [IRNode]
  ) {
    for shared in loop.declared {
      switch shared {
      case .next:
        let next = declareLocal("#next", package: package, type: types.int, at: .unplaced)
        objects[ObjectIdentifier(loop.next)] = next
        let zero = unit.node(.assign, .none, at: position, name(next, at: position))
        unit.prependInitial([declaration(next, at: position)], to: zero)
        result.append(zero)
      case .defers:
        let defers = declareLocal("#defers", package: package, type: types.any, at: .unplaced)
        objects[ObjectIdentifier(loop.defers)] = defers
        let type = types.function(parameters: [], results: [types.any])
        let symbol = unit.session.runtimeSymbol("deferrangefunc", type: type)
        let call = makeCall(
          functionName(symbol, at: position), [], hasEllipsis: false, at: position)
        let definition = define(defers, call, at: position)
        unit.prependInitial([declaration(defers, at: position)], to: definition)
        result.append(definition)
      }
    }
  }

  private func declareState(
    _ name: String, _ key: MadeUpObject, at position: IRPosition
  ) -> IRNode {
    let state = declareLocal(name, package: package, type: types.int, at: position)
    objects[ObjectIdentifier(key)] = state
    let definition = define(state, stateLiteral(.ready, position), at: position)
    unit.prependInitial([declaration(state, at: position)], to: definition)
    return definition
  }

  // MARK: - The body

  private func bodyLiteral(
    _ loop: RangeLoop, _ yield: Signature, at node: NodeID
  ) -> IRNode {
    guard let plan = rangePlan else { preconditionFailure("a loop has no plan") }
    rangeLiteralCount += 1
    let closure = makeClosure(
      types.signature(yield, in: environment), at: tree.position(node), reason: .rangeBody,
      number: rangeLiteralCount)
    let body = RangeBody(
      loop: loop, plan: plan, outerLoops: rangeLoops, signature: yield,
      outerResults: outerResults)
    closure.source = .literal(
      LiteralSource(
        file: results, package: package, environment: environment, object: source,
        syntax: .rangeBody(body)))
    let builder = BodyBuilder(
      unit: unit, file: file, package: package, environment: environment, function: closure,
      parent: self)
    builder.buildRangeBody(body)
    builder.finishCaptures()
    return closure.closureNode
  }

  /// Reads the body of a loop as the body of its literal.
  func buildRangeBody(_ body: RangeBody) {
    let loop = body.loop
    rangePlan = body.plan
    rangeLoops = body.outerLoops + [loop]
    outerResults = body.outerResults
    let syntax = tree.forStatement(loop.node)
    guard let initial = syntax.initial else { return }
    let clause = tree.rangeClause(initial)
    let start = place(loop.node)
    let block = tree.block(syntax.body)
    let end = place(block.rightBrace)
    var statements: [IRNode] = []
    declareRangeParameters(clause, body.signature, at: start, into: &statements)
    let copy = declareLocal("#tmpState", package: package, type: types.int, at: start)
    let definition = define(copy, stateName(loop, at: start), at: start)
    unit.prependInitial([declaration(copy, at: start)], to: definition)
    statements.append(definition)
    statements.append(setState(loop, .running, at: start))
    let isWrong = unit.node(
      .notEqual, types.bool, at: start, name(copy, at: start), stateLiteral(.ready, start))
    statements.append(
      ifThen(isWrong, [panicRange(name(copy, at: start), at: start)], at: start))
    self.statements(block.statements, into: &statements)
    if !(block.statements.last.map { endsBody($0) } ?? false) {
      statements.append(setState(loop, .ready, at: end))
      statements.append(yields(true, at: end))
    }
    function.body = unit.makeList(statements)
    function.hasBody = true
    function.end = end
  }

  /// Whether control cannot come out of the last statement of a body.
  private func endsBody(_ node: NodeID) -> Bool {
    terminates(node) || (tree.kind(node) == .branchStatement && rangePlan?.action(node) != nil)
  }

  private func declareRangeParameters(
    _ clause: RangeClauseSyntax, _ yield: Signature, at start: IRPosition,
    into statements: inout [IRNode]
  ) {
    let targets = Array(tree.elements(clause.left))
    for (index, parameter) in yield.parameters.variables.enumerated() {
      if index < targets.count, clause.isDefinition,
        let object = results.definition(targets[index])?.asVariable
      {
        let isBlank = object.text == "_"
        let variable = declareLocal(
          isBlank ? "~p\(index)" : object.text, package: package,
          type: object.type.map { type($0) } ?? .none, at: IRPosition(object.position),
          storage: .parameter)
        objects[ObjectIdentifier(object)] = variable
        function.parameters.append(variable)
        continue
      }
      let variable = declareLocal(
        "#p\(index + 1)", package: package, type: parameter.type.map { type($0) } ?? .none,
        at: start, storage: .parameter)
      function.parameters.append(variable)
      guard index < targets.count else { continue }
      var names: [VariableID] = []
      let position = place(targets[index])
      let target = self.target(targets[index], defined: &names)
      var value = name(variable, at: position)
      let wanted = unit.type(target)
      if unit.operation(target) != .blank, !types.identical(wanted, unit.type(value)) {
        value = convert(value, to: wanted, at: position, isImplicit: true)
      }
      statements.append(unit.node(.assign, .none, at: position, target, value))
    }
    let result = declareLocal(
      "#r", package: nil, type: types.bool, at: start, storage: .result)
    function.results.append(result)
  }

  // MARK: - Branches, returns, defers

  /// Appends what a branch inside a loop over a function turns into; false if it stays a branch.
  func rangeBranch(_ node: NodeID, into result: inout [IRNode]) -> Bool {
    guard let loop = rangeLoops.last, let action = rangePlan?.action(node) else { return false }
    let position = place(node)
    switch action {
    case .own(let isContinue):
      result.append(setState(loop, isContinue ? .ready : .done, at: position))
      result.append(yields(isContinue, at: position))
    case .coded(let code):
      result.append(setNext(code, at: position))
      result.append(setState(loop, .done, at: position))
      result.append(yields(false, at: position))
    }
    return true
  }

  /// Appends what a return inside a loop over a function turns into; false if it stays a return.
  func rangeReturn(_ node: NodeID, _ values: [NodeID], into result: inout [IRNode]) -> Bool {
    guard let loop = rangeLoops.last else { return false }
    let position = place(node)
    if !values.isEmpty {
      let right = multipleValues(values, at: position) { self.outerResults[$0].type }
      let left: [IRNode] = outerResults.map {
        name(variable(for: $0, at: position), at: position)
      }
      if left.count == 1 {
        result.append(unit.node(.assign, .none, at: position, left[0], right[0]))
      } else {
        result.append(
          unit.add(
            NodeRecord(
              .assignList, at: position, a: unit.makeList(left).raw,
              b: unit.makeList(right).raw)))
      }
    }
    result.append(setNext(-1, at: position))
    result.append(setState(loop, .done, at: position))
    result.append(yields(false, at: position))
    return true
  }

  /// The token that attaches a defer to the function around all loops.
  func deferToken(at position: IRPosition) -> IRNode {
    guard let outermost = rangeLoops.first?.outermost else { return .none }
    return name(variable(for: outermost.defers, at: position), at: position)
  }

  // MARK: - Checks

  private func checks(_ loop: RangeLoop, at position: IRPosition) -> [IRNode] {
    var result: [IRNode] = []
    var done: Set<RangeBranch> = []
    for branch in loop.checkedBranches where done.insert(branch).inserted {
      let text = unit.session.names.text(branch.label)
      let operation: Operation =
        branch.kind == .goto ? .goto : branch.kind == .break ? .breakLoop : .continueLoop
      let jump = unit.add(NodeRecord(operation, at: position, a: label(text).raw))
      result.append(
        checkNext(.equal, rangePlan?.codes[branch] ?? 0, clears: true, [jump], at: position))
    }
    guard let outer = loop.parent else {
      if loop.checksReturn {
        let plain = unit.node(.returnResults, .none, at: position)
        result.append(checkNext(.equal, -1, clears: false, [plain], at: position))
      }
      return result
    }
    func leaving(_ state: BodyState, _ answer: Bool) -> [IRNode] {
      [setState(outer, state, at: position), yields(answer, at: position)]
    }
    if loop.checksReturn {
      result.append(checkNext(.less, 0, clears: false, leaving(.done, false), at: position))
    }
    let step = 2 * (loop.depth - 1)
    result.append(
      checkNext(
        .greater, step, clears: false, [panicRange(stateLiteral(.done, position), at: position)],
        at: position))
    if loop.checksContinue {
      result.append(
        checkNext(.equal, step - 1, clears: true, leaving(.ready, true), at: position))
    }
    if loop.checksBreak {
      result.append(
        checkNext(.equal, step, clears: true, leaving(.done, false), at: position))
    }
    if loop.checksContinue || loop.checksBreak {
      result.append(checkNext(.greater, 0, clears: false, leaving(.done, false), at: position))
    }
    return result
  }

  private func checkNext(
    _ comparison: Operation, _ code: Int, clears: Bool, _ then: [IRNode],
    at position: IRPosition
  ) -> IRNode {
    guard let outermost = (rangeLoops.first ?? checkedLoop)?.outermost else { return .none }
    let condition = compare(comparison, outermost.next, code, at: position)
    let body = (clears ? [setNext(0, at: position)] : []) + then
    return ifThen(condition, body, at: position)
  }

  // MARK: - Small statements

  private func stateLiteral(_ state: BodyState, _ position: IRPosition) -> IRNode {
    intLiteral(state.rawValue, at: position)
  }

  private func stateName(_ loop: RangeLoop, at position: IRPosition) -> IRNode {
    name(variable(for: loop.state, at: .unplaced), at: position)
  }

  private func setState(
    _ loop: RangeLoop, _ state: BodyState, at position: IRPosition
  ) -> IRNode {
    unit.node(
      .assign, .none, at: position, stateName(loop, at: position),
      stateLiteral(state, position))
  }

  private func setNext(_ code: Int, at position: IRPosition) -> IRNode {
    guard let outermost = (rangeLoops.first ?? checkedLoop)?.outermost else { return .none }
    let next = variable(for: outermost.next, at: position)
    return unit.node(
      .assign, .none, at: position, name(next, at: position), intLiteral(code, at: position))
  }

  private func yields(_ answer: Bool, at position: IRPosition) -> IRNode {
    let value = literal(.bool(answer), types.bool, at: position)
    return unit.add(
      NodeRecord(.returnResults, at: position, a: unit.makeList([value]).raw))
  }

  private func compare(
    _ operation: Operation, _ key: MadeUpObject, _ value: Int, at position: IRPosition
  ) -> IRNode {
    let variable = name(self.variable(for: key, at: position), at: position)
    return unit.node(
      operation, types.bool, at: position, variable, intLiteral(value, at: position))
  }

  private func ifThen(
    _ condition: IRNode, _ body: [IRNode], at position: IRPosition
  ) -> IRNode {
    unit.add(
      NodeRecord(
        .ifThen, at: position, a: condition.raw, b: unit.makeList(body).raw))
  }

  private func panicRange(_ state: IRNode, at position: IRPosition) -> IRNode {
    let type = types.function(parameters: [types.int], results: [])
    let symbol = unit.session.runtimeSymbol("panicrangestate", type: type)
    return makeCall(
      functionName(symbol, at: position), [state], hasEllipsis: false, at: position)
  }
}
