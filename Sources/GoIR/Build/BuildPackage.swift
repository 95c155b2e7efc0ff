// A package as a unit: the function that initialises its variables, its declarations in order,
// and all bodies.
import GoSyntax
import GoTypes

extension Session {
  /// Builds the typed tree of a package that was taken in.
  public func build(_ package: InputPackage) -> Unit {
    let unit = Unit(session: self, package: package)
    unit.buildInitializers()
    unit.listDeclarations()
    repeat { unit.buildPendingBodies() } while unit.fillDictionaries()
    return unit
  }
}

extension Unit {
  /// The function that gives the package's variables their first values.
  func buildInitializers() {
    let order = package.info.initializationOrder
    guard !order.isEmpty else { return }
    let type = types.function(parameters: [], results: [])
    let symbol = FunctionSymbol(
      kind: .packageInit, package: package.package, name: "init", type: type)
    symbol.isInlinabilityChecked = true
    let function = makeFunction(symbol, at: .generated, parent: nil)
    symbol.function = function
    functions.append(function)
    packageInit = function
    var statements: [IRNode] = []
    var literalCount = 0
    for initializer in order {
      let builder = BodyBuilder(
        unit: self, file: initializer.file, package: package.package, environment: nil,
        function: function)
      builder.literalCount = literalCount
      statements.append(builder.initializer(initializer))
      literalCount = builder.literalCount
    }
    function.body = makeList(statements)
    function.hasBody = true
    outlineMapInitializers(function)
  }

  /// Lists the declared functions, and puts their bodies on the way as they come up.
  func listDeclarations() {
    for file in package.info.files {
      for node in file.tree.declarations { declare(node, in: file) }
    }
  }

  private func declare(_ node: NodeID, in file: FileTypes) {
    switch file.tree.kind(node) {
    case .functionDeclaration: declareFunction(node, in: file)
    case .typeDeclaration:
      let syntax = file.tree.typeDeclaration(node)
      guard syntax.typeParameters.isEmpty, file.tree.name(syntax.name) != .blank,
        let type = file.definition(syntax.name)?.type
      else { return }
      if let interface = type.underlying.asInterface, !interface.isMethodSet { return }
      use(types.intern(type))
    case .varDeclaration:
      for name in file.tree.varDeclaration(node).names {
        if let type = file.definition(name)?.type { use(types.intern(type)) }
      }
    case .constDeclaration:
      for name in file.tree.constDeclaration(node).names {
        if let type = file.definition(name)?.type { use(types.intern(type)) }
      }
    default: break
    }
  }

  private func declareFunction(_ node: NodeID, in file: FileTypes) {
    let syntax = file.tree.functionDeclaration(node)
    guard file.tree.name(syntax.name) != .blank,
      let object = file.definition(syntax.name)?.asFunction, let signature = object.signature,
      signature.typeParameters.isEmpty, signature.receiverTypeParameters.isEmpty
    else { return }
    if let receiver = signature.receiver?.type {
      let base = receiver.unaliased.asPointer?.base ?? receiver
      use(types.intern(base))
    }
    functions.append(declaredFunction(object))
  }

  /// The function of a declared object of this package; its body waits from the first question.
  @discardableResult
  func declaredFunction(_ object: FuncObject) -> Function {
    let symbol = session.symbol(of: object)
    if let known = declaredFunctions[ObjectIdentifier(symbol)] { return known }
    use(symbol.type)
    let position =
      symbol.declaration.map {
        IRPosition($0.file.tree.position($0.node))
      } ?? .generated
    let function = makeFunction(symbol, at: position, parent: nil)
    declaredFunctions[ObjectIdentifier(symbol)] = function
    symbol.function = function
    if let declaration = symbol.declaration { function.source = .declaration(declaration) }
    pendingBodies.append(function)
    return function
  }
}

extension BodyBuilder {
  /// The assignment that initialises one or several variables.
  func initializer(_ initializer: Initializer) -> IRNode {
    let targets: [IRNode] = initializer.variables.map { variable in
      if variable.text == "_" { return unit.node(.blank, .none, at: place(variable.position)) }
      let global = unit.global(variable)
      unit.use(unit[global].type)
      return name(global, at: place(variable.position))
    }
    let position = place(initializer.variables[0].position)
    if targets.count > 1, let tuple = goType(initializer.expression).asTuple,
      zip(initializer.variables, tuple.variables).contains(where: { variable, part in
        guard let to = variable.type, let from = part.type else { return false }
        return variable.text != "_" && !identical(from, to)
      })
    {
      // A value becomes one of an interface: not what takes a call apart does that.
      let values = multipleValues([initializer.expression], at: position) {
        initializer.variables[$0].text == "_" ? nil : initializer.variables[$0].type
      }
      return unit.add(
        NodeRecord(
          .assignList, at: position, a: unit.makeList(targets).raw, b: unit.makeList(values).raw))
    }
    var value = expression(initializer.expression)
    if targets.count == 1 {
      let wanted = initializer.variables[0].type.map { type($0) } ?? .none
      if !types.identical(wanted, unit.type(value)) {
        value = convert(value, to: wanted, at: position, isImplicit: true)
      }
      let assignment = unit.node(.assign, .none, at: position, targets[0], value)
      if unit.operation(targets[0]) == .name {
        unit[unit.variable(targets[0])].definition = .node(assignment)
      }
      return assignment
    }
    return unit.add(
      NodeRecord(
        takingApartOperation(value), at: position, a: unit.makeList(targets).raw,
        b: unit.makeList([value]).raw))
  }
}
