// Expressions: from a node to its value. What has a chapter of its own is only sent there.
import GoIR
import GoTypes

extension FunctionLowering {
  /// Evaluates an expression.
  func value(_ node: IRNode) throws(LoweringFailure) -> Value {
    let outer = position
    try initial(of: node)
    let isAway = standAt(node) || unit[node].initial != .empty
    let result = try valueHere(node)
    if isAway { at(outer) }
    return result
  }

  /// From here on, if the node may fail or allocate: its own place, which is on another line than
  /// that of its statement where that is long. True: who evaluates it must go back to where he was.
  func standAt(_ node: IRNode) -> Bool {
    switch unit[node].operation {
    case .divide, .remainder, .shiftLeft, .shiftRight, .dereference, .dotPointer, .index, .slice,
      .sliceArray, .sliceString, .slice3, .slice3Array, .sliceToArray, .sliceToArrayPointer,
      .typeAssert,
      // What allocates is counted where it stands (metered.h).
      .pointerLiteral, .structLiteral, .arrayLiteral, .sliceLiteral, .mapLiteral, .closure,
      .methodValue, .addString, .convertInterface, .bytesToString, .runesToString, .stringToBytes,
      .stringToRunes, .runeToString, .append, .makeSlice, .makeMap, .makeChannel, .new:
      at(unit[node].position)
      return true
    // A call sets its place itself.
    case .callFunction, .callInterface, .tailCall, .inlinedCall: return true
    default: return false
    }
  }

  private func valueHere(_ node: IRNode) throws(LoweringFailure) -> Value {
    let record = unit[node]
    switch record.operation {
    case .name: return try read(unit.variable(node))
    case .literal: return .scalars(try constant(unit.constant(node), record.type))
    case .nilValue: return zeroValue(record.type)
    case .functionName, .methodExpression: return .scalars([try functionValue(node)])
    case .closure: return .scalars([try closure(node)])
    case .methodValue: return .scalars([try methodValue(node)])
    case .nameOffset: return load(record.type, from: try place(node))
    case .linkSymbol, .dynamicType, .type, .absent, .blank:
      throw failure("an operand of this kind has no value: \(record.operation)", at: node)
    case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .exclusiveOr, .andNot,
      .shiftLeft, .shiftRight, .plus, .negate, .complement:
      return try arithmetic(node)
    case .not, .logicalAnd, .logicalOr, .equal, .notEqual, .less, .lessEqual, .greater,
      .greaterEqual:
      return .scalars([try condition(node)])
    case .addString: return .scalars(try concatenation(node))
    case .address: return .scalars([try addressOf(node)])
    case .pointerLiteral: return .scalars([try pointerLiteral(node)])
    case .dereference, .dotPointer, .index, .dot: return try access(node)
    case .indexMap: return try mapElement(node)
    case .slice, .sliceArray, .sliceString, .slice3, .slice3Array:
      return .scalars(try slicing(node))
    case .convert, .convertNop, .convertInterface, .bytesToString, .runesToString,
      .stringToBytes, .stringToRunes, .runeToString, .sliceToArray, .sliceToArrayPointer:
      return try conversion(node)
    case .typeAssert: return try typeAssertion(node)
    case .structLiteral, .arrayLiteral, .sliceLiteral, .mapLiteral: return try literal(node)
    case .callFunction, .callInterface, .tailCall, .inlinedCall: return try callValue(node)
    default: return try builtin(node)
    }
  }

  /// What a node carries out before it.
  func initial(of node: IRNode) throws(LoweringFailure) {
    let list = unit[node].initial
    guard list != .empty else { return }
    try statements(list)
  }

  // MARK: - Constants

  func constant(_ value: Constant, _ type: TypeID) throws(LoweringFailure) -> [Operand] {
    let form = types.form(type)
    switch form {
    case .string:
      guard let text = value.stringValue else { throw failure("a string constant is none") }
      return stringConstant(text.bytes)
    case .bool: return [.bool(value.boolValue)]
    case .float32, .float64: return [float(value, form == .float32 ? .float32 : .float64)]
    case .complex64, .complex128:
      let scalar: Scalar = form == .complex64 ? .float32 : .float64
      return [float(value.realPart, scalar), float(value.imaginaryPart, scalar)]
    case .interface, .none, .tuple, .structure, .array:
      throw failure("a constant of type \(types.linkText(type))")
    default:
      let integer = value.asInteger
      guard let scalar = shapes.components(type)?.first?.scalar else {
        throw failure("a constant of type \(types.linkText(type))")
      }
      if let small = integer.int64Value { return [.integer(small, scalar)] }
      if let large = integer.uint64Value { return [.integer(Int64(bitPattern: large), scalar)] }
      throw failure("a constant does not fit its type")
    }
  }

  func stringConstant(_ bytes: [UInt8]) -> [Operand] {
    if bytes.isEmpty { return [.nilPointer, .int(0)] }
    return [.symbol(.text(program.text(bytes)), offset: 0), .int(Int64(bytes.count))]
  }

  private func float(_ value: Constant, _ scalar: Scalar) -> Operand {
    var number = value.asFloat.float64Value.value
    if scalar == .float32 { number = Double(value.asFloat.float32Value.value) }
    return .float(number.bitPattern, scalar)
  }

  // MARK: - Conditions

  /// A boolean as a uint8.
  func condition(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let record = unit[node]
    switch record.operation {
    case .not:
      let target = register(.uint8)
      emit(.unary(target, .not, try scalar(unit.first(node))))
      return .register(target)
    case .logicalAnd, .logicalOr:
      let answer = register(.uint8)
      let yes = newBlock()
      let no = newBlock()
      let join = newBlock()
      try test(node, yes, no)
      begin(yes)
      emit(.move(answer, .bool(true)))
      jump(join)
      begin(no)
      emit(.move(answer, .bool(false)))
      jump(join)
      begin(join)
      return .register(answer)
    default: return try comparison(node)
    }
  }

  /// Goes to one of two blocks.
  func test(_ node: IRNode, _ yes: BlockID, _ no: BlockID) throws(LoweringFailure) {
    switch unit.operation(node) {
    case .not:
      try initial(of: node)
      try test(unit.first(node), no, yes)
    case .logicalAnd:
      try initial(of: node)
      let middle = newBlock()
      try test(unit.first(node), middle, no)
      begin(middle)
      try test(unit.second(node), yes, no)
    case .logicalOr:
      try initial(of: node)
      let middle = newBlock()
      try test(unit.first(node), yes, middle)
      begin(middle)
      try test(unit.second(node), yes, no)
    default: branch(try scalar(node), yes, no)
    }
  }
}
