// The adapters of methods that a unit has to bring along: for the methods that `*T` has from `T`
// and that types have from their embedded fields, and for methods bound to a receiver. They are
// made after inlining, and each is inlined into on its own.
import GoSyntax
import GoTypes

extension Unit {
  /// Makes the adapters that this unit's types and method values need.
  func makeMethodWrappers(with inliner: Inliner) {
    var seen: Set<TypeID> = []
    for type in importedWrappers { seen.insert(types.identity(type)) }
    var index = 0
    while index < neededWrappers.count {
      let type = neededWrappers[index]
      index += 1
      guard seen.insert(types.identity(type)).inserted, isOwn(type) else { continue }
      wrapMethods(of: type, inliner)
    }
    index = 0
    while index < neededMethodValues.count {
      let needed = neededMethodValues[index]
      index += 1
      wrapMethodValue(needed, inliner)
    }
  }

  /// Whether a type's methods are for this unit to adapt: it is declared here, made from a
  /// generic one, or has no name. Interfaces lead to whatever they hold: Go makes functions for
  /// their methods too, which its diagnostics tell of and nobody calls.
  private func isOwn(_ type: TypeID) -> Bool {
    if types.isInterface(type), session.generics == .concrete || types.isEmptyInterface(type) {
      return false
    }
    guard let named = types.named(type) else { return true }
    return named.package === package.package || named.environment != nil || named.isShape
  }

  private func wrapMethods(of type: TypeID, _ inliner: Inliner) {
    for method in allMethods(of: type) {
      wrapMethod(method, of: type, inliner)
      if types.isInterface(type) { continue }
      let pointer = types.pointer(to: type)
      wrapMethod(method, of: pointer, inliner)
      // Where pointers are no pointers to the collector, interfaces hold pointers to them.
      if types.isNotInHeap(type) { wrapTwice(method, of: pointer, inliner) }
    }
  }

  private func wrapMethod(_ method: MethodName, of receiver: TypeID, _ inliner: Inliner) {
    guard let found = findMethod(receiver, method.name, package: method.package),
      found.isApplicable
    else { return }
    let known = allFunctions.count
    guard methodWrapper(receiver, method.name, package: method.package) != nil else { return }
    buildPendingBodies()
    guard known < allFunctions.count else { return }
    let isPointer = types.named(receiver) == nil && types.form(receiver) == .pointer
    if isPointer && !found.path.isEmpty && jumps(to: found) { return }
    process(allFunctions[known], inliner)
  }

  /// The adapter for a pointer to a pointer.
  private func wrapTwice(_ method: MethodName, of pointer: TypeID, _ inliner: Inliner) {
    let known = allFunctions.count
    guard pointerWrapper(pointer, method.name, package: method.package) != nil else { return }
    buildPendingBodies()
    guard known < allFunctions.count else { return }
    process(allFunctions[known], inliner)
  }

  /// Whether an adapter jumps to its method instead of calling it: nothing is inlined then.
  private func jumps(to found: FoundMethod) -> Bool {
    guard let object = found.object else { return true }
    guard object.hasPointerReceiver else { return false }
    return !isInlinable(methodSymbol(object, holder: found.holder))
  }

  /// Inlines into an adapter, which may bring up bound methods in turn.
  private func process(_ function: Function, _ inliner: Inliner) {
    inliner.process(function)
    for member in [function] + functions.filter({ $0.parent === function }) {
      forEachNode(in: member) { node in
        guard operation(node) == .methodValue else { return }
        let selection = selection(node)
        neededMethodValues.append(
          NeededMethodValue(
            receiver: type(first(node)),
            method: MethodName(name: selection.name, package: methodPackage(selection))))
      }
    }
  }

  private func methodPackage(_ selection: IRSelection) -> Package? {
    selection.packagePath.isEmpty ? nil : session.packages[selection.packagePath]?.package
  }

  // MARK: - Bound methods

  private func wrapMethodValue(_ needed: NeededMethodValue, _ inliner: Inliner) {
    let method = needed.method
    guard let found = findMethod(needed.receiver, method.name, package: method.package) else {
      return
    }
    let key = boundMethodKey(needed.receiver, method.name)
    guard instances[key] == nil else { return }
    let full = boundMethodType(found)
    let symbol = boundMethodSymbol(needed.receiver, method, type: full)
    instances[key] = symbol
    let function = makeFunction(symbol, at: .generated, parent: nil)
    function.isDuplicate = true
    symbol.function = function
    function.source = .synthetic { builder in
      builder.buildBoundMethod(full, needed.receiver, found, method.name)
    }
    pendingBodies.append(function)
    buildPendingBodies()
    process(function, inliner)
  }

  /// The type of a method without its receiver, and without the dictionary of shaped code.
  func boundMethodType(_ found: FoundMethod) -> TypeID {
    guard let object = found.object else { return found.interfaceMember?.type ?? .none }
    let symbol = methodSymbol(object, holder: found.holder)
    let full = symbol.type
    return types.function(
      parameters: Array(types.parameters(full).dropFirst(symbol.kind == .shaped ? 2 : 1)),
      results: types.results(full),
      isVariadic: types.isVariadic(full))
  }

  // MARK: - Method sets

  /// All methods of a type and of what its embedded fields lend it, exported ones first, by name.
  func allMethods(of type: TypeID) -> [MethodName] {
    var found: [MethodName] = []
    var known: Set<MethodName> = []
    var visited: Set<TypeID> = []
    collectMethods(of: type, &found, &known, &visited)
    return found.sorted { left, right in
      let isLeftExported = left.package == nil
      if isLeftExported != (right.package == nil) { return isLeftExported }
      if left.name != right.name { return left.name < right.name }
      return (left.package?.path ?? "") < (right.package?.path ?? "")
    }
  }

  private func collectMethods(
    of given: TypeID, _ found: inout [MethodName], _ known: inout Set<MethodName>,
    _ visited: inout Set<TypeID>
  ) {
    var type = given
    if types.named(type) == nil, types.form(type) == .pointer { type = types.element(type) }
    guard visited.insert(type).inserted else { return }
    func add(_ name: MethodName) {
      if known.insert(name).inserted { found.append(name) }
    }
    if types.isInterface(type) {
      for member in types.members(type) {
        add(MethodName(name: member.name, package: member.isExported ? nil : member.package))
      }
      return
    }
    if let origin = types.named(type)?.origin {
      for index in 0..<origin.methodCount {
        let method = origin.method(index)
        guard method.text != "_", method.signature?.typeParameters.isEmpty == true else {
          continue
        }
        add(MethodName(name: method.text, package: method.isExported ? nil : method.package))
      }
    }
    guard types.form(type) == .structure else { return }
    for field in types.members(type) where field.isEmbedded {
      collectMethods(of: field.type, &found, &known, &visited)
    }
  }
}

/// A method's name; the package only of names that are not exported.
struct MethodName: Hashable {
  let name: String
  let package: Package?

  static func == (left: MethodName, right: MethodName) -> Bool {
    left.name == right.name && left.package === right.package
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(package?.path)
  }
}

/// A method that is bound to a receiver of a type somewhere.
struct NeededMethodValue {
  let receiver: TypeID
  let method: MethodName
}

extension Signature {
  /// The parameters, then the results.
  var names: [VarObject?] { parameters.variables + results.variables }
}

extension BodyBuilder {
  /// The body of a bound method: the receiver comes with the function value.
  func buildBoundMethod(
    _ type: TypeID, _ receiver: TypeID, _ found: FoundMethod, _ method: String
  ) {
    let hidden = unit.add(
      Variable(
        ".this", package: nil, type: receiver, storage: .parameter, position: .generated,
        function: function.index))
    function.hiddenParameter = hidden
    declareSyntheticParameters(of: type, names: found.object?.signature?.names ?? [])
    let callee = promotedCall(
      name(hidden, at: .generated), found, method, checksNil: false)
    let rest: [IRNode] = function.parameters.map { name($0, at: .generated) }
    tailCall(callee.function, callee.first + rest, at: .generated)
  }
}
