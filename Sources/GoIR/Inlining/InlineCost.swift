// What a body costs when it is put in the place of a call: about one for each node, more for what
// becomes much code, less for what becomes none.
import GoTypes

/// The limits that inlining is decided by. Higher ones make larger and sometimes faster code.
enum InlineLimits {
  /// The largest cost of a function that is inlined.
  static let budget = 80
  /// What a call costs that is not inlined itself.
  static let call = 57
  /// What a call of a parameter costs: inlining may tell what is called.
  static let parameterCall = 17
  static let panicking = 1
  static let literal = 15
  /// The number of nodes from which on a function is big.
  static let bigFunction = 5000
  /// The largest cost of what is inlined into a big function.
  static let intoBigFunction = 20
  /// The largest cost of a literal with a single call.
  static let literalCalledOnce = 10 * budget
}

/// Adds up the cost of one body.
struct CostVisitor {
  let inliner: Inliner
  let unit: Unit
  let function: Function
  let isBig: Bool
  /// The largest cost that is of use.
  let limit: Int
  private(set) var cost = 0
  /// Why the function cannot be inlined at any cost.
  private(set) var obstacle: String?

  /// Too expensive already, and nobody wants to know by how much.
  private var isDone: Bool { cost > limit && inliner.options.verbosity < 2 }

  init(_ inliner: Inliner, _ function: Function, limit: Int) {
    self.inliner = inliner
    unit = inliner.unit
    self.function = function
    self.limit = limit
    isBig = unit.isBig(function)
  }

  mutating func visit(_ list: IRList) {
    for node in unit.list(list) { visit(node) }
  }

  mutating func visit(_ node: IRNode) {
    guard node.isPresent, obstacle == nil, !isDone else { return }
    let record = unit[node]
    cost += 1
    switch record.operation {
    case .callFunction: visitCall(node, record)
    case .callInterface: cost += InlineLimits.call
    case .panic: visitPanic(IRNode(raw: record.a))
    case .recover: obstacle = "call to recover"
    case .closure: cost += InlineLimits.literal
    case .goCall: obstacle = "unhandled op GO"
    case .deferCall: obstacle = "unhandled op DEFER"
    case .tailCall: obstacle = "unhandled op TAILCALL"
    case .address: visitAddress(IRNode(raw: record.a))
    case .dereference:
      // *(*T)(unsafe.Pointer(&x)) is no more than x.
      var pointer = IRNode(raw: record.a)
      while unit.operation(pointer) == .convertNop { pointer = unit.first(pointer) }
      if unit.operation(pointer) == .address { cost -= 1 }
    case .convertNop, .block, .methodExpression: cost -= 1
    case .fallthrough, .type:
      cost -= 1
      return
    case .ifThen:
      if let known = unit.boolean(IRNode(raw: record.a)) {
        visit(record.initial)
        visit(IRList(raw: known ? record.b : record.c))
        cost -= 1
        return
      }
    case .methodValue, .sliceLiteral, .getG: cost += 1
    case .typeSwitchGuard: cost += record.b != 0 ? 1 : 0
    case .assignList: cost -= unit.costOfTakingApart(record)
    default:
      if record.operation.isSlicing { visitSlicing(record) }
    }
    guard obstacle == nil else { return }
    var children: [IRNode] = []
    unit.forEachChild(node) { children.append($0) }
    for child in children { visit(child) }
  }

  private mutating func visitPanic(_ value: IRNode) {
    cost += InlineLimits.panicking
    let record = unit[value]
    if record.operation == .convertInterface, record.flags.contains(.implicit) { cost -= 1 }
  }

  /// `&s.f` costs nothing where f is the first field.
  private mutating func visitAddress(_ operand: IRNode) {
    switch unit.operation(operand) {
    case .dot, .dotPointer:
      let holder = unit.operation(unit.first(operand))
      if holder == .name || holder == .functionName, unit.selection(operand).offset == 0 {
        cost -= 2
      }
    default: break
    }
  }

  private mutating func visitSlicing(_ record: NodeRecord) {
    let bounds = unit.list(operand: record.b)
    if bounds.count > 0, bounds[0].isPresent, unit.integer(bounds[0]) == 0 { cost -= 1 }
    guard bounds.count > 1, bounds[1].isPresent, unit.operation(bounds[1]) == .length else {
      return
    }
    let operand = IRNode(raw: record.a)
    let measured = unit.first(bounds[1])
    if operand == measured { cost -= 2 }
    if unit.operation(operand) == .name, unit.operation(measured) == .name,
      unit.variable(operand) == unit.variable(measured)
    {
      cost -= 2
    }
  }

  // MARK: - Calls

  private mutating func visitCall(_ node: IRNode, _ record: NodeRecord) {
    let callee = IRNode(raw: record.a)
    if let symbol = calledSymbol(callee) {
      if let reason = Self.obstacle(symbol) {
        obstacle = reason
        return
      }
      if Self.isCheap(symbol) || symbol.isIntrinsic { return }
    }
    if let inlined = inliner.callee(of: callee, in: function, checks: true),
      unit.isInlinable(inlined), let info = inlined.inline,
      inliner.isAllowed(node, inlined, into: function, isBig: isBig, isOnlyCall: false, says: false)
    {
      cost += info.cost
      return
    }
    cost += isParameter(callee) ? InlineLimits.parameterCall : InlineLimits.call
  }

  /// The function that a call names as it stands.
  private func calledSymbol(_ callee: IRNode) -> FunctionSymbol? {
    switch unit.operation(callee) {
    case .functionName, .methodExpression: return unit.symbol(callee)
    default: return nil
    }
  }

  private func isParameter(_ callee: IRNode) -> Bool {
    guard unit.operation(callee) == .name else { return false }
    let storage = unit[unit.variable(callee)].storage
    return storage == .parameter || storage == .closure
  }

  private static func obstacle(_ symbol: FunctionSymbol) -> String? {
    if symbol.kind == .runtime, symbol.name == "deferrangefunc" {
      return "defer call in range func"
    }
    guard symbol.package?.path == "internal/runtime/sys" else { return nil }
    return ["GetCallerPC", "GetCallerSP"].contains(symbol.name) ? "call to \(symbol.name)" : nil
  }

  /// Functions that become no code, or a single instruction.
  private static func isCheap(_ symbol: FunctionSymbol) -> Bool {
    if symbol.kind == .runtime { return symbol.name == "panicrangestate" }
    switch symbol.package?.path {
    case "internal/abi":
      return symbol.name == "NoEscape" || symbol.name.hasPrefix("EscapeNonString[")
    case "encoding/binary":
      for order in ["littleEndian.", "bigEndian."] where symbol.name.hasPrefix(order) {
        return byteOrderMethods.contains(String(symbol.name.dropFirst(order.count)))
      }
      return false
    case "internal/byteorder":
      for order in ["LE", "BE"] where symbol.name.hasPrefix(order) {
        return byteOrderMethods.contains(String(symbol.name.dropFirst(order.count)))
      }
      return false
    default: return false
    }
  }

  private static let byteOrderMethods: Set<String> = [
    "Uint64", "Uint32", "Uint16", "PutUint64", "PutUint32", "PutUint16", "AppendUint64",
    "AppendUint32", "AppendUint16",
  ]
}

extension Unit {
  /// The value of a constant condition.
  fileprivate func boolean(_ node: IRNode) -> Bool? {
    guard operation(node) == .literal, case .bool(let value) = constant(node) else { return nil }
    return value
  }

  /// `a, b = f()` is stored with a temporary for each value, which are not counted.
  fileprivate func costOfTakingApart(_ record: NodeRecord) -> Int {
    guard let value = list(operand: record.b).first else { return 0 }
    let initial = list(nodes[value.slot].initial)
    guard initial.count == 1 else { return 0 }
    switch operation(initial[0]) {
    case .assignList, .assignFunction, .assignMap, .assignReceive, .assignTypeAssert,
      .selectReceive:
      return 4 * list(operand: record.a).count + 1
    default: return 0
    }
  }

  /// Whether a function is so large that little should be inlined into it.
  func isBig(_ function: Function) -> Bool {
    var left = InlineLimits.bigFunction - 1
    for statement in list(function.body) {
      let isOver = any(statement) { node in
        let record = nodes[node.slot]
        switch record.operation {
        case .assignList: left += costOfTakingApart(record)
        case .getG: left -= 1
        case .methodExpression: left -= 1
        case .typeSwitchGuard where record.b != 0: left -= 1
        default: break
        }
        left -= 1
        return left <= 0
      }
      if isOver { return true }
    }
    return false
  }
}
