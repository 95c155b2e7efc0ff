// Conversions, written and implied: which operation leads from one type to another.
import GoSyntax
import GoTypes

extension BodyBuilder {
  /// The node of an expression, converted to a type where it is of another one. Nil converts
  /// nothing.
  func implicitConversion(of node: NodeID, to target: GoType?) -> IRNode {
    guard let target else { return expression(node) }
    let source = goType(node)
    if identical(source, target) { return expression(node) }
    return conversion(of: node, from: source, to: target, isImplicit: true)
  }

  /// The node of `T(x)`, or of what stands for it.
  func conversion(
    of node: NodeID, from source: GoType, to target: GoType, isImplicit: Bool
  ) -> IRNode {
    let goal = type(target)
    let position = place(isImplicit ? node : node)
    noteConversion(from: source, to: target)
    let operand = expression(node)
    if isTypeParameterType(target), unit.operation(operand) == .literal,
      let value = Self.represent(unit.constant(operand), as: types.form(goal))
    {
      // A constant of a type parameter's type is not a constant.
      let typed = literal(value, goal, at: unit[operand].position)
      return unit.node(.convertNop, goal, at: position, typed, flags: .implicit)
    }
    let isIdentical = identical(source, target)
    return convert(
      operand, to: goal, at: position, isImplicit: isImplicit, isIdentical: isIdentical)
  }

  private func noteConversion(from source: GoType, to target: GoType) {
    needDictionary(source)
    needDictionary(target)
  }

  func isTypeParameterType(_ type: GoType) -> Bool { type.unaliased.kind == .typeParameter }

  /// A constant as a value of a form; nil where it takes a conversion at run time.
  static func represent(_ value: Constant, as form: TypeForm) -> Constant? {
    switch value.kind {
    case .bool: return form == .bool ? value : nil
    case .string: return form == .string ? value : nil
    case .int, .float, .complex:
      guard form.isInteger || form.isFloat || form.isComplex else { return nil }
      return fix(value, for: form)
    case .unknown: return nil
    }
  }

  /// An expression converted to a type.
  func convert(
    _ operand: IRNode, to goal: TypeID, at position: IRPosition, isImplicit: Bool,
    isIdentical: Bool = false
  ) -> IRNode {
    let source = unit.type(operand)
    if unit.operation(operand) == .nilValue, types.form(source) == .untypedNil {
      unit[operand].type = goal
      return operand
    }
    var operation = types.conversion(
      from: source, to: goal, isConstant: unit.operation(operand) == .literal)
    if operation == .convertNop && !isIdentical && types.isInterface(goal)
      && !types.isEmptyInterface(goal) && (types.hasShape(goal) || types.hasShape(source))
    {
      // Interfaces that only shapes make equal still have tables of methods of their own.
      operation = .convertInterface
    }
    if operation == .stringToRunes, unit.operation(operand) == .literal {
      return runesLiteral(unit.constant(operand), goal, at: position)
    }
    var inner = operand
    let byteSlice = types.slice(of: types.byte)
    if operation == .bytesToString, !isPlain(types.element(source), types.uint8) {
      inner = unit.node(.convertNop, byteSlice, at: position, operand)
    } else if operation == .runesToString, !isPlain(types.element(source), types.int32) {
      inner = unit.node(.convertNop, types.slice(of: types.rune), at: position, operand)
    }
    return unit.node(
      operation, goal, at: position, inner, flags: isImplicit ? .implicit : [])
  }

  private func isPlain(_ type: TypeID, _ basic: TypeID) -> Bool { types.identical(type, basic) }

  private func runesLiteral(
    _ value: Constant, _ type: TypeID, at position: IRPosition
  ) -> IRNode {
    let text = value.stringValue?.text ?? ""
    let keys: [IRNode] = text.unicodeScalars.enumerated().map { index, scalar in
      unit.node(
        .key, .none, at: position, intLiteral(index, at: position),
        intLiteral(Int(scalar.value), types.element(type), at: position))
    }
    return unit.add(
      NodeRecord(
        .sliceLiteral, type: type, at: position, a: unit.makeList(keys).raw,
        c: UInt32(truncatingIfNeeded: keys.count)))
  }

  /// A type where a type is an operand: of an assertion, of a clause, of `new`.
  ///
  /// - Parameter interface: the type of what is asserted.
  func typeOperand(_ node: NodeID, interface: TypeID = .none) -> IRNode {
    let goType = results.typeAndValue(tree.unparenthesized(node))?.type ?? BasicType.invalid
    let type = self.type(goType)
    needDictionary(goType)
    let position = place(node)
    // A value in an interface with methods is told by the interface's table for its type.
    let usesTable =
      interface != .none && !types.isEmptyInterface(interface) && !types.isInterface(type)
    guard isDerived(type) || (usesTable && isDerived(interface)) else {
      return unit.node(.type, type, at: position)
    }
    // The actual type is known by the dictionary only.
    let descriptor = dictionaryDescriptor(at: position)
    return unit.add(
      NodeRecord(
        .dynamicType, type: type, at: position, a: usesTable ? 0 : descriptor.raw,
        b: usesTable ? descriptor.raw : 0))
  }

  /// Whether a type is known at run time only, by the dictionary.
  private func isDerived(_ type: TypeID) -> Bool {
    environment?.isShaped == true && types.hasShape(type)
  }

  private func dictionaryDescriptor(at position: IRPosition) -> IRNode {
    unit.node(
      .convertNop, types.pointer(to: types.uint8), at: position,
      dictionaryWord(0, at: position))
  }

  /// The address of a type's descriptor.
  func typeDescriptor(_ type: TypeID, at position: IRPosition) -> IRNode {
    if isDerived(type) { return dictionaryDescriptor(at: position) }
    let symbol = unit.node(.linkSymbol, types.uint8, at: position)
    return unit.node(.address, types.pointer(to: types.uint8), at: position, symbol)
  }

  /// A word of the dictionary.
  func dictionaryWord(_ index: Int, at position: IRPosition) -> IRNode {
    let variable = dictionaryVariable(at: position)
    let pointer = name(variable, at: position)
    let array = unit.node(
      .dereference, types.element(unit[variable].type), at: position, pointer, flags: .implicit)
    return unit.node(
      .index, types.uintptr, at: position, array, intLiteral(index, at: position))
  }

  /// The dictionary, as this body sees it.
  func dictionaryVariable(at position: IRPosition) -> VariableID {
    if dictionary.isPresent { return dictionary }
    guard let parent else {
      preconditionFailure("a body without type parameters has no dictionary")
    }
    let outer = parent.dictionaryVariable(at: position)
    let view = unit.addCapture(of: outer, by: function, at: position)
    dictionary = view
    return view
  }
}

extension TypeTable {
  /// The operation that converts between two types that the language allows to be converted.
  func conversion(from source: TypeID, to goal: TypeID, isConstant: Bool) -> Operation {
    if let assignment = assignment(from: source, to: goal) {
      return roundedIfFloat(assignment, source, goal)
    }
    let from = underlying(source)
    let to = underlying(goal)
    if identicalIgnoringTags(from, to) { return roundedIfFloat(.convertNop, source, goal) }
    let fromForm = form(from)
    let toForm = form(to)
    if fromForm == .pointer && toForm == .pointer && !hasPlainName(source) && !hasPlainName(goal) {
      if identicalIgnoringTags(underlying(element(from)), underlying(element(to))) {
        return .convertNop
      }
    }
    let fromNumber = fromForm.isInteger || fromForm.isFloat
    let toNumber = toForm.isInteger || toForm.isFloat
    if fromNumber && toNumber {
      return Self.machineForm(fromForm) == Self.machineForm(toForm) && !fromForm.isFloat
        ? .convertNop : .convert
    }
    if fromForm.isComplex && toForm.isComplex { return .convert }
    if isConstant && (fromNumber || fromForm.isComplex) && (toNumber || toForm.isComplex) {
      return .convert
    }
    return stringOrPointerConversion(from, to)
  }

  private func stringOrPointerConversion(_ from: TypeID, _ to: TypeID) -> Operation {
    let fromForm = form(from)
    let toForm = form(to)
    if toForm == .string {
      if fromForm.isInteger { return .runeToString }
      return form(element(from)) == .uint8 ? .bytesToString : .runesToString
    }
    if fromForm == .string {
      return form(element(to)) == .uint8 ? .stringToBytes : .stringToRunes
    }
    if fromForm == .slice {
      if toForm == .array { return .sliceToArray }
      if toForm == .pointer { return .sliceToArrayPointer }
    }
    // unsafe.Pointer from and to pointers and uintptr; maps and channels of one layout.
    return .convertNop
  }

  private func roundedIfFloat(
    _ operation: Operation, _ source: TypeID, _ goal: TypeID
  ) -> Operation {
    let form = form(source)
    guard operation == .convertNop, form == self.form(goal), form.isFloat || form.isComplex else {
      return operation
    }
    return .convert
  }

  private static func machineForm(_ form: TypeForm) -> TypeForm {
    switch form {
    case .int: return .int64
    case .uint, .uintptr: return .uint64
    default: return form
    }
  }

  private func hasPlainName(_ type: TypeID) -> Bool { records[type.slot].named != nil }

  /// Whether a type has a symbol in the compiler's sense: named and basic types.
  private func hasSymbol(_ type: TypeID) -> Bool {
    let record = records[type.slot]
    return record.named != nil || (record.basicName != nil && type != emptyInterface)
  }

  /// The operation by which a value is assigned to a variable of another type; nil if it is not
  /// assignable.
  func assignment(from source: TypeID, to goal: TypeID) -> Operation? {
    if identical(source, goal) { return .convertNop }
    if identical(underlying(source), underlying(goal)) {
      if isEmptyInterface(source) { return .convertNop }
      if (!hasSymbol(source) || !hasSymbol(goal)) && !isInterface(source) { return .convertNop }
      if isShape(source) || isShape(goal) { return .convertNop }
    }
    if isInterface(goal) && form(source) != .untypedNil {
      // The checker has made sure that the methods are there, except where an interface is
      // converted to one with more methods, which only an assertion does.
      return .convertInterface
    }
    if form(source) == .channel && form(goal) == .channel && direction(source) == .both
      && identical(element(source), element(goal)) && (!hasSymbol(source) || !hasSymbol(goal))
    {
      return .convertNop
    }
    if form(source) == .untypedNil && form(goal).hasNil { return .convertNop }
    return nil
  }

  /// Whether two types are identical but for the tags of fields.
  func identicalIgnoringTags(_ left: TypeID, _ right: TypeID) -> Bool {
    if identical(left, right) { return true }
    guard records[left.slot].named == nil, records[right.slot].named == nil else { return false }
    let first = records[left.slot]
    let second = records[right.slot]
    guard first.form == second.form, first.basicName == nil, second.basicName == nil,
      first.length == second.length, first.members.count == second.members.count,
      first.parameterCount == second.parameterCount, first.isVariadic == second.isVariadic
    else { return false }
    guard identicalIgnoringTags(first.element, second.element),
      identicalIgnoringTags(first.key, second.key)
    else { return false }
    return zip(first.members, second.members).allSatisfy { a, b in
      a.name == b.name && a.package === b.package && a.isEmbedded == b.isEmbedded
        && identicalIgnoringTags(a.type, b.type)
    }
  }
}
