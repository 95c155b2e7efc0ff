// Small questions about nodes that several passes ask.
import GoTypes

extension Unit {
  /// The variable, or other outermost value, that a write to a node changes: structs and arrays
  /// around it are one with it.
  public func outerValue(_ node: IRNode) -> IRNode {
    var current = node
    while true {
      let record = nodes[current.slot]
      switch record.operation {
      case .dot, .convertNop: current = IRNode(raw: record.a)
      case .index where types.form(type(IRNode(raw: record.a))) == .array:
        current = IRNode(raw: record.a)
      default: return current
      }
    }
  }

  /// Whether an expression has an address.
  public func isAddressable(_ node: IRNode) -> Bool {
    let record = nodes[node.slot]
    let operand = IRNode(raw: record.a)
    switch record.operation {
    case .index:
      switch types.form(type(operand)) {
      case .array: return isAddressable(operand)
      case .string: return false
      default: return true
      }
    case .dereference, .dotPointer, .linkSymbol: return true
    case .dot: return isAddressable(operand)
    case .name: return true
    default: return false
    }
  }

  /// Whether a node is `_`.
  public func isBlank(_ node: IRNode) -> Bool {
    guard node.isPresent else { return true }
    return operation(node) == .blank
  }

  /// The only result of a call that was inlined.
  public func singleResult(_ inlined: IRNode) -> IRNode {
    list(operand: nodes[inlined.slot].b)[0]
  }

  /// The function that an expression names statically: a function, a method, a literal.
  public func staticCallee(_ node: IRNode) -> FunctionSymbol? {
    switch operation(node) {
    case .functionName, .methodExpression: return symbol(node)
    case .closure: return closureFunction(node).symbol
    default: return nil
    }
  }

  /// Whether an expression is the zero value of its type, written as such.
  public func isZero(_ node: IRNode) -> Bool {
    guard node.isPresent else { return true }
    let record = nodes[node.slot]
    switch record.operation {
    case .nilValue: return true
    case .literal:
      switch constants[Int(record.a)] {
      case .string(let text): return text.count == 0
      case .bool(let value): return !value
      case let number: return number.sign == 0
      }
    case .arrayLiteral, .structLiteral:
      return list(operand: record.a).allSatisfy { isZero(elementValue($0)) }
    default: return false
    }
  }

  /// The value of an element of a literal, its key aside.
  public func elementValue(_ element: IRNode) -> IRNode {
    switch operation(element) {
    case .key: return second(element)
    case .structKey: return first(element)
    default: return element
    }
  }

  /// The integer of a constant node, if it is one and fits.
  public func integer(_ node: IRNode) -> Int64? {
    guard operation(node) == .literal else { return nil }
    return constant(node).int64Value
  }
}

// Changes that escape analysis makes on its way.
extension Unit {
  private func addTemporary(_ type: TypeID, in function: Function, at position: IRPosition)
    -> VariableID
  {
    var record = Variable(
      ".autotmp_\(function.locals.count)", package: package.package, type: type,
      storage: .local, position: position, function: function.index)
    record.flags = .temporary
    let variable = add(record)
    function.locals.append(variable)
    return variable
  }

  /// A temporary with the value of an expression, and the statements that make it.
  private func copyToTemporary(
    _ value: IRNode, in function: Function, at position: IRPosition
  ) -> (VariableID, [IRNode]) {
    let copy = addTemporary(type(value), in: function, at: position)
    func name() -> IRNode {
      add(NodeRecord(.name, type: type(value), at: position, a: copy.raw))
    }
    let declaration = node(.declare, .none, at: position, name())
    let assignment = node(.assign, .none, at: position, name(), value)
    self[copy].definition = .node(assignment)
    return (copy, [declaration, assignment])
  }

  /// Puts the operand of a conversion into a temporary that lives on.
  public func keepInTemporary(
    _ conversion: IRNode, in function: Function
  ) -> (VariableID, [IRNode]) {
    let operand = first(conversion)
    let position = self[operand].position
    let (copy, statements) = copyToTemporary(operand, in: function, at: position)
    self[conversion].a =
      add(NodeRecord(.name, type: type(operand), at: position, a: copy.raw)).raw
    self[copy].flags.insert(.addressTaken)
    return (copy, statements)
  }

  /// Replaces the length, or capacity, of a slice that is made by a constant.
  public func replaceSize(
    of node: IRNode, by value: Constant, type: TypeID, in function: Function
  ) {
    let capacity = second(node)
    let old = capacity.isPresent ? capacity : first(node)
    let position = self[node].position
    let (_, statements) = copyToTemporary(old, in: function, at: position)
    appendInitial(statements, to: node)
    let literal = add(
      NodeRecord(.literal, type: type, at: position, a: makeConstant(value)))
    if capacity.isPresent { self[node].b = literal.raw } else { self[node].a = literal.raw }
  }

  /// Replaces the operand of a conversion by a constant.
  public func replaceOperand(of node: IRNode, by value: Constant, in function: Function) {
    let old = first(node)
    let position = self[node].position
    let (_, statements) = copyToTemporary(old, in: function, at: position)
    appendInitial(statements, to: node)
    self[node].a =
      add(
        NodeRecord(
          .literal, type: type(old), at: position,
          a: makeConstant(BodyBuilder.fix(value, for: types.form(type(old)))))
      ).raw
  }
}
