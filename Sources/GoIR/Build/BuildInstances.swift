// Instances of generic functions and types: which ones a unit builds, and their symbols.
//
// A unit builds what its source uses, and what that uses in turn: naming an instance of a generic
// type makes all its methods come into being, also those of imported types, because nobody else
// may have built them. A type is looked at once (`use`); bodies wait in a list whose last one is
// next, which is the order in which the compiler gets to them.
import GoSyntax
import GoTypes

extension Unit {
  // MARK: - Functions

  /// The symbol of a generic function or method for type arguments, its body on the way.
  ///
  /// - Parameters:
  ///   - arguments: those of enclosing functions, of the receiver, and its own.
  ///   - isShaped: asks for the body that the arguments' shapes share.
  ///   - holder: the type that declares the method, if it is known.
  func instance(
    of object: FuncObject, _ given: [TypeID], implicitCount: Int, isShaped: Bool,
    holder: TypeID = .none
  ) -> FunctionSymbol {
    guard let signature = object.origin.signature else {
      preconditionFailure("a function that was not checked has no instances")
    }
    let wantsShape =
      isShaped || (session.generics == .shapes && given.contains { types.hasShape($0) })
    let parameters = typeParameters(of: object.origin, signature, implicitCount: implicitCount)
    var arguments = given
    if wantsShape {
      // The arguments of a shaped receiver are what they should be.
      let own = signature.typeParameters.count
      let isOfShapedType = signature.receiver != nil && given.contains { types.hasShape($0) }
      let settled = isOfShapedType ? given.count - own : 0
      for (index, parameter) in parameters.enumerated()
      where index >= settled && index < arguments.count {
        arguments[index] = types.shape(
          of: arguments[index], isBasic: parameter.interface.isMethodSet)
      }
    }
    let environment = TypeEnvironment(
      parameters: parameters, arguments: arguments, implicitCount: implicitCount,
      isShaped: wantsShape, receiverAliases: receiverAliases(signature, arguments, implicitCount))
    if holder != .none, arguments == given, let receiver = signature.receiver?.type {
      // Types that were shaped while they were open are not found by their arguments.
      types.remember(
        receiver.unaliased.asPointer?.base ?? receiver, holder, in: environment)
    }
    let name = instanceName(object.origin, signature, environment)
    let key = (object.package?.path ?? "") + "." + name
    if let known = instances[key] { return known }
    let symbol = FunctionSymbol(
      kind: wantsShape ? .shaped : .instance, package: object.package, name: name,
      type: instanceType(signature, environment), hasReceiver: signature.receiver != nil,
      declaration: session.declaration(of: object.origin), environment: environment)
    instances[key] = symbol
    if session.generics == .shapes && !wantsShape {
      let shaped = instance(of: object, arguments, implicitCount: implicitCount, isShaped: true)
      addBody(symbol, forwardingTo: shaped)
    } else {
      addBody(symbol, forwardingTo: nil)
    }
    return symbol
  }

  private func typeParameters(
    of object: FuncObject, _ signature: Signature, implicitCount: Int
  ) -> [TypeParameter] {
    var list: [TypeParameter] = []
    if let receiver = signature.receiver?.type {
      let base = receiver.unaliased.asPointer?.base ?? receiver
      if let named = base.asNamed?.origin {
        list = types.localTypes[ObjectIdentifier(named.object)]?.implicits ?? []
        list += named.typeParameters
      }
    }
    return list + signature.typeParameters
  }

  private func receiverAliases(
    _ signature: Signature, _ arguments: [TypeID], _ implicitCount: Int
  ) -> [(TypeParameter, TypeID)] {
    zip(signature.receiverTypeParameters, arguments.dropFirst(implicitCount)).map { ($0, $1) }
  }

  private func instanceType(_ signature: Signature, _ environment: TypeEnvironment) -> TypeID {
    var parameters: [TypeID] = []
    if let receiver = signature.receiver?.type {
      parameters.append(types.intern(receiver, in: environment))
    }
    if environment.isShaped { parameters.append(dictionaryType) }
    parameters += types.variableTypes(signature.parameters, in: environment)
    return types.function(
      parameters: parameters, results: types.variableTypes(signature.results, in: environment),
      isVariadic: signature.isVariadic)
  }

  private func instanceName(
    _ object: FuncObject, _ signature: Signature, _ environment: TypeEnvironment
  ) -> String {
    func list(_ arguments: ArraySlice<TypeID>) -> String {
      arguments.isEmpty
        ? "" : "[" + arguments.map { types.linkText($0) }.joined(separator: ",") + "]"
    }
    let own = signature.typeParameters.count
    let suffix = list(environment.arguments.suffix(own))
    guard let receiver = signature.receiver?.type else { return object.text + suffix }
    let type = types.intern(receiver, in: environment)
    return Session.methodName(types, type, object) + suffix
  }

  /// Lists a function whose body waits to be built.
  private func addBody(_ symbol: FunctionSymbol, forwardingTo shaped: FunctionSymbol?) {
    guard let declaration = symbol.declaration else { return }
    let position = IRPosition(declaration.file.tree.position(declaration.node))
    let function = makeFunction(symbol, at: position, parent: nil)
    function.isDuplicate = true
    symbol.function = function
    if let shaped {
      let isMethod = symbol.hasReceiver
      function.source = .synthetic { builder in
        builder.forward(
          to: shaped, from: symbol, isMethod: isMethod,
          at: builder.inlining?.position ?? position)
      }
      if let environment = symbol.environment {
        needDictionary(
          of: declaration.object, environment.arguments,
          implicitCount: environment.implicitCount)
      }
    } else {
      function.source = .declaration(declaration)
    }
    pendingBodies.append(function)
  }

  /// Builds all bodies that wait, and those that come up on the way.
  func buildPendingBodies() {
    while true {
      if let next = pendingInstances.popLast() {
        next()
        continue
      }
      guard let function = pendingBodies.popLast() else { return }
      build(function)
      if !function.isLiteral && function.isDuplicate { functions.append(function) }
    }
  }

  /// Builds the body of a function from its source.
  func build(_ function: Function) {
    switch function.source {
    case .none, .literal: break
    case .declaration(let declaration):
      let builder = BodyBuilder(
        unit: self, file: declaration.file, package: declaration.package,
        environment: function.symbol.environment, function: function)
      builder.source = declaration.object
      builder.buildDeclaration(declaration)
    case .synthetic:
      buildSynthetic(
        function, package: function.symbol.package ?? package.package, parent: nil)
    }
  }

  /// Builds a body that the compiler makes up.
  func buildSynthetic(_ function: Function, package: Package, parent: BodyBuilder?) {
    guard case .synthetic(let make) = function.source else { return }
    let builder = BodyBuilder(
      unit: self, file: nil, package: package, environment: nil, function: function,
      parent: parent)
    make(builder)
  }

  // MARK: - Dictionaries

  /// The variable that holds the dictionary of an instance.
  func dictionaryVariable(_ instance: FunctionSymbol) -> VariableID {
    let name = ".dict." + (instance.hasReceiver ? receiverName(instance) : instance.name)
    if let known = dictionaryVariables[name] { return known }
    let type = types.element(dictionaryType)
    let variable = add(
      Variable(
        name, package: instance.package, type: type, storage: .global, position: .generated,
        function: -1))
    dictionaryVariables[name] = variable
    return variable
  }

  private func receiverName(_ instance: FunctionSymbol) -> String {
    guard let receiver = types.parameters(instance.type).first else { return instance.name }
    let base = types.named(receiver) == nil ? types.element(receiver) : receiver
    return types.named(base)?.linkName ?? instance.name
  }

  /// A dictionary names types and other dictionaries: these have to exist too.
  func needDictionary(of object: FuncObject, _ arguments: [TypeID], implicitCount: Int) {
    guard session.generics == .shapes else { return }
    let key = "\(ObjectIdentifier(dictionaryOwner(object)).hashValue) \(arguments.map(\.raw))"
    guard neededDictionaries.insert(key).inserted else { return }
    dictionaryRequests.append((object, arguments, implicitCount))
  }

  private func dictionaryOwner(_ object: FuncObject) -> AnyObject {
    guard let signature = object.origin.signature, signature.typeParameters.isEmpty,
      let receiver = signature.receiver?.type,
      let named = (receiver.unaliased.asPointer?.base ?? receiver).asNamed?.origin
    else { return object.origin }
    return named
  }

  /// Uses what dictionaries name, once the bodies that fill them are built. Answers whether new
  /// bodies wait now.
  func fillDictionaries() -> Bool {
    var index = 0
    while index < dictionaryRequests.count {
      let request = dictionaryRequests[index]
      index += 1
      guard let signature = request.object.origin.signature else { continue }
      let parameters = typeParameters(
        of: request.object.origin, signature, implicitCount: request.implicitCount)
      let environment = TypeEnvironment(
        parameters: parameters, arguments: request.arguments,
        implicitCount: request.implicitCount, isShaped: false,
        receiverAliases: allReceiverAliases(
          request.object, request.arguments, request.implicitCount))
      let layout = session.dictionaryLayout(of: request.object)
      for type in layout.derivedTypes { use(types.intern(type, in: environment)) }
      for needed in layout.instances { needInstance(needed, environment) }
    }
    return !pendingBodies.isEmpty
  }

  private func needInstance(
    _ needed: DictionaryLayout.NeededInstance, _ environment: TypeEnvironment
  ) {
    var arguments: [TypeID] = needed.arguments.map { types.intern($0, in: environment) }
    var implicitCount = 0
    if let receiver = needed.receiver {
      let type = types.intern(receiver, in: environment)
      let base = types.named(type) == nil ? types.element(type) : type
      guard let bound = types.named(base)?.environment else { return }
      arguments = bound.arguments + arguments
      implicitCount = bound.implicitCount
    }
    needDictionary(of: needed.object, arguments, implicitCount: implicitCount)
  }

  /// The receiver type parameters of all methods that share a dictionary.
  private func allReceiverAliases(
    _ object: FuncObject, _ arguments: [TypeID], _ implicitCount: Int
  ) -> [(TypeParameter, TypeID)] {
    guard let named = dictionaryOwner(object) as? NamedType else {
      return object.origin.signature.map { receiverAliases($0, arguments, implicitCount) } ?? []
    }
    return (0..<named.methodCount).flatMap { index in
      named.method(index).signature.map { receiverAliases($0, arguments, implicitCount) } ?? []
    }
  }

  // MARK: - Types

  /// Looks at a type that the unit's code names: instances get their methods.
  ///
  /// - Parameter isImported: the code is another unit's, which has adapters for its types.
  func use(_ type: TypeID, isImported: Bool) {
    let saved = isReadingImported
    isReadingImported = isImported
    use(type)
    isReadingImported = saved
  }

  /// Looks at a type in the same way as what it is a part of.
  func use(_ type: TypeID) {
    if isReadingImported {
      guard usedImportedTypes.insert(type).inserted else { return }
    } else {
      guard usedTypes.insert(type).inserted else { return }
    }
    if let named = types.named(type) {
      needWrappers(type)
      useNamed(type, named)
      return
    }
    useParts(of: type)
    let form = types.form(type)
    if form == .structure || form == .interface { needWrappers(type) }
  }

  /// Looks at the types that a type literal is made of.
  private func useParts(of type: TypeID) {
    let record = types.records[type.slot]
    if record.element != .none { use(record.element) }
    if record.key != .none { use(record.key) }
    for member in record.members { use(member.type) }
  }

  private func needWrappers(_ type: TypeID) {
    if isReadingImported { importedWrappers.append(type) } else { neededWrappers.append(type) }
  }

  private func useNamed(_ type: TypeID, _ named: NamedTypeInfo) {
    if named.isShape {
      useParts(of: types.underlying(type))
      return
    }
    let saved = isReadingImported
    isReadingImported =
      named.environment == nil && named.origin != nil && named.package !== package.package
    defer { isReadingImported = saved }
    useParts(of: types.underlying(type))
    guard let origin = named.origin else { return }
    let isShaped = types.hasShape(type)
    if named.environment != nil, session.generics == .shapes, !isShaped {
      pendingInstances.append { [self] in use(shapedType(named, origin), isImported: false) }
    }
    for index in 0..<origin.methodCount {
      let method = origin.method(index)
      guard let signature = method.signature else { continue }
      if let environment = named.environment {
        guard signature.typeParameters.isEmpty else { continue }
        let made = instance(
          of: method, environment.arguments, implicitCount: environment.implicitCount,
          isShaped: isShaped, holder: type)
        use(made.type)
      } else {
        use(types.signature(signature, in: nil))
        if origin.object.package === package.package, signature.typeParameters.isEmpty,
          method.text != "_"
        {
          declaredFunction(method)
        }
      }
    }
    if !isShaped { needWrappers(type) }
  }

  private func shapedType(_ named: NamedTypeInfo, _ origin: NamedType) -> TypeID {
    guard let environment = named.environment else { return .none }
    var arguments = environment.arguments
    for (index, parameter) in environment.parameters.enumerated() {
      arguments[index] = types.shape(
        of: arguments[index], isBasic: parameter.interface.isMethodSet)
    }
    return types.instance(
      of: origin, arguments: arguments, implicitCount: environment.implicitCount)
  }
}

extension BodyBuilder {
  /// Reads a declared function or method.
  func buildDeclaration(_ declaration: FunctionDeclaration) {
    guard let signature = declaration.object.signature else { return }
    let body = declaration.syntax.body
    if let body { planRanges(body) }
    declareParameters(signature)
    if let body { buildBody(body) }
  }

  /// The body of an instance: the shaped one with the dictionary.
  func forward(
    to shaped: FunctionSymbol, from symbol: FunctionSymbol, isMethod: Bool,
    at position: IRPosition
  ) {
    if let signature = symbol.declaration?.object.signature {
      declareForwardedParameters(signature, symbol)
    }
    var arguments: [IRNode] = function.parameters.map { name($0, at: position) }
    let global = unit.dictionaryVariable(symbol)
    let dictionary = unit.node(
      .address, unit.dictionaryType, at: position, name(global, at: position))
    arguments.insert(dictionary, at: isMethod ? 1 : 0)
    let callee: IRNode
    if isMethod, let object = symbol.declaration?.object {
      callee = methodExpression(
        shaped, object, types.parameters(shaped.type)[0], at: position)
    } else {
      callee = functionName(shaped, at: position)
    }
    tailCall(callee, arguments, at: position)
  }

  private func declareForwardedParameters(_ signature: Signature, _ symbol: FunctionSymbol) {
    let parameterTypes = types.parameters(symbol.type)
    var objects: [VarObject] = signature.receiver.map { [$0] } ?? []
    objects += signature.parameters.variables
    for (index, object) in objects.enumerated() {
      let isNamed = !object.text.isEmpty && object.text != "_"
      function.parameters.append(
        declareLocal(
          isNamed ? object.text : "~p\(index)", package: object.package,
          type: parameterTypes[index], at: IRPosition(object.position), storage: .parameter))
    }
    let resultTypes = types.results(symbol.type)
    for (index, object) in signature.results.variables.enumerated() {
      let isNamed = !object.text.isEmpty && object.text != "_"
      function.results.append(
        declareLocal(
          isNamed ? object.text : "~r\(index)", package: object.package,
          type: resultTypes[index], at: IRPosition(object.position), storage: .result))
    }
  }
}
