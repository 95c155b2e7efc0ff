// From the syntax of one body to its nodes: the state that all chapters share. Statements,
// assignments, expressions, calls, conversions, literals and closures are chapters beside.
//
// A body may be read several times: once for the function itself, and again wherever it is
// inlined, then with the caller as the holder of its variables and with the place of the call
// behind every position. Generic bodies are read once for each list of type arguments.
import GoSyntax
import GoTypes

/// What is different when a body is read in order to be inlined.
struct InlineContext {
  /// The function that the call stands in.
  let caller: Function
  /// The index of the call in the unit's tree of inlined calls.
  let index: Int32
  /// Where the call stands.
  let position: IRPosition
}

/// Reads one body.
final class BodyBuilder {
  let unit: Unit
  let file: FileTypes?
  /// The package whose source is read.
  let package: Package
  let environment: TypeEnvironment?
  /// The function that gets the variables; a stand-in while a body is read to be inlined.
  let function: Function
  let inlining: InlineContext?
  /// The body that this is a literal in.
  let parent: BodyBuilder?
  /// The generic function or method that is read; literals have that of the function around.
  var source: FuncObject?
  /// The types of the results, for `return`.
  var resultTypes: [GoType?] = []
  /// The variables of the body by the checker's objects.
  var objects: [ObjectIdentifier: VariableID] = [:]
  /// Keeps alive the objects that the compiler makes up.
  var madeUpObjects: [AnyObject] = []
  /// The objects that a literal captures, in the order of its captures.
  var capturedObjects: [AnyObject] = []
  /// The dictionary of a shaped function.
  var dictionary: VariableID = .none
  var literalCount = 0
  var rangeLiteralCount = 0
  var labels: [String: LabelID] = [:]
  /// What ranges over functions turn into.
  var rangePlan: RangePlan?
  /// The loops over functions that the body being read is the body of, outermost first.
  var rangeLoops: [RangeLoop] = []
  /// The outermost loop over a function whose checks are being made.
  var checkedLoop: RangeLoop?
  /// The results of the declared function or literal around all loops.
  var outerResults: [VarObject] = []

  init(
    unit: Unit, file: FileTypes?, package: Package, environment: TypeEnvironment?,
    function: Function, inlining: InlineContext? = nil, parent: BodyBuilder? = nil
  ) {
    self.unit = unit
    self.file = file
    self.package = package
    self.environment = environment
    self.function = function
    self.inlining = inlining
    self.parent = parent
    source = parent?.source
  }

  var types: TypeTable { unit.types }

  var results: FileTypes {
    guard let file else { preconditionFailure("a made-up body has no syntax") }
    return file
  }

  var tree: SyntaxTree { results.tree }

  // MARK: - Types and positions

  /// The place of a position in the body, behind the call that is inlined.
  func place(_ position: SourcePosition) -> IRPosition {
    IRPosition(position, inlining: inlining?.index ?? -1)
  }

  /// The place of a node.
  func place(_ node: NodeID) -> IRPosition { place(tree.position(node)) }

  /// Whether the body is another unit's, which has built what it needs.
  var isImported: Bool { package !== unit.package.package && environment == nil }

  /// The number of a checker's type, with type parameters replaced.
  func type(_ type: GoType) -> TypeID {
    let id = types.intern(type, in: environment)
    unit.use(id, isImported: isImported)
    return id
  }

  /// The type of an expression as the checker has it.
  func goType(_ node: NodeID) -> GoType {
    let inner = tree.unparenthesized(node)
    if tree.kind(inner) == .name, let instance = results.instances[inner] { return instance.type }
    return results.typeAndValue(inner)?.type ?? results.type(inner) ?? BasicType.invalid
  }

  // MARK: - Variables

  /// Declares a variable of the function.
  func declareLocal(
    _ name: String, package: Package?, type: TypeID, at position: IRPosition,
    storage: VariableClass = .local
  ) -> VariableID {
    let variable = unit.add(
      Variable(
        name, package: package, type: type, storage: storage, position: position,
        function: function.index))
    function.locals.append(variable)
    return variable
  }

  /// Declares the variable of an object.
  func declareLocal(_ object: VarObject, storage: VariableClass = .local) -> VariableID {
    let variable = declareLocal(
      object.text, package: object.package ?? package,
      type: object.type.map { type($0) } ?? .none, at: place(object.position), storage: storage)
    objects[ObjectIdentifier(object)] = variable
    needDictionary(object.type)
    return variable
  }

  /// Makes a temporary of the function.
  func temporary(_ type: TypeID, at position: IRPosition) -> VariableID {
    let variable = declareLocal(
      ".autotmp_\(function.locals.count)", package: unit.package.package, type: type,
      at: position)
    unit[variable].flags.insert(.temporary)
    return variable
  }

  /// A use of a variable.
  func name(_ variable: VariableID, at position: IRPosition) -> IRNode {
    unit.add(
      NodeRecord(.name, type: unit[variable].type, at: position, a: variable.raw))
  }

  /// The declaration of a variable.
  func declaration(_ variable: VariableID, at position: IRPosition) -> IRNode {
    unit.node(.declare, .none, at: position, name(variable, at: position))
  }

  /// The variable of an object: the function's own, or a view of one of the functions around.
  func variable(for object: AnyObject, at position: IRPosition) -> VariableID {
    let key = ObjectIdentifier(object)
    if let known = objects[key] { return known }
    guard let parent else {
      preconditionFailure("a variable is used outside of its function")
    }
    let outer = parent.variable(for: object, at: position)
    let view = unit.addCapture(of: outer, by: function, at: position)
    objects[key] = view
    capturedObjects.append(object)
    return view
  }

  // MARK: - Small nodes

  func literal(_ value: Constant, _ type: TypeID, at position: IRPosition) -> IRNode {
    unit.add(
      NodeRecord(
        .literal, type: type, at: position,
        a: unit.makeConstant(Self.fix(value, for: types.form(type)))))
  }

  func intLiteral(_ value: Int, _ type: TypeID? = nil, at position: IRPosition) -> IRNode {
    literal(.int(Int64(value)), type ?? types.int, at: position)
  }

  /// A constant in the representation of its type.
  static func fix(_ value: Constant, for form: TypeForm) -> Constant {
    if form.isInteger { return value.asInteger }
    if form == .float32 { return value.asFloat.rounded(bits: 32) ?? value }
    if form == .float64 { return value.asFloat.rounded(bits: 64) ?? value }
    if form == .complex64 { return value.asComplex.roundedComplex(partBits: 32) ?? value }
    if form == .complex128 { return value.asComplex.roundedComplex(partBits: 64) ?? value }
    return value
  }

  /// An assignment to a variable that it declares.
  func define(_ variable: VariableID, _ value: IRNode, at position: IRPosition) -> IRNode {
    let assignment = unit.node(
      .assign, .none, at: position, name(variable, at: position), value, flags: .defines)
    unit[variable].definition = .node(assignment)
    return assignment
  }

  /// A temporary with the value of an expression; its declaration and assignment go to `initial`.
  func temporaryCopy(
    of value: IRNode, at position: IRPosition, initial: inout [IRNode]
  ) -> VariableID {
    let copy = temporary(unit.type(value), at: position)
    initial.append(declaration(copy, at: position))
    initial.append(define(copy, value, at: position))
    return copy
  }

  /// The expression with statements before it. What may be shared gets a node of its own.
  func withInitial(_ statements: [IRNode], _ value: IRNode, at position: IRPosition) -> IRNode {
    guard !statements.isEmpty else { return value }
    var holder = value
    switch unit.operation(value) {
    case .name, .literal, .nilValue, .type, .functionName:
      holder = unit.node(.convertNop, unit.type(value), at: position, value)
    default: break
    }
    unit.prependInitial(statements, to: holder)
    return holder
  }

  func label(_ name: String) -> LabelID {
    if let known = labels[name] { return known }
    let made = unit.makeLabel(name)
    labels[name] = made
    return made
  }

  // MARK: - Bodies

  /// Declares receiver, parameters and results, with what the type says for those without name.
  func declareParameters(_ signature: Signature) {
    var parameters: [VarObject] = signature.parameters.variables
    if let receiver = signature.receiver {
      function.parameters.append(declareParameter(receiver, .parameter, "~p", 0))
    }
    declareDictionaryParameter()
    parameters = signature.parameters.variables
    let offset = function.parameters.count
    for (index, parameter) in parameters.enumerated() {
      function.parameters.append(
        declareParameter(parameter, .parameter, "~p", offset + index))
    }
    for (index, result) in signature.results.variables.enumerated() {
      function.results.append(declareParameter(result, .result, "~r", index))
    }
    resultTypes = signature.results.variables.map(\.type)
    outerResults = signature.results.variables
  }

  private func declareParameter(
    _ object: VarObject, _ storage: VariableClass, _ prefix: String, _ index: Int
  ) -> VariableID {
    let isNamed = !object.text.isEmpty && object.text != "_"
    var madeUp = "\(prefix)\(index)"
    if storage == .result && rangePlan?.returnsValues == true { madeUp = "#rv\(index + 1)" }
    if storage == .result && (isNamed || rangePlan?.returnsValues == true) {
      function.hasNamedResults = true
    }
    let variable = declareLocal(
      isNamed ? object.text : madeUp, package: isNamed ? object.package ?? package : madeUpPackage,
      type: object.type.map { type($0) } ?? .none, at: IRPosition(object.position),
      storage: storage)
    objects[ObjectIdentifier(object)] = variable
    needDictionary(object.type)
    return variable
  }

  /// Where the compiler's names belong: to the function that is being made.
  private var madeUpPackage: Package? { (inlining?.caller ?? function).symbol.package }

  private func declareDictionaryParameter() {
    guard environment?.isShaped == true, parent == nil, function.symbol.kind == .shaped else {
      return
    }
    let type = unit.dictionaryType
    dictionary = declareLocal(
      ".dict", package: package, type: type, at: function.position, storage: .parameter)
    unit[dictionary].flags.insert(.dictionary)
    function.parameters.append(dictionary)
  }

  /// Looks through a body for loops over functions; before its parameters are declared.
  func planRanges(_ block: NodeID) {
    rangePlan = RangePlan(body: tree.block(block).statements, in: results)
  }

  /// Reads the statements of a body.
  func buildBody(_ block: NodeID) {
    let syntax = tree.block(block)
    var body = statements(syntax.statements)
    if body.isEmpty { body = [unit.node(.block, .none, at: .generated)] }
    function.body = unit.makeList(body)
    function.hasBody = true
    function.end = place(syntax.rightBrace)
  }
}

extension Unit {
  /// The type of dictionaries; their length does not matter to anybody.
  var dictionaryType: TypeID {
    types.pointer(to: types.array(of: types.uintptr, length: 0))
  }

  /// A closure's view of a variable.
  func addCapture(
    of outer: VariableID, by function: Function, at position: IRPosition
  ) -> VariableID {
    let source = variables[outer.slot]
    var view = Variable(
      source.name, package: source.package, type: source.type, storage: .closure,
      position: position, function: function.index)
    view.outer = outer
    view.canonical = canonical(outer)
    view.flags = source.flags.intersection(.dictionary)
    let capture = add(view)
    function.captures.append(capture)
    return capture
  }
}
