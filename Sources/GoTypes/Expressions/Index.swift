// Index expressions, slice expressions, and the checks of indices that literals and `make` share.

import GoSyntax

extension Checker {
  /// What indexing a type yields.
  private struct Indexing {
    var mode: OperandMode
    var element: GoType
    /// The key type of a map.
    var key: GoType?
    /// The number of elements if it is known.
    var length: Int64?
  }

  /// Checks `x[i]`, an instance of a type, or an instance of a function.
  /// - Returns: true if it is the last, and then `x` is the generic function and the caller
  ///   instantiates it.
  func indexExpression(_ node: NodeID, into x: inout Operand) -> Bool {
    let syntax = tree.index(node)
    expressionOrType(syntax.operand, into: &x, allowsGeneric: true)
    switch x.mode {
    case .invalid:
      use(tree.elements(syntax.index))
      return false
    case .type:
      x.invalidate()
      x.type = variableType(node)
      if isValid(x.type) { x.mode = .type }
      return false
    case .value:
      if let signature = x.type.underlying.asSignature, !signature.typeParameters.isEmpty {
        return true
      }
    default:
      break
    }
    rejectGeneric(&x, target: nil)
    guard x.isValid, isCompleteForIndexing(x.type) else {
      x.invalidate()
      return false
    }
    guard let indexing = indexing(x) else {
      report(.nonSliceableOperand, at: tree.position(node), "cannot index \(string(x))")
      use(tree.elements(syntax.index))
      x.invalidate()
      return false
    }
    x.mode = indexing.mode
    x.type = indexing.element
    let index = singleIndex(syntax)
    if let key = indexing.key {
      var k = Operand()
      genericExpression(index, into: &k)
      assign(&k, to: key, context: "map index")
    } else {
      checkIndex(index, limit: indexing.length)
    }
    return false
  }

  private func isCompleteForIndexing(_ type: GoType) -> Bool {
    guard isComplete(type) else { return false }
    let under = type.underlying
    if let pointer = under.asPointer { return isComplete(pointer.base) }
    if let map = under.asMap { return isComplete(map.element) }
    return true
  }

  /// What indexing an operand yields; nil if it cannot be indexed.
  private func indexing(_ x: Operand) -> Indexing? {
    if let parameter = x.type.asTypeParameter { return indexing(parameter, x.mode) }
    let under = x.type.underlying
    var result = indexing(under, x.mode)
    if under.kind == .basic, x.mode == .constant {
      result?.length = (x.value.stringValue?.count).map { Int64($0) }
    }
    return result
  }

  private func indexing(_ under: GoType, _ mode: OperandMode) -> Indexing? {
    switch under.kind {
    case .basic:
      guard isString(under) else { return nil }
      return Indexing(mode: .value, element: BasicType.byte)
    case .array:
      guard let array = under.asArray else { return nil }
      return Indexing(
        mode: mode == .variable ? .variable : .value, element: array.element,
        length: knownLength(array))
    case .pointer:
      guard let array = under.asPointer?.base.underlying.asArray else { return nil }
      return Indexing(mode: .variable, element: array.element, length: knownLength(array))
    case .slice:
      return under.asSlice.map { Indexing(mode: .variable, element: $0.element) }
    case .map:
      return under.asMap.map { Indexing(mode: .mapIndex, element: $0.element, key: $0.key) }
    default:
      return nil
    }
  }

  private func knownLength(_ array: ArrayType) -> Int64? { array.length < 0 ? nil : array.length }

  /// All types of the set must yield the same element, by the same key if any is a map.
  private func indexing(_ parameter: TypeParameter, _ mode: OperandMode) -> Indexing? {
    var result: Indexing?
    let fits = forAllUnderlying(of: parameter) { under in
      guard let under, let next = self.indexing(under, mode) else { return false }
      guard let first = result else {
        result = next
        return true
      }
      switch (first.key, next.key) {
      case (nil, nil): break
      case (let a?, let b?): if !identical(a, b) { return false }
      default: return false
      }
      guard identical(first.element, next.element) else { return false }
      if next.mode == .value { result?.mode = .value }
      if let length = next.length, length < first.length ?? .max { result?.length = length }
      return true
    }
    return fits ? result : nil
  }

  /// The index of an index expression; reports an error if there are several.
  private func singleIndex(_ syntax: IndexSyntax) -> NodeID {
    let indices = tree.elements(syntax.index)
    if indices.count > 1 {
      report(.invalidIndex, at: indices[1], "invalid operation: more than one index")
    }
    return indices.first ?? syntax.index
  }

  // MARK: - Indices

  /// Checks an index.
  /// - Parameter limit: what the index must be below, if that is known.
  /// - Returns: its type, invalid after an error, and its value if it is constant.
  @discardableResult
  func checkIndex(_ node: NodeID, limit: Int64?) -> (type: GoType, value: Int64?) {
    var x = Operand()
    expression(node, into: &x)
    guard isValidIndex(&x, code: .invalidIndex, what: "index", allowsNegative: false) else {
      return (BasicType.invalid, nil)
    }
    guard x.mode == .constant else { return (x.type, nil) }
    guard let value = x.value.int64Value else { return (BasicType.invalid, nil) }
    if let limit, value >= limit {
      report(
        .invalidIndex, at: x, "invalid argument: index \(value) out of bounds [0:\(limit)]")
      return (BasicType.invalid, nil)
    }
    return (x.type, value)
  }

  /// Whether an operand is an integer that can be an index or length; reports an error if not.
  func isValidIndex(
    _ x: inout Operand, code: DiagnosticCode, what: String, allowsNegative: Bool
  ) -> Bool {
    guard x.isValid else { return false }
    convertUntyped(&x, to: BasicType.int)
    guard x.isValid else { return false }
    guard allInteger(x.type) else {
      report(code, at: x, "invalid argument: \(what) \(string(x)) must be integer")
      return false
    }
    guard x.mode == .constant else { return true }
    if !allowsNegative && x.value.sign < 0 {
      report(code, at: x, "invalid argument: \(what) \(string(x)) must not be negative")
      return false
    }
    guard let value = represent(x.value, as: BasicType.int) else {
      report(code, at: x, "invalid argument: \(what) \(string(x)) overflows int")
      return false
    }
    x.value = value
    return true
  }
}
