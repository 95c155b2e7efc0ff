// Ranging over functions, the plan: which loops there are in a body, what their branches and
// returns turn into, and what has to be checked when the function that was ranged over is back.
//
// A loop `for x := range f { body }` becomes a call of f with a function literal for the body. The
// literal answers true to go on and false to stop. A branch that leaves more than its own loop,
// and a return, write a code into a variable `#next`, stop, and the code behind each call on the
// way out looks at it: -1 is a return; other negative numbers are jumps to labels; 2n leaves the
// n-th loop from outside, and 2n - 1 goes on with it.
import GoSyntax
import GoTypes

/// A loop over a function.
final class RangeLoop {
  let node: NodeID
  /// 1 for a loop that is in no other one.
  let depth: Int
  let parent: RangeLoop?
  /// The number in the names of its variables.
  let number: Int
  /// The number of its body's literal: inner loops come first.
  var bodyNumber = 0
  var checksReturn = false
  var checksBreak = false
  var checksContinue = false
  /// The codes of jumps that end behind this loop.
  var checkedBranches: [RangeBranch] = []
  /// Of an outermost loop: what it declares for all inside, in the order of need.
  var declared: [Shared] = []

  /// The keys under which builders know the loop's variables.
  let state = MadeUpObject()
  let next = MadeUpObject()
  let defers = MadeUpObject()

  enum Shared { case next, defers }

  init(node: NodeID, depth: Int, parent: RangeLoop?, number: Int) {
    self.node = node
    self.depth = depth
    self.parent = parent
    self.number = number
  }

  var outermost: RangeLoop { parent?.outermost ?? self }

  func need(_ shared: Shared) {
    let holder = outermost
    if !holder.declared.contains(shared) { holder.declared.append(shared) }
  }
}

/// A variable that no source declares.
final class MadeUpObject {}

/// A jump to a label out of a loop over a function.
struct RangeBranch: Hashable {
  let kind: BranchKind
  let label: Name
}

/// What becomes of a branch.
enum RangeAction {
  /// Goes on with its own loop, or leaves it.
  case own(isContinue: Bool)
  /// Stops with a code in `#next`.
  case coded(Int)
}

/// The loops over functions of one body.
final class RangePlan {
  private var loops: [NodeID: RangeLoop] = [:]
  private var actions: [NodeID: RangeAction] = [:]
  private(set) var codes: [RangeBranch: Int] = [:]
  /// Whether a return inside a loop has values: the results need names then.
  private(set) var returnsValues = false

  private let file: FileTypes
  private var stack: [RangeLoop] = []
  private var count = 0
  private var bodyCount = 0
  private var labelLoops: [Name: NodeID?]?
  private let body: [NodeID]

  /// The plan of a body; nil where nothing ranges over a function.
  init?(body: NodeList, in file: FileTypes) {
    self.file = file
    self.body = Array(body)
    guard self.body.contains(where: { Self.hasLoop($0, file) }) else { return nil }
    for statement in self.body { visit(statement) }
  }

  func loop(_ node: NodeID) -> RangeLoop? { loops[node] }

  func action(_ branch: NodeID) -> RangeAction? { actions[branch] }

  static func isLoop(_ node: NodeID, _ file: FileTypes) -> Bool {
    guard file.tree.kind(node) == .forStatement,
      let initial = file.tree.forStatement(node).initial,
      file.tree.kind(initial) == .rangeClause
    else { return false }
    let operand = file.tree.unparenthesized(file.tree.rangeClause(initial).operand)
    guard let type = file.typeAndValue(operand)?.type else { return false }
    return coreType(type)?.kind == .signature
  }

  private static func hasLoop(_ node: NodeID, _ file: FileTypes) -> Bool {
    if file.tree.kind(node) == .functionLiteral { return false }
    if isLoop(node, file) { return true }
    var found = false
    file.tree.forEachChild(of: node) { if !found { found = hasLoop($0, file) } }
    return found
  }

  private func visit(_ node: NodeID) {
    switch file.tree.kind(node) {
    case .functionLiteral: return
    case .branchStatement: planBranch(node)
    case .returnStatement: planReturn(node)
    case .callStatement:
      if !stack.isEmpty, file.tree.callStatement(node).isDefer { stack[0].need(.defers) }
    default: break
    }
    guard Self.isLoop(node, file) else {
      file.tree.forEachChild(of: node) { visit($0) }
      return
    }
    count += 1
    let loop = RangeLoop(
      node: node, depth: stack.count + 1, parent: stack.last, number: count)
    loops[node] = loop
    stack.append(loop)
    file.tree.forEachChild(of: node) { visit($0) }
    finish(loop)
    bodyCount += 1
    loop.bodyNumber = bodyCount
    stack.removeLast()
  }

  /// What follows the call of an inner loop looks at `#next` in any case.
  private func finish(_ loop: RangeLoop) {
    if loop.depth > 1 { loop.need(.next) }
  }

  private func planReturn(_ node: NodeID) {
    guard !stack.isEmpty else { return }
    if file.tree.returnStatement(node) != nil { returnsValues = true }
    for loop in stack { loop.checksReturn = true }
    stack[0].need(.next)
  }

  private func planBranch(_ node: NodeID) {
    let syntax = file.tree.branchStatement(node)
    guard syntax.kind != .fallthrough, let innermost = stack.last else { return }
    if syntax.label == nil && innermost.node != syntax.target { return }
    let index = stack.lastIndex { $0.node == syntax.target }
    if syntax.kind == .goto || index == nil {
      guard let label = syntax.label else { return }
      planJump(node, RangeBranch(kind: syntax.kind, label: file.tree.name(label)), innermost)
      return
    }
    guard let target = index else { return }
    let exit = target + 1
    let isContinue = syntax.kind == .continue
    if exit == stack.count {
      actions[node] = .own(isContinue: isContinue)
      return
    }
    if isContinue { stack[exit].checksContinue = true } else { stack[target].checksBreak = true }
    for inner in stack[((isContinue ? exit : target) + 1)...] { inner.checksBreak = true }
    stack[0].need(.next)
    actions[node] = .coded(2 * (target + 1) - (isContinue ? 1 : 0))
  }

  private func planJump(_ node: NodeID, _ branch: RangeBranch, _ innermost: RangeLoop) {
    let target: NodeID? = labelLoop(branch.label)
    if innermost.node == target { return }
    let index = stack.lastIndex { $0.node == target } ?? -1
    stack[index + 1].checkedBranches.append(branch)
    for inner in stack[(index + 2)...] { inner.checksReturn = true }
    stack[0].need(.next)
    actions[node] = .coded(codes[branch] ?? 0)
  }

  /// The innermost loop over a function that a label is declared in. Numbers the jumps at the
  /// first question.
  private func labelLoop(_ label: Name) -> NodeID? {
    if labelLoops == nil {
      var found: [Name: NodeID?] = [:]
      var used = -1
      for statement in body { number(statement, nil, &found, &used) }
      labelLoops = found
    }
    return (labelLoops?[label]).flatMap { $0 }
  }

  private func number(
    _ node: NodeID, _ loop: NodeID?, _ found: inout [Name: NodeID?], _ used: inout Int
  ) {
    let inner = Self.isLoop(node, file) ? node : loop
    if file.tree.kind(node) == .labeledStatement {
      let label = file.tree.name(file.tree.labeledStatement(node).label)
      if found[label] == nil { found[label] = .some(loop) }
      used -= 3
      codes[RangeBranch(kind: .break, label: label)] = used
      codes[RangeBranch(kind: .continue, label: label)] = used + 1
      codes[RangeBranch(kind: .goto, label: label)] = used + 2
    }
    var state = found
    var last = used
    file.tree.forEachChild(of: node) { number($0, inner, &state, &last) }
    found = state
    used = last
  }
}
