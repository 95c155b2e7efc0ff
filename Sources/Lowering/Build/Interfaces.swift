// Interfaces: values put into them and taken out, assertions, and the questions of type switches.
import GoIR
import GoTypes

extension FunctionLowering {
  // MARK: - Into an interface

  func interfaceValue(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let target = unit.type(node)
    let operand = unit.first(node)
    let source = unit.type(operand)
    if types.isInterface(source) {
      let held = try parts(operand)
      return [converted(held[0], from: source, to: target), held[1]]
    }
    let word = firstWord(interface: target, type: source)
    if types.isDirectInterface(source) { return [word, try scalar(operand)] }
    let held = try value(operand)
    return [word, packed(held, source, onStack: analysis.livesOnStack(node))]
  }

  /// What an interface of a type begins with when it holds a value of another.
  func firstWord(interface: TypeID, type: TypeID) -> Operand {
    program.convertedTypes.insert(types.identity(type))
    if types.isEmptyInterface(interface) { return typeSymbol(type) }
    let pair = [types.identity(interface), types.identity(type)]
    program.methodTables.insert(pair)
    program.namedTypes.formUnion(pair)
    return .symbol(.methodTable(pair[0], pair[1]), offset: 0)
  }

  /// The data word of a value that is no pointer itself.
  private func packed(_ value: Value, _ type: TypeID, onStack: Bool) -> Operand {
    let bytes = types.size(type)
    if bytes == 0 { return .symbol(.zeroBase, offset: 0) }
    if case .scalars(let operands) = value, let components = shapes.components(type) {
      if operands.allSatisfy({ Self.isConstant($0) }) {
        let parts: [ConstantPart] = zip(operands, components).map {
          ConstantPart(offset: $1.offset, value: $0, scalar: $1.scalar)
        }
        let number = program.constant(ConstantValue(type: types.identity(type), parts: parts))
        return .symbol(.constant(number), offset: 0)
      }
    }
    if onStack {
      let room = temporaryObject(type, "boxed")
      store(value, type, to: Address(.frame(room, offset: 0)))
      return .frame(room, offset: 0)
    }
    if case .scalars(let operands) = value, operands.count == 1,
      let scalar = shapes.components(type)?.first?.scalar, scalar != .pointer, !scalar.isFloat,
      bytes == Int64(scalar.size)
    {
      // Small integers have their places already.
      return native("tc_box_\(scalar.size * 8)", [operands[0]], [.pointer])[0]
    }
    // What the value is made of must not change while it is stored: allocation is no safepoint.
    let box = register(.pointer, "box")
    emit(.allocate(box, type))
    program.namedTypes.insert(types.identity(type))
    store(value, type, to: Address(.register(box)))
    return .register(box)
  }

  private static func isConstant(_ operand: Operand) -> Bool {
    switch operand {
    case .integer, .float: return true
    case .symbol(.text, _): return true
    default: return false
    }
  }

  /// The first word of an interface of another type.
  private func converted(_ word: Operand, from source: TypeID, to target: TypeID) -> Operand {
    let fromEmpty = types.isEmptyInterface(source)
    if types.isEmptyInterface(target) { return fromEmpty ? word : typeWord(word) }
    if !fromEmpty && types.identical(types.underlying(source), types.underlying(target)) {
      return word
    }
    let type = fromEmpty ? word : typeWord(word)
    return tableOrNil(target, type)
  }

  /// The method table of a type that is only known at run time; nil if methods are missing. All
  /// methods of the interface count as called: the table is made from what is there.
  func tableOrNil(_ interface: TypeID, _ type: Operand) -> Operand {
    let plain = types.identity(interface)
    for index in types.members(plain).indices {
      program.calledMethods.insert(MethodOfInterface(interface: plain, index: index))
    }
    return native("tc_table_or_nil", [typeSymbol(interface), type], [.pointer])[0]
  }

  /// The type in a method table; nil for none.
  func typeWord(_ table: Operand) -> Operand {
    native("tc_type_of_table", [table], [.pointer])[0]
  }

  // MARK: - Out of an interface

  /// Whether an interface's first word says that it holds a type.
  func isType(_ word: Operand, _ interface: TypeID, _ type: TypeID) -> Operand {
    if types.isEmptyInterface(interface) { return binary(.equal, word, typeSymbol(type)) }
    // Method tables made at run time are others than the compiler's: types are compared.
    return binary(.equal, typeWord(word), typeSymbol(type))
  }

  /// The value that a data word leads to.
  func unpacked(_ data: Operand, _ type: TypeID) -> Value {
    if types.isDirectInterface(type) { return .scalars([data]) }
    if types.size(type) == 0 { return zeroValue(type) }
    return load(type, from: Address(data))
  }

  /// `x.(T)`.
  func typeAssertion(_ node: IRNode) throws(LoweringFailure) -> Value {
    let target = unit.type(node)
    let operand = unit.first(node)
    let source = unit.type(operand)
    let held = try parts(operand)
    let isEmpty = types.isEmptyInterface(source)
    if types.isInterface(target) {
      let type = isEmpty ? held[0] : typeWord(held[0])
      panicIf(binary(.equal, type, .nilPointer), "panicNilDottype", [typeSymbol(target)])
      if types.isEmptyInterface(target) { return .scalars([type, held[1]]) }
      let table = tableOrNil(target, type)
      panicIf(
        binary(.equal, table, .nilPointer), "panicMissingMethod", [type, typeSymbol(target)])
      return .scalars([table, held[1]])
    }
    let matches = isType(held[0], source, target)
    let cold = newBlock()
    let warm = newBlock()
    branch(matches, warm, cold, .usuallyTrue)
    begin(cold)
    panic(
      isEmpty ? "panicDottypeE" : "panicDottypeI",
      [held[0], typeSymbol(target), typeSymbol(source)])
    begin(warm)
    return unpacked(held[1], target)
  }

  /// `x.(T)` with success: the value, zero if there is none, and whether there was.
  func checkedAssertion(_ node: IRNode) throws(LoweringFailure) -> (Value, Operand) {
    try initial(of: node)
    let target = unit.type(node)
    let operand = unit.first(node)
    return checkedAssertion(try parts(operand), unit.type(operand), target)
  }

  func checkedAssertion(
    _ held: [Operand], _ source: TypeID, _ target: TypeID
  ) -> (Value, Operand) {
    if types.isInterface(target) {
      let type = types.isEmptyInterface(source) ? held[0] : typeWord(held[0])
      let word =
        types.isEmptyInterface(target)
        ? type : tableOrNil(target, type)
      let success = binary(.notEqual, word, .nilPointer)
      let data = native("tc_pointer_if", [success, held[1]], [.pointer])[0]
      return (.scalars([word, data]), success)
    }
    let success = isType(held[0], source, target)
    if shapes.components(target)?.isEmpty == true { return (.scalars([]), success) }
    let then = newBlock()
    let otherwise = newBlock()
    let join = newBlock()
    if let components = shapes.components(target) {
      let targets = registers(components)
      branch(success, then, otherwise)
      begin(then)
      for (register, operand) in zip(targets, scalars(unpacked(held[1], target), target)) {
        emit(.move(register, operand))
      }
      jump(join)
      begin(otherwise)
      for register in targets {
        emit(.move(register, zero(result.registers[register.index].scalar)))
      }
      jump(join)
      begin(join)
      return (.scalars(targets.map { .register($0) }), success)
    }
    let room = temporaryObject(target, "asserted")
    let place = Address(.frame(room, offset: 0))
    emit(.zero(place, bytes: types.size(target)))
    branch(success, then, join)
    begin(then)
    store(unpacked(held[1], target), target, to: place)
    jump(join)
    begin(join)
    return (.memory(place), success)
  }
}
