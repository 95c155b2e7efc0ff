// Composite literals, function values and closures: what they are made of and where they live.
import GoIR
import GoTypes

extension FunctionLowering {
  func literal(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    switch record.operation {
    case .sliceLiteral: return .scalars(try sliceLiteral(node))
    case .mapLiteral: return .scalars([try mapLiteral(node)])
    case .structLiteral:
      if shapes.components(record.type) != nil { return .scalars(try smallStruct(node)) }
    default:
      if shapes.components(record.type) != nil { return .scalars(try smallArray(node)) }
    }
    let room = object(record.type, "literal")
    let place = Address(.frame(room, offset: 0))
    emit(.zero(place, bytes: types.size(record.type)))
    emit(.activate(room))
    try fill(place, with: node)
    return .memory(place)
  }

  private func smallStruct(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let type = unit.type(node)
    let members = types.members(type)
    var values = [[Operand]?](repeating: nil, count: members.count)
    for item in unit.list(operand: unit[node].a) {
      let index = Int(unit[item].b)
      let operand = IRNode(raw: unit[item].a)
      try initial(of: item)
      values[index] = scalars(settled(try value(operand), members[index].type), members[index].type)
    }
    return members.indices.flatMap { index in
      values[index] ?? scalars(zeroValue(members[index].type), members[index].type)
    }
  }

  /// An array of at most one element.
  private func smallArray(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let type = unit.type(node)
    guard let item = unit.list(operand: unit[node].a).first else {
      return scalars(zeroValue(type), type)
    }
    return try parts(unit.elementValue(item))
  }

  /// Stores a literal's parts into cleared memory.
  func fill(_ place: Address, with node: IRNode) throws(LoweringFailure) {
    let record = unit[node]
    try initial(of: node)
    if record.operation == .structLiteral {
      let members = types.members(record.type)
      for item in unit.list(operand: record.a) {
        let index = Int(unit[item].b)
        try initial(of: item)
        try put(
          IRNode(raw: unit[item].a), members[index].type,
          at: place.advanced(by: types.fieldOffset(record.type, index)))
      }
      return
    }
    let element = types.element(record.type)
    let size = types.size(element)
    var index: Int64 = 0
    for item in unit.list(operand: record.a) {
      var operand = item
      if unit.operation(item) == .key {
        index = unit.integer(unit.first(item)) ?? index
        operand = unit.second(item)
      }
      try put(operand, element, at: place.advanced(by: index * size))
      index += 1
    }
  }

  /// Stores the value of an expression into cleared memory.
  private func put(
    _ node: IRNode, _ type: TypeID, at place: Address
  ) throws(LoweringFailure) {
    if unit.isZero(node), unit[node].initial == .empty { return }
    switch unit.operation(node) {
    case .structLiteral, .arrayLiteral:
      if shapes.components(type) == nil { return try fill(place, with: node) }
    default: break
    }
    store(try value(node), type, to: place)
  }

  /// `&T{…}`.
  func pointerLiteral(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let literalNode = unit.first(node)
    let type = unit.type(literalNode)
    if !analysis.livesOnStack(node), unit.operation(literalNode) == .structLiteral,
      isMadeOfScalars(literalNode)
    {
      return try freshStruct(literalNode)
    }
    let base = newStorage(type, onStack: analysis.livesOnStack(node), "literal")
    let place = Address(base)
    switch unit.operation(literalNode) {
    case .structLiteral, .arrayLiteral: try fill(place, with: literalNode)
    default: store(try value(literalNode), type, to: place)
    }
    return base
  }

  /// Whether every part that is given is held in registers.
  private func isMadeOfScalars(_ node: IRNode) -> Bool {
    let members = types.members(unit[node].type)
    return unit.list(operand: unit[node].a).allSatisfy { item in
      let type = members[Int(unit[item].b)].type
      if shapes.components(type) != nil { return true }
      let part = IRNode(raw: unit[item].a)
      return unit.operation(part) == .structLiteral && isMadeOfScalars(part)
    }
  }

  /// A struct on the heap whose parts are settled before it is allocated, so that no call lies
  /// between: its pointers are stored while it is new, and it is live no longer than it must be.
  private func freshStruct(_ node: IRNode) throws(LoweringFailure) -> Operand {
    var parts: [(offset: Int64, type: TypeID, value: Value)] = []
    try settleParts(of: node, at: 0, into: &parts)
    let base = newStorage(unit[node].type, onStack: false, "literal")
    for part in parts { store(part.value, part.type, to: Address(base, part.offset)) }
    return base
  }

  private func settleParts(
    of node: IRNode, at offset: Int64,
    into parts: inout [(offset: Int64, type: TypeID, value: Value)]
  ) throws(LoweringFailure) {
    let type = unit[node].type
    let members = types.members(type)
    try initial(of: node)
    for item in unit.list(operand: unit[node].a) {
      let index = Int(unit[item].b)
      let part = IRNode(raw: unit[item].a)
      let place = offset + types.fieldOffset(type, index)
      try initial(of: item)
      if unit.isZero(part), unit[part].initial == .empty { continue }
      let member = members[index].type
      if shapes.components(member) == nil {
        try settleParts(of: part, at: place, into: &parts)
      } else {
        parts.append((place, member, settled(try value(part), member)))
      }
    }
  }

  /// Cleared memory for a value.
  func newStorage(_ type: TypeID, onStack: Bool, _ name: String) -> Operand {
    if types.size(type) == 0 { return .symbol(.zeroBase, offset: 0) }
    if onStack {
      let room = object(type, name)
      let place = Operand.frame(room, offset: 0)
      emit(.zero(Address(place), bytes: types.size(type)))
      emit(.activate(room))
      return place
    }
    let box = register(.pointer, name)
    emit(.allocate(box, type))
    program.namedTypes.insert(types.identity(type))
    return .register(box)
  }

  private func sliceLiteral(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let record = unit[node]
    let length = Int64(record.c)
    let array = types.array(of: types.element(record.type), length: length)
    let base = newStorage(array, onStack: analysis.livesOnStack(node), "elements")
    let element = types.element(record.type)
    let size = types.size(element)
    var index: Int64 = 0
    for item in unit.list(operand: record.a) {
      var operand = item
      if unit.operation(item) == .key {
        index = unit.integer(unit.first(item)) ?? index
        operand = unit.second(item)
      }
      try put(operand, element, at: Address(base, index * size))
      index += 1
    }
    return [base, .int(length), .int(length)]
  }

  // MARK: - Functions as values

  func functionValue(_ node: IRNode) throws(LoweringFailure) -> Operand {
    guard let symbol = unit.codeSymbol(node) else {
      return try interfaceMethodExpression(node)
    }
    return .symbol(.function(program.number(of: symbol)), offset: 0)
  }

  /// `I.m` of an interface: the adapter that calls it. It shifts the argument words by one; all
  /// else must be where the method has it.
  private func interfaceMethodExpression(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let type = unit.type(node)
    let interface = TypeID(raw: unit[node].c)
    let rest = Array(types.parameters(type).dropFirst())
    let asked = CallLayout(parameters: [interface] + rest, results: types.results(type), shapes)
    let wanted = CallLayout(
      parameters: [types.unsafePointer] + rest, results: types.results(type), shapes)
    guard asked.isShifted(from: wanted) else {
      throw failure("a method expression of an interface with this many arguments", at: node)
    }
    let method = MethodOfInterface(
      interface: types.identity(interface), index: try methodIndex(node, interface))
    program.calledMethods.insert(method)
    return .symbol(.interfaceMethod(method), offset: 0)
  }

  /// The place of the selected method in an interface.
  func methodIndex(_ node: IRNode, _ interface: TypeID) throws(LoweringFailure) -> Int {
    let selection = unit.selection(node)
    let index = types.members(interface).firstIndex {
      $0.name == selection.name
        && ($0.isExported || $0.package?.path == selection.packagePath)
    }
    guard let index else {
      throw failure("an interface lacks method \(selection.name)", at: node)
    }
    return index
  }

  func closure(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let target = unit.closureFunction(node)
    let number = program.number(of: target.symbol)
    if target.captures.isEmpty { return .symbol(.function(number), offset: 0) }
    let layout = ClosureLayout(target, unit, shapes)
    var captured: [(Int64, Value, TypeID, Bool)] = []
    for (view, offset) in zip(target.captures, layout.offsets) {
      let outer = unit[view].outer
      if layout.isByValue(view, unit) {
        captured.append((offset, try read(outer), unit[view].type, true))
      } else {
        guard case .memory(let address) = try home(outer) else {
          throw failure("variable \(unit[view].name) is captured by reference in registers")
        }
        captured.append((offset, .scalars([pointer(address)]), types.unsafePointer, false))
      }
    }
    let base = closureStorage(layout, onStack: analysis.livesOnStack(node))
    emit(.store(Address(base), .symbol(.code(number), offset: 0), .pointer))
    for (offset, value, type, _) in captured {
      store(value, type, to: Address(base, offset))
    }
    return base
  }

  func closureStorage(_ layout: ClosureLayout, onStack: Bool) -> Operand {
    if onStack {
      let room = object(size: layout.size, pointers: layout.pointers, "closure")
      emit(.zero(Address(.frame(room, offset: 0)), bytes: layout.size))
      emit(.activate(room))
      return .frame(room, offset: 0)
    }
    let box = register(.pointer, "closure")
    emit(.allocateWords(box, bytes: layout.size, pointers: layout.pointers))
    return .register(box)
  }

  /// `x.m` as a value: a closure of the receiver.
  func methodValue(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let receiver = unit.first(node)
    let type = unit.type(receiver)
    let number = program.number(of: unit.boundMethod(node))
    let held = try value(receiver)
    if types.isInterface(type) { checkNil(scalars(held, type)[0]) }
    var layout = ClosureLayout()
    layout.append(type, shapes)
    let settledValue = settled(held, type)
    let base = closureStorage(layout, onStack: analysis.livesOnStack(node))
    emit(.store(Address(base), .symbol(.code(number), offset: 0), .pointer))
    store(settledValue, type, to: Address(base, layout.offsets[0]))
    return base
  }
}
