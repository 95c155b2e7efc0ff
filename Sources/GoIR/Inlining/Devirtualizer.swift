// Interface calls whose operand always holds one type become direct calls of its method.
//
// What type an interface holds is known where all assignments to the variables that lead to it
// are of one type. They are looked up function by function, at the first question; results of
// calls become known when the call is inlined.
import GoSyntax
import GoTypes

final class Devirtualizer {
  private let unit: Unit
  private let text: IRText

  /// What is assigned to a variable.
  private enum Source {
    /// An interface that nothing is known of.
    case unknown
    case type(TypeID)
    case node(IRNode)
  }

  /// A place in `sources` that waits for a call to be inlined.
  private struct WaitingResult {
    let variable: VariableID
    let index: Int
    let result: Int
  }

  /// What is known of the type that an expression holds.
  private enum HeldType: Equatable {
    case unknown
    /// Always nil, or only assigned from itself.
    case nothing
    case type(TypeID)
  }

  private var sources: [VariableID: [Source]] = [:]
  private var waiting: [IRNode: [WaitingResult]] = [:]
  private var analyzed: Set<Int32> = []

  init(_ unit: Unit) {
    self.unit = unit
    text = IRText(unit)
  }

  private var types: TypeTable { unit.types }

  // MARK: - Calls

  /// Makes a call direct if its receiver's type is known; answers with what there is to say.
  func makeDirect(_ call: IRNode) -> [String] {
    guard unit.operation(call) == .callInterface,
      !unit[call].flags.contains(.isGoOrDefer)
    else { return [] }
    let dot = unit.first(call)
    let operand = unit.first(dot)
    let interface = unit.type(operand)
    guard case .type(let held) = heldType(operand), unit.implements(held, interface),
      !types.isShape(held)
    else { return [] }
    if types.hasShape(held) {
      return ["cannot devirtualize \(text.text(call)): shaped receiver \(text.text(held))"]
    }
    if types.hasShape(interface) {
      return ["cannot devirtualize \(text.text(call)): shaped interface \(text.text(interface))"]
    }
    return replaceCallee(of: call, dot, held)
  }

  private func replaceCallee(of call: IRNode, _ dot: IRNode, _ held: TypeID) -> [String] {
    let operand = unit.first(dot)
    let name = unit.selection(dot).name
    let member = types.members(unit.type(operand)).first {
      $0.name == name && ($0.package?.path ?? "") == unit.selection(dot).packagePath
    }
    guard let found = unit.findMethod(held, name, package: member?.package) else { return [] }
    let line = "\(text.text(dot)) to \(text.text(held))"
    let place = unit[dot].position
    let asserted = unit.add(
      NodeRecord(
        .typeAssert, type: held, at: unit[call].position, a: operand.raw, flags: .special))
    let receiver = unit.promotedReceiver(asserted, found, at: place)
    guard let method = found.object else {
      unit[call].a = unit.interfaceMethod(receiver, found, name, at: place).raw
      return ["partially devirtualizing " + line]
    }
    let symbol = unit.methodSymbol(method, holder: found.holder)
    let wanted = types.parameters(symbol.type).first ?? .none
    let adjusted = unit.adjustedReceiver(receiver, to: wanted, at: place)
    let callee = unit.add(
      NodeRecord(
        .methodExpression, type: symbol.type, at: place, a: unit.number(of: symbol),
        b: unit.makeSelection(
          IRSelection(
            name: name, packagePath: unit.selection(dot).packagePath, fieldIndex: -1, offset: 0)),
        c: wanted.raw))
    unit[call].operation = .callFunction
    unit[call].a = callee.raw
    unit[call].b = unit.makeList([adjusted] + unit.list(operand: unit[call].b)).raw
    let results = types.results(symbol.type)
    if !results.isEmpty {
      unit[call].type = results.count == 1 ? results[0] : types.tuple(results)
    }
    return ["devirtualizing " + line]
  }

  // MARK: - Held types

  private func heldType(_ node: IRNode) -> HeldType {
    var seen: Set<VariableID> = []
    return heldType(node, &seen)
  }

  private func heldType(_ given: IRNode, _ seen: inout Set<VariableID>) -> HeldType {
    var node = given
    search: while true {
      let type = unit.type(node)
      if !types.isInterface(type) { return type == .none ? .unknown : .type(type) }
      switch unit.operation(node) {
      case .convertNop, .convertInterface, .typeAssert, .typeAssert2: node = unit.first(node)
      case .inlinedCall: node = unit.singleResult(node)
      default: break search
      }
    }
    guard unit.operation(node) == .name else { return .unknown }
    let variable = unit.canonical(unit.variable(node))
    let record = unit[variable]
    guard record.storage == .local, !record.flags.contains(.addressTaken) else { return .unknown }
    guard seen.insert(variable).inserted else { return .nothing }
    var result = HeldType.nothing
    for source in assignments(variable) {
      let held: HeldType
      switch source {
      case .unknown: return .unknown
      case .type(let type): held = .type(type)
      case .node(let value): held = heldType(value, &seen)
      }
      if held == .nothing { continue }
      if held == .unknown || (result != .nothing && !isSame(result, held)) { return .unknown }
      result = held
    }
    return result
  }

  private func isSame(_ left: HeldType, _ right: HeldType) -> Bool {
    guard case .type(let a) = left, case .type(let b) = right else { return false }
    return types.identical(a, b)
  }

  private func assignments(_ variable: VariableID) -> [Source] {
    let index = unit[variable].function
    if let function = unit.function(index), analyzed.insert(index).inserted {
      analyze(unit.list(function.body))
    }
    return sources[variable] ?? []
  }

  /// Takes notice of a call that was inlined.
  func inlined(_ call: IRNode, in function: Function) {
    guard analyzed.contains(function.index) else { return }
    let record = unit[call]
    analyze(unit.list(record.initial))
    analyze(unit.list(operand: record.a))
    guard let places = waiting.removeValue(forKey: call) else { return }
    let results = unit.list(operand: record.b)
    for place in places {
      sources[place.variable]?[place.index] = .node(results[place.result])
    }
  }

  // MARK: - Assignments

  private func analyze(_ statements: [IRNode]) {
    for statement in statements {
      _ = unit.any(statement) { node in
        note(node)
        return false
      }
    }
  }

  private func note(_ node: IRNode) {
    let record = unit[node]
    switch record.operation {
    case .assign:
      if record.b != 0 { assign(IRNode(raw: record.a), value: IRNode(raw: record.b)) }
    case .assignList:
      for (target, value) in zip(
        unit.list(operand: record.a), unit.list(operand: record.b))
      {
        assign(target, .node(value))
      }
    case .assignTypeAssert:
      let values = unit.list(operand: record.b)
      assign(unit.list(operand: record.a)[0], .node(values[0]))
    case .assignMap, .assignReceive, .selectReceive:
      let values = unit.list(operand: record.b)
      assign(unit.list(operand: record.a)[0], .type(valueType(values[0])))
    case .assignFunction: assignResults(record)
    case .rangeLoop: assignRange(node, unit.type(IRNode(raw: record.a)))
    case .switchCase: assignClauses(record)
    case .closure:
      let literal = unit.closureFunction(node)
      if analyzed.insert(literal.index).inserted { analyze(unit.list(literal.body)) }
    default: break
    }
  }

  /// The type of what a map or channel holds; the node's type may be that of both results.
  private func valueType(_ node: IRNode) -> TypeID {
    types.element(unit.type(unit.first(node)))
  }

  private func assign(_ target: IRNode, value: IRNode) {
    switch unit.operation(value) {
    case .callFunction, .callInterface, .getG: assignResult(target, value, 0)
    default: assign(target, .node(value))
    }
  }

  private func assignResult(_ target: IRNode, _ call: IRNode, _ index: Int) {
    let results = types.results(unit.type(unit.first(call)))
    guard index < results.count else { return }
    guard let place = assign(target, .type(results[index])),
      types.isInterface(results[index])
    else { return }
    waiting[call, default: []].append(
      WaitingResult(variable: place.0, index: place.1, result: index))
  }

  private func assignResults(_ record: NodeRecord) {
    let source = unit.list(operand: record.b)[0]
    for (index, target) in unit.list(operand: record.a).enumerated() {
      if unit.operation(source) == .inlinedCall {
        assign(target, .node(unit.list(operand: unit[source].b)[index]))
      } else {
        assignResult(target, source, index)
      }
    }
  }

  private func assignRange(_ loop: IRNode, _ given: TypeID) {
    var type = given
    if types.form(type) == .pointer { type = types.element(type) }
    let key = unit.rangeKey(loop)
    let value = unit.rangeValue(loop)
    switch types.form(type) {
    case .array, .slice: assign(value, .type(types.element(type)))
    case .channel: assign(key, .type(types.element(type)))
    case .map:
      assign(key, .type(types.key(type)))
      assign(value, .type(types.element(type)))
    default: break
    }
  }

  private func assignClauses(_ record: NodeRecord) {
    let tag = IRNode(raw: record.a)
    guard tag.isPresent, unit.operation(tag) == .typeSwitchGuard else { return }
    for clause in unit.list(operand: record.b) where unit[clause].c != 0 {
      assign(IRNode(raw: unit[clause].c), .node(unit.first(tag)))
    }
  }

  /// Notes an assignment if its target is a local interface; answers with its place.
  @discardableResult
  private func assign(_ target: IRNode, _ given: Source) -> (VariableID, Int)? {
    guard target.isPresent, unit.operation(target) == .name else { return nil }
    let variable = unit.canonical(unit.variable(target))
    guard unit[variable].storage == .local, types.isInterface(unit[variable].type) else {
      return nil
    }
    var source = given
    switch given {
    case .type(let type) where types.isInterface(type): source = .unknown
    case .node(let value) where unit.operation(value) == .nilValue: return nil
    default: break
    }
    sources[variable, default: []].append(source)
    return (variable, (sources[variable]?.count ?? 1) - 1)
  }
}
