// Labels and branches of one function body: what `break`, `continue`, `goto` and `fallthrough`
// go to, and what is wrong with them. Needs no types, so it is done right after parsing.

/// Checks one body. Each `goto`, `break` and `continue` gets its target written into the tree.
struct BranchChecker {
  /// A block of statements, as a label or a goto sees it.
  private final class Scope {
    let parent: Scope?
    let start: SourcePosition
    /// The labeled statement whose statement this block belongs to.
    let label: NodeID?

    init(parent: Scope?, start: SourcePosition, label: NodeID?) {
      self.parent = parent
      self.start = start
      self.label = label
    }
  }

  private struct Label {
    var scope: Scope
    var statement: NodeID
    var isUsed = false
  }

  /// Where branches without a label go.
  private struct Targets {
    var breaks: NodeID?
    var continues: NodeID?
    /// The number of the switch clause that the statements belong to directly.
    var clause: Int?
  }

  /// What one block has seen so far.
  private struct Block {
    let scope: Scope
    var targets: Targets
    /// The latest variable declared in the block: where, and what.
    var variable: (position: SourcePosition, name: NodeID)?
    /// Gotos whose label has not come yet.
    var forward: [NodeID] = []
    /// Those of them that jump over `variable`.
    var jumping: [NodeID] = []
  }

  private let tree: SyntaxTree
  private let sink: any DiagnosticSink
  private var labels: [Name: Label] = [:]
  /// Label names in the order of their declaration, so that messages have an order.
  private var order: [Name] = []

  private init(_ tree: SyntaxTree, _ sink: any DiagnosticSink) {
    self.tree = tree
    self.sink = sink
  }

  /// Checks a body (a `.block`) without syntax errors. Function literals inside of it are bodies
  /// of their own.
  static func check(_ body: NodeID, of tree: SyntaxTree, _ sink: any DiagnosticSink) {
    var checker = BranchChecker(tree, sink)
    let left: [NodeID] = checker.visitBlock(
      parent: nil, Targets(), label: nil, start: tree.position(body),
      tree.block(body).statements)
    checker.reportUnresolved(left)
  }

  private mutating func reportUnresolved(_ gotos: [NodeID]) {
    for branch in gotos {
      let label: NodeID = labelNode(branch)
      let name: Name = tree.name(label)
      if let found = labels[name] {
        labels[name]?.isUsed = true
        let start: String = describe(found.scope.start)
        report(label, "goto \(text(name)) jumps into block starting at \(start)")
      } else {
        report(label, "label \(text(name)) not defined")
      }
    }
    for name in order {
      guard let label = labels[name], !label.isUsed else { continue }
      let node: NodeID = tree.labeledStatement(label.statement).label
      report(node, "label \(text(name)) defined and not used")
    }
  }

  // MARK: Blocks

  /// Visits the statements of a block; gives the gotos whose label it does not declare.
  private mutating func visitBlock(
    parent: Scope?, _ targets: Targets, label: NodeID?, start: SourcePosition,
    _ statements: NodeList
  ) -> [NodeID] {
    var block = Block(
      scope: Scope(parent: parent, start: start, label: label), targets: targets)
    // Empty statements at the end do not count: a fallthrough before them is the last statement.
    var count: Int = statements.count
    while count > 0 && tree.kind(statements[count - 1]) == .emptyStatement { count -= 1 }
    for index in 0..<count {
      visit(statements[index], &block, isLast: index + 1 == count)
    }
    return block.forward
  }

  private mutating func visit(_ node: NodeID, _ block: inout Block, isLast: Bool) {
    var statement = node
    var label: NodeID?
    while tree.kind(statement) == .labeledStatement {
      let view = tree.labeledStatement(statement)
      if tree.name(view.label) != .blank {
        declare(statement, tree.name(view.label), &block)
        label = statement
      }
      statement = view.statement
    }
    switch tree.kind(statement) {
    case .declarationStatement:
      for declaration in tree.declarationStatement(statement)
      where tree.kind(declaration) == .varDeclaration {
        let names: NodeList = tree.varDeclaration(declaration).names
        if let first = names.first { noteVariable(&block, tree.position(declaration), first) }
        break
      }
    case .assignment:
      let view = tree.assignment(statement)
      if view.isDefinition { noteVariable(&block, tree.position(statement), view.left) }
    case .branchStatement:
      visitBranch(statement, &block, isLast: isLast)
    default:
      visitNested(statement, &block, label)
    }
  }

  private mutating func visitNested(
    _ statement: NodeID, _ block: inout Block, _ label: NodeID?
  ) {
    var inner: Targets = block.targets
    inner.clause = nil
    switch tree.kind(statement) {
    case .block:
      let view = tree.block(statement)
      visitInner(&block, inner, label, tree.position(statement), view.statements)
    case .ifStatement:
      visitIf(statement, &block, inner, label)
    case .forStatement:
      let body: NodeID = tree.forStatement(statement).body
      inner = Targets(breaks: statement, continues: statement)
      visitInner(&block, inner, label, tree.position(body), tree.block(body).statements)
    case .switchStatement:
      inner.breaks = statement
      for (index, clause) in tree.switchStatement(statement).clauses.enumerated() {
        inner.clause = index
        visitInner(
          &block, inner, label, tree.position(clause), tree.caseClause(clause).body)
      }
    case .selectStatement:
      inner.breaks = statement
      for clause in tree.selectStatement(statement).clauses {
        visitInner(
          &block, inner, label, tree.position(clause), tree.communicationClause(clause).body)
      }
    default:
      break
    }
  }

  private mutating func visitInner(
    _ block: inout Block, _ targets: Targets, _ label: NodeID?, _ start: SourcePosition,
    _ statements: NodeList
  ) {
    block.forward += visitBlock(
      parent: block.scope, targets, label: label, start: start, statements)
  }

  /// An if statement with its else branches. The else part counts as a block of its own.
  private mutating func visitIf(
    _ statement: NodeID, _ block: inout Block, _ targets: Targets, _ label: NodeID?
  ) {
    let view = tree.ifStatement(statement)
    visitInner(
      &block, targets, label, tree.position(view.then), tree.block(view.then).statements)
    guard let otherwise = view.otherwise else { return }
    visitInner(&block, targets, label, tree.position(otherwise), NodeList(otherwise))
  }

  private func noteVariable(
    _ block: inout Block, _ position: SourcePosition, _ name: NodeID
  ) {
    block.variable = (position, name)
    block.jumping = block.forward
  }

  // MARK: Labels

  private mutating func declare(_ statement: NodeID, _ name: Name, _ block: inout Block) {
    let node: NodeID = tree.labeledStatement(statement).label
    if let other = labels[name] {
      let place: NodeID = tree.labeledStatement(other.statement).label
      report(
        node, "label \(text(name)) already defined at \(describe(tree.position(place)))")
    } else {
      labels[name] = Label(scope: block.scope, statement: statement)
      order.append(name)
    }
    var rest: [NodeID] = []
    for branch in block.forward {
      let label: NodeID = labelNode(branch)
      guard tree.name(label) == name else {
        rest.append(branch)
        continue
      }
      tree.setBranchTarget(branch, statement)
      labels[name]?.isUsed = true
      if let variable = block.variable, block.jumping.contains(branch) {
        let what: String = tree.text(of: variable.name)
        let place: String = describe(variable.position)
        report(label, "goto \(text(name)) jumps over declaration of \(what) at \(place)")
      }
    }
    block.forward = rest
  }

  /// The labeled statement that encloses a scope and has this name. Nil twice over: no such
  /// label; a label that does not enclose.
  private mutating func enclosing(_ scope: Scope, _ name: Name) -> NodeID?? {
    guard let label = labels[name] else { return .none }
    labels[name]?.isUsed = true
    var current: Scope? = scope
    while let here = current {
      if here.label == label.statement { return .some(label.statement) }
      current = here.parent
    }
    return .some(nil)
  }

  // MARK: Branches

  private mutating func visitBranch(_ branch: NodeID, _ block: inout Block, isLast: Bool) {
    let view = tree.branchStatement(branch)
    guard let label = view.label else {
      visitUnlabeled(branch, view.kind, block.targets, isLast: isLast)
      return
    }
    let name: Name = tree.name(label)
    if view.kind == .goto {
      visitGoto(branch, name, &block)
      return
    }
    guard let found = enclosing(block.scope, name) else {
      report(label, "\(view.kind.spelling) label not defined: \(text(name))")
      return
    }
    let target: NodeID? = found.map { tree.labeledStatement($0).statement }
    let kind: NodeKind? = target.map { tree.kind($0) }
    let isLoop: Bool = kind == .forStatement
    let isValid: Bool =
      view.kind == .continue
      ? isLoop : isLoop || kind == .switchStatement || kind == .selectStatement
    if let target, isValid {
      tree.setBranchTarget(branch, target)
    } else {
      report(label, "invalid \(view.kind.spelling) label \(text(name))")
    }
  }

  private mutating func visitGoto(_ branch: NodeID, _ name: Name, _ block: inout Block) {
    if let label = labels[name] {
      labels[name]?.isUsed = true
      var scope: Scope? = block.scope
      while let here = scope {
        if here === label.scope {
          tree.setBranchTarget(branch, label.statement)
          return
        }
        scope = here.parent
      }
    }
    block.forward.append(branch)
  }

  private func visitUnlabeled(
    _ branch: NodeID, _ kind: BranchKind, _ targets: Targets, isLast: Bool
  ) {
    switch kind {
    case .break:
      if let target = targets.breaks {
        tree.setBranchTarget(branch, target)
      } else {
        report(branch, "break is not in a loop, switch, or select")
      }
    case .continue:
      if let target = targets.continues {
        tree.setBranchTarget(branch, target)
      } else {
        report(branch, "continue is not in a loop")
      }
    case .fallthrough:
      if let message = complaint(aboutFallthrough: targets, isLast: isLast) {
        report(branch, message)
      }
    case .goto:
      // The parser gives every goto a label.
      break
    }
  }

  private func complaint(aboutFallthrough targets: Targets, isLast: Bool) -> String? {
    let misplaced = "fallthrough statement out of place"
    guard let target = targets.breaks, tree.kind(target) == .switchStatement else {
      return misplaced
    }
    let view = tree.switchStatement(target)
    if let tag = view.tag, tree.kind(tag) == .typeSwitchGuard {
      return "cannot fallthrough in type switch"
    }
    guard let clause = targets.clause, isLast else { return misplaced }
    return clause + 1 == view.clauses.count ? "cannot fallthrough final case in switch" : nil
  }

  // MARK: Words

  private func labelNode(_ branch: NodeID) -> NodeID {
    // Only gotos are kept as forward branches, and the parser gives every goto a label.
    tree.branchStatement(branch).label ?? branch
  }

  private func text(_ name: Name) -> String { tree.names.text(name) }

  private func describe(_ position: SourcePosition) -> String {
    tree.source.location(of: position).description
  }

  private func report(_ node: NodeID, _ message: String) {
    sink.error(tree.position(node), .branch, message)
  }
}
