// Nodes that lead from one value to another: fields, addresses, receivers of promoted methods.
import GoTypes

extension Unit {
  /// A field of a struct or of what a pointer points to.
  func field(
    _ operand: IRNode, _ index: Int, at position: IRPosition, isImplicit: Bool
  ) -> IRNode {
    var structure = type(operand)
    var operation = Operation.dot
    if types.form(structure) == .pointer {
      structure = types.element(structure)
      operation = .dotPointer
    }
    let member = types.members(structure)[index]
    use(member.type)
    let selection = IRSelection(
      name: member.name, packagePath: member.package?.path ?? "", fieldIndex: index,
      offset: types.fieldOffset(structure, index))
    return add(
      NodeRecord(
        operation, type: member.type, at: position, a: operand.raw,
        b: makeSelection(selection), flags: isImplicit ? .implicit : []))
  }

  /// The address of an expression; of a composite literal, the literal with storage.
  func address(of operand: IRNode, at position: IRPosition, isImplicit: Bool) -> IRNode {
    var operation = Operation.address
    switch self.operation(operand) {
    case .structLiteral, .arrayLiteral, .sliceLiteral, .mapLiteral: operation = .pointerLiteral
    default: markAddressTaken(operand)
    }
    return node(
      operation, types.pointer(to: type(operand)), at: position, operand,
      flags: isImplicit ? .implicit : [])
  }

  /// The address of a part is an address of the whole, also when a closure takes it.
  private func markAddressTaken(_ operand: IRNode) {
    let outer = outerValue(operand)
    guard operation(outer) == .name else { return }
    let variable = self.variable(outer)
    variables[canonical(variable).slot].flags.insert(.addressTaken)
    variables[variable.slot].flags.insert(.addressTaken)
  }

  /// The value that has a method which a type gets from its embedded fields.
  func promotedReceiver(
    _ operand: IRNode, _ found: FoundMethod, at position: IRPosition
  ) -> IRNode {
    var receiver = operand
    for index in found.path {
      receiver = field(receiver, index, at: position, isImplicit: true)
    }
    return receiver
  }

  /// A receiver as a method wants it: the value, or its address.
  func adjustedReceiver(
    _ receiver: IRNode, to wanted: TypeID, at position: IRPosition
  ) -> IRNode {
    let have = type(receiver)
    if types.identical(have, wanted) { return receiver }
    if types.form(have) == .pointer, types.identical(types.element(have), wanted) {
      return node(.dereference, wanted, at: position, receiver, flags: .implicit)
    }
    return address(of: receiver, at: position, isImplicit: true)
  }

  /// A method of an interface that an embedded field has.
  func interfaceMethod(
    _ given: IRNode, _ found: FoundMethod, _ name: String, at position: IRPosition
  ) -> IRNode {
    var receiver = given
    if types.form(type(receiver)) == .pointer {
      receiver = node(
        .dereference, types.element(type(receiver)), at: position, receiver, flags: .implicit)
    }
    let selection = IRSelection(
      name: name, packagePath: found.interfaceMember?.package?.path ?? "", fieldIndex: -1,
      offset: 0)
    return add(
      NodeRecord(
        .dotInterface, type: found.interfaceMember?.type ?? .none, at: position,
        a: receiver.raw, b: makeSelection(selection)))
  }
}
