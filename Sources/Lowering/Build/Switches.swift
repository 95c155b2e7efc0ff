// switch and type switch: comparisons one after the other; the C compiler makes tables of them.
import GoIR
import GoTypes

extension FunctionLowering {
  func switchStatement(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let record = unit[node]
    let tag = IRNode(raw: record.a)
    let clauses = unit.list(operand: record.b)
    let done = newBlock()
    loops.append(LoopTargets(label: LabelID(raw: record.c), breakTo: done, continueTo: nil))
    let savedFallthrough = fallthroughTarget
    if tag.isPresent, unit.operation(tag) == .typeSwitchGuard {
      try typeSwitch(tag, clauses, done)
    } else {
      try expressionSwitch(tag, clauses, done)
    }
    fallthroughTarget = savedFallthrough
    loops.removeLast()
    begin(done)
  }

  private func expressionSwitch(
    _ tag: IRNode, _ clauses: [IRNode], _ done: BlockID
  ) throws(LoweringFailure) {
    var held: Value?
    if tag.isPresent { held = settled(try value(tag), unit.type(tag)) }
    let bodies = clauses.map { _ in newBlock() }
    var otherwise = done
    for (index, clause) in clauses.enumerated() {
      let values = unit.list(operand: unit[clause].a)
      if values.isEmpty { otherwise = bodies[index] }
      for item in values {
        at(unit[item].position)
        let next = newBlock()
        if let held {
          branch(try matches(held, unit.type(tag), item), bodies[index], next)
        } else if types.isInterface(unit.type(item)) {
          // No tag means true, which an interface may hold.
          let held = Value.scalars([.integer(1, .uint8)])
          branch(try matches(held, types.bool, item), bodies[index], next)
        } else {
          try initial(of: item)
          try test(item, bodies[index], next)
        }
        begin(next)
      }
    }
    jump(otherwise)
    for (index, clause) in clauses.enumerated() {
      begin(bodies[index])
      fallthroughTarget = index + 1 < bodies.count ? bodies[index + 1] : nil
      try statements(IRList(raw: unit[clause].b))
      jump(done)
    }
  }

  private func matches(
    _ held: Value, _ type: TypeID, _ item: IRNode
  ) throws(LoweringFailure) -> Operand {
    let itemType = unit.type(item)
    if unit.operation(item) == .nilValue {
      return try compare(.equal, held, zeroValue(type), type)
    }
    let isInterface = types.isInterface(type)
    if isInterface == types.isInterface(itemType) {
      return try compare(.equal, held, try value(item), type)
    }
    // One side is an interface: the node's comparison knows how.
    let name = temporaryVariable(held, type)
    let comparison = unit.node(.equal, types.bool, at: unit[item].position, name, item)
    return try self.comparison(comparison)
  }

  /// A made-up variable that has a value already.
  func temporaryVariable(_ held: Value, _ type: TypeID) -> IRNode {
    let variable = unit.addLocal(".held", type: type, in: function)
    switch held {
    case .scalars(let operands):
      let registers: [Register] = operands.map { operand in
        let target = register(result.scalar(of: operand))
        emit(.move(target, operand))
        return target
      }
      homes[variable] = .registers(registers)
    case .memory(let address): homes[variable] = .memory(address)
    }
    return unit.use(of: variable)
  }

  // MARK: - Type switches

  private func typeSwitch(
    _ tag: IRNode, _ clauses: [IRNode], _ done: BlockID
  ) throws(LoweringFailure) {
    try initial(of: tag)
    let operand = unit.first(tag)
    let source = unit.type(operand)
    let held = scalars(settled(try value(operand), source), source)
    let type =
      types.isEmptyInterface(source) ? held[0] : move(typeWord(held[0]), .pointer)
    let bodies = clauses.map { _ in newBlock() }
    var otherwise = done
    for (index, clause) in clauses.enumerated() {
      let cases = unit.list(operand: unit[clause].a)
      if cases.isEmpty { otherwise = bodies[index] }
      for item in cases {
        let next = newBlock()
        let found = newBlock()
        let isAlone = cases.count == 1
        let word = typeCase(item, type, found, next)
        begin(found)
        try bindClause(clause, isAlone ? item : nil, held, source, word)
        jump(bodies[index])
        begin(next)
      }
    }
    if otherwise != done, let index = bodies.firstIndex(of: otherwise) {
      try bindClause(clauses[index], nil, held, source, nil)
    }
    jump(otherwise)
    for (index, clause) in clauses.enumerated() {
      begin(bodies[index])
      try statements(IRList(raw: unit[clause].b))
      jump(done)
    }
  }

  /// Goes to `found` if the held type is the case's; answers the method table of an interface.
  private func typeCase(
    _ item: IRNode, _ type: Operand, _ found: BlockID, _ next: BlockID
  ) -> Operand? {
    let target = unit.type(item)
    if unit.operation(item) == .nilValue {
      branch(binary(.equal, type, .nilPointer), found, next)
      return nil
    }
    guard types.isInterface(target) else {
      branch(binary(.equal, type, typeSymbol(target)), found, next)
      return nil
    }
    if types.isEmptyInterface(target) {
      branch(binary(.notEqual, type, .nilPointer), found, next)
      return type
    }
    let table = tableOrNil(target, type)
    branch(binary(.notEqual, table, .nilPointer), found, next)
    return table
  }

  /// Gives the clause's variable its value.
  private func bindClause(
    _ clause: IRNode, _ item: IRNode?, _ held: [Operand], _ source: TypeID, _ word: Operand?
  ) throws(LoweringFailure) {
    let name = IRNode(raw: unit[clause].c)
    guard name.isPresent else { return }
    let variable = unit.variable(name)
    try declare(variable)
    guard let item, unit.operation(item) != .nilValue else {
      return try write(.scalars(held), to: variable)
    }
    let target = unit.type(item)
    if let word { return try write(.scalars([word, held[1]]), to: variable) }
    try write(unpacked(held[1], target), to: variable)
  }
}
