// Expressions: names, operators, access. Calls, conversions, literals and methods are in chapters
// of their own.
import GoSyntax
import GoTypes

extension BodyBuilder {
  /// The node of an expression.
  ///
  /// - Parameter isStatement: its value is not used.
  func expression(_ written: NodeID, isStatement: Bool = false) -> IRNode {
    let node = tree.unparenthesized(written)
    let position = place(node)
    let known = results.typeAndValue(node)
    if let known, let value = known.constant, known.mode == .constant {
      return literal(value, constantType(known), at: position)
    }
    let (object, arguments) = referredObject(node)
    if object?.kind == .nil {
      let type = known.map { self.type($0.type) } ?? types.untypedNil
      return zeroValue(type, at: position)
    }
    let result = object.map { reference($0, node, arguments) } ?? operation(node, isStatement)
    if let known, known.mode != .builtin, known.type.kind != .tuple, known.mode != .noValue,
      known.mode != .type
    {
      reshape(result, to: goType(node))
    }
    return result
  }

  /// Shapes can make an expression's type differ from the type it is used at, in name only.
  private func reshape(_ node: IRNode, to goType: GoType) {
    guard environment?.isShaped == true else { return }
    if let basic = goType.asBasic, basic.info.contains(.untyped) { return }
    let wanted = type(goType)
    if unit.type(node) != wanted, types.form(wanted) != .tuple { unit[node].type = wanted }
  }

  /// The type of a constant, also where the checker left it untyped.
  private func constantType(_ known: TypeAndValue) -> TypeID {
    guard let basic = known.type.unaliased.asBasic, basic.info.contains(.untyped) else {
      return type(known.type)
    }
    switch basic.basicKind {
    case .untypedBool: return types.bool
    case .untypedString: return types.string
    case .untypedRune: return types.int32
    default:
      let value = known.constant?.asInteger ?? .unknown
      return value.sign < 0 ? types.int : types.uint
    }
  }

  /// The zero value of a type.
  func zeroValue(_ type: TypeID, at position: IRPosition) -> IRNode {
    switch types.form(type) {
    case .string: return literal(.make(""), type, at: position)
    case .bool: return literal(.bool(false), type, at: position)
    case .structure: return unit.node(.structLiteral, type, at: position)
    case .array: return unit.node(.arrayLiteral, type, at: position)
    case let form where form.isInteger || form.isFloat || form.isComplex:
      return literal(.int(0), type, at: position)
    default: return unit.node(.nilValue, type, at: position)
    }
  }

  // MARK: - Names

  /// The object that an expression names, with type arguments if it is an instantiation.
  func referredObject(_ node: NodeID) -> (Object?, [GoType]) {
    var name = node
    if tree.kind(name) == .index {
      let index = tree.index(name)
      let arguments = tree.elements(index.index)
      if arguments.count == 1, let only = arguments.first,
        results.typeAndValue(tree.unparenthesized(only))?.isType != true
      {
        return (nil, [])
      }
      name = index.operand
    }
    if tree.kind(name) == .selector {
      let selector = tree.selector(name)
      guard isPackage(selector.operand) else { return (nil, []) }
      name = selector.selector
    }
    guard tree.kind(name) == .name, let object = results.use(name) else { return (nil, []) }
    return (object, results.instances[name]?.typeArguments ?? [])
  }

  private func isPackage(_ node: NodeID) -> Bool {
    tree.kind(node) == .name && results.use(node)?.kind == .packageName
  }

  private func reference(_ object: Object, _ node: NodeID, _ arguments: [GoType]) -> IRNode {
    let position = place(node)
    if let function = object.asFunction {
      if !arguments.isEmpty { return functionValue(function, arguments, at: position) }
      return functionName(unit.session.symbol(of: function), at: position)
    }
    guard let variable = object.asVariable else {
      preconditionFailure("an expression names neither a variable nor a function")
    }
    if variable.variableKind == .package {
      let global = unit.global(variable)
      unit.use(unit[global].type)
      return name(global, at: position)
    }
    return name(self.variable(for: variable, at: position), at: position)
  }

  func functionName(_ symbol: FunctionSymbol, at position: IRPosition) -> IRNode {
    unit.add(
      NodeRecord(
        .functionName, type: symbol.type, at: position, a: unit.number(of: symbol)))
  }

  // MARK: - Operators and access

  private func operation(_ node: NodeID, _ isStatement: Bool) -> IRNode {
    switch tree.kind(node) {
    case .compositeLiteral: return compositeLiteral(node)
    case .functionLiteral: return functionLiteral(node)
    case .selector: return selector(node)
    case .index: return index(node)
    case .slice: return slice(node)
    case .typeAssertion: return typeAssertion(node)
    case .unary: return unary(node)
    case .binary: return binary(node)
    case .call: return call(node, isStatement: isStatement)
    default: preconditionFailure("an expression of an unknown kind")
    }
  }

  private func selector(_ node: NodeID) -> IRNode {
    guard let selection = results.selections[node] else {
      preconditionFailure("a selector selects nothing")
    }
    switch selection.kind {
    case .field:
      var operand = expression(tree.selector(node).operand)
      for (step, index) in selection.path.enumerated() {
        operand = field(
          operand, index, at: place(node), isImplicit: step < selection.path.count - 1)
      }
      return operand
    case .methodValue: return methodValue(node, selection)
    case .methodExpression: return methodExpressionValue(node, selection)
    }
  }

  /// A field of a struct or of what a pointer points to.
  func field(
    _ operand: IRNode, _ index: Int, at position: IRPosition, isImplicit: Bool = false
  ) -> IRNode {
    unit.field(operand, index, at: position, isImplicit: isImplicit)
  }

  private func index(_ node: NodeID) -> IRNode {
    let syntax = tree.index(node)
    if tree.kind(syntax.operand) == .selector,
      let selection = results.selections[syntax.operand], selection.kind != .field
    {
      // The explicit instantiation of a generic method.
      return selection.kind == .methodValue
        ? methodValue(syntax.operand, selection)
        : methodExpressionValue(syntax.operand, selection)
    }
    let key = coreType(goType(syntax.operand))?.asMap?.key
    var operand = expression(syntax.operand)
    let index = implicitConversion(of: syntax.index, to: key)
    let position = place(node)
    let operandType = unit.type(operand)
    if types.form(operandType) == .map {
      needDictionary(goType(syntax.operand))
      return unit.node(.indexMap, types.element(operandType), at: position, operand, index)
    }
    if types.form(operandType) == .pointer {
      operand = unit.node(
        .dereference, types.element(operandType), at: position, operand, flags: .implicit)
    }
    let type =
      types.form(operandType) == .string ? types.byte : types.element(unit.type(operand))
    return unit.node(.index, type, at: position, operand, index)
  }

  private func slice(_ node: NodeID) -> IRNode {
    let syntax = tree.slice(node)
    var operand = expression(syntax.operand)
    let bounds: [IRNode] = [syntax.low, syntax.high, syntax.max].map { bound in
      bound.map { expression($0) } ?? .none
    }
    let position = place(node)
    if types.form(unit.type(operand)) == .array {
      operand = address(operand, at: position, isImplicit: true)
    }
    let type = unit.type(operand)
    var operation: Operation = syntax.max == nil ? .slice : .slice3
    var result = type
    if types.form(type) == .string {
      operation = .sliceString
    } else if types.form(type) == .pointer {
      operation = syntax.max == nil ? .sliceArray : .slice3Array
      result = types.slice(of: types.element(types.element(type)))
    }
    return unit.add(
      NodeRecord(
        operation, type: result, at: position, a: operand.raw, b: unit.makeList(bounds).raw))
  }

  private func typeAssertion(_ node: NodeID) -> IRNode {
    let syntax = tree.typeAssertion(node)
    let operand = expression(syntax.operand)
    let asserted = typeOperand(syntax.type, interface: unit.type(operand))
    let position = place(node)
    let record = unit[asserted]
    if record.operation == .dynamicType {
      return unit.add(
        NodeRecord(
          .dynamicTypeAssert, type: record.type, at: position, a: operand.raw,
          b: unit.makeList(
            [typeDescriptor(unit.type(operand), at: position)]
              + [IRNode(raw: record.a), IRNode(raw: record.b)].filter(\.isPresent)
          ).raw))
    }
    return unit.node(.typeAssert, record.type, at: position, operand)
  }

  private func unary(_ node: NodeID) -> IRNode {
    let syntax = tree.unary(node)
    let position = place(node)
    let operand = expression(syntax.operand)
    let type = unit.type(operand)
    switch syntax.op {
    case .and: return address(operand, at: position)
    case .multiply:
      return unit.node(.dereference, types.element(type), at: position, operand)
    case .receive:
      return unit.node(.receive, types.element(type), at: position, operand)
    case .not: return unit.node(.not, type, at: position, operand)
    case .xor: return unit.node(.complement, type, at: position, operand)
    case .subtract: return unit.node(.negate, type, at: position, operand)
    default: return unit.node(.plus, type, at: position, operand)
    }
  }

  /// The address of an expression; of a composite literal, the literal with storage.
  func address(_ operand: IRNode, at position: IRPosition, isImplicit: Bool = false) -> IRNode {
    unit.address(of: operand, at: position, isImplicit: isImplicit)
  }

  private func binary(_ node: NodeID) -> IRNode {
    let syntax = tree.binary(node)
    let operation = Self.binaryOperation(syntax.op)
    var common: GoType?
    if operation != .shiftLeft && operation != .shiftRight {
      let left = goType(syntax.left)
      let right = goType(syntax.right)
      common = isAssignable(left, to: right, syntax.left) ? right : left
    }
    let left = implicitConversion(of: syntax.left, to: common)
    let right = implicitConversion(of: syntax.right, to: common)
    return binary(operation, left, right, at: place(node))
  }

  func binary(
    _ operation: Operation, _ left: IRNode, _ right: IRNode, at position: IRPosition
  ) -> IRNode {
    if operation == .add, types.form(unit.type(left)) == .string {
      return concatenation(left, right, at: position)
    }
    let type = operation.isComparison ? types.bool : unit.type(left)
    return unit.node(operation, type, at: position, left, right)
  }

  /// All operands of `a + b + c` in one node.
  private func concatenation(
    _ left: IRNode, _ right: IRNode, at position: IRPosition
  ) -> IRNode {
    func operands(_ node: IRNode) -> [IRNode] {
      unit.operation(node) == .addString ? unit.list(operand: unit[node].a) : [node]
    }
    let list = operands(left) + operands(right)
    return unit.add(
      NodeRecord(
        .addString, type: unit.type(left), at: position, a: unit.makeList(list).raw))
  }

  static func binaryOperation(_ op: Operator) -> Operation {
    switch op {
    case .add: return .add
    case .subtract: return .subtract
    case .multiply: return .multiply
    case .divide: return .divide
    case .remainder: return .remainder
    case .and: return .and
    case .or: return .or
    case .xor: return .exclusiveOr
    case .andNot: return .andNot
    case .shiftLeft: return .shiftLeft
    case .shiftRight: return .shiftRight
    case .equal: return .equal
    case .notEqual: return .notEqual
    case .less: return .less
    case .lessEqual: return .lessEqual
    case .greater: return .greater
    case .greaterEqual: return .greaterEqual
    case .andAnd: return .logicalAnd
    case .orOr: return .logicalOr
    default: return .absent
    }
  }
}
