// Predeclared functions, and what makes slices, maps and channels.
import GoIR
import GoTypes

extension FunctionLowering {
  func builtin(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    switch record.operation {
    case .length, .capacity: return .scalars([try lengthOrCapacity(node)])
    case .append: return .scalars(try append(node))
    case .copy: return .scalars([try copy(node)])
    case .min, .max: return .scalars(try extremum(node))
    case .complex:
      return .scalars([try scalar(unit.first(node)), try scalar(unit.second(node))])
    case .real: return .scalars([try parts(unit.first(node))[0]])
    case .imaginary: return .scalars([try parts(unit.first(node))[1]])
    case .new:
      let type = types.element(record.type)
      return .scalars([newStorage(type, onStack: analysis.livesOnStack(node), "new")])
    case .makeSlice: return .scalars(try makeSlice(node))
    case .makeMap: return .scalars([try makeMap(node)])
    case .makeChannel: return .scalars([try makeChannel(node)])
    case .receive: return try receive(node).0
    case .recover: return .scalars(recovered())
    case .unsafeAdd:
      let base = try scalar(unit.first(node))
      let offset = asWord(try scalar(unit.second(node)))
      return .scalars([binary(.add, base, offset, .pointer)])
    case .unsafeSlice, .unsafeString: return .scalars(try unsafeView(node))
    case .unsafeSliceData, .unsafeStringData: return .scalars([try parts(unit.first(node))[0]])
    case .getG: return .scalars(native("tc_current_g", [], [.pointer]))
    case .methodTable: return .scalars([try parts(unit.first(node))[0]])
    case .delete, .clear, .close, .panic, .print, .println, .checkNil:
      try builtinStatement(node)
      return .scalars([])
    default: throw failure("no value: \(record.operation)", at: node)
    }
  }

  private func lengthOrCapacity(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let operand = unit.first(node)
    let type = unit.type(operand)
    let isLength = unit.operation(node) == .length
    switch types.form(type) {
    case .string: return try parts(operand)[1]
    case .slice: return try parts(operand)[isLength ? 1 : 2]
    case .array:
      _ = try value(operand)
      return .int(types.length(type))
    case .pointer:
      _ = try scalar(operand)
      return .int(types.length(types.element(type)))
    case .map: return native("tc_map_length", [try scalar(operand)], [.int64])[0]
    default:
      let name = isLength ? "tc_channel_length" : "tc_channel_capacity"
      return native(name, [try scalar(operand)], [.int64])[0]
    }
  }

  // MARK: - Slices

  private func append(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let record = unit[node]
    let arguments = unit.list(operand: record.b)
    let type = record.type
    let element = types.element(type)
    let size = types.size(element)
    let slice = scalars(settled(try value(arguments[0]), type), type)
    guard arguments.count > 1 else { return slice }
    if record.flags.contains(.ellipsis) {
      let added = arguments[1]
      if unit.operation(added) == .makeSlice, !unit.second(added).isPresent {
        // What an inlined length does beside its value.
        try initial(of: added)
        return try appendCleared(slice, unit.first(added), element)
      }
      return try appendSlice(slice, arguments[1], type)
    }
    let values = try evaluate(
      Array(arguments[1...]), Array(repeating: element, count: arguments.count - 1))
    let held = values.count > 1 ? values.map { settled($0, element) } : values
    at(record.position)
    let count = Int64(values.count)
    let length = binary(.add, slice[1], .int(count), .int64)
    let grown = grow(slice, length, element)
    let start = elementAddress(grown[0], slice[1], size)
    for (index, value) in held.enumerated() {
      store(value, element, to: start.advanced(by: Int64(index) * size))
    }
    return [grown[0], length, grown[1]]
  }

  /// Room for `length` elements: base and capacity.
  /// - Parameter whereItFits: what is done if there was room.
  private func grow(
    _ slice: [Operand], _ length: Operand, _ element: TypeID, whereItFits: (() -> Void)? = nil
  ) -> [Operand] {
    let base = register(.pointer)
    let capacity = register(.int64)
    emit(.move(base, slice[0]))
    emit(.move(capacity, slice[2]))
    let more = newBlock()
    let enough = newBlock()
    let fits = binary(.lessEqual, asUnsigned(length), asUnsigned(slice[2]))
    if let whereItFits {
      let there = newBlock()
      branch(fits, there, more, .usuallyTrue)
      begin(there)
      whereItFits()
      jump(enough)
    } else {
      branch(fits, enough, more, .usuallyTrue)
    }
    begin(more)
    let made = native(
      "tc_go_grow", [typeSymbol(element)] + slice + [length], [.pointer, .int64, .int64])
    checkFault("panicGrowSlice")
    emit(.move(base, made[0]))
    emit(.move(capacity, made[2]))
    jump(enough)
    begin(enough)
    return [.register(base), .register(capacity)]
  }

  private func appendSlice(
    _ slice: [Operand], _ operand: IRNode, _ type: TypeID
  ) throws(LoweringFailure) -> [Operand] {
    let element = types.element(type)
    let added = try parts(operand)
    let length = binary(.add, slice[1], added[1], .int64)
    let grown = grow(slice, length, element)
    let place = elementAddress(grown[0], slice[1], types.size(element))
    moveElements(element, to: pointer(place), from: added[0], count: added[1])
    return [grown[0], length, grown[1]]
  }

  /// `append(s, make([]E, n)...)`: what `slices.Grow` and buffers do. Nothing is made; the elements
  /// are cleared where they come to lie, unless that is new memory.
  private func appendCleared(
    _ slice: [Operand], _ count: IRNode, _ element: TypeID
  ) throws(LoweringFailure) -> [Operand] {
    let added = asWord(try scalar(count))
    // Too many are told by growing.
    check(added, .int(.max), "panicMakeSliceLen")
    let length = binary(.add, slice[1], added, .int64)
    let place = elementAddress(slice[0], slice[1], types.size(element))
    let grown = grow(slice, length, element) {
      _ = self.native("tc_go_clear", [self.typeSymbol(element), self.pointer(place), added], [])
    }
    return [grown[0], length, grown[1]]
  }

  /// Copies elements, which may overlap.
  func moveElements(_ element: TypeID, to: Operand, from: Operand, count: Operand) {
    if types.hasPointers(element) {
      _ = native("tc_go_move", [typeSymbol(element), to, from, count], [])
    } else {
      let bytes = binary(.multiply, count, .int(types.size(element)), .int64)
      _ = native("tc_move_bytes", [to, from, bytes], [])
    }
  }

  private func copy(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let target = try parts(unit.first(node))
    let source = try parts(unit.second(node))
    let count = native("tc_smaller", [target[1], source[1]], [.int64])[0]
    let element = types.element(unit.type(unit.first(node)))
    moveElements(element, to: target[0], from: source[0], count: count)
    return count
  }

  /// Panics if a length is negative or beyond the bound.
  private func check(_ operand: Operand, _ bound: Operand, _ name: String) {
    if case .integer(let value, _) = operand, case .integer(let most, _) = bound, value >= 0,
      value <= most
    {
      return
    }
    panicIf(binary(.greater, asUnsigned(operand), asUnsigned(bound)), name, [])
  }

  private func makeSlice(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let record = unit[node]
    let element = types.element(record.type)
    let length = asWord(try scalar(unit.first(node)))
    let second = unit.second(node)
    let capacity = second.isPresent ? asWord(try scalar(second)) : length
    let size = types.size(element)
    let limit = size == 0 ? Int64.max : (Int64(1) << 47) / max(size, 1)
    // A constant that is known only now may be out of range.
    if analysis.livesOnStack(node), case .integer(let count, _) = capacity, count >= 0,
      count <= limit
    {
      check(length, .int(limit), "panicMakeSliceLen")
      check(length, capacity, "panicMakeSliceCap")
      let array = types.array(of: element, length: count)
      let base = newStorage(array, onStack: true, "made")
      return [base, length, capacity]
    }
    check(length, .int(limit), "panicMakeSliceLen")
    if second.isPresent {
      check(capacity, .int(limit), "panicMakeSliceCap")
      check(length, capacity, "panicMakeSliceCap")
    }
    let base = native("tc_go_make_array", [typeSymbol(element), capacity], [.pointer])[0]
    if case .integer = capacity {} else { checkFault("panicMakeSliceLen") }
    return [base, length, capacity]
  }

  private func unsafeView(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let base = try scalar(unit.first(node))
    let length = asWord(try scalar(unit.second(node)))
    let isString = unit.operation(node) == .unsafeString
    let size = isString ? 1 : max(types.size(types.element(unit.type(node))), 0)
    let tooLong = isString ? "panicUnsafeStringLen" : "panicUnsafeSliceLen"
    let most = size > 1 ? Int64(bitPattern: UInt64.max / UInt64(size)) : Int64.max
    panicIf(binary(.greater, asUnsigned(length), .integer(most, .uint64)), tooLong, [])
    // Behind nil there is room for nothing, behind other addresses for what is left.
    let address = asUnsigned(base)
    let room = binary(.subtract, .integer(0, .uint64), address)
    let bytes = binary(.multiply, asUnsigned(length), .integer(max(size, 1), .uint64))
    let isNil = binary(.equal, address, .integer(0, .uint64))
    let cold = newBlock()
    let warm = newBlock()
    let isOver = binary(.greater, bytes, room)
    branch(size > 0 ? isOver : binary(.and, isNil, isOver), cold, warm, .usuallyFalse)
    begin(cold)
    panicIf(isNil, isString ? "panicUnsafeStringNilPtr" : "panicUnsafeSliceNilPtr", [])
    panic(tooLong, [])
    begin(warm)
    return isString ? [base, length] : [base, length, length]
  }

  private func extremum(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    let record = unit[node]
    let isMin = record.operation == .min
    let form = types.form(record.type)
    let arguments = unit.list(operand: record.b)
    let values = try evaluate(
      arguments, Array(repeating: record.type, count: arguments.count))
    var best = scalars(values[0], record.type)
    for value in values.dropFirst() {
      let next = scalars(value, record.type)
      if form == .string {
        best = native(
          isMin ? "tc_smaller_string" : "tc_larger_string", best + next, [.pointer, .int64])
      } else if form.isFloat {
        let scalar = result.scalar(of: best[0])
        let name = (isMin ? "tc_min_" : "tc_max_") + (scalar == .float32 ? "float" : "double")
        best = native(name, [best[0], next[0]], [scalar])
      } else {
        let target = register(result.scalar(of: best[0]))
        emit(.move(target, best[0]))
        let take = newBlock()
        let join = newBlock()
        branch(binary(isMin ? .less : .greater, next[0], best[0]), take, join)
        begin(take)
        emit(.move(target, next[0]))
        jump(join)
        begin(join)
        best = [.register(target)]
      }
    }
    return best
  }

  // MARK: - Statements

  func builtinStatement(_ node: IRNode) throws(LoweringFailure) {
    let record = unit[node]
    switch record.operation {
    case .delete: try deleteKey(node)
    case .clear: try clear(node)
    case .close:
      let channel = try scalar(unit.first(node))
      _ = makeCall(
        .glue("tc_close"), [.scalars([channel])], parameters: [types.unsafePointer], results: [])
    case .panic:
      let operands = try parts(unit.first(node))
      at(record.position)
      panic("gopanic", operands)
      current = newBlock()
    case .print, .println: try printArguments(node)
    case .checkNil: checkNil(try scalar(unit.first(node)))
    default: throw failure("no statement: \(record.operation)", at: node)
    }
  }

  private func clear(_ node: IRNode) throws(LoweringFailure) {
    let operand = unit.first(node)
    let type = unit.type(operand)
    if types.form(type) == .map {
      let map = try scalar(operand)
      _ = native("tc_map_clear_if", [typeSymbol(type), map], [])
      return
    }
    let slice = try parts(operand)
    _ = native("tc_go_clear", [typeSymbol(types.element(type)), slice[0], slice[1]], [])
  }

  private func printArguments(_ node: IRNode) throws(LoweringFailure) {
    let arguments = unit.list(operand: unit[node].b)
    let isLine = unit.operation(node) == .println
    let values = try evaluate(arguments, arguments.map { unit.type($0) })
    let held = zip(values, arguments).map { settled($0, unit.type($1)) }
    _ = native("tc_go_print_begin", [], [])
    for (index, argument) in arguments.enumerated() {
      if isLine && index > 0 { printText(" ") }
      printValue(scalars(held[index], unit.type(argument)), unit.type(argument))
    }
    if isLine { printText("\n") }
    _ = native("tc_go_print_end", [], [])
  }

  private func printText(_ text: String) {
    _ = native("tc_go_print_string", stringConstant(Array(text.utf8)), [])
  }

  private func printValue(_ operands: [Operand], _ type: TypeID) {
    let form = types.form(type)
    func call(_ name: String, _ arguments: [Operand]) {
      _ = native("tc_go_print_" + name, arguments, [])
    }
    func wide(_ scalar: Scalar) -> [Operand] {
      operands.map { operand in
        let target = register(scalar)
        emit(.convert(target, operand))
        return .register(target)
      }
    }
    switch form {
    case .bool: call("bool", operands)
    case .string: call("string", operands)
    case .slice: call("slice", operands)
    case .interface: call("any", operands)
    case .complex64: call("complex64", operands)
    case .complex128: call("complex", operands)
    case .float32: call("float32", operands)
    default:
      if form.isFloat {
        call("float", wide(.float64))
      } else if form.isInteger {
        let signed = shapes.components(type)?.first?.scalar.isSigned == true
        if types.named(type)?.name == "hex", types.named(type)?.package?.path == "runtime" {
          call("hex", wide(.uint64))
        } else {
          call(signed ? "int" : "uint", wide(signed ? .int64 : .uint64))
        }
      } else {
        call("pointer", operands)
      }
    }
  }
}
