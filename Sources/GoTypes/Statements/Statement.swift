// Statements: the dispatch and the simple ones. Assignments are in Assignments/; switches, loops
// and select have files of their own. Labels and jumps were checked by the parser.

import GoSyntax

extension Checker {
  /// Checks statements in order.
  func statements(_ list: NodeList) {
    for node in list { statement(node) }
  }

  /// Checks a statement.
  func statement(_ node: NodeID) {
    let firstDelayed: Int = delayed.count
    // Function literals are checked before the names in scope change.
    defer { processDelayed(from: firstDelayed) }
    switch tree.kind(node) {
    case .emptyStatement, .branchStatement: break
    case .declarationStatement: declarationStatement(tree.declarationStatement(node))
    case .labeledStatement: statement(tree.labeledStatement(node).statement)
    case .expressionStatement: expressionStatement(tree.expressionStatement(node))
    case .sendStatement: sendStatement(node)
    case .incrementDecrement: incrementDecrement(node)
    case .assignment: assignment(node)
    case .callStatement: callStatement(node)
    case .returnStatement: returnStatement(node)
    case .block:
      openScope(node)
      statements(tree.block(node).statements)
      closeScope()
    case .ifStatement: ifStatement(node)
    case .switchStatement: switchStatement(node)
    case .selectStatement: selectStatement(node)
    case .forStatement: forStatement(node)
    default: report(.invalidSyntaxTree, at: node, "invalid statement")
    }
  }

  private func expressionStatement(_ expression: NodeID) {
    var x = Operand()
    let use = rawExpression(expression, into: &x)
    switch x.mode {
    case .builtin:
      report(.uncalledBuiltin, at: x, "\(string(x)) must be called")
    case .type:
      report(.notAnExpr, at: x, "\(string(x)) is not an expression")
    default:
      if use == .statement { return }
      report(.unusedExpr, at: x, "\(string(x)) is not used")
    }
  }

  private func sendStatement(_ node: NodeID) {
    let syntax = tree.sendStatement(node)
    var channel = Operand()
    var value = Operand()
    expression(syntax.channel, into: &channel)
    genericExpression(syntax.value, into: &value)
    guard channel.isValid && value.isValid else { return }
    let position = tree.start(of: node)
    if let element = channelElement(channel, at: position, receives: false) {
      assign(&value, to: element, context: "send")
    }
  }

  private func incrementDecrement(_ node: NodeID) {
    let syntax = tree.incrementDecrement(node)
    var x = Operand()
    expression(syntax.operand, into: &x)
    guard x.isValid else { return }
    guard allNumeric(x.type) else {
      let op = syntax.op.spelling
      report(
        .nonNumericIncDec, at: syntax.operand,
        "invalid operation: \(string(syntax.operand))\(op)\(op) (non-numeric type "
          + "\(string(x.type)))")
      return
    }
    assignOperand(syntax.operand, &x, context: "assignment")
  }

  private func assignment(_ node: NodeID) {
    let syntax = tree.assignment(node)
    let left = tree.elements(syntax.left)
    let right = tree.elements(syntax.right)
    switch syntax.op {
    case .none:
      assignVariables(left, right)
    case .define:
      shortDeclaration(at: tree.position(node), left, right)
    default:
      guard left.count == 1 && right.count == 1 else {
        report(
          .multiValAssignOp, at: node,
          "assignment operation \(syntax.op.spelling) requires single-valued expressions")
        return
      }
      var x = Operand()
      expression(left[0], into: &x)
      binaryOperation(&x, nil, syntax.op, left: left[0], right: right[0])
      assignOperand(left[0], &x, context: "assignment")
    }
  }

  private func callStatement(_ node: NodeID) {
    let syntax = tree.callStatement(node)
    let keyword = syntax.isDefer ? "defer" : "go"
    let code: DiagnosticCode = syntax.isDefer ? .invalidDefer : .invalidGo
    guard tree.kind(syntax.call) == .call else {
      report(code, at: syntax.call, "expression in \(keyword) must be function call")
      use(syntax.call)
      return
    }
    var x = Operand()
    switch rawExpression(syntax.call, into: &x) {
    case .statement:
      return
    case .conversion:
      report(code, at: x, "\(keyword) requires function call, not conversion \(string(x))")
    case .expression:
      report(.unusedResults, at: x, "\(keyword) discards result of \(string(x))")
    }
  }

  private func returnStatement(_ node: NodeID) {
    guard let signature = environment.signature else { return }
    let results = tree.elements(tree.returnStatement(node))
    let variables = signature.results.variables
    if results.isEmpty, let first = variables.first, !first.text.isEmpty {
      reportHiddenResults(node, variables)
    } else {
      initializeVariables(variables, results, returnStatement: node)
    }
  }

  /// A `return` without values must see the named results.
  private func reportHiddenResults(_ node: NodeID, _ variables: [VarObject]) {
    for variable in variables {
      guard let other = lookup(variable.name), other !== variable else { continue }
      var complaint = Complaint(.outOfScopeResult)
      complaint.add(
        tree.start(of: node), "result parameter \(variable.text) not in scope at return")
      complaint.add(other.position, "inner declaration of \(string(variable as Object))")
      report(complaint)
    }
  }

  private func ifStatement(_ node: NodeID) {
    var chain: [NodeID] = []
    var current: NodeID? = node
    // A chain of `else if` may be long: each opens a scope inside the one before.
    while let next = current, tree.kind(next) == .ifStatement {
      let firstDelayed: Int = delayed.count
      let syntax = tree.ifStatement(next)
      openScope(next)
      chain.append(next)
      if let initial = syntax.initial { statement(initial) }
      if let condition = syntax.condition { self.condition(condition, of: "if") }
      statement(syntax.then)
      processDelayed(from: firstDelayed)
      current = syntax.otherwise
    }
    if let otherwise = current { statement(otherwise) }
    for _ in chain { closeScope() }
  }

  /// Checks the condition of an `if` or `for`.
  func condition(_ node: NodeID, of keyword: String) {
    var x = Operand()
    expression(node, into: &x)
    if x.isValid && !allBoolean(x.type) {
      report(.invalidCond, at: node, "non-boolean condition in \(keyword) statement")
    }
  }
}
