// Slice expressions.

import GoSyntax

extension Checker {
  /// Checks `x[low:high:max]`.
  func sliceExpression(_ node: NodeID, into x: inout Operand) {
    let syntax = tree.slice(node)
    expression(syntax.operand, into: &x)
    guard x.isValid else {
      for index in [syntax.low, syntax.high, syntax.max] { use(index) }
      return
    }
    guard let under = slicedType(x) else { return x.invalidate() }
    if let pointer = x.type.underlying.asPointer, !isComplete(pointer.base) {
      return x.invalidate()
    }
    var length: Int64?
    switch under.kind {
    case .basic where isString(under):
      if syntax.isFull {
        report(
          .invalidSliceExpr, at: syntax.max ?? node,
          "invalid operation: 3-index slice of string")
        return x.invalidate()
      }
      if x.mode == .constant { length = (x.value.stringValue?.count).map { Int64($0) } }
      if isUntyped(x.type) { x.type = BasicType.string }
    case .array:
      guard let array = under.asArray, x.mode == .variable else {
        report(
          .nonSliceableOperand, at: x, "cannot slice unaddressable value \(string(x))")
        return x.invalidate()
      }
      length = array.length < 0 ? nil : array.length
      x.type = SliceType(element: array.element)
    case .pointer:
      guard let array = under.asPointer?.base.underlying.asArray else { return rejectSlice(&x) }
      length = array.length < 0 ? nil : array.length
      x.type = SliceType(element: array.element)
    case .slice:
      break
    default:
      return rejectSlice(&x)
    }
    x.mode = .value
    if syntax.isFull && (syntax.high == nil || syntax.max == nil) {
      // The parser has reported it.
      report(
        .invalidSyntaxTree, at: node, "2nd and 3rd index required in 3-index slice")
      return x.invalidate()
    }
    checkSliceIndices(syntax, length: length)
  }

  private func rejectSlice(_ x: inout Operand) {
    report(.nonSliceableOperand, at: x, "cannot slice \(string(x))")
    x.invalidate()
  }

  /// The common underlying type of what is sliced; a string counts as a byte slice among others.
  /// Nil after an error was reported.
  private func slicedType(_ x: Operand) -> GoType? {
    guard let parameter = x.type.asTypeParameter else { return x.type.underlying }
    var first: (type: GoType, under: GoType)?
    var hasString = false
    var message: String?
    _ = forAllTypes(of: parameter) { type, under in
      guard let type, var under else {
        message = "no specific type in \(self.string(x.type))"
        return false
      }
      if isString(under) {
        under = SliceType(element: BasicType.byte)
        hasString = true
      }
      guard let (firstType, firstUnder) = first else {
        first = (type, under)
        return true
      }
      if identical(firstUnder, under) { return true }
      message =
        "\(self.string(firstType)) and \(self.string(type)) have different underlying types"
      return false
    }
    if let message {
      report(.nonSliceableOperand, at: x, "cannot slice \(string(x)): \(message)")
      return nil
    }
    if hasString { return BasicType.string }
    return first?.under
  }

  /// Checks the indices, and that the constant ones do not decrease.
  private func checkSliceIndices(_ syntax: SliceSyntax, length: Int64?) {
    var constants: [(value: Int64, node: NodeID?)] = []
    for (index, node) in [syntax.low, syntax.high, syntax.max].enumerated() {
      if let node {
        let limit: Int64? = length.map { $0 < .max ? $0 + 1 : $0 }
        if let value = checkIndex(node, limit: limit).value { constants.append((value, node)) }
      } else if index == 0 {
        constants.append((0, nil))
      } else if let length {
        constants.append((length, nil))
      }
    }
    for (index, first) in constants.enumerated() where first.value > 0 {
      for second in constants[(index + 1)...] where second.value < first.value {
        // An index below another is never an omitted one, which is the length.
        guard let node = second.node else { continue }
        report(
          .swappedSliceIndices, at: node,
          "invalid slice indices: \(second.value) < \(first.value)")
        return
      }
    }
  }
}
