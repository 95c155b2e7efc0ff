// Inlining, interleaved with making interface calls direct, since each brings up cases for the
// other.
//
// First every function is judged, callees before callers: can it be inlined at all, and at what
// cost. Then the calls of each function are gone through in the order of evaluation; a call whose
// callee is known and cheap enough is replaced by the callee's body, and the calls in it come
// next. A literal that is called only once is inlined even if it is large, so calls are counted
// before the first one is replaced.
import GoSyntax
import GoTypes

final class Inliner {
  let unit: Unit
  let options: OptimizationOptions
  let values: StaticValues
  let text: IRText
  private var devirtualizer: Devirtualizer
  /// The number of calls that were found to lead to a function.
  private var uses: [ObjectIdentifier: Int] = [:]
  /// Nothing is said about functions that other packages report.
  private var isSilent = false

  init(_ unit: Unit, _ options: OptimizationOptions) {
    self.unit = unit
    self.options = options
    values = StaticValues(unit)
    text = IRText(unit)
    devirtualizer = Devirtualizer(unit)
  }

  func say(_ position: IRPosition, _ text: String) {
    if options.verbosity > 0 && !isSilent { unit.notes.append((position, text)) }
  }

  func run() {
    judge(unit.functions)
    let functions = unit.functions
    var works: [Int32: CallerWork] = [:]
    for function in functions {
      let work = CallerWork(self, function)
      works[function.index] = work
      work.markAll()
      for index in work.sites.indices { resolve(index, work) }
    }
    unit.visitBottomUp(functions) { group, _ in
      var isDone = false
      while !isDone {
        isDone = true
        for function in group {
          guard let work = works[function.index] else { continue }
          if inlineCalls(work) { isDone = false }
        }
      }
    }
  }

  /// Inlines into a function that is made after all others.
  func process(_ function: Function) {
    values.scan(unit.list(function.body))
    let saved = (uses, devirtualizer)
    uses = [:]
    devirtualizer = Devirtualizer(unit)
    let work = CallerWork(self, function)
    work.markAll()
    var isDone = false
    while !isDone {
      isDone = true
      var index = 0
      while index < work.sites.count {
        if inlineCall(index, work) { isDone = false }
        index += 1
      }
    }
    (uses, devirtualizer) = saved
  }

  // MARK: - Calls of one function

  /// Goes through the calls in batches, so that all calls of a new literal are counted before the
  /// first one is replaced.
  private func inlineCalls(_ work: CallerWork) -> Bool {
    var isChanged = false
    var start = 0
    var end = work.sites.count
    while true {
      for index in start..<end where inlineCall(index, work) { isChanged = true }
      start = end
      end = work.sites.count
      if start == end { return isChanged }
      for index in start..<end { resolve(index, work) }
    }
  }

  /// The callee of a call, which counts as a use, and the number of its uses.
  @discardableResult
  private func resolve(_ index: Int, _ work: CallerWork) -> (FunctionSymbol, Int)? {
    if let known = work.resolved[index] { return (known, uses[ObjectIdentifier(known)] ?? 0) }
    let call = work.sites[index]
    guard unit.operation(call) != .inlinedCall else { return nil }
    for line in devirtualizer.makeDirect(call) { say(unit[call].position, line) }
    guard let callee = target(of: call, in: work.function) else { return nil }
    work.resolved[index] = callee
    let count = (uses[ObjectIdentifier(callee)] ?? 0) + 1
    uses[ObjectIdentifier(callee)] = count
    return (callee, count)
  }

  private func inlineCall(_ index: Int, _ work: CallerWork) -> Bool {
    let call = work.sites[index]
    guard unit.operation(call) != .inlinedCall, let (callee, count) = resolve(index, work) else {
      return false
    }
    let isOnlyCall = count == 1 && isLiteral(callee)
    guard mayInline(call),
      let symbol = self.callee(of: unit.first(call), in: work.function, checks: true),
      unit.isInlinable(symbol),
      isAllowed(
        call, symbol, into: work.function, isBig: work.isBig, isOnlyCall: isOnlyCall, says: true)
    else { return false }
    replace(call, by: symbol, in: work.function)
    work.markChildren(of: call)
    devirtualizer.inlined(call, in: work.function)
    return true
  }

  private func isLiteral(_ symbol: FunctionSymbol) -> Bool { symbol.kind == .closure }

  // MARK: - Callees

  /// Whether a call may be inlined, whatever it calls.
  private func mayInline(_ call: IRNode) -> Bool {
    guard options.inlines, unit.operation(call) == .callFunction,
      unit[call].flags.isDisjoint(with: [.isGoOrDefer, .noInline])
    else { return false }
    let callee = unit.first(call)
    switch unit.operation(callee) {
    case .functionName, .methodExpression:
      guard let symbol = unit.symbol(callee) else { return true }
      if symbol.isIntrinsic { return false }
      let isEscapeMark =
        symbol.package?.path == "internal/abi" && symbol.name.hasPrefix("EscapeNonString[")
      return !isEscapeMark
    default: return true
    }
  }

  private func target(of call: IRNode, in caller: Function) -> FunctionSymbol? {
    guard mayInline(call) else { return nil }
    return callee(of: unit.first(call), in: caller, checks: false)
  }

  /// The function that an expression leads to.
  ///
  /// - Parameter checks: judges a literal that comes up first here.
  func callee(
    of expression: IRNode, in caller: Function, checks: Bool
  ) -> FunctionSymbol? {
    let value = values.staticValue(expression)
    switch unit.operation(value) {
    case .methodExpression:
      guard let symbol = unit.symbol(value),
        let receiver = unit.types.parameters(symbol.type).first,
        unit.types.identical(receiver, TypeID(raw: unit[value].c))
      else { return nil }
      return symbol
    case .functionName: return unit.symbol(value)
    case .closure:
      let literal = unit.closureFunction(value)
      if let first = literal.captures.first,
        unit[unit[first].outer].function != caller.index
      {
        return nil
      }
      if checks { judge(literal) }
      return literal.symbol
    default: return nil
    }
  }

  /// Whether a call of a function that can be inlined is to be inlined.
  func isAllowed(
    _ call: IRNode, _ callee: FunctionSymbol, into caller: Function, isBig: Bool,
    isOnlyCall: Bool, says: Bool
  ) -> Bool {
    guard let info = callee.inline else { return false }
    var limit = isBig ? InlineLimits.intoBigFunction : InlineLimits.budget
    if isLiteral(callee) {
      limit *= 2
      if isOnlyCall { limit = max(limit, InlineLimits.literalCalledOnce) }
    }
    if info.cost > limit { return false }
    let position = unit[call].position
    var index = position.inlining
    while index >= 0 {
      // The same call, inlined into itself.
      if unit.inlinedCalls[Int(index)].position.source == position.source { return false }
      index = unit.inlinedCalls[Int(index)].parent
    }
    index = position.inlining
    while index >= 0 {
      if unit.inlinedCalls[Int(index)].callee === callee {
        if says && options.verbosity > 1 {
          say(
            position,
            "cannot inline \(text.text(callee)) into \(text.text(caller.symbol)): "
              + "repeated recursive cycle")
        }
        return false
      }
      index = unit.inlinedCalls[Int(index)].parent
    }
    return true
  }
}

extension Unit {
  /// Whether a function can be inlined here: its body has to be at hand. Those of other packages
  /// are when the package is imported, or one that has inlined the function itself.
  func isInlinable(_ symbol: FunctionSymbol) -> Bool {
    guard symbol.inline != nil else { return false }
    guard symbol.kind == .declared, let home = symbol.package, home !== package.package else {
      return true
    }
    if let known = bodiesAtHand[ObjectIdentifier(symbol)] { return known }
    let isAtHand = package.package.imports.contains { imported in
      imported === home
        || session.packages[imported.path]?.passedOn.contains(ObjectIdentifier(symbol)) == true
    }
    bodiesAtHand[ObjectIdentifier(symbol)] = isAtHand
    return isAtHand
  }
}

// Judging functions.
extension Inliner {
  /// Finds out which functions can be inlined.
  private func judge(_ functions: [Function]) {
    guard options.inlines else { return }
    unit.visitBottomUp(functions) { group, _ in
      for function in group { judge(function) }
    }
  }

  /// The same for functions that other packages have reported on.
  func judgeSilently(_ functions: [Function]) {
    let saved = isSilent
    isSilent = true
    judge(functions)
    isSilent = saved
  }

  private func judge(_ function: Function) {
    let symbol = function.symbol
    if let reason = obstacle(function) {
      sayCannot(function, reason)
      return
    }
    guard !symbol.isInlinabilityChecked else { return }
    symbol.isInlinabilityChecked = true
    let budget = isLiteral(symbol) ? InlineLimits.literalCalledOnce : InlineLimits.budget
    var visitor = CostVisitor(self, function, limit: budget)
    visitor.visit(function.body)
    if let reason = visitor.obstacle {
      sayCannot(function, reason)
      return
    }
    if visitor.cost > budget {
      sayCannot(
        function, "function too complex: cost \(visitor.cost) exceeds budget \(budget)")
      return
    }
    symbol.inline = InlineInfo(cost: visitor.cost, canDelayResults: canDelayResults(function))
    sayCan(function, visitor.cost)
  }

  /// Why a function can never be inlined.
  private func obstacle(_ function: Function) -> String? {
    let pragma = function.symbol.pragma
    if pragma.contains(.noInline) { return "marked go:noinline" }
    if pragma.contains(.cgoUnsafeArguments) { return "marked go:cgo_unsafe_args" }
    if pragma.contains(.uintptrKeepAlive) {
      return "marked as having a keep-alive uintptr argument"
    }
    if pragma.contains(.uintptrEscapes) {
      return "marked as having an escaping uintptr argument"
    }
    if pragma.contains(.yesWriteBarrierRecursive) { return "marked go:yeswritebarrierrec" }
    return function.hasBody || function.symbol.inline != nil ? nil : "no function body"
  }

  /// Whether the results of an inlined call can be declared at its return.
  private func canDelayResults(_ function: Function) -> Bool {
    var returns = 0
    unit.forEachNode(in: function) { node in
      guard unit.operation(node) == .returnResults else { return }
      returns += unit[node].a == 0 ? 2 : 1
    }
    return returns == 1 && !function.hasNamedResults
  }

  private func sayCannot(_ function: Function, _ reason: String) {
    guard options.verbosity > 1 else { return }
    say(function.position, "cannot inline \(text.text(function.symbol)): \(reason)")
  }

  private func sayCan(_ function: Function, _ cost: Int) {
    let name = text.text(function.symbol)
    guard options.verbosity > 1 else {
      say(function.position, "can inline \(name)")
      return
    }
    let type = text.signature(of: function.symbol)
    let body = text.text(function.body)
    say(function.position, "can inline \(name) with cost \(cost) as: \(type) { \(body) }")
  }
}

/// The calls of one function that is being worked on.
final class CallerWork {
  let function: Function
  let isBig: Bool
  private let inliner: Inliner
  /// The calls in the order of evaluation, operands first; then those of inlined bodies.
  private(set) var sites: [IRNode] = []
  /// What the calls were found to lead to.
  var resolved: [Int: FunctionSymbol] = [:]
  private var marked: Set<IRNode> = []

  init(_ inliner: Inliner, _ function: Function) {
    self.inliner = inliner
    self.function = function
    isBig = inliner.options.inlines && inliner.unit.isBig(function)
    if isBig && inliner.options.verbosity > 1 {
      let name = inliner.text.text(function.symbol)
      inliner.say(
        function.position, "function \(name) considered 'big'; reducing max cost of inlinees")
    }
  }

  func markAll() {
    for statement in inliner.unit.list(function.body) { mark(statement) }
  }

  func markChildren(of node: IRNode) {
    var children: [IRNode] = []
    inliner.unit.forEachChild(node) { children.append($0) }
    for child in children { mark(child) }
  }

  private func mark(_ node: IRNode) {
    if marked.contains(node) { return }
    let operation = inliner.unit.operation(node)
    if operation == .tailCall {
      markChildren(of: inliner.unit.first(node))
      return
    }
    markChildren(of: node)
    if operation == .callFunction || operation == .callInterface {
      marked.insert(node)
      sites.append(node)
    }
  }
}
