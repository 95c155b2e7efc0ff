// Statements and assignments. Loops and switches have chapters of their own.
import GoIR
import GoTypes

extension FunctionLowering {
  func statements(_ list: IRList) throws(LoweringFailure) {
    for node in unit.list(list) where node.isPresent { try statement(node) }
  }

  func statement(_ node: IRNode) throws(LoweringFailure) {
    let record = unit[node]
    if current == nil {
      // Behind a jump: only what a label leads to is ever reached.
      guard containsLabel(node) else { return }
      current = newBlock()
    }
    at(record.position)
    switch record.operation {
    case .declare: try declare(unit.variable(unit.first(node)))
    case .block:
      try initial(of: node)
      try statements(IRList(raw: record.a))
    case .assign: try assignment(node)
    case .assignList: try listAssignment(node)
    case .assignFunction: try callAssignment(node)
    case .assignMap, .assignReceive, .assignTypeAssert, .selectReceive:
      try checkedAssignment(node)
    case .assignOperation: try operationAssignment(node)
    case .ifThen: try ifStatement(node)
    case .forLoop: try forLoop(node)
    case .rangeLoop: try rangeLoop(node)
    case .switchCase: try switchStatement(node)
    case .select: try selectStatement(node)
    case .send:
      try initial(of: node)
      try send(node)
    case .breakLoop, .continueLoop, .goto, .label, .fallthrough: try branchStatement(node)
    case .returnResults: try returnStatement(node)
    case .goCall, .deferCall: try goOrDefer(node)
    case .inlineMark, .absent: break
    case .callFunction, .callInterface, .inlinedCall, .tailCall:
      try initial(of: node)
      if record.operation == .tailCall {
        try finishFunction(values: try call(node))
      } else {
        _ = try call(node)
      }
    case .delete, .clear, .close, .panic, .print, .println, .checkNil:
      try initial(of: node)
      try builtinStatement(node)
    default:
      _ = try value(node)
    }
  }

  private func containsLabel(_ node: IRNode) -> Bool {
    unit.any(node) { unit.operation($0) == .label || unit.operation($0) == .caseClause }
  }

  // MARK: - Assignment

  private func assignment(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let target = unit.first(node)
    let source = unit.second(node)
    guard source.isPresent else {
      return try assign(zeroValue(for: target), unit.type(target), to: target)
    }
    if unit.isBlank(target) {
      _ = try value(source)
      return
    }
    if try fillInPlace(target, source) { return }
    let type = unit.type(source)
    // A map's key that is a call comes before the value, as it does in the source.
    let isElement = unit.operation(target) == .indexMap
    if unit.operation(target) == .name || (isElement && !hasCall(target)) {
      return try assign(try value(source), type, to: target)
    }
    // The place comes first in the source, but is only looked up when the value is known.
    if !hasCall(target) {
      let known = try value(source)
      try store(known, type, in: try resolve(target))
      return
    }
    let held = try resolve(target)
    try store(try value(source), type, in: held)
  }

  private func zeroValue(for target: IRNode) -> Value {
    unit.isBlank(target) ? .scalars([]) : zeroValue(unit.type(target))
  }

  /// A composite literal for a variable that nothing else can see is built where it is to be.
  private func fillInPlace(_ target: IRNode, _ source: IRNode) throws(LoweringFailure) -> Bool {
    guard unit.operation(target) == .name, unit[source].initial == .empty else { return false }
    let operation = unit.operation(source)
    guard operation == .structLiteral || operation == .arrayLiteral,
      shapes.components(unit.type(source)) == nil
    else { return false }
    let variable = unit.variable(target)
    guard unit[variable].storage != .global, !unit[variable].flags.contains(.addressTaken),
      case .memory(let place) = try home(variable), place.isInFrame,
      !unit.any(source, { unit.operation($0) == .name && unit.variable($0) == variable })
    else { return false }
    emit(.zero(place, bytes: types.size(unit.type(source))))
    try fill(place, with: source)
    return true
  }

  /// Where an assignment goes, its operands evaluated.
  enum Target {
    case blank
    case variable(VariableID)
    case part(VariableID, Range<Int>)
    case place(Address)
    case element(map: Operand, TypeID, key: Value)
    /// Behind a pointer, which is checked when the value is stored.
    case behind(Operand, Int64, IRPosition)
    /// An element of a size, whose index is checked when the value is stored.
    case indexed(
      base: Operand, index: Operand, length: Operand, size: Int64, at: IRPosition)
  }

  func resolve(_ node: IRNode) throws(LoweringFailure) -> Target {
    try initial(of: node)
    switch unit.operation(node) {
    case .blank: return .blank
    case .nameOffset: return .place(try place(node))
    case .name:
      let variable = unit.variable(node)
      if case .memory(let address) = try home(variable) { return .place(address) }
      return .variable(variable)
    case .indexMap:
      let mapNode = unit.first(node)
      let mapType = unit.type(mapNode)
      let values = try evaluate([mapNode, unit.second(node)], [mapType, types.key(mapType)])
      let map = scalars(settled(values[0], mapType), mapType)[0]
      return .element(map: map, mapType, key: settled(values[1], types.key(mapType)))
    case .convertNop: return try resolve(unit.first(node))
    case .dot, .index:
      if isInRegisters(node) { return try partTarget(node) }
    default: break
    }
    if let late = try lateTarget(node) { return late }
    let address = try place(node)
    // An index or pointer that later changes must not move the place.
    if case .register(let register) = address.base {
      let base = move(.register(register), .pointer)
      return .place(Address(base, address.offset))
    }
    return .place(address)
  }

  /// A place whose last check is made when the value is known, as Go does.
  private func lateTarget(_ node: IRNode) throws(LoweringFailure) -> Target? {
    func held(_ operand: Operand) -> Operand {
      guard case .register = operand else { return operand }
      return move(operand, result.scalar(of: operand))
    }
    let place = unit[node].position
    switch unit.operation(node) {
    case .dereference: return .behind(held(try scalar(unit.first(node))), 0, place)
    case .dotPointer:
      let pointer = try scalar(unit.first(node))
      return .behind(held(pointer), unit.selection(node).offset, place)
    case .index:
      guard !unit[node].flags.contains(.special), types.form(unit.type(unit.first(node))) == .slice
      else { return nil }
      let slice = try parts(unit.first(node))
      let index = asWord(try scalar(unit.second(node)))
      return .indexed(
        base: held(slice[0]), index: held(index), length: held(slice[1]),
        size: types.size(unit.type(node)), at: place)
    default: return nil
    }
  }

  /// Makes a target's last check.
  func checked(_ target: Target) -> Target {
    let outer = position
    switch target {
    case .behind(let pointer, let offset, let place):
      at(place)
      checkNil(pointer)
      at(outer)
      return .place(Address(pointer, offset))
    case .indexed(let base, let index, let length, let size, let place):
      at(place)
      checkIndex(index, length)
      at(outer)
      return .place(elementAddress(base, index, size))
    default: return target
    }
  }

  /// A part of a variable that lives in registers.
  private func partTarget(_ node: IRNode) throws(LoweringFailure) -> Target {
    switch unit.operation(node) {
    case .name:
      let variable = unit.variable(node)
      let count = shapes.components(unit.type(node))?.count ?? 0
      return .part(variable, 0..<count)
    case .dot:
      guard case .part(let variable, let range) = try partTarget(unit.first(node)),
        let inner = componentRange(of: node)
      else { throw failure("a part of a variable is not found", at: node) }
      let start = range.lowerBound + inner.lowerBound
      return .part(variable, start..<(start + inner.count))
    case .index:
      let index = asWord(try scalar(unit.second(node)))
      let outer = position
      at(unit[node].position)
      checkIndex(index, .int(types.length(unit.type(unit.first(node)))))
      at(outer)
      return try partTarget(unit.first(node))
    case .convertNop: return try partTarget(unit.first(node))
    default: throw failure("no part of a variable", at: node)
    }
  }

  func store(_ value: Value, _ type: TypeID, in target: Target) throws(LoweringFailure) {
    switch checked(target) {
    case .blank: break
    case .variable(let variable): try write(value, to: variable)
    case .part(let variable, let range):
      guard case .registers(let registers) = try home(variable) else { return }
      let operands = scalars(settled(value, type), type)
      for (register, operand) in zip(registers[range], operands) { emit(.move(register, operand)) }
    case .place(let address): store(value, type, to: address)
    case .element(let map, let mapType, let key):
      let held = settled(value, type)
      store(held, type, to: mapPlace(map, mapType, key))
    case .behind, .indexed: break  // checked gives neither
    }
  }

  func assign(_ value: Value, _ type: TypeID, to node: IRNode) throws(LoweringFailure) {
    if unit.isBlank(node) { return }
    if unit.operation(node) == .name {
      try initial(of: node)
      return try write(value, to: unit.variable(node))
    }
    let held = settled(value, type)
    try store(held, type, in: try resolve(node))
  }

  private func listAssignment(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let targets = unit.list(operand: unit[node].a)
    let sources = unit.list(operand: unit[node].b)
    if targets.count == 1 {
      if unit.isBlank(targets[0]) {
        _ = try value(sources[0])
      } else {
        try assign(try value(sources[0]), unit.type(sources[0]), to: targets[0])
      }
      return
    }
    // What the sources call has happened before a target without calls is looked at.
    let areEarly = targets.contains { hasCall($0) } || !sources.contains { hasCall($0) }
    var places: [Target] = []
    if areEarly { for target in targets { places.append(try resolve(target)) } }
    var values: [Value] = []
    for source in sources {
      values.append(settled(try value(source), unit.type(source)))
    }
    if !areEarly { for target in targets { places.append(try resolve(target)) } }
    for (index, place) in places.enumerated() {
      try store(values[index], unit.type(sources[index]), in: place)
    }
  }

  private func callAssignment(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let targets = unit.list(operand: unit[node].a)
    let source = unit.list(operand: unit[node].b)[0]
    var places: [Target] = []
    for target in targets { places.append(try resolve(target)) }
    try initial(of: source)
    let values = try call(source)
    let sourceTypes = resultTypes(of: source)
    for (index, place) in places.enumerated() {
      try store(values[index], sourceTypes[index], in: place)
    }
  }

  func resultTypes(of call: IRNode) -> [TypeID] {
    if unit.operation(call) == .inlinedCall {
      return unit.list(operand: unit[call].b).map { unit.type($0) }
    }
    let type = unit.type(call)
    return types.form(type) == .tuple ? types.results(type) : [type]
  }

  /// `v, ok = …`.
  private func checkedAssignment(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let targets = unit.list(operand: unit[node].a)
    let source = unit.list(operand: unit[node].b)[0]
    var places: [Target] = []
    for target in targets { places.append(try resolve(target)) }
    let answer: (Value, Operand)
    switch unit.operation(node) {
    case .assignMap:
      try initial(of: source)
      answer = try checkedMapElement(source)
    case .assignTypeAssert: answer = try checkedAssertion(source)
    default:
      try initial(of: source)
      answer = try receive(source)
    }
    if places.isEmpty { return }
    let type = unit.type(source)
    let element = types.form(type) == .tuple ? types.results(type)[0] : type
    try store(answer.0, element, in: places[0])
    if places.count > 1 {
      try store(.scalars([answer.1]), types.bool, in: places[1])
    }
  }

  /// `x op= y`.
  private func operationAssignment(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let record = unit[node]
    let targetNode = unit.first(node)
    let source = unit.second(node)
    let type = unit.type(targetNode)
    // The left operand is read first, unless the right one calls something.
    var target = try resolve(targetNode)
    if !hasCall(source) { target = checked(target) }
    let right = scalars(try value(source), unit.type(source))
    let place = checked(target)
    let old: [Operand]
    switch place {
    case .blank, .behind, .indexed: return
    case .variable(let variable): old = scalars(try read(variable), type)
    case .part(let variable, let range):
      guard case .registers(let registers) = try home(variable) else { return }
      old = registers[range].map { .register($0) }
    case .place(let address): old = scalars(load(type, from: address), type)
    case .element(let map, let mapType, let key):
      // A division by zero leaves the map as it was (a negative shift does not, in Go either).
      checkDivision(record.aux, right, type)
      let place = mapPlace(map, mapType, key)
      let before = scalars(load(type, from: place), type)
      let value = try arithmetic(
        record.aux, before, right, type, countType: unit.type(source))
      // What computes the value does not change the map.
      store(.scalars(value), type, to: place)
      return
    }
    let value = try arithmetic(record.aux, old, right, type, countType: unit.type(source))
    try store(.scalars(value), type, in: place)
  }

  // MARK: - if

  private func ifStatement(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let record = unit[node]
    let then = newBlock()
    let otherwise = newBlock()
    let hasElse = record.c != 0
    let join = hasElse ? newBlock() : otherwise
    try test(IRNode(raw: record.a), then, otherwise)
    begin(then)
    try statements(IRList(raw: record.b))
    jump(join)
    if hasElse {
      begin(otherwise)
      try statements(IRList(raw: record.c))
      jump(join)
    }
    begin(join)
  }
}
