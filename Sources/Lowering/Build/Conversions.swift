// Conversions between types that are no interfaces; those are in Interfaces.
import GoIR
import GoTypes

extension FunctionLowering {
  func conversion(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    let operand = unit.first(node)
    let source = unit.type(operand)
    switch record.operation {
    case .convertNop:
      if case .scalars(let operands) = try value(operand) {
        return .scalars(try retyped(operands, source, record.type))
      }
      return try value(operand)
    case .convertInterface: return .scalars(try interfaceValue(node))
    case .convert: return .scalars(try numeric(operand, source, record.type))
    default: return try textConversion(node)
    }
  }

  /// The same bits as another type's scalars.
  private func retyped(
    _ operands: [Operand], _ source: TypeID, _ target: TypeID
  ) throws(LoweringFailure) -> [Operand] {
    guard let components = shapes.components(target), components.count == operands.count else {
      if types.form(source) == .untypedNil { return scalars(zeroValue(target), target) }
      throw failure("a conversion changes the number of parts")
    }
    return zip(operands, components).map { operand, component in
      if result.scalar(of: operand) == component.scalar { return operand }
      if case .integer(let value, _) = operand { return .integer(value, component.scalar) }
      let converted = register(component.scalar)
      emit(.convert(converted, operand))
      return .register(converted)
    }
  }

  private func numeric(
    _ node: IRNode, _ source: TypeID, _ target: TypeID
  ) throws(LoweringFailure) -> [Operand] {
    let operands = try parts(node)
    guard let components = shapes.components(target), components.count == operands.count else {
      throw failure("a numeric conversion changes the number of parts", at: node)
    }
    return zip(operands, components).map { operand, component in
      let converted = register(component.scalar)
      emit(.convert(converted, operand))
      return .register(converted)
    }
  }

  // MARK: - Strings, bytes, runes, arrays

  /// 32 bytes in the frame for a result that does not escape; nil pointer otherwise.
  func buffer(for node: IRNode, bytes: Int64 = 32) -> Operand {
    guard analysis.livesOnStack(node) else { return .nilPointer }
    let room = object(
      size: bytes, pointers: Array(repeating: false, count: Int(bytes / 8)), "buffer")
    return .frame(room, offset: 0)
  }

  private func textConversion(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    let operand = unit.first(node)
    let operands = try parts(operand)
    switch record.operation {
    case .bytesToString:
      return .scalars(
        native(
          "tc_go_string_of_bytes", [buffer(for: node), operands[0], operands[1]],
          [.pointer, .int64]))
    case .runesToString:
      return .scalars(
        native(
          "tc_go_string_of_runes", [buffer(for: node), operands[0], operands[1]],
          [.pointer, .int64]))
    case .runeToString:
      let wide = asWord(operands[0])
      return .scalars(
        native("tc_go_string_of_rune", [buffer(for: node), wide], [.pointer, .int64]))
    case .stringToBytes:
      if analysis.livesOnStack(node), analysis.verdict(node)?.mutates == false {
        // An empty string may have no address; a slice of nothing is not nil.
        let place = native("tc_some_place", [operands[0]], [.pointer])[0]
        return .scalars([place, operands[1], operands[1]])
      }
      return .scalars(
        native(
          "tc_go_bytes_of_string", [buffer(for: node)] + operands, [.pointer, .int64, .int64]))
    case .stringToRunes:
      return .scalars(
        native(
          "tc_go_runes_of_string", [buffer(for: node, bytes: 128)] + operands,
          [.pointer, .int64, .int64]))
    case .sliceToArrayPointer, .sliceToArray:
      return try arrayConversion(node, operands)
    default: throw failure("an unknown conversion", at: node)
    }
  }

  private func arrayConversion(
    _ node: IRNode, _ slice: [Operand]
  ) throws(LoweringFailure) -> Value {
    let type = unit.type(node)
    let isPointer = unit.operation(node) == .sliceToArrayPointer
    let array = isPointer ? types.element(type) : type
    let length = types.length(array)
    panicIf(
      binary(.less, slice[1], .int(length)), "panicSliceConvert", [slice[1], .int(length)])
    if isPointer { return .scalars([slice[0]]) }
    return load(type, from: Address(slice[0]))
  }

  func concatenation(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let list = unit.list(operand: unit[node].a)
    var texts: [[Operand]] = []
    for item in list { texts.append(try parts(item)) }
    return concatenate(texts, buffer: buffer(for: node))
  }

  func concatenate(_ texts: [[Operand]], buffer: Operand) -> [Operand] {
    let pointers: [Bool] = texts.flatMap { _ in [true, false] }
    let list = object(size: Int64(texts.count) * 16, pointers: pointers, "parts")
    // Only read during the call: never live where the collector looks.
    for (index, text) in texts.enumerated() {
      let place = Address(.frame(list, offset: Int64(index) * 16))
      emit(.store(place, text[0], .pointer))
      emit(.store(place.advanced(by: 8), text[1], .int64))
    }
    return native(
      "tc_go_concat", [buffer, .frame(list, offset: 0), .int(Int64(texts.count))],
      [.pointer, .int64])
  }
}
