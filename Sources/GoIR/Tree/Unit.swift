// A unit: all functions that are built and analysed together, one package's, in one arena.

import GoSyntax
import GoTypes

/// The typed tree of one package. Nodes, lists, variables, labels and constants are indices into
/// its arrays; passes change records in place and append new ones.
public final class Unit: @unchecked Sendable {
  /// What units share: types, packages, declared functions.
  public let session: Session
  /// The package.
  public let package: InputPackage
  /// The types of the run.
  public var types: TypeTable { session.types }

  var nodes: [NodeRecord] = [NodeRecord(.absent, at: .generated)]
  var listWords: [UInt32] = [0]
  var variables: [Variable] = [
    Variable(
      "", package: nil, type: .none, storage: .global, position: .generated, function: -1)
  ]
  var labels: [String] = [""]
  var constants: [Constant] = [.unknown]
  var selections: [IRSelection] = [
    IRSelection(name: "", packagePath: "", fieldIndex: -1, offset: 0)
  ]
  var symbols: [FunctionSymbol?] = [nil]
  private var symbolNumbers: [ObjectIdentifier: UInt32] = [:]
  private var globals: [ObjectIdentifier: VariableID] = [:]

  /// All functions, in the order in which the compiler would list them.
  public internal(set) var functions: [Function] = []
  /// Functions by number: those of `functions`, and those that are only read to be inlined.
  var allFunctions: [Function] = []
  /// The calls that were replaced by bodies.
  public internal(set) var inlinedCalls: [InlinedCallSite] = []
  /// The function that initialises the package's variables.
  public internal(set) var packageInit: Function?
  /// Parts of it that became functions of their own.
  var outlinedFunctions: [Function] = []
  /// What package-level variables hold before any code runs, after `separateStaticData`.
  public internal(set) var staticData: [StaticDatum] = []
  var declaredFunctions: [ObjectIdentifier: Function] = [:]
  /// Instances of generic functions that this unit builds.
  var instances: [String: FunctionSymbol] = [:]
  /// Bodies still to be built; the last one is next.
  var pendingBodies: [Function] = []
  /// Named types whose methods and parts were looked at.
  var usedTypes: Set<TypeID> = []
  /// Generic types that are used as values, and wait for their shaped counterparts.
  var pendingInstances: [() -> Void] = []
  var dictionaryVariables: [String: VariableID] = [:]
  var neededDictionaries: Set<String> = []
  var dictionaryRequests: [(object: FuncObject, arguments: [TypeID], implicitCount: Int)] = []
  /// Whether the bodies of functions of other packages can be inlined.
  var bodiesAtHand: [ObjectIdentifier: Bool] = [:]
  /// Types whose methods may need adapters, and those whose adapters other units have.
  var neededWrappers: [TypeID] = []
  var importedWrappers: [TypeID] = []
  var neededMethodValues: [NeededMethodValue] = []
  /// While the types of code that another unit has built are looked at.
  var isReadingImported = false
  var usedImportedTypes: Set<TypeID> = []
  /// Complaints of building, such as "imprecise interface call".
  public var notes: [(position: IRPosition, text: String)] = []

  init(session: Session, package: InputPackage) {
    self.session = session
    self.package = package
  }

  // MARK: - Nodes

  /// The record of a node.
  public subscript(node: IRNode) -> NodeRecord {
    get { nodes[node.slot] }
    set { nodes[node.slot] = newValue }
    _modify { yield &nodes[node.slot] }
  }

  /// Adds a node.
  public func add(_ record: NodeRecord) -> IRNode {
    nodes.append(record)
    return IRNode(nodes.count - 1)
  }

  /// Adds a node with up to three operands.
  public func node(
    _ operation: Operation, _ type: TypeID, at position: IRPosition, _ a: IRNode = .none,
    _ b: IRNode = .none, flags: NodeFlags = []
  ) -> IRNode {
    add(
      NodeRecord(operation, type: type, at: position, a: a.raw, b: b.raw, flags: flags))
  }

  /// The number of records: what a side table over nodes needs.
  public var nodeCount: Int { nodes.count }

  /// What a node does.
  public func operation(_ node: IRNode) -> Operation { nodes[node.slot].operation }

  /// The type of a node's value.
  public func type(_ node: IRNode) -> TypeID { nodes[node.slot].type }

  /// The first operand.
  public func first(_ node: IRNode) -> IRNode { IRNode(raw: nodes[node.slot].a) }

  /// The second operand.
  public func second(_ node: IRNode) -> IRNode { IRNode(raw: nodes[node.slot].b) }

  /// The variable of a `name`.
  public func variable(_ node: IRNode) -> VariableID { VariableID(raw: nodes[node.slot].a) }

  /// The function of a `closure`.
  public func closureFunction(_ node: IRNode) -> Function {
    allFunctions[Int(nodes[node.slot].a)]
  }

  /// The symbol of a `functionName`, `methodExpression` or `methodValue`; nil for the methods of
  /// interfaces.
  public func symbol(_ node: IRNode) -> FunctionSymbol? {
    let record = nodes[node.slot]
    return symbols[Int(record.operation == .methodValue ? record.c : record.a)]
  }

  /// The value of a `literal`.
  public func constant(_ node: IRNode) -> Constant { constants[Int(nodes[node.slot].a)] }

  /// What a dot selects.
  public func selection(_ node: IRNode) -> IRSelection { selections[Int(nodes[node.slot].b)] }

  // MARK: - Lists

  /// The nodes of a list.
  public func list(_ list: IRList) -> [IRNode] {
    guard list.raw != 0 else { return [] }
    let start = Int(list.raw)
    let count = Int(listWords[start])
    return listWords[(start + 1)..<(start + 1 + count)].map { IRNode(raw: $0) }
  }

  /// The list that an operand of a node names.
  public func list(operand: UInt32) -> [IRNode] { list(IRList(raw: operand)) }

  /// How many nodes a list has.
  public func count(_ list: IRList) -> Int { Int(listWords[Int(list.raw)]) }

  /// Stores a list.
  public func makeList(_ items: [IRNode]) -> IRList {
    guard !items.isEmpty else { return .empty }
    let start = listWords.count
    listWords.append(UInt32(truncatingIfNeeded: items.count))
    for item in items { listWords.append(item.raw) }
    return IRList(raw: UInt32(truncatingIfNeeded: start))
  }

  /// Replaces a node of a list.
  public func setItem(_ index: Int, of list: IRList, to node: IRNode) {
    listWords[Int(list.raw) + 1 + index] = node.raw
  }

  /// Puts statements before what a node already carries out first.
  public func prependInitial(_ statements: [IRNode], to node: IRNode) {
    guard !statements.isEmpty else { return }
    nodes[node.slot].initial = makeList(statements + list(nodes[node.slot].initial))
  }

  /// Puts statements behind what a node already carries out first.
  public func appendInitial(_ statements: [IRNode], to node: IRNode) {
    guard !statements.isEmpty else { return }
    nodes[node.slot].initial = makeList(list(nodes[node.slot].initial) + statements)
  }

  /// Takes away what a node carries out first.
  public func takeInitial(_ node: IRNode) -> [IRNode] {
    let taken = list(nodes[node.slot].initial)
    nodes[node.slot].initial = .empty
    return taken
  }

  // MARK: - Variables, labels, constants, symbols

  /// The record of a variable.
  public subscript(variable: VariableID) -> Variable {
    get { variables[variable.slot] }
    set { variables[variable.slot] = newValue }
    _modify { yield &variables[variable.slot] }
  }

  /// The number of variables, the absent one included.
  public var variableCount: Int { variables.count }

  /// The variable that a closure's view stands for, or the variable itself.
  public func canonical(_ variable: VariableID) -> VariableID {
    let canonical = variables[variable.slot].canonical
    return canonical.isPresent ? canonical : variable
  }

  /// The function with a number.
  public func function(_ index: Int32) -> Function? {
    index < 0 ? nil : allFunctions[Int(index)]
  }

  func add(_ variable: Variable) -> VariableID {
    variables.append(variable)
    return VariableID(variables.count - 1)
  }

  func makeLabel(_ name: String) -> LabelID {
    labels.append(name)
    return LabelID(labels.count - 1)
  }

  /// The name of a label.
  public func text(_ label: LabelID) -> String { labels[Int(label.raw)] }

  func makeConstant(_ value: Constant) -> UInt32 {
    constants.append(value)
    return UInt32(truncatingIfNeeded: constants.count - 1)
  }

  func makeSelection(_ selection: IRSelection) -> UInt32 {
    selections.append(selection)
    return UInt32(truncatingIfNeeded: selections.count - 1)
  }

  func number(of symbol: FunctionSymbol) -> UInt32 {
    let key = ObjectIdentifier(symbol)
    if let known = symbolNumbers[key] { return known }
    symbols.append(symbol)
    let number = UInt32(truncatingIfNeeded: symbols.count - 1)
    symbolNumbers[key] = number
    return number
  }

  /// The variable of a package-level object.
  func global(_ object: VarObject) -> VariableID {
    let key = ObjectIdentifier(object)
    if let known = globals[key] { return known }
    let type = object.type.map { types.intern($0) } ?? .none
    let variable = add(
      Variable(
        object.text, package: object.package, type: type, storage: .global,
        position: IRPosition(object.position), function: -1))
    globals[key] = variable
    return variable
  }

  func makeFunction(
    _ symbol: FunctionSymbol, at position: IRPosition, parent: Function?
  ) -> Function {
    let function = Function(
      index: Int32(truncatingIfNeeded: allFunctions.count), symbol: symbol, position: position,
      parent: parent)
    allFunctions.append(function)
    return function
  }

  // MARK: - Positions

  /// The place in the function itself that inlining led away from.
  public func outermost(_ position: IRPosition) -> SourcePosition {
    var current = position
    while current.inlining >= 0 { current = inlinedCalls[Int(current.inlining)].position }
    return current.source
  }
}
