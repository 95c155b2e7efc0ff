// Initialisers of package-level variables that need no code: what they make is there before the
// program runs, so that nothing in them allocates. What is left is code, in the same order.
import GoTypes

extension Unit {
  /// Takes the static part out of the function that initialises the package's variables.
  public func separateStaticData() {
    guard let initializer = packageInit else { return }
    let schedule = StaticSchedule(unit: self)
    for statement in list(initializer.body) { schedule.add(statement) }
    var rest = schedule.code
    if rest.isEmpty { rest = [node(.block, .none, at: .generated)] }
    initializer.body = makeList(rest)
    staticData = schedule.data
  }

  /// Whether the package's data may hold no addresses, because it is verified as it stands.
  var hasVerifiedData: Bool {
    let path = package.package.path
    if path.hasSuffix("_test") { return false }
    return path == "crypto/internal/fips140" || path.hasPrefix("crypto/internal/fips140/")
  }
}

final class StaticSchedule {
  let unit: Unit
  private(set) var code: [IRNode] = []
  private(set) var data: [StaticDatum] = []

  private struct Part {
    let offset: Int64
    let value: IRNode
  }

  /// The parts of composite literals, without what is zero.
  private var plans: [IRNode: [Part]] = [:]
  /// The variables that hold what literals and conversions point to.
  private var holders: [IRNode: VariableID] = [:]
  /// How many were made: a literal in an interface has two.
  private var holderCount = 0
  /// An initialiser may have changed other variables of the package.
  private var hasSeenMutation = false
  private var position = IRPosition.generated
  private let allowsAddresses: Bool

  init(unit: Unit) {
    self.unit = unit
    allowsAddresses = !unit.hasVerifiedData
  }

  private var types: TypeTable { unit.types }

  func add(_ statement: IRNode) {
    if !isStatic(statement) { code.append(statement) }
  }

  private func isStatic(_ statement: IRNode) -> Bool {
    let record = unit[statement]
    let source: IRNode
    var targets: [IRNode]
    switch record.operation {
    case .assign:
      targets = [IRNode(raw: record.a)]
      source = IRNode(raw: record.b)
    case .assignFunction, .assignMap, .assignReceive, .assignTypeAssert:
      targets = unit.list(operand: record.a)
      source = unit.list(operand: record.b)[0]
    default: return false
    }
    if !hasSeenMutation { hasSeenMutation = unit.mayChangeGlobals(source) }
    if targets.allSatisfy({ unit.isBlank($0) }) && !unit.hasSideEffects(source) { return true }
    guard targets.count == 1 else { return false }
    position = record.position
    let target = targets[0]
    guard unit.operation(target) == .name else {
      return assign(.none, 0, source, unit.type(source))
    }
    let variable = unit.variable(target)
    return assign(variable, 0, source, unit[variable].type)
  }

  // MARK: - Places

  private func put(_ value: StaticValue, _ variable: VariableID, _ offset: Int64) {
    guard variable.isPresent else { return }
    data.append(StaticDatum(variable: variable, offset: offset, value: value))
  }

  /// A variable that the compiler makes up.
  private func makeHolder(_ type: TypeID, for node: IRNode) -> VariableID {
    defer { holderCount += 1 }
    let holder = unit.add(
      Variable(
        ".stmp_\(holderCount)", package: unit.package.package, type: type, storage: .global,
        position: position, function: -1))
    holders[node] = holder
    return holder
  }

  private func target(_ variable: VariableID, _ offset: Int64, _ type: TypeID) -> IRNode {
    guard variable.isPresent else { return unit.node(.blank, type, at: position) }
    return unit.add(
      NodeRecord(
        .nameOffset, type: type, at: position, a: variable.raw,
        b: unit.makeConstant(.int(offset))))
  }

  private func appendAssignment(_ target: IRNode, _ value: IRNode) {
    code.append(unit.node(.assign, .none, at: position, target, value))
  }

  /// Assigns to a part, by code if it has to be.
  private func assignPart(_ variable: VariableID, _ offset: Int64, _ value: IRNode) {
    let type = unit.type(value)
    if assign(variable, offset, value, type) { return }
    appendAssignment(target(variable, offset, type), value)
  }

  // MARK: - Values

  private func withoutConversions(_ node: IRNode) -> IRNode {
    var current = node
    while unit.operation(current) == .convertNop { current = unit.first(current) }
    return current
  }

  /// Makes a value static if that is possible.
  private func assign(
    _ variable: VariableID, _ offset: Int64, _ given: IRNode, _ type: TypeID
  ) -> Bool {
    guard given.isPresent else { return true }
    let value = withoutConversions(given)
    switch unit.operation(value) {
    case .nilValue: return true
    case .literal:
      if unit.isZero(value) { return true }
      if !allowsAddresses, types.form(unit.type(value)) == .string { return false }
      put(.constant(unit.constant(value), type), variable, offset)
      return true
    case .arrayLiteral, .structLiteral:
      assignParts(variable, offset, value)
      return true
    default:
      return allowsAddresses && assignAddress(variable, offset, value, type)
    }
  }

  /// Values that take addresses in the data.
  private func assignAddress(
    _ variable: VariableID, _ offset: Int64, _ value: IRNode, _ type: TypeID
  ) -> Bool {
    switch unit.operation(value) {
    case .name: return copy(variable, offset, unit.variable(value), type)
    case .functionName, .methodExpression:
      guard let symbol = unit.codeSymbol(value) else { return false }
      put(.function(symbol), variable, offset)
      return true
    case .address:
      guard let place = staticPlace(unit.first(value)) else { return false }
      put(.address(place.variable, offset: place.offset), variable, offset)
      return true
    case .pointerLiteral:
      let literal = unit.first(value)
      let holder = makeHolder(unit.type(literal), for: value)
      put(.address(holder, offset: 0), variable, offset)
      assignPart(holder, 0, literal)
      return true
    case .stringToBytes:
      guard unit.operation(unit.first(value)) == .literal,
        !variable.isPresent || unit[variable].storage == .global,
        let text = unit.constant(unit.first(value)).stringValue
      else { return false }
      put(.bytes(text), variable, offset)
      return true
    case .sliceLiteral:
      let length = Int64(unit[value].c)
      let element = types.element(unit.type(value))
      let holder = makeHolder(types.array(of: element, length: length), for: value)
      put(.slice(holder, length: length), variable, offset)
      assignParts(holder, 0, value)
      return true
    case .closure:
      let function = unit.closureFunction(value)
      guard function.captures.isEmpty else { return false }
      put(.function(function.symbol), variable, offset)
      return true
    case .convertInterface: return assignInterface(variable, offset, value, type)
    case .inlinedCall:
      guard let result = onlyResult(value) else { return false }
      return assign(variable, offset, result, type)
    default: return false
    }
  }

  private func assignParts(_ variable: VariableID, _ offset: Int64, _ literal: IRNode) {
    for part in plan(literal) {
      let place = offset + part.offset
      let operation = unit.operation(part.value)
      if operation == .literal && allowsAddresses {
        put(.constant(unit.constant(part.value), unit.type(part.value)), variable, place)
      } else if operation != .nilValue {
        position = unit[part.value].position
        assignPart(variable, place, part.value)
      }
    }
  }

  private func assignInterface(
    _ variable: VariableID, _ offset: Int64, _ conversion: IRNode, _ type: TypeID
  ) -> Bool {
    var value = conversion
    while unit.operation(value) == .convertInterface { value = unit.first(value) }
    let held = unit.type(value)
    if types.isInterface(held) { return unit.operation(value) == .nilValue }
    if types.hasShape(held) { return false }
    put(.interfaceWord(held, type), variable, offset)
    let second = offset + TypeTable.wordBytes
    if types.isDirectInterface(held) {
      if unit.operation(value) == .nilValue { return true }
      position = unit[value].position
      assignPart(variable, second, value)
    } else {
      let holder = makeHolder(held, for: value)
      assignPart(holder, 0, value)
      put(.address(holder, offset: 0), variable, second)
    }
    return true
  }

  /// The variable and offset of an expression whose address is known before the program runs.
  private func staticPlace(_ node: IRNode) -> (variable: VariableID, offset: Int64)? {
    switch unit.operation(node) {
    case .name:
      let variable = unit.variable(node)
      return unit[variable].storage == .global ? (variable, 0) : nil
    case .dot:
      guard let outer = staticPlace(unit.first(node)) else { return nil }
      return (outer.variable, outer.offset + unit.selection(node).offset)
    case .index:
      let operand = unit.first(node)
      guard types.form(unit.type(operand)) != .slice, let outer = staticPlace(operand),
        let index = unit.integer(unit.second(node)), index >= 0, index <= Int64(Int32.max)
      else { return nil }
      return (outer.variable, outer.offset + index * types.size(unit.type(node)))
    default: return nil
    }
  }

  // MARK: - Composite literals

  private func plan(_ literal: IRNode) -> [Part] {
    if let known = plans[literal] { return known }
    var parts: [Part] = []
    let type = unit.type(literal)
    let items = unit.list(operand: unit[literal].a)
    if unit.operation(literal) == .structLiteral {
      for item in items {
        let index = Int(unit[item].b)
        if types.members(type)[index].name == "_" { continue }
        add(unit.first(item), types.fieldOffset(type, index), to: &parts)
      }
    } else {
      let size = types.size(types.element(type))
      var index: Int64 = 0
      for item in items {
        if unit.operation(item) == .key { index = unit.integer(unit.first(item)) ?? index }
        add(unit.elementValue(item), index * size, to: &parts)
        index += 1
      }
    }
    plans[literal] = parts
    return parts
  }

  private func add(_ value: IRNode, _ offset: Int64, to parts: inout [Part]) {
    if unit.isZero(value) { return }
    switch unit.operation(value) {
    case .arrayLiteral, .structLiteral:
      parts += plan(value).map { Part(offset: $0.offset + offset, value: $0.value) }
    default: parts.append(Part(offset: offset, value: value))
    }
  }
}

// Copies of other variables, and results of calls that were inlined.
extension StaticSchedule {
  /// Copies the static value of another variable, if nothing can have changed it.
  private func copy(
    _ variable: VariableID, _ offset: Int64, _ source: VariableID, _ type: TypeID
  ) -> Bool {
    let record = unit[source]
    guard record.storage == .global, record.package === unit.package.package,
      case .node(let definition) = record.definition, unit.operation(definition) == .assign,
      types.form(record.type) != .string, !hasSeenMutation
    else { return false }
    var value = unit.second(definition)
    while unit.operation(value) == .convertNop, !types.identical(unit.type(value), type) {
      value = unit.first(value)
    }
    switch unit.operation(value) {
    case .functionName, .methodExpression:
      guard let symbol = unit.codeSymbol(value) else { return false }
      put(.function(symbol), variable, offset)
      return true
    case .name:
      if copy(variable, offset, unit.variable(value), type) { return true }
      let isWhole = offset == 0 && variable.isPresent && unit[variable].type == type
      let goal =
        isWhole
        ? unit.add(NodeRecord(.name, type: type, at: position, a: variable.raw))
        : target(variable, offset, type)
      appendAssignment(goal, value)
      return true
    case .nilValue: return true
    case .literal:
      if !unit.isZero(value) {
        put(.constant(unit.constant(value), type), variable, offset)
      }
      return true
    case .address:
      let operand = unit.first(value)
      guard unit.operation(operand) == .name,
        unit[unit.variable(operand)].storage == .global
      else { return false }
      put(.address(unit.variable(operand), offset: 0), variable, offset)
      return true
    case .pointerLiteral:
      guard let holder = holders[value] else { return false }
      put(.address(holder, offset: 0), variable, offset)
      return true
    case .sliceLiteral:
      guard let holder = holders[value] else { return false }
      put(.slice(holder, length: Int64(unit[value].c)), variable, offset)
      return true
    case .arrayLiteral, .structLiteral:
      for part in plan(value) { copyPart(variable, offset, source, part) }
      return true
    default: return false
    }
  }

  private func copyPart(
    _ variable: VariableID, _ offset: Int64, _ source: VariableID, _ part: Part
  ) {
    let place = offset + part.offset
    let type = unit.type(part.value)
    switch unit.operation(part.value) {
    case .nilValue: return
    case .literal:
      put(.constant(unit.constant(part.value), type), variable, place)
      return
    case .functionName, .methodExpression:
      if let symbol = unit.codeSymbol(part.value) {
        put(.function(symbol), variable, place)
        return
      }
    case .name:
      if copy(variable, place, unit.variable(part.value), type) { return }
    default: break
    }
    appendAssignment(target(variable, place, type), target(source, part.offset, type))
  }

  /// The result of an inlined call of a function that consists of one return, in terms of the
  /// call's arguments.
  private func onlyResult(_ call: IRNode) -> IRNode? {
    let initial = unit.list(unit[call].initial)
    let body = unit.list(operand: unit[call].a)
    guard initial.count == 2, unit.operation(initial[0]) == .assignList,
      unit.operation(initial[1]) == .inlineMark, body.count == 2,
      unit.operation(body[0]) == .block, unit.operation(body[1]) == .label
    else { return nil }
    let block = unit.list(operand: unit[body[0]].a)
    guard block.count == 3, unit.operation(block[0]) == .declare,
      unit.operation(block[1]) == .assignList, unit.operation(block[2]) == .goto,
      unit.label(of: block[2]) == unit.label(of: body[1])
    else { return nil }
    let targets = unit.list(operand: unit[block[1]].a)
    let values = unit.list(operand: unit[block[1]].b)
    guard targets.count == 1, values.count == 1, unit.operation(targets[0]) == .name,
      unit.variable(targets[0]) == unit.variable(unit.first(block[0]))
    else { return nil }
    return substituted(
      values[0], unit.list(operand: unit[initial[0]].a), unit.list(operand: unit[initial[0]].b))
  }

  private func substituted(
    _ result: IRNode, _ parameters: [IRNode], _ arguments: [IRNode]
  ) -> IRNode? {
    var values: [VariableID: IRNode] = [:]
    for (parameter, argument) in zip(parameters, arguments) {
      if unit.hasSideEffects(argument) { return nil }
      guard unit.operation(parameter) == .name else { continue }
      let variable = unit.variable(parameter)
      if unit[variable].flags.contains(.addressTaken) { return nil }
      values[variable] = argument
    }
    var counts: [VariableID: Int] = [:]
    var captures = false
    _ = unit.any(result) { node in
      if unit.operation(node) == .name { counts[unit.variable(node), default: 0] += 1 }
      if unit.operation(node) == .closure, !unit.closureFunction(node).captures.isEmpty {
        captures = true
      }
      return false
    }
    if captures { return nil }
    for (variable, argument) in values where (counts[variable] ?? 0) > 1 {
      if !unit.isRepeatable(argument) { return nil }
    }
    return unit.substituted(result, values)
  }
}
