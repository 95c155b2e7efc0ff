// Calls: of functions, of methods, of predeclared functions, and of types (conversions).
//
// A method call is a call of the method as a function, with the receiver as its first argument; a
// call of an interface's method keeps the interface in front. Variadic arguments become a slice. A
// callee that has to be called for is put into a temporary first.
import GoSyntax
import GoTypes

extension BodyBuilder {
  func call(_ node: NodeID, isStatement: Bool) -> IRNode {
    let syntax = tree.call(node)
    let callee = tree.unparenthesized(syntax.function)
    if let known = results.typeAndValue(callee), known.isType, let only = syntax.arguments.first {
      return conversion(of: only, from: goType(only), to: known.type, isImplicit: false)
    }
    if let builtin = builtin(syntax.function) {
      return builtinCall(builtin, node, syntax)
    }
    var function: IRNode
    var arguments: [IRNode] = []
    var method = callee
    if tree.kind(method) == .index { method = tree.index(method).operand }
    if tree.kind(method) == .selector, let selection = results.selections[method],
      selection.kind == .methodValue
    {
      function = methodCallee(method, selection, &arguments)
    } else {
      let (object, typeArguments) = referredObject(callee)
      if let generic = object?.asFunction, !typeArguments.isEmpty {
        let reference = functionInstance(generic, typeArguments, at: place(callee))
        function = reference.base
        if let dictionary = reference.dictionary { arguments.append(dictionary) }
      } else {
        function = expression(callee)
      }
    }
    let signature = coreType(results.typeAndValue(callee)?.type ?? goType(callee))?.asSignature
    let position = place(node)
    arguments += multipleValues(Array(syntax.arguments), at: position) {
      Self.parameterType($0, of: signature, hasEllipsis: syntax.hasEllipsis)
    }
    return makeCall(function, arguments, hasEllipsis: syntax.hasEllipsis, at: position)
  }

  private static func parameterType(
    _ index: Int, of signature: Signature?, hasEllipsis: Bool
  ) -> GoType? {
    guard let signature else { return nil }
    let parameters = signature.parameters.variables
    if signature.isVariadic && !hasEllipsis && index >= parameters.count - 1 {
      return parameters.last?.type?.unaliased.asSlice?.element
    }
    return index < parameters.count ? parameters[index].type : nil
  }

  /// A call node. `arguments` hold receiver and dictionary, where there are any.
  func makeCall(
    _ callee: IRNode, _ given: [IRNode], hasEllipsis: Bool, at position: IRPosition
  ) -> IRNode {
    var function = callee
    var initial: [IRNode] = []
    liftCalls(outOf: &function, &initial, at: position)
    let type = unit.type(function)
    var arguments = given
    let parameters = types.parameters(type)
    var flags: NodeFlags = hasEllipsis ? .ellipsis : []
    if types.isVariadic(type) && !hasEllipsis, let last = parameters.last {
      let fixed = parameters.count - 1
      let slice = variadicSlice(Array(arguments[fixed...]), last, at: position)
      arguments = Array(arguments[..<fixed]) + [slice]
      flags = .ellipsis
    }
    let results = types.results(type)
    let resultType: TypeID =
      results.isEmpty ? .none : results.count == 1 ? results[0] : types.tuple(results)
    let isInterface = unit.operation(function) == .dotInterface
    if isGetG(function) { return unit.node(.getG, resultType, at: position) }
    return unit.add(
      NodeRecord(
        isInterface ? .callInterface : .callFunction, type: resultType, at: position,
        a: function.raw, b: unit.makeList(arguments).raw, flags: flags,
        initial: unit.makeList(initial)))
  }

  private func isGetG(_ function: IRNode) -> Bool {
    guard unit.operation(function) == .functionName, let symbol = unit.symbol(function) else {
      return false
    }
    return symbol.name == "getg" && symbol.package?.path == "runtime"
  }

  /// The slice that a variadic function gets.
  private func variadicSlice(
    _ arguments: [IRNode], _ type: TypeID, at position: IRPosition
  ) -> IRNode {
    if arguments.isEmpty { return unit.node(.nilValue, type, at: position) }
    return unit.add(
      NodeRecord(
        .sliceLiteral, type: type, at: position, a: unit.makeList(arguments).raw,
        c: UInt32(truncatingIfNeeded: arguments.count), flags: .implicit))
  }

  /// What has to be called before the callee is known goes into a temporary.
  private func liftCalls(
    outOf function: inout IRNode, _ initial: inout [IRNode], at position: IRPosition
  ) {
    var holder = IRNode.none
    var source = function
    if unit.operation(function) == .dotInterface {
      holder = function
      source = unit.first(function)
    }
    guard unit.any(source, { isCallOrReceive($0) }) else { return }
    let copy = temporary(unit.type(source), at: position)
    let assignment = unit.node(
      .assign, .none, at: position, name(copy, at: position), source)
    unit[copy].definition = .node(assignment)
    unit[assignment].initial = unit.makeList([declaration(copy, at: position)])
    let use = name(copy, at: position)
    if holder.isPresent { unit[holder].a = use.raw } else { function = use }
    initial.append(assignment)
  }

  private func isCallOrReceive(_ node: IRNode) -> Bool {
    switch unit.operation(node) {
    case .append, .callFunction, .callInterface, .capacity, .clear, .close, .complex, .copy,
      .delete, .imaginary, .length, .max, .min, .panic, .print, .println, .real, .recover,
      .receive, .unsafeAdd, .unsafeSlice, .unsafeSliceData, .unsafeString, .unsafeStringData:
      return true
    default: return false
    }
  }

  // MARK: - Predeclared functions

  /// The predeclared function that a callee names; nil for any other callee.
  func builtin(_ callee: NodeID) -> Builtin? {
    var name = tree.unparenthesized(callee)
    if tree.kind(name) == .selector { name = tree.selector(name).selector }
    guard tree.kind(name) == .name else { return nil }
    return results.use(name)?.asBuiltin?.builtin
  }

  private func builtinCall(
    _ builtin: Builtin, _ node: NodeID, _ syntax: CallSyntax
  ) -> IRNode {
    let position = place(node)
    switch builtin {
    case .make: return make(node, syntax)
    case .new: return new(node, syntax)
    case .sizeof, .alignof, .offsetof: return layoutValue(builtin, syntax, at: position)
    default: break
    }
    let signature = results.typeAndValue(tree.unparenthesized(syntax.function))?.type.asSignature
    if builtin == .append || builtin == .copy || builtin == .delete,
      let first = syntax.arguments.first
    {
      needDictionary(goType(first))
    }
    let arguments = multipleValues(Array(syntax.arguments), at: position) {
      Self.parameterType($0, of: signature, hasEllipsis: syntax.hasEllipsis)
    }
    return builtinNode(builtin, arguments, syntax.hasEllipsis, type: goType(node), at: position)
  }

  private func builtinNode(
    _ builtin: Builtin, _ given: [IRNode], _ hasEllipsis: Bool, type goType: GoType,
    at position: IRPosition
  ) -> IRNode {
    var arguments = given
    let first: IRNode = arguments.first ?? .none
    func unary(_ operation: Operation, _ type: TypeID) -> IRNode {
      unit.node(operation, type, at: position, first)
    }
    func binary(_ operation: Operation, _ type: TypeID) -> IRNode {
      unit.node(operation, type, at: position, first, arguments[1])
    }
    func listed(_ operation: Operation, _ type: TypeID) -> IRNode {
      unit.add(
        NodeRecord(
          operation, type: type, at: position, b: unit.makeList(arguments).raw,
          flags: hasEllipsis ? .ellipsis : []))
    }
    switch builtin {
    case .append:
      if hasEllipsis, arguments.count == 2, unit.operation(arguments[1]) == .convertNop,
        unit[arguments[1]].flags.contains(.implicit)
      {
        arguments[1] = unit.first(arguments[1])
      }
      return listed(.append, unit.type(first))
    case .min: return listed(.min, unit.type(first))
    case .max: return listed(.max, unit.type(first))
    case .delete: return listed(.delete, .none)
    case .print: return listed(.print, .none)
    case .println: return listed(.println, .none)
    case .recover: return listed(.recover, types.emptyInterface)
    case .copy: return binary(.copy, types.int)
    case .complex: return binary(.complex, type(goType))
    case .add: return binary(.unsafeAdd, unit.type(first))
    case .slice:
      return binary(.unsafeSlice, types.slice(of: types.element(unit.type(first))))
    case .string: return binary(.unsafeString, types.string)
    case .clear: return unary(.clear, .none)
    case .close: return unary(.close, .none)
    case .len: return unary(.length, types.int)
    case .cap: return unary(.capacity, types.int)
    case .real: return unary(.real, type(goType))
    case .imag: return unary(.imaginary, type(goType))
    case .panic: return panicNode(first, at: position)
    case .sliceData:
      return unary(.unsafeSliceData, types.pointer(to: types.element(unit.type(first))))
    case .stringData: return unary(.unsafeStringData, types.pointer(to: types.byte))
    default: preconditionFailure("a predeclared function is not known here")
    }
  }

  private func panicNode(_ operand: IRNode, at position: IRPosition) -> IRNode {
    var value = operand
    if !types.isEmptyInterface(unit.type(value)) {
      value = convert(value, to: types.emptyInterface, at: position, isImplicit: true)
    }
    return unit.node(.panic, .none, at: position, value)
  }

  private func make(_ node: NodeID, _ syntax: CallSyntax) -> IRNode {
    let made = results.typeAndValue(tree.unparenthesized(syntax.arguments[0]))?.type
    let type: TypeID = made.map { self.type($0) } ?? .none
    if let made { needDictionary(made) }
    let position = place(node)
    let sizes: [IRNode] = syntax.arguments.dropFirst().map { sizeOperand($0) }
    let first: IRNode = sizes.first ?? .none
    switch types.form(type) {
    case .slice:
      return unit.node(
        .makeSlice, type, at: position, first, sizes.count > 1 ? sizes[1] : .none)
    case .map:
      return unit.node(
        .makeMap, type, at: position, first.isPresent ? first : noSize(at: position))
    default:
      return unit.node(
        .makeChannel, type, at: position, first.isPresent ? first : noSize(at: position))
    }
  }

  /// The size that stands for one that is left out.
  private func noSize(at position: IRPosition) -> IRNode {
    let size = intLiteral(0, at: position)
    unit[size].flags.insert(.implicit)
    return size
  }

  /// A size: constants that have no type yet are integers.
  private func sizeOperand(_ node: NodeID) -> IRNode {
    let size = expression(node)
    if let basic = goType(node).asBasic, basic.info.contains(.untyped),
      unit.operation(size) == .literal
    {
      unit[size].type = types.int
      unit[size].a = unit.makeConstant(unit.constant(size).asInteger)
    }
    return size
  }

  private func new(_ node: NodeID, _ syntax: CallSyntax) -> IRNode {
    let argument = syntax.arguments[0]
    let position = place(node)
    guard let known = results.typeAndValue(tree.unparenthesized(argument)), !known.isType else {
      let type = typeOperand(argument)
      return unit.node(.new, types.pointer(to: unit.type(type)), at: position, type)
    }
    // new(x): a temporary with the value of x, and its address.
    let value = expression(argument)
    var initial: [IRNode] = []
    if unit.operation(value) == .literal,
      let pointer = goType(node).unaliased.asPointer
    {
      unit[value].type = type(pointer.base)
    }
    let copy = temporaryCopy(of: value, at: position, initial: &initial)
    let result = address(name(copy, at: position), at: position)
    unit.prependInitial(initial, to: result)
    return result
  }

  private func layoutValue(
    _ builtin: Builtin, _ syntax: CallSyntax, at position: IRPosition
  ) -> IRNode {
    let argument = syntax.arguments[0]
    var value: Int64 = 0
    if builtin == .offsetof {
      let selector = tree.unparenthesized(argument)
      guard let selection = results.selections[selector] else {
        return intLiteral(0, types.uintptr, at: position)
      }
      var structure = type(goType(tree.selector(selector).operand))
      for index in selection.path {
        if types.form(structure) == .pointer { structure = types.element(structure) }
        value += types.fieldOffset(structure, index)
        structure = types.members(structure)[index].type
      }
    } else {
      let layout = types.layout(type(goType(argument)))
      value = builtin == .sizeof ? layout.size : layout.alignment
    }
    return literal(.int(value), types.uintptr, at: position)
  }
}
