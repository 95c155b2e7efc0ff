// Indexes that cannot be out of range, because of how they are computed: `a[i & 15]` in an array
// of 16, `a[b]` in one of 256 for a byte b. They need no check.
import GoTypes

extension Unit {
  /// Marks the indexes in arrays and constant strings that are always in range (`special`).
  ///
  /// - Returns: the positions of those whose index is no constant, function by function, literals
  ///   behind the function that they are in.
  public func markBoundedIndexes() -> [IRPosition] {
    var found: [IRPosition] = []
    for function in functions where !function.isLiteral {
      var waiting = [function]
      while let next = waiting.popLast() {
        // Operands of append are put into variables first, so that only their types tell.
        var appended: Set<IRNode> = []
        forEachNode(in: next) { node in
          switch operation(node) {
          case .closure: waiting.append(closureFunction(node))
          case .append:
            for operand in list(operand: nodes[node.slot].b) { noteIndexes(in: operand, &appended) }
          case .index: markIfBounded(node, isAppended: appended.contains(node), &found)
          default: break
          }
        }
      }
    }
    return found
  }

  /// The indexes that an operand consists of, operators aside.
  private func noteIndexes(in operand: IRNode, _ found: inout Set<IRNode>) {
    switch operation(operand) {
    case .index, .indexMap:
      found.insert(operand)
      noteIndexes(in: first(operand), &found)
      noteIndexes(in: second(operand), &found)
    case .dot, .dotPointer, .dereference, .length, .capacity:
      noteIndexes(in: first(operand), &found)
    default: break
    }
  }

  private func markIfBounded(
    _ node: IRNode, isAppended: Bool, _ found: inout [IRPosition]
  ) {
    let record = nodes[node.slot]
    let operand = IRNode(raw: record.a)
    let index = IRNode(raw: record.b)
    let length: Int64
    if types.form(type(operand)) == .array {
      length = types.length(type(operand))
    } else if operation(operand) == .literal, let text = constant(operand).stringValue {
      length = Int64(text.count)
    } else {
      return
    }
    guard !record.flags.contains(.special), isBounded(index, below: length) else { return }
    nodes[node.slot].flags.insert(.special)
    let isTold = !isAppended || isBoundedByType(index, below: length)
    if operation(index) != .literal && isTold { found.append(record.position) }
  }

  private func isBoundedByType(_ node: IRNode, below limit: Int64) -> Bool {
    let bits = 8 * types.size(type(node))
    let isSigned = [.int, .int8, .int16, .int32, .int64].contains(types.form(type(node)))
    return !isSigned && bits <= 62 && (1 << bits) <= limit
  }

  /// Whether an integer is at least 0 and less than a limit, by its type and its operation.
  private func isBounded(_ node: IRNode, below limit: Int64) -> Bool {
    let form = types.form(type(node))
    guard form.isInteger else { return false }
    let isSigned = [.int, .int8, .int16, .int32, .int64].contains(form)
    var bits = 8 * types.size(type(node))
    if let value = smallConstant(node) { return 0 <= value && value < limit }
    switch operation(node) {
    case .and, .andNot:
      var mask: Int64 = -1
      if let value = smallConstant(first(node)) {
        mask = value
      } else if let value = smallConstant(second(node)) {
        mask = value
        if operation(node) == .andNot {
          mask = ~mask
          if !isSigned && bits < 64 { mask &= (1 << bits) - 1 }
        }
      }
      if 0 <= mask && mask < limit { return true }
    case .remainder:
      if !isSigned, let value = smallConstant(second(node)), 0 <= value && value <= limit {
        return true
      }
    case .divide:
      if !isSigned, var value = smallConstant(second(node)) {
        while bits > 0 && value >= 2 {
          bits -= 1
          value >>= 1
        }
      }
    case .shiftRight:
      if !isSigned, let value = smallConstant(second(node)) {
        if value > bits { return limit > 0 }
        bits -= value
      }
    default: break
    }
    return !isSigned && bits <= 62 && (1 << bits) <= limit
  }

  /// The value of a constant that fits in 32 bits.
  private func smallConstant(_ node: IRNode) -> Int64? {
    guard let value = integer(node), Int64(Int32(truncatingIfNeeded: value)) == value else {
      return nil
    }
    return value
  }
}
