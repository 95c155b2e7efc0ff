// Maps: finding, assigning, deleting, ranging. The table is the run time's; here keys are put where
// it looks for them.
import GoIR
import GoTypes

extension FunctionLowering {
  /// Kinds of keys that have calls of their own.
  private enum KeyKind {
    case word, half, string, other

    var suffix: String {
      switch self {
      case .word: return "_word"
      case .half: return "_half"
      case .string: return "_string"
      case .other: return ""
      }
    }
  }

  private func keyKind(_ key: TypeID) -> KeyKind {
    let form = types.form(key)
    if form == .string { return .string }
    switch form {
    case .pointer, .channel, .unsafePointer: return .word
    case .array, .structure: return .other
    default: break
    }
    guard form.isInteger else { return .other }
    switch types.size(key) {
    case 8: return .word
    case 4: return .half
    default: return .other
    }
  }

  private func keyOperands(_ key: Value, _ type: TypeID) -> [Operand] {
    switch keyKind(type) {
    case .word:
      let target = register(.uint64)
      emit(.convert(target, scalars(key, type)[0]))
      return [.register(target)]
    case .half:
      let target = register(.uint32)
      emit(.convert(target, scalars(key, type)[0]))
      return [.register(target)]
    case .string: return scalars(key, type)
    case .other: return [pointer(inMemory(key, type, "key"))]
    }
  }

  private func mapCall(
    _ name: String, _ map: Operand, _ mapType: TypeID, _ key: Value
  ) -> Operand {
    let keyType = types.key(mapType)
    let operands = [typeSymbol(mapType), map] + keyOperands(key, keyType)
    let found = native(
      "tc_go_map_" + name + keyKind(keyType).suffix, operands, [.pointer])[0]
    if mayPanic(keyType) { checkFault("panicUnhashable") }
    return found
  }

  private func mayPanic(_ key: TypeID) -> Bool {
    switch types.form(key) {
    case .interface: return true
    case .structure: return types.members(key).contains { mayPanic($0.type) }
    case .array: return mayPanic(types.element(key))
    default: return false
    }
  }

  /// `m[k]`.
  func mapElement(_ node: IRNode) throws(LoweringFailure) -> Value {
    try checkedMapElement(node).0
  }

  /// `m[k]` with whether the key is there.
  func checkedMapElement(_ node: IRNode) throws(LoweringFailure) -> (Value, Operand) {
    let mapNode = unit.first(node)
    let mapType = unit.type(mapNode)
    let values = try evaluate(
      [mapNode, unit.second(node)], [mapType, types.key(mapType)])
    let map = scalars(values[0], mapType)[0]
    let found = mapCall("find", map, mapType, values[1])
    let isThere = binary(.notEqual, found, .nilPointer)
    let type = types.element(mapType)
    let then = newBlock()
    let otherwise = newBlock()
    let join = newBlock()
    if let components = shapes.components(type) {
      let targets = registers(components)
      branch(isThere, then, otherwise)
      begin(then)
      for (register, component) in zip(targets, components) {
        emit(.load(register, Address(found, component.offset)))
      }
      jump(join)
      begin(otherwise)
      for register in targets {
        emit(.move(register, zero(result.registers[register.index].scalar)))
      }
      jump(join)
      begin(join)
      return (.scalars(targets.map { .register($0) }), isThere)
    }
    let room = temporaryObject(type, "element")
    let place = Address(.frame(room, offset: 0))
    emit(.zero(place, bytes: types.size(type)))
    branch(isThere, then, join)
    begin(then)
    emit(.copy(to: place, from: Address(found), bytes: types.size(type)))
    jump(join)
    begin(join)
    return (.memory(place), isThere)
  }

  /// The place of an element that is about to be assigned.
  func mapPlace(_ map: Operand, _ mapType: TypeID, _ key: Value) -> Address {
    panicIf(binary(.equal, map, .nilPointer), "panicNilMap", [])
    return Address(mapCall("assign", map, mapType, key))
  }

  func deleteKey(_ node: IRNode) throws(LoweringFailure) {
    let arguments = unit.list(operand: unit[node].b)
    let mapType = unit.type(arguments[0])
    let keyType = types.key(mapType)
    let values = try evaluate(arguments, [mapType, keyType])
    let map = scalars(values[0], mapType)[0]
    let key = pointer(inMemory(values[1], keyType, "key"))
    _ = native("tc_go_map_delete", [typeSymbol(mapType), map, key], [])
    if mayPanic(keyType) { checkFault("panicUnhashable") }
  }

  func makeMap(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let hint = asWord(try scalar(unit.first(node)))
    return newMap(unit.type(node), hint, onStack: analysis.livesOnStack(node))
  }

  /// A new map. In the frame its first group follows the header, which tc_go_make_map relies on,
  /// unless it has tables from the beginning.
  private func newMap(_ type: TypeID, _ hint: Operand, onStack: Bool) -> Operand {
    var room = Operand.nilPointer
    if onStack {
      var size: Int64 = 32
      var pointers = [false, true, false, false]
      if !isMoreThanAGroup(hint) {
        let group = MapGroupLayout(key: types.key(type), element: types.element(type), types)
        size += group.size
        pointers += shapes.pointerMap(group)
      }
      let map = object(size: size, pointers: pointers, "map")
      emit(.zero(Address(.frame(map, offset: 0)), bytes: size))
      emit(.activate(map))
      room = .frame(map, offset: 0)
    }
    return native("tc_go_make_map", [typeSymbol(type), hint, room], [.pointer])[0]
  }

  /// Whether a map is told at compile time that it will have more entries than a group.
  private func isMoreThanAGroup(_ hint: Operand) -> Bool {
    if case .integer(let count, _) = hint { return count > Int64(MapGroupLayout.slots) }
    return false
  }

  func mapLiteral(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let type = unit.type(node)
    let items = unit.list(operand: unit[node].a)
    let map = newMap(type, .int(Int64(items.count)), onStack: analysis.livesOnStack(node))
    let held = move(map, .pointer, "map")
    for item in items {
      try initial(of: item)
      let values = try evaluate(
        [unit.first(item), unit.second(item)], [types.key(type), types.element(type)])
      let element = settled(values[1], types.element(type))
      let place = mapPlace(held, type, values[0])
      store(element, types.element(type), to: place)
    }
    return held
  }

  // MARK: - Ranging

  static let iteratorWords = 12
  static let iteratorPointers: [Bool] = [
    true, true, false, true, true, true, false, false, false, false, false, false,
  ]

  func rangeMap(_ loop: RangeParts) throws(LoweringFailure) {
    let mapType = unit.type(loop.operand)
    let map = try scalar(loop.operand)
    let iterator = object(size: 96, pointers: Self.iteratorPointers, "iterator")
    let place = Address(.frame(iterator, offset: 0))
    emit(.zero(place, bytes: 96))
    emit(.activate(iterator))
    _ = native(
      "tc_go_map_begin", [typeSymbol(mapType), map, .frame(iterator, offset: 0)], [])
    let head = newBlock()
    let body = newBlock()
    let post = newBlock()
    let done = newBlock()
    jump(head)
    begin(head)
    let key = load(.pointer, place)
    branch(binary(.notEqual, key, .nilPointer), body, done)
    begin(body)
    let element = load(.pointer, place.advanced(by: 8))
    let values = [
      load(types.key(mapType), from: Address(key)),
      load(types.element(mapType), from: Address(element)),
    ]
    try assignRange(loop, values, [types.key(mapType), types.element(mapType)])
    try loopBody(loop.body, label: loop.label, continueTo: post, breakTo: done)
    begin(post)
    _ = native("tc_go_map_next", [.frame(iterator, offset: 0)], [])
    poll(head)
    begin(done)
  }
}
