// Access: parts of values and what pointers lead to, addresses, indexing, slicing.
import GoIR
import GoTypes

extension FunctionLowering {
  /// The value of a dereference, a field, or an element.
  func access(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    switch record.operation {
    case .dot:
      let operand = unit.first(node)
      if let range = componentRange(of: node) {
        let whole = try value(operand)
        if case .scalars(let operands) = whole { return .scalars(Array(operands[range])) }
      }
      let base = inMemory(try value(operand), unit.type(operand))
      return load(record.type, from: base.advanced(by: unit.selection(node).offset))
    case .index:
      let operand = unit.first(node)
      switch types.form(unit.type(operand)) {
      case .string:
        let text = try parts(operand)
        let index = asWord(try scalar(unit.second(node)))
        if !record.flags.contains(.special) { checkIndex(index, text[1]) }
        let place = elementAddress(text[0], index, 1)
        return .scalars([load(.uint8, place)])
      case .array where !unit.isAddressable(operand) || isInRegisters(operand):
        return try elementOfValue(node)
      default: break
      }
      return load(record.type, from: try place(node))
    default: return load(record.type, from: try place(node))
    }
  }

  /// Which components of the struct a field has, if the struct has components.
  func componentRange(of dot: IRNode) -> Range<Int>? {
    let structure = unit.type(unit.first(dot))
    guard shapes.components(structure) != nil else { return nil }
    var start = 0
    for (index, member) in types.members(structure).enumerated() {
      let count = shapes.components(member.type)?.count ?? 0
      if index == unit.selection(dot).fieldIndex { return start..<(start + count) }
      start += count
    }
    return nil
  }

  /// Whether an expression is (part of) a variable that lives in registers.
  func isInRegisters(_ node: IRNode) -> Bool {
    let outer = unit.outerValue(node)
    guard unit.operation(outer) == .name else { return false }
    guard let home = try? home(unit.variable(outer)) else { return false }
    if case .registers = home { return true }
    return false
  }

  private func elementOfValue(_ node: IRNode) throws(LoweringFailure) -> Value {
    let operand = unit.first(node)
    let type = unit.type(operand)
    let array = try value(operand)
    let index = asWord(try scalar(unit.second(node)))
    let length = types.length(type)
    checkIndex(index, .int(length))
    if case .scalars(let operands) = array, length == 1 { return .scalars(operands) }
    if length == 0 { return zeroValue(unit.type(node)) }
    let element = unit.type(node)
    let base = inMemory(array, type)
    return load(element, from: elementAddress(pointer(base), index, types.size(element)))
  }

  /// The address of an element.
  func elementAddress(_ base: Operand, _ index: Operand, _ size: Int64) -> Address {
    if case .integer(let value, _) = index { return Address(base, value &* size) }
    if size == 0 { return Address(base) }
    let bytes = size == 1 ? index : binary(.multiply, index, .int(size), .int64)
    return Address(binary(.add, base, bytes, .pointer))
  }

  /// Where an addressable expression is.
  func place(_ node: IRNode) throws(LoweringFailure) -> Address {
    let outer = position
    try initial(of: node)
    let isAway = standAt(node) || unit[node].initial != .empty
    let address = try placeHere(node)
    if isAway { at(outer) }
    return address
  }

  private func placeHere(_ node: IRNode) throws(LoweringFailure) -> Address {
    let record = unit[node]
    switch record.operation {
    case .name:
      if case .memory(let address) = try home(unit.variable(node)) { return address }
      if types.size(record.type) == 0 { return Address(.symbol(.zeroBase, offset: 0)) }
      throw failure("a variable in registers has no address", at: node)
    case .nameOffset:
      let variable = VariableID(raw: record.a)
      let number = program.number(of: unit[variable], unit: unitNumber)
      return Address(
        .symbol(.variable(number), offset: 0), unit.integerConstant(record.b))
    case .dereference:
      let pointer = try scalar(unit.first(node))
      checkNil(pointer)
      return Address(pointer)
    case .dotPointer:
      let pointer = try scalar(unit.first(node))
      checkNil(pointer)
      return Address(pointer, unit.selection(node).offset)
    case .dot:
      let base = try placeOrCopy(unit.first(node))
      return base.advanced(by: unit.selection(node).offset)
    case .convertNop:
      return try placeOrCopy(unit.first(node))
    case .index: return try elementPlace(node)
    default:
      return inMemory(try value(node), record.type)
    }
  }

  /// Where an expression is; of one that is nowhere, where a copy is.
  func placeOrCopy(_ node: IRNode) throws(LoweringFailure) -> Address {
    if unit.isAddressable(node) && !isInRegisters(node) { return try place(node) }
    return inMemory(try value(node), unit.type(node))
  }

  private func elementPlace(_ node: IRNode) throws(LoweringFailure) -> Address {
    let operand = unit.first(node)
    let type = unit.type(operand)
    let size = types.size(unit.type(node))
    let isChecked = !unit[node].flags.contains(.special)
    if types.form(type) == .array {
      let base = try placeOrCopy(operand)
      let index = asWord(try scalar(unit.second(node)))
      if isChecked { checkIndex(index, .int(types.length(type))) }
      if case .integer(let value, _) = index { return base.advanced(by: value &* size) }
      return elementAddress(pointer(base), index, size)
    }
    let slice = try parts(operand)
    let index = asWord(try scalar(unit.second(node)))
    if isChecked { checkIndex(index, slice[1]) }
    return elementAddress(slice[0], index, size)
  }

  /// `&x`.
  func addressOf(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let operand = unit.first(node)
    if unit.operation(operand) == .linkSymbol { return .symbol(.zeroBase, offset: 0) }
    let address = try place(operand)
    if types.size(unit.type(operand)) == 0, !unit.isAddressable(operand) {
      return .symbol(.zeroBase, offset: 0)
    }
    return pointer(address)
  }

  // MARK: - Slicing

  func slicing(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let record = unit[node]
    let operand = unit.first(node)
    let bounds = unit.list(operand: record.b)
    var base: Operand
    var length: Operand
    var capacity: Operand
    var size: Int64 = 1
    var isString = false
    switch record.operation {
    case .sliceString:
      let text = try parts(operand)
      (base, length, capacity) = (text[0], text[1], text[1])
      isString = true
    case .sliceArray, .slice3Array:
      base = try scalar(operand)
      checkNil(base)
      let array = types.element(unit.type(operand))
      length = .int(types.length(array))
      capacity = length
      size = types.size(types.element(array))
    default:
      let slice = try parts(operand)
      (base, length, capacity) = (slice[0], slice[1], slice[2])
      size = types.size(types.element(unit.type(operand)))
    }
    func bound(_ index: Int) throws(LoweringFailure) -> Operand? {
      guard index < bounds.count, bounds[index].isPresent else { return nil }
      return asWord(try scalar(bounds[index]))
    }
    let low = try bound(0)
    let high = try bound(1)
    let most = try bound(2)
    let kind = SliceKind(
      isString: isString,
      isArray: record.operation == .sliceArray || record.operation == .slice3Array)
    let checked = checkBounds(low, high, most, length, capacity, kind)
    return cut(base, checked, size, isString: isString)
  }

  struct SliceKind {
    var isString: Bool
    var isArray: Bool
  }

  private struct Bounds {
    var low: Operand
    var high: Operand
    var most: Operand
  }

  private func checkBounds(
    _ low: Operand?, _ high: Operand?, _ most: Operand?, _ length: Operand, _ capacity: Operand,
    _ kind: SliceKind
  ) -> Bounds {
    func check(_ value: Operand, _ limit: Operand, _ name: String) {
      if case .integer(let a, _) = value, case .integer(let b, _) = limit, a >= 0, a <= b { return }
      let out = binary(.greater, asUnsigned(value), asUnsigned(limit))
      panicIf(out, isUnsigned(value) ? name + "U" : name, [value, limit])
    }
    if let most {
      check(most, capacity, kind.isArray ? "panicSlice3Alen" : "panicSlice3Acap")
      let end = high ?? length
      check(end, most, "panicSlice3B")
      let start = low ?? .int(0)
      check(start, end, "panicSlice3C")
      return Bounds(low: start, high: end, most: most)
    }
    let end = high ?? length
    if high != nil {
      let name = kind.isString || kind.isArray ? "panicSliceAlen" : "panicSliceAcap"
      check(end, capacity, name)
    }
    let start = low ?? .int(0)
    if low != nil { check(start, end, "panicSliceB") }
    return Bounds(low: start, high: end, most: capacity)
  }

  /// The part of a slice or string. A part without room does not point behind the object.
  private func cut(
    _ base: Operand, _ bounds: Bounds, _ size: Int64, isString: Bool
  ) -> [Operand] {
    if bounds.low == .int(0) {
      return isString ? [base, bounds.high] : [base, bounds.high, bounds.most]
    }
    let length = binary(.subtract, bounds.high, bounds.low, .int64)
    let room = isString ? length : binary(.subtract, bounds.most, bounds.low, .int64)
    let bytes = size == 1 ? bounds.low : binary(.multiply, bounds.low, .int(size), .int64)
    let delta = native("tc_offset_if_room", [bytes, room], [.int64])[0]
    let start = binary(.add, base, delta, .pointer)
    return isString ? [start, length] : [start, length, room]
  }
}
