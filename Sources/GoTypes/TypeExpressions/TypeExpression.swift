// Type expressions: from syntax to types.
import GoSyntax

extension Checker {
  /// The type that an expression denotes; invalid after an error. Generic types without arguments
  /// are errors.
  func typeExpression(_ node: NodeID) -> GoType { declaredType(node, of: nil) }

  /// Like `typeExpression`, for the type of a variable: constraint interfaces are errors too.
  func variableType(_ node: NodeID) -> GoType {
    let type = typeExpression(node)
    checkVariableType(type, at: node)
    return type
  }

  /// Complains, when all types are known, about a constraint interface as the type of a variable.
  func checkVariableType(_ type: GoType, at node: NodeID) {
    switch type.kind {
    // These cannot be interfaces.
    case .basic, .array, .slice, .structure, .pointer, .signature, .map, .channel: return
    case .named:
      let known = unsafeDowncast(type, to: NamedType.self).knownUnderlying
      if let known, known.kind != .interface { return }
    default: if isTypeParameter(type) { return }
    }
    let position = tree.start(of: node)
    later { [self] in
      guard let interface = type.underlying.asInterface else { return }
      let set = computeTypeSet(of: interface, checker: self, at: position)
      if set.isMethodSet { return }
      let reason =
        set.isComparableOnly
        ? "interface is (or embeds) comparable" : "interface contains type constraints"
      reportSoft(
        .misplacedConstraintIface, at: position,
        "cannot use type \(string(type)) outside a type constraint: \(reason)")
    }
  }

  /// Like `typeExpression`, for the right-hand side of the declaration of a type name.
  func declaredType(_ node: NodeID, of name: TypeNameObject?) -> GoType {
    var type = anyType(node, of: name)
    if isGeneric(type) {
      report(
        .wrongTypeArgCount, at: node,
        "cannot use generic type \(string(type)) without instantiation")
      type = BasicType.invalid
    }
    record(node, mode: .type, type: type)
    return type
  }

  /// The generic type without arguments that an expression denotes; invalid for other types.
  /// - Parameter cause: takes the reason if the expression is a type, but not generic.
  func genericType(_ node: NodeID, cause: Cause? = nil) -> GoType {
    var type = anyType(node, of: nil)
    if isValid(type) && !isGeneric(type) {
      cause?.text = "\(string(type)) is not a generic type"
      type = BasicType.invalid
    }
    record(node, mode: .type, type: type)
    return type
  }

  /// The types that expressions denote; nil if one is invalid, but all are checked.
  func typeList(_ nodes: NodeList) -> [GoType]? {
    var result: [GoType]? = []
    for node in nodes {
      let type = variableType(node)
      if isValid(type) { result?.append(type) } else { result = nil }
    }
    return result
  }

  /// The type that an expression denotes, generic or not.
  private func anyType(_ node: NodeID, of name: TypeNameObject?) -> GoType {
    bounded(unboundedType(node, of: name), at: tree.start(of: node))
  }

  private func unboundedType(_ node: NodeID, of name: TypeNameObject?) -> GoType {
    guard !stackGuard.isExhausted else {
      report(.limit, at: node, "type expression nests too deeply")
      return BasicType.invalid
    }
    switch tree.kind(node) {
    case .badExpression: return BasicType.invalid
    case .name:
      var x = Operand()
      identifier(node, into: &x, wantsType: true)
      return type(of: x)
    case .selector:
      var x = Operand()
      selector(node, into: &x, wantsType: true)
      return type(of: x)
    case .index:
      let syntax = tree.index(node)
      _ = verify(GoVersion(minor: 18), at: tree.start(of: node), "type instantiation")
      return instantiatedType(syntax.operand, tree.elements(syntax.index))
    case .parenthesized: return declaredType(tree.parenthesized(node), of: name)
    case .arrayType: return arrayType(node)
    case .sliceType:
      let slice = SliceType(element: BasicType.invalid)
      slice.element = variableType(tree.sliceType(node))
      return slice
    case .structType: return structType(node)
    case .unary: return pointerType(node)
    case .functionType:
      let signature = Signature()
      fill(signature, type: node, receiver: nil, typeParameters: .empty)
      return signature
    case .interfaceType: return interfaceType(node, of: name)
    case .mapType: return mapType(node)
    case .channelType:
      let syntax = tree.channelType(node)
      let channel = ChannelType(direction: syntax.direction, element: BasicType.invalid)
      channel.element = variableType(syntax.element)
      return channel
    case .dotsType:
      report(.invalidSyntaxTree, at: node, "invalid use of ...")
      return BasicType.invalid
    default: return notAType(node)
    }
  }

  private func notAType(_ node: NodeID) -> GoType {
    report(.notAType, at: node, "\(string(node)) is not a type")
    _ = use(node)
    return BasicType.invalid
  }

  /// The type that an operand is; an error if it is something else.
  private func type(of x: Operand) -> GoType {
    switch x.mode {
    case .type: return x.type
    case .invalid: break
    case .noValue: report(.notAType, at: x, "\(string(x)) used as type")
    default: report(.notAType, at: x, "\(string(x)) is not a type")
    }
    return BasicType.invalid
  }

  private func pointerType(_ node: NodeID) -> GoType {
    let syntax = tree.unary(node)
    guard syntax.op == .multiply else { return notAType(node) }
    let pointer = PointerType(base: BasicType.invalid)
    pointer.base = variableType(syntax.operand)
    // A pointer to an invalid type is of no use, and would lead to further complaints.
    return isValid(pointer.base) ? pointer : BasicType.invalid
  }

  private func arrayType(_ node: NodeID) -> GoType {
    let syntax = tree.arrayType(node)
    let array = ArrayType(element: BasicType.invalid, length: -1)
    if let length = syntax.length {
      array.length = arrayLength(length)
    } else {
      report(
        .badDotDotDotSyntax, at: node,
        "invalid use of [...] array (outside a composite literal)")
    }
    array.element = variableType(syntax.element)
    return array.length >= 0 ? array : BasicType.invalid
  }

  private func mapType(_ node: NodeID) -> GoType {
    let syntax = tree.mapType(node)
    let map = MapType(key: BasicType.invalid, element: BasicType.invalid)
    map.key = variableType(syntax.key)
    map.element = variableType(syntax.value)
    // Whether the key has == can only be said when its type is complete.
    if map.key.kind != .basic {
      later { [self] in
        if isComparable(map.key) { return }
        let why = isTypeParameter(map.key) ? " (missing comparable constraint)" : ""
        report(
          .incomparableMapKey, at: syntax.key, "invalid map key type \(string(map.key))\(why)")
      }
    }
    return map
  }

  /// The value of an array length; negative after an error.
  func arrayLength(_ node: NodeID) -> Int64 {
    // A name may also be a type parameter whose constraint was forgotten.
    if tree.kind(node) == .name {
      let name = tree.name(node)
      guard let object = lookup(name) else {
        report(
          .invalidArrayLen, at: node,
          "undefined array length \(names.text(name)) or missing type constraint")
        return -1
      }
      guard object.kind == .constant else {
        report(.invalidArrayLen, at: node, "invalid array length \(names.text(name))")
        return -1
      }
    }
    var x = Operand()
    expression(node, into: &x)
    guard x.mode == .constant else {
      if x.mode != .invalid {
        report(.invalidArrayLen, at: x, "array length \(string(x)) must be constant")
      }
      return -1
    }
    if isUntyped(x.type) || isInteger(x.type) {
      let value = x.value.asInteger
      if value.kind == .int, represent(value, as: BasicType.int) != nil,
        let length = value.int64Value, length >= 0
      {
        return length
      }
    }
    let text =
      isInteger(x.type)
      ? "invalid array length \(string(x))" : "array length \(string(x)) must be integer"
    report(.invalidArrayLen, at: x, text)
    return -1
  }
}
