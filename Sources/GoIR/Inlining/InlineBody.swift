// A call replaced by the body of what it calls.
//
// The body is read again from the source, now with the caller as the holder of its variables:
// parameters become variables that are assigned the arguments, results become variables, and each
// return becomes an assignment to these and a jump to a label behind the body. Positions in it
// carry the call's, so that diagnostics can tell either.
import GoSyntax
import GoTypes

extension Inliner {
  /// Replaces a call by the body of a function.
  func replace(_ call: IRNode, by callee: FunctionSymbol, in caller: Function) {
    let position = unit[call].position
    say(position, "inlining call to \(text.text(callee))")
    let index = Int32(truncatingIfNeeded: unit.inlinedCalls.count)
    unit.inlinedCalls.append(
      InlinedCallSite(parent: position.inlining, position: position, callee: callee))
    if callee.kind == .declared, callee.package !== unit.package.package {
      unit.package.inlinedForeign.insert(ObjectIdentifier(callee))
    }
    let context = InlineContext(caller: caller, index: index, position: position)
    let functionCount = unit.functions.count
    let body = unit.inlineBody(of: callee, context)
    arrange(call, callee, body, context)
    adopt(body, caller, context)
    values.scan([call])
    for function in unit.functions[functionCount...] {
      values.scan(unit.list(function.body))
    }
    judgeNewInstances()
  }

  /// Builds the nodes in the place of the call.
  private func arrange(
    _ call: IRNode, _ callee: FunctionSymbol, _ body: Function, _ context: InlineContext
  ) {
    let position = context.position
    var initial = unit.takeInitial(call)
    takeEffects(of: unit.first(call), into: &initial)
    initial.append(parameterAssignment(call, body, at: position))
    let delays = callee.inline?.canDelayResults ?? false
    if !delays {
      for result in body.results {
        initial.append(unit.declaration(of: result, at: position))
        initial.append(
          unit.node(.assign, .none, at: position, unit.name(result, at: position)))
      }
    }
    initial.append(
      unit.add(
        NodeRecord(.inlineMark, at: position, a: UInt32(bitPattern: context.index))))
    let end = unit.makeLabel(".i\(context.index)")
    let returns = ReturnReplacement(
      unit: unit, results: body.results, label: end, position: position, delays: delays)
    var statements = unit.list(body.body)
    for statement in statements { returns.replace(in: statement) }
    statements.append(unit.add(NodeRecord(.label, at: position, a: end.raw)))
    unit[call] = NodeRecord(
      .inlinedCall, type: unit.type(call), at: position, a: unit.makeList(statements).raw,
      b: unit.makeList(body.results.map { unit.name($0, at: position) }).raw,
      c: UInt32(bitPattern: context.index), initial: unit.makeList(initial))
  }

  /// What evaluating the callee does, besides telling which function it is.
  private func takeEffects(of given: IRNode, into initial: inout [IRNode]) {
    var callee = given
    while true {
      initial += unit.takeInitial(callee)
      switch unit.operation(callee) {
      case .convertNop: callee = unit.first(callee)
      case .inlinedCall:
        initial += unit.list(operand: unit[callee].a)
        callee = unit.singleResult(callee)
      default: return
      }
    }
  }

  private func parameterAssignment(
    _ call: IRNode, _ body: Function, at position: IRPosition
  ) -> IRNode {
    let assignment = unit.add(
      NodeRecord(
        .assignList, at: position,
        a: unit.makeList(body.parameters.map { unit.name($0, at: position) }).raw,
        b: unit[call].b, flags: .defines))
    var declarations: [IRNode] = []
    for parameter in body.parameters {
      declarations.append(unit.declaration(of: parameter, at: position))
      unit[parameter].definition = .node(assignment)
    }
    unit[assignment].initial = unit.makeList(declarations)
    return assignment
  }

  /// The body's variables become the caller's.
  private func adopt(_ body: Function, _ caller: Function, _ context: InlineContext) {
    for variable in body.locals {
      if unit[variable].storage != .local {
        unit[variable].storage = .local
        unit[variable].position = IRPosition(
          unit[variable].position.source, inlining: context.index)
        unit[variable].flags.insert(.inlinedParameter)
      }
    }
    caller.locals += body.locals
  }

  /// Instances that came up with the body are other packages' to build; here they can only be
  /// inlined in turn.
  private func judgeNewInstances() {
    let made = unit.buildInstancesForInlining()
    guard !made.isEmpty else { return }
    for function in made { values.scan(unit.list(function.body)) }
    judgeSilently(made)
    for function in made {
      function.body = .empty
      function.hasBody = false
    }
  }
}

/// Turns the returns of a body into assignments and jumps.
private struct ReturnReplacement {
  let unit: Unit
  let results: [VariableID]
  let label: LabelID
  let position: IRPosition
  let delays: Bool

  func replace(in node: IRNode) {
    if unit.operation(node) == .returnResults { replace(node) }
    var children: [IRNode] = []
    unit.forEachChild(node) { children.append($0) }
    for child in children { replace(in: child) }
  }

  private func replace(_ statement: IRNode) {
    var block = unit.takeInitial(statement)
    let values = unit[statement].a
    if values != 0 {
      let assignment = unit.add(
        NodeRecord(
          .assignList, at: position,
          a: unit.makeList(results.map { unit.name($0, at: position) }).raw, b: values))
      if delays {
        for result in results {
          block.append(unit.declaration(of: result, at: position))
          unit[result].definition = .node(assignment)
        }
      }
      block.append(assignment)
    }
    block.append(unit.add(NodeRecord(.goto, at: position, a: label.raw)))
    unit[statement] = NodeRecord(.block, at: position, a: unit.makeList(block).raw)
  }
}

extension Unit {
  /// A use of a variable.
  func name(_ variable: VariableID, at position: IRPosition) -> IRNode {
    add(
      NodeRecord(
        .name, type: variables[variable.slot].type, at: position, a: variable.raw))
  }

  /// The declaration of a variable.
  func declaration(of variable: VariableID, at position: IRPosition) -> IRNode {
    node(.declare, .none, at: position, name(variable, at: position))
  }

  /// Reads the body of a function as a part of the function that calls it. What it gives stands
  /// for the caller: its variables, parameters and results are to become the caller's.
  func inlineBody(of callee: FunctionSymbol, _ context: InlineContext) -> Function {
    let original = definition(of: callee)
    let body = Function(
      index: context.caller.index, symbol: callee, position: context.position, parent: nil)
    var source = original?.source ?? .none
    if case .none = source, let declaration = callee.declaration {
      source = .declaration(declaration)
    }
    switch source {
    case .none: break
    case .declaration(let declaration):
      let builder = BodyBuilder(
        unit: self, file: declaration.file, package: declaration.package,
        environment: callee.environment, function: body, inlining: context)
      builder.source = declaration.object
      builder.buildDeclaration(declaration)
    case .literal(let literal):
      guard let original else { break }
      inlineLiteral(literal, original, body, context)
    case .synthetic(let make):
      // A made-up literal refers to its captures in order.
      body.captures = original?.captures.map { variables[$0.slot].outer } ?? []
      let builder = BodyBuilder(
        unit: self, file: nil, package: callee.package ?? package.package, environment: nil,
        function: body, inlining: context)
      make(builder)
    }
    return body
  }

  private func inlineLiteral(
    _ literal: LiteralSource, _ original: Function, _ body: Function, _ context: InlineContext
  ) {
    let builder = BodyBuilder(
      unit: self, file: literal.file, package: literal.package,
      environment: literal.environment, function: body, inlining: context)
    builder.source = literal.object
    for (object, capture) in zip(literal.captured, original.captures) {
      builder.objects[ObjectIdentifier(object)] = variables[capture.slot].outer
    }
    if literal.environment?.isShaped == true, let last = original.captures.last {
      builder.dictionary = variables[last.slot].outer
    }
    switch literal.syntax {
    case .literal(let node): builder.inlineLiteral(node)
    case .rangeBody(let rangeBody): builder.buildRangeBody(rangeBody)
    }
  }

  /// Builds the instances that reading a body to be inlined has brought up.
  func buildInstancesForInlining() -> [Function] {
    let listed = functions.count
    buildPendingBodies()
    let made = functions[listed...].filter { !$0.isLiteral }
    let literals = functions[listed...].filter { $0.isLiteral }
    functions.removeSubrange(listed...)
    functions += literals
    return made
  }
}
