// Methods: called, bound to a receiver, as functions; and instances of generic functions.
//
// Code that knows its type arguments calls the shaped body and passes a dictionary; shaped code
// that calls with type arguments of its own takes the dictionary out of its own one. A method of
// a type parameter is called through the dictionary. None of this exists in concrete mode, where
// each instance has a body of its own.
import GoSyntax
import GoTypes

/// The ways to refer to a function that may be generic.
struct FunctionReference {
  /// A function of the type that the source expects; nil if it takes a dictionary that is only
  /// known at run time.
  var wrapper: IRNode?
  /// What calls should call.
  var base: IRNode
  /// The dictionary to pass to `base`.
  var dictionary: IRNode?
}

extension BodyBuilder {
  // MARK: - Receivers

  /// The receiver of a method selection with fields, dereference and address as the method wants.
  private func receiver(
    _ node: NodeID, _ selection: Selection
  ) -> (node: IRNode, type: GoType) {
    var operand = expression(tree.selector(node).operand)
    var goType = self.goType(tree.selector(node).operand)
    let position = place(node)
    for index in selection.path.dropLast() {
      goType = fieldType(goType, index)
      operand = field(operand, index, at: position, isImplicit: true)
    }
    guard let wanted = (selection.object.asFunction)?.signature?.receiver?.type else {
      return (operand, goType)
    }
    if isPointer(goType, to: wanted) {
      operand = unit.node(
        .dereference, types.element(unit.type(operand)), at: position, operand,
        flags: .implicit)
      goType = wanted
    } else if isPointer(wanted, to: goType) {
      operand = address(operand, at: position, isImplicit: true)
      goType = wanted
    }
    return (operand, goType)
  }

  func fieldType(_ type: GoType, _ index: Int) -> GoType {
    let base = type.unaliased.asPointer?.base ?? type
    return base.underlying.asStruct?.fields[index].type ?? BasicType.invalid
  }

  func isPointer(_ type: GoType, to base: GoType) -> Bool {
    guard let pointer = type.unaliased.asPointer else { return false }
    return identical(pointer.base, base)
  }

  // MARK: - Calls and values

  /// The callee of a method call; the receiver and dictionary go in front of the arguments.
  func methodCallee(
    _ node: NodeID, _ selection: Selection, _ arguments: inout [IRNode]
  ) -> IRNode {
    let (operand, goType) = receiver(node, selection)
    let position = place(node)
    let reference = method(node, goType, selection, at: position)
    if types.isInterface(unit.type(operand)) {
      if unit.operation(reference.base) == .methodExpression {
        return interfaceMethod(operand, selection, at: position)
      }
      unit.notes.append((position, "imprecise interface call"))
    }
    arguments.append(operand)
    if let dictionary = reference.dictionary { arguments.append(dictionary) }
    return reference.base
  }

  private func interfaceMethod(
    _ operand: IRNode, _ selection: Selection, at position: IRPosition
  ) -> IRNode {
    let object = selection.object
    let members = types.members(unit.type(operand))
    let member = members.first {
      $0.name == object.text && ($0.isExported || $0.package === object.package)
    }
    let described = IRSelection(
      name: object.text, packagePath: object.isExported ? "" : object.package?.path ?? "",
      fieldIndex: -1, offset: 0)
    return unit.add(
      NodeRecord(
        .dotInterface, type: member?.type ?? .none, at: position, a: operand.raw,
        b: unit.makeSelection(described)))
  }

  /// `x.m` as a value.
  func methodValue(_ node: NodeID, _ selection: Selection) -> IRNode {
    let (operand, goType) = receiver(node, selection)
    let position = place(node)
    let reference = method(node, goType, selection, at: position)
    guard let wrapper = reference.wrapper, unit.operation(wrapper) == .methodExpression else {
      var bound = [operand]
      if let dictionary = reference.dictionary { bound.append(dictionary) }
      return curry(reference.base, bound, at: tree.position(node), checksInterface: true)
    }
    var receiver = operand
    let wanted = types.parameters(unit.type(wrapper)).first ?? .none
    if unit.type(receiver) != wanted, types.hasShape(unit.type(receiver)) {
      receiver = unit.node(.convertNop, wanted, at: unit[receiver].position, receiver)
    }
    let functionType = unit.type(wrapper)
    let value = unit.add(
      NodeRecord(
        .methodValue,
        type: types.function(
          parameters: Array(types.parameters(functionType).dropFirst()),
          results: types.results(functionType), isVariadic: types.isVariadic(functionType)),
        at: position, a: receiver.raw, b: unit[wrapper].b, c: unit[wrapper].a))
    if !isImported {
      unit.neededMethodValues.append(
        NeededMethodValue(
          receiver: unit.type(receiver),
          method: MethodName(
            name: selection.object.text,
            package: selection.object.isExported ? nil : selection.object.package)))
    }
    return value
  }

  /// `T.m` as a value.
  func methodExpressionValue(_ node: NodeID, _ selection: Selection) -> IRNode {
    var goType = results.typeAndValue(tree.selector(node).operand)?.type ?? BasicType.invalid
    let receiverType = type(goType)
    let implicits = Array(selection.path.dropLast())
    for index in implicits { goType = fieldType(goType, index) }
    var dereferences = false
    var addresses = false
    if let wanted = selection.object.asFunction?.signature?.receiver?.type {
      dereferences = isPointer(goType, to: wanted)
      addresses = !dereferences && isPointer(wanted, to: goType)
      if dereferences || addresses { goType = wanted }
    }
    let position = place(node)
    let reference = method(node, goType, selection, at: position)
    let isDirect = implicits.isEmpty && !dereferences && !addresses
    if let wrapper = reference.wrapper {
      if isDirect { return wrapper }
      if unit.operation(wrapper) == .methodExpression, !types.hasShape(receiverType) {
        return promotedExpression(wrapper, receiverType, at: position)
      }
    }
    return adaptedExpression(
      reference, receiverType, implicits, dereferences, addresses, at: tree.position(node))
  }

  /// A method expression of a type that gets the method from an embedded field.
  private func promotedExpression(
    _ method: IRNode, _ receiver: TypeID, at position: IRPosition
  ) -> IRNode {
    let old = unit.type(method)
    let parameters = [receiver] + types.parameters(old).dropFirst()
    var record = unit[method]
    record.type = types.function(
      parameters: parameters, results: types.results(old), isVariadic: types.isVariadic(old))
    record.c = receiver.raw
    record.position = position
    return unit.add(record)
  }

  // MARK: - Which method

  /// The method that a selection means for a receiver of a type.
  func method(
    _ node: NodeID, _ receiverType: GoType, _ selection: Selection, at position: IRPosition
  ) -> FunctionReference {
    guard let object = selection.object.asFunction, let signature = object.signature else {
      preconditionFailure("a selected method has no signature")
    }
    let receiver = type(receiverType)
    let plain = signature.typeParameters.isEmpty
    if receiverType.unaliased.kind == .typeParameter {
      return typeParameterMethod(receiverType, receiver, object, signature, at: position)
    }
    if types.isInterface(receiver) {
      return FunctionReference(
        wrapper: interfaceExpression(receiver, object, signature, at: position),
        base: interfaceExpression(receiver, object, signature, at: position))
    }
    let base =
      types.form(receiver) == .pointer && types.named(receiver) == nil
      ? types.element(receiver) : receiver
    guard let info = types.named(base) else {
      preconditionFailure("a method's receiver has no name")
    }
    var own: [TypeID] = []
    if !plain {
      let name = tree.selector(node).selector
      own = (results.instances[name]?.typeArguments ?? []).map { type($0) }
    }
    let environment = info.environment
    guard environment != nil || !plain else {
      let symbol = unit.session.symbol(of: object)
      return reference(methodExpression(symbol, object, receiver, at: position))
    }
    let arguments = (environment?.arguments ?? []) + own
    if let environment = self.environment, environment.isShaped, types.hasShape(receiver) {
      dictionaryLayout?.needInstance(of: object.origin, receiver: receiverType, arguments: [])
    }
    return instanceReference(
      object.origin, arguments, implicitCount: environment?.implicitCount ?? 0,
      receiver: receiver, at: position)
  }

  private func reference(_ node: IRNode) -> FunctionReference {
    FunctionReference(wrapper: node, base: node)
  }

  /// `T.m` where m is an interface's method: no function is known.
  private func interfaceExpression(
    _ receiver: TypeID, _ object: FuncObject, _ signature: Signature, at position: IRPosition
  ) -> IRNode {
    let member = types.members(receiver).first {
      $0.name == object.text && ($0.isExported || $0.package === object.package)
    }
    let type = member?.type ?? self.type(signature)
    let function = types.function(
      parameters: [receiver] + types.parameters(type), results: types.results(type),
      isVariadic: types.isVariadic(type))
    return unit.add(
      NodeRecord(
        .methodExpression, type: function, at: position, a: 0,
        b: unit.makeSelection(methodSelection(object)), c: receiver.raw))
  }

  private func methodSelection(_ object: FuncObject) -> IRSelection {
    IRSelection(
      name: object.text, packagePath: object.isExported ? "" : object.package?.path ?? "",
      fieldIndex: -1, offset: 0)
  }

  func methodExpression(
    _ symbol: FunctionSymbol, _ object: FuncObject, _ receiver: TypeID, at position: IRPosition
  ) -> IRNode {
    unit.add(
      NodeRecord(
        .methodExpression, type: symbol.type, at: position, a: unit.number(of: symbol),
        b: unit.makeSelection(methodSelection(object)), c: receiver.raw))
  }

  /// A method of a type parameter: called through the dictionary, or found for the argument.
  private func typeParameterMethod(
    _ parameter: GoType, _ receiver: TypeID, _ object: FuncObject, _ signature: Signature,
    at position: IRPosition
  ) -> FunctionReference {
    let methodType = types.signature(signature, in: environment)
    if environment?.isShaped != true {
      return concreteMethod(receiver, object, methodType, at: position)
    }
    let index = dictionaryLayout?.index(of: parameter, object.text) ?? 0
    let type = types.function(
      parameters: [receiver] + types.parameters(methodType), results: types.results(methodType),
      isVariadic: types.isVariadic(methodType))
    let word = dictionaryWord(index, at: position)
    let address = unit.node(
      .address, types.pointer(to: types.uintptr), at: position, word)
    return reference(unit.node(.convertNop, type, at: position, address))
  }

  /// In concrete mode a type parameter is its argument, and its method is looked up there.
  private func concreteMethod(
    _ receiver: TypeID, _ object: FuncObject, _ methodType: TypeID, at position: IRPosition
  ) -> FunctionReference {
    if types.isInterface(receiver) {
      let selection = unit.add(
        NodeRecord(
          .methodExpression,
          type: types.function(
            parameters: [receiver] + types.parameters(methodType),
            results: types.results(methodType), isVariadic: types.isVariadic(methodType)),
          at: position, b: unit.makeSelection(methodSelection(object)), c: receiver.raw))
      return reference(selection)
    }
    guard let wrapper = unit.methodWrapper(receiver, object.text, package: object.package) else {
      preconditionFailure("a type argument lacks a method of its constraint")
    }
    return reference(methodExpression(wrapper, object, receiver, at: position))
  }

  // MARK: - Instances

  /// The value of an instantiated function.
  func functionValue(
    _ object: FuncObject, _ arguments: [GoType], at position: IRPosition
  ) -> IRNode {
    let reference = functionInstance(object, arguments, at: position)
    if let wrapper = reference.wrapper { return wrapper }
    return curry(
      reference.base, reference.dictionary.map { [$0] } ?? [], at: position.source,
      checksInterface: false)
  }

  /// An instantiated function.
  func functionInstance(
    _ object: FuncObject, _ arguments: [GoType], at position: IRPosition
  ) -> FunctionReference {
    let numbers: [TypeID] = arguments.map { type($0) }
    if environment?.isShaped == true, numbers.contains(where: { types.hasShape($0) }) {
      dictionaryLayout?.needInstance(of: object.origin, receiver: nil, arguments: arguments)
    }
    return instanceReference(
      object.origin, numbers, implicitCount: 0, receiver: nil, at: position)
  }

  private func instanceReference(
    _ object: FuncObject, _ arguments: [TypeID], implicitCount: Int, receiver: TypeID?,
    at position: IRPosition
  ) -> FunctionReference {
    func node(_ symbol: FunctionSymbol) -> IRNode {
      guard let receiver else { return functionName(symbol, at: position) }
      let first = types.parameters(symbol.type).first ?? receiver
      return methodExpression(symbol, object, first, at: position)
    }
    guard unit.session.generics == .shapes else {
      return reference(
        node(unit.instance(of: object, arguments, implicitCount: implicitCount, isShaped: false)))
    }
    let shaped = unit.instance(of: object, arguments, implicitCount: implicitCount, isShaped: true)
    if arguments.contains(where: { types.hasShape($0) }) {
      let word = dictionaryWord(0, at: position)
      let dictionary = unit.node(.convertNop, unit.dictionaryType, at: position, word)
      return FunctionReference(wrapper: nil, base: node(shaped), dictionary: dictionary)
    }
    let plain = unit.instance(of: object, arguments, implicitCount: implicitCount, isShaped: false)
    unit.needDictionary(of: object, arguments, implicitCount: implicitCount)
    let global = unit.dictionaryVariable(plain)
    let dictionary = unit.node(
      .address, unit.dictionaryType, at: position, name(global, at: position))
    return FunctionReference(
      wrapper: node(plain), base: node(shaped), dictionary: dictionary)
  }

  // MARK: - Closures that adapt

  /// A literal that calls a function with some arguments given now.
  private func curry(
    _ base: IRNode, _ bound: [IRNode], at source: SourcePosition, checksInterface: Bool
  ) -> IRNode {
    let full = unit.type(base)
    let rest = Array(types.parameters(full).dropFirst(bound.count))
    let type = types.function(
      parameters: rest, results: types.results(full), isVariadic: types.isVariadic(full))
    return adapter(type, base, bound, at: source, checksInterface: checksInterface) {
      builder, captured in
      let arguments: [IRNode] =
        captured
        + builder.function.parameters.map {
          builder.name($0, at: .generated)
        }
      return (nil, arguments)
    }
  }

  /// A literal that changes the receiver of a method expression on the way.
  private func adaptedExpression(
    _ reference: FunctionReference, _ receiver: TypeID, _ implicits: [Int],
    _ dereferences: Bool, _ addresses: Bool, at source: SourcePosition
  ) -> IRNode {
    let full = unit.type(reference.base)
    let skipped = reference.dictionary == nil ? 1 : 2
    let type = types.function(
      parameters: [receiver] + types.parameters(full).dropFirst(skipped),
      results: types.results(full), isVariadic: types.isVariadic(full))
    let bound = reference.dictionary.map { [$0] } ?? []
    return adapter(type, reference.base, bound, at: source, checksInterface: false) {
      builder, captured in
      var arguments: [IRNode] = builder.function.parameters.map {
        builder.name($0, at: .generated)
      }
      var first = arguments[0]
      for index in implicits {
        first = builder.field(first, index, at: .generated, isImplicit: true)
      }
      if dereferences {
        first = builder.unit.node(
          .dereference, builder.types.element(builder.unit.type(first)), at: .generated, first,
          flags: .implicit)
      } else if addresses {
        first = builder.address(first, at: .generated, isImplicit: true)
      }
      arguments[0] = first
      return (nil, [arguments[0]] + captured + arguments.dropFirst())
    }
  }

  private func adapter(
    _ type: TypeID, _ base: IRNode, _ bound: [IRNode], at source: SourcePosition,
    checksInterface: Bool,
    _ arguments: @escaping (BodyBuilder, [IRNode]) -> (IRNode?, [IRNode])
  ) -> IRNode {
    literalCount += 1
    let closure = makeClosure(type, at: source, reason: .literal, number: literalCount)
    closure.isWrapper = true
    let position = place(source)
    var callee = base
    var toCapture = bound
    // A function that is not known statically is captured like the arguments.
    let isStatic =
      unit.operation(base) == .functionName || unit.operation(base) == .methodExpression
    if !isStatic { toCapture.insert(base, at: 0) }
    var initial: [IRNode] = []
    var copies: [VariableID] = []
    for (index, value) in toCapture.enumerated() {
      let copy = temporaryCopy(of: value, at: position, initial: &initial)
      copies.append(copy)
      if checksInterface, index == (isStatic ? 0 : 1), types.isInterface(unit.type(value)) {
        let table = unit.node(
          .methodTable, types.pointer(to: types.uintptr), at: position,
          name(copy, at: position))
        initial.append(unit.node(.checkNil, .none, at: position, table))
      }
    }
    for copy in copies { _ = unit.addCapture(of: copy, by: closure, at: IRPosition(source)) }
    let unit = self.unit
    closure.source = .synthetic { builder in
      builder.declareSyntheticParameters(of: type)
      var captured: [IRNode] = builder.function.captures.map {
        builder.name($0, at: .generated)
      }
      if !isStatic { callee = captured.removeFirst() }
      let (_, list) = arguments(builder, captured)
      builder.tailCall(callee, list, at: builder.inlining?.position ?? IRPosition(source))
      _ = unit
    }
    unit.buildSynthetic(closure, package: package, parent: self)
    return withInitial(initial, closure.closureNode, at: position)
  }

  /// Declares the parameters and results of a made-up function.
  ///
  /// - Parameter names: those of the parameters, then of the results; where there are none, or
  ///   they are empty or `_`, names are made up.
  func declareSyntheticParameters(of type: TypeID, names: [VarObject?] = []) {
    var all = names[...]
    func declare(_ type: TypeID, _ madeUp: String, _ storage: VariableClass) -> VariableID {
      let object = all.popFirst() ?? nil
      let isNamed = object.map { !$0.text.isEmpty && $0.text != "_" } ?? false
      return declareLocal(
        isNamed ? object?.text ?? madeUp : madeUp, package: isNamed ? object?.package : nil,
        type: type, at: isNamed ? IRPosition(object?.position ?? .unknown) : .generated,
        storage: storage)
    }
    for (index, parameter) in types.parameters(type).enumerated() {
      function.parameters.append(declare(parameter, "~p\(index)", .parameter))
    }
    for (index, result) in types.results(type).enumerated() {
      function.results.append(declare(result, "~r\(index)", .result))
    }
  }

  /// The body of a function that only calls another one.
  func tailCall(_ callee: IRNode, _ arguments: [IRNode], at position: IRPosition) {
    function.isWrapper = true
    let isVariadic = types.isVariadic(unit.type(callee))
    let call = makeCall(callee, arguments, hasEllipsis: isVariadic, at: position)
    var statement = call
    let results = types.results(unit.type(callee))
    if !results.isEmpty {
      statement = unit.node(.returnResults, .none, at: position)
      var values = [call]
      if results.count > 1 { values = spread(call, results, over: statement, at: position) }
      unit[statement].a = unit.makeList(values).raw
    }
    function.body = unit.makeList(unit.list(function.body) + [statement])
    function.hasBody = true
  }

  /// The results of a call as a list of values, taken apart before a statement.
  private func spread(
    _ call: IRNode, _ tuple: [TypeID], over statement: IRNode, at position: IRPosition
  ) -> [IRNode] {
    let copies: [VariableID] = tuple.map { temporary($0, at: position) }
    let assignment = unit.add(
      NodeRecord(
        .assignFunction, at: position,
        a: unit.makeList(copies.map { name($0, at: position) }).raw,
        b: unit.makeList([call]).raw,
        initial: unit.makeList(copies.map { declaration($0, at: position) })))
    for copy in copies { unit[copy].definition = .node(assignment) }
    unit.prependInitial([assignment], to: statement)
    return copies.map { name($0, at: position) }
  }
}
