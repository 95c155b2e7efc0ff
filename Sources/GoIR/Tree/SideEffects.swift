// Which nodes do something besides having a value.

extension Unit {
  /// Whether a node may have an effect of its own, its operands aside.
  func isSideEffect(_ node: IRNode) -> Bool {
    switch operation(node) {
    case .name, .functionName, .type, .literal, .nilValue, .add, .subtract, .or, .exclusiveOr,
      .addString, .address, .logicalAnd, .bytesToString, .runesToString, .stringToBytes,
      .stringToRunes, .capacity, .mapLiteral, .structLiteral, .arrayLiteral, .sliceLiteral,
      .pointerLiteral, .convert, .convertInterface, .convertNop, .dot, .equal, .notEqual, .less,
      .lessEqual, .greater, .greaterEqual, .key, .structKey, .length, .multiply, .shiftLeft,
      .shiftRight, .and, .andNot, .new, .not, .complement, .plus, .negate, .logicalOr,
      .runeToString, .real, .imaginary, .complex:
      return false
    case .divide, .remainder:
      let divisor = second(node)
      return operation(divisor) != .literal || constant(divisor).sign == 0
    case .makeChannel, .makeMap:
      return integer(first(node)) != 0
    default: return true
    }
  }

  /// Whether evaluating an expression may have an effect.
  func hasSideEffects(_ node: IRNode) -> Bool { any(node) { isSideEffect($0) } }

  /// Whether an expression can be evaluated several times in the place of once.
  func isRepeatable(_ node: IRNode) -> Bool {
    !any(node) { node in
      if isSideEffect(node) { return true }
      switch operation(node) {
      case .makeChannel, .makeMap, .makeSlice, .mapLiteral, .new, .pointerLiteral, .sliceLiteral,
        .stringToBytes, .stringToRunes:
        return true
      default: return false
      }
    }
  }

  /// Whether evaluating an expression may change a package-level variable of this package.
  func mayChangeGlobals(_ node: IRNode) -> Bool {
    any(node) { node in
      let record = nodes[node.slot]
      switch record.operation {
      case .callFunction, .callInterface:
        guard let symbol = staticCallee(IRNode(raw: record.a)) else { return true }
        return symbol.package?.path != "internal/abi" || !symbol.name.hasPrefix("FuncPCABI")
      case .append, .clear, .copy: return true
      case .assignOperation, .assign: return !isHarmlessTarget(IRNode(raw: record.a))
      case .assignList, .assignTypeAssert, .assignFunction, .assignMap, .assignReceive:
        return !list(operand: record.a).allSatisfy { isHarmlessTarget($0) }
      default: return false
      }
    }
  }

  /// Whether a target is a local variable, or a part of one.
  private func isHarmlessTarget(_ target: IRNode) -> Bool {
    var outer = outerValue(target)
    while operation(outer) == .dereference { outer = first(outer) }
    if operation(outer) == .blank { return true }
    guard operation(outer) == .name else { return false }
    let record = variables[variable(outer).slot]
    return record.storage != .global || record.package !== package.package
  }
}
